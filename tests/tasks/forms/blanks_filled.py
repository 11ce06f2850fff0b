"""Blank forms as the command writes them, filled in as people do with an office program."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from policies.explain import show_date
from policies.forms import forms_of
from policies.loader import load
from policies.schema import Column, FormField, Section
from tasks.forms.archive import Layout
from tasks.forms.blank import blank_form
from tasks.forms.content import LetterHeader
from tasks.forms.filling import BLANK_ROWS, FilledRow, cell_value
from tasks.forms.letterhead import BLOCK_LABELS, CONTACT, SHEET_LABELS

Rows = Sequence[Sequence[FilledRow]]


@lru_cache(maxsize=32)
def blank(policy: str, at: int, layout: Layout) -> bytes:
    """The blank form of that place among the regulation's."""
    regulation = load(policy)
    return blank_form(forms_of(regulation)[at], regulation, layout)


def fill(
    policy: str, at: int, layout: Layout, header: LetterHeader, rows: Rows, *, as_dates: bool
) -> bytes:
    """The blank form with head and rows typed in.

    ``as_dates``: what a spreadsheet shows as a date is one, as after pasting; else it is text.
    """
    sections = forms_of(load(policy))[at].sections
    if layout == "docx":
        return _fill_word(blank(policy, at, layout), header, sections, rows)
    return _fill_sheet(blank(policy, at, layout), header, sections, rows, as_dates)


def _save(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def first_row(sheet: Worksheet, section: Section) -> int:
    """The first row that is offered below the title of a section."""
    numbers = [cell.value for cell in sheet["A"]]
    return numbers.index(1, numbers.index(section.title)) + 1


def _fill_sheet(
    content: bytes,
    header: LetterHeader,
    sections: Sequence[Section],
    rows: Rows,
    as_dates: bool,
) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    labels = {label: name for name, label in SHEET_LABELS.items()}
    for (label,) in sheet.iter_rows(min_col=2, max_col=2, max_row=20):
        if label.value in labels:
            value = getattr(header, labels[str(label.value)])
            sheet.cell(label.row, 3).value = _typed(value, as_dates)
    for section, own in zip(sections, rows, strict=True):
        first = first_row(sheet, section)
        assert len(own) <= BLANK_ROWS["xlsx"]
        for at, row in enumerate(own):
            for place, column in enumerate(section.columns, start=1):
                value = cell_value(column, row, at + 1)
                if value is not None and column.field is not FormField.NUMBER:
                    sheet.cell(first + at, place).value = _typed(value, as_dates)
    return _save(book)


def _typed(value: str | date | None, as_dates: bool) -> str | date | None:
    return show_date(value) if isinstance(value, date) and not as_dates else value


def _fill_word(
    content: bytes, header: LetterHeader, sections: Sequence[Section], rows: Rows
) -> bytes:
    document = Document(io.BytesIO(content))
    _fill_head(document, header)
    for table, section, own in zip(document.tables[1:-1], sections, rows, strict=True):
        offered = len(table.rows) - BLANK_ROWS["docx"]
        for _ in range(len(own) - BLANK_ROWS["docx"]):
            table._tbl.append(deepcopy(table.rows[-1]._tr))  # a row copied below the last
        for at, row in enumerate(own):
            _fill_row(table, offered + at, section.columns, row, at + 1)
    return _save(document)


def _fill_row(
    table: Table, at: int, columns: Sequence[Column], row: FilledRow, number: int
) -> None:
    for column, cell in zip(columns, table.rows[at].cells, strict=True):
        value = cell_value(column, row, number)
        if value is None:
            continue
        text = show_date(value) if isinstance(value, date) else value
        paragraph = cell.paragraphs[0]
        control = paragraph._p.find(qn("w:sdt"))
        if control is None:
            paragraph.text = text
            continue
        properties = control.find(qn("w:sdtPr"))
        properties.remove(properties.find(qn("w:showingPlcHdr")))  # as Word does
        next(control.iter(qn("w:t"))).text = text


def _fill_head(document: WordDocument, header: LetterHeader) -> None:
    left, right = document.tables[0].rows[0].cells
    superior, sender, _, number, subject = left.paragraphs
    for paragraph, text in (
        (superior, header.superior),
        (sender, header.sender),
        (number, f"Số: {header.number}"),
        (subject, f"V/v {header.subject}"),
    ):
        _type(paragraph, text or "")
    if header.dated:
        place = right.paragraphs[-1].text.split(",")[0]
        day = header.dated
        _type(right.paragraphs[-1], f"{place}, ngày {day:%d} tháng {day:%m} năm {day.year}")
    for paragraph in document.paragraphs:
        text = paragraph.text
        if "<" in text:
            before, _, rest = text.partition("<")
            _type(paragraph, f"{before}{header.sender}{rest.partition('>')[2]}")
        for name, label in BLOCK_LABELS.items():
            if text.startswith(f"- {label}:"):
                _type(paragraph, f"- {label}: {getattr(header, name)}")
        if CONTACT in text:
            told = ", ".join(str(getattr(header, name)) for name in BLOCK_LABELS)
            _type(paragraph, f"({CONTACT}: {told})")


def _type(paragraph: Paragraph, text: str) -> None:
    """Typed over what stands there, in its face."""
    paragraph.runs[0].text = text
