"""Blank forms, as the command writes them: what they offer, and that nothing filled in is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from policies.forms import WORD_OF_TYPE, forms_of
from policies.loader import load, policy_ids
from policies.schema import Column, FormField, Kind, RequestType, Section
from tasks.changes import TITLES_TO_CHOOSE, Change, understand_change
from tasks.forms.archive import Layout
from tasks.forms.choices import LIST_SHEET, OPEN, choices_for
from tasks.forms.content import LineFields
from tasks.forms.filling import BLANK_ROWS, FilledRow
from tasks.forms.reading import read_letter
from tasks.forms.sampling.people import people
from tests.tasks.forms.blanks_filled import blank, fill, first_row
from tests.tasks.forms.letters_made import HEADER
from tests.tasks.forms.rows_drawn import FORMS, drawn_rows, reads_back

SHEETS = [(policy, at) for policy, at, layout in FORMS if layout == "xlsx"]
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹáàãéèíìóòõúùý]")


@pytest.mark.parametrize(("policy", "at", "layout"), FORMS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_a_filled_blank_form_reads_back_equal(
    policy: str, at: int, layout: Layout, data: st.DataObject
) -> None:
    """Every form of every province in each layout, dates typed or pasted, rows added in Word."""
    regulation = load(policy)
    sections = forms_of(regulation)[at].sections
    rows = [data.draw(drawn_rows(part, regulation.domain, most=6)) for part in sections]
    assume(any(rows))
    as_dates = data.draw(st.booleans())
    content = fill(policy, at, layout, HEADER, rows, as_dates=as_dates)
    reads_back(policy, at, layout, rows, content)


def test_every_row_that_is_offered_is_read() -> None:
    """A form filled to its last row, in both tables."""
    asked = [
        FilledRow(RequestType.LOCK, LineFields(name=person.name, address=f"a{n}@phutho.gov.vn"))
        for n, person in zip(range(BLANK_ROWS["xlsx"]), people(7), strict=False)
    ]
    rows = (asked, [replace(row, fields=replace(row.fields, name="Sở Y tế")) for row in asked])
    at = [form.id for form in forms_of(load("phu-tho"))].index("mau-chuan")
    reads_back(
        "phu-tho", at, "xlsx", rows, fill("phu-tho", at, "xlsx", HEADER, rows, as_dates=False)
    )


@pytest.mark.parametrize(("policy", "at", "layout"), FORMS)
def test_a_blank_form_asks_for_nothing(policy: str, at: int, layout: Layout) -> None:
    """It is recognised, and its placeholders and lists are no lines."""
    read = read_letter(blank(policy, at, layout), f"mau.{layout}", load(policy))
    assert forms_of(load(policy))[at].id == read.form_id
    assert {"không đọc được tên cơ quan gửi", "không có dòng đề nghị nào"} == {
        fault.message for fault in read.faults
    }


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────────


def sheet_of(policy: str, at: int) -> Worksheet:
    """The sheet of a blank form."""
    return load_workbook(io.BytesIO(blank(policy, at, "xlsx"))).worksheets[0]


def checked(
    policy: str, at: int, sheet: Worksheet
) -> Iterator[tuple[Section, Column, str, DataValidation]]:
    """Every column of every section beside the numbers: where it begins, and its check."""
    checks = {
        str(area).split(":")[0]: check
        for check in sheet.data_validations.dataValidation
        for area in check.sqref.ranges
    }
    for section in forms_of(load(policy))[at].sections:
        row = first_row(sheet, section)
        for place, column in enumerate(section.columns, start=1):
            if column.field is not FormField.NUMBER:
                at_cell = sheet.cell(row, place).coordinate
                yield section, column, at_cell, checks[at_cell]


@pytest.mark.parametrize(("policy", "at"), SHEETS)
def test_every_column_is_checked_over_all_its_rows_and_says_so_in_vietnamese(
    policy: str, at: int
) -> None:
    """A refusal has a title and a message, within what a spreadsheet can hold."""
    sheet = sheet_of(policy, at)
    for section, column, place, check in checked(policy, at, sheet):
        last = first_row(sheet, section) + BLANK_ROWS["xlsx"] - 1
        assert f"{place}:{re.sub('[0-9]+', str(last), place)}" == str(check.sqref)
        assert check.type in {"custom", "list", "textLength"}
        assert len(check.formula1 or "") <= 255 or check.type == "list"
        told = [check.error or "", check.prompt or ""]
        assert all(len(text) <= 255 and (not text or VIETNAMESE.search(text)) for text in told)
        assert check.errorTitle == column.header[:32]
        open_list = check.type == "list" and not check.showErrorMessage
        assert bool(check.error) or open_list


@pytest.mark.parametrize(("policy", "at"), SHEETS)
def test_lists_offer_what_the_column_takes(policy: str, at: int) -> None:
    """Types of request, marks, changes, positions, kinds of organisation; closed or open."""
    book = load_workbook(io.BytesIO(blank(policy, at, "xlsx")))
    sheet = book.worksheets[0]
    for section, column, _, check in checked(policy, at, sheet):
        choices = choices_for(column, section, load(policy))
        if choices is None:
            assert check.type != "list"
            continue
        source = check.formula1 or ""
        if source.startswith('"'):
            offered = source.strip('"').split(",")
        else:
            name, area = source.replace("'", "").replace("$", "").split("!")
            assert (LIST_SHEET, "hidden") == (name, book[name].sheet_state)
            offered = [cell.value for (cell,) in book[name][area]]
        assert (list(choices.words), choices.closed) == (offered, check.showErrorMessage)


@pytest.mark.parametrize(("policy", "at"), SHEETS)
def test_phones_and_numbers_are_text_before_they_are_typed(policy: str, at: int) -> None:
    """Leading zeros survive, and a day is not turned into a month; also below the offered rows."""
    sheet = sheet_of(policy, at)
    for section, column, place, _ in checked(policy, at, sheet):
        assert "@" == sheet[place].number_format, (section.title, column.header)
        letter = re.sub("[0-9]", "", place)
        assert "@" == sheet.column_dimensions[letter].number_format


@pytest.mark.parametrize("policy", policy_ids())
def test_lists_of_types_are_closed(policy: str) -> None:
    """Only what the form is for may be picked: the words that the reader knows."""
    for form in forms_of(load(policy)):
        for section in form.sections:
            for column in section.columns:
                if column.field is FormField.TYPE:
                    choices = choices_for(column, section, load(policy))
                    assert choices is not None
                    assert [WORD_OF_TYPE[t] for t in section.types] == list(choices.words)
                    assert choices.closed


@pytest.mark.parametrize("kind", Kind)
def test_every_change_that_is_offered_is_understood(kind: Kind) -> None:
    """Each word of the list means one thing, and no two the same."""
    changes = [understand_change(kind, title, None) for title in TITLES_TO_CHOOSE[kind]]
    kinds = [change.kind for change in changes if isinstance(change, Change)]
    assert len(TITLES_TO_CHOOSE[kind]) == len(set(kinds))


def test_a_kind_of_organisation_that_was_not_completed_is_a_fault() -> None:
    """ "Sở …" picked from the list and left so is no name."""
    regulation = load("hung-yen")
    (form,) = forms_of(regulation)
    name = next(column for column in form.sections[1].columns if column.field is FormField.NAME)
    choices = choices_for(name, form.sections[1], regulation)
    assert choices is not None
    assert f"Sở {OPEN}" in choices.words
    row = FilledRow(RequestType.NEW, LineFields(name=f"Sở {OPEN}"))
    content = fill("hung-yen", 0, "xlsx", HEADER, ((), (row,)), as_dates=False)
    (fault,) = read_letter(content, "a.xlsx", regulation).faults
    assert fault.place.endswith("cột Tên cơ quan, đơn vị")


# ── Word ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("policy", "at"), SHEETS)
def test_word_offers_the_same_lists_and_dates_to_pick(policy: str, at: int) -> None:
    """Each blank row has a control where there is something to choose, in the order of columns."""
    document = Document(io.BytesIO(blank(policy, at, "docx")))
    sections = forms_of(load(policy))[at].sections
    for table, section in zip(document.tables[1:-1], sections, strict=True):
        for row in table.rows[-BLANK_ROWS["docx"] :]:
            for column, cell in zip(section.columns, row.cells, strict=True):
                words = [item.get(qn("w:value")) for item in cell._tc.iter(qn("w:listItem"))]
                choices = choices_for(column, section, load(policy))
                if choices is not None:
                    assert list(choices.words) == [word for word in words if word != OPEN]
                    kind = "w:dropDownList" if choices.closed else "w:comboBox"
                    assert [1] == [len(list(cell._tc.iter(qn(kind))))]
                dates = column.field in {FormField.BIRTH_DATE, FormField.DECISION_DATE}
                assert dates == bool(list(cell._tc.iter(qn("w:date"))))


def test_every_control_of_a_document_has_a_number_of_its_own() -> None:
    """Two controls of one number would be mended by Word with a complaint."""
    document = Document(io.BytesIO(blank("hung-yen", 0, "docx")))
    numbers = [
        control.find(qn("w:sdtPr")).find(qn("w:id")).get(qn("w:val"))
        for control in document.element.iter(qn("w:sdt"))
    ]
    assert sorted(set(numbers)) == sorted(numbers)
    assert len(numbers) > 40


def test_an_emptied_list_shows_the_forms_own_placeholder() -> None:
    """Without one Word writes a sentence of its own into the cell."""
    document = Document(io.BytesIO(blank("hung-yen", 0, "docx")))
    names = {part.get(qn("w:val")) for part in document.element.iter(qn("w:docPart"))}
    glossary = next(
        relation.target_part.blob.decode()
        for relation in document.part.rels.values()
        if relation.reltype.endswith("/glossaryDocument")
    )
    assert {'w:name w:val="ChoTrong"'} == {f'w:name w:val="{name}"' for name in names}
    assert all(f'w:val="{name}"' in glossary for name in names)
    assert f"<w:t>{OPEN}</w:t>" in glossary
