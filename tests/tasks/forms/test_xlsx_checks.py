"""The checks in the cells: what they let pass the reader reads, and what is missing they show."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from policies.forms import WORD_OF_TYPE, forms_of
from policies.loader import load
from policies.schema import FormField, RequestType
from tasks.forms import cells
from tasks.forms.grid import Cell
from tasks.forms.text import Notes
from tasks.forms.unreadable import Unreadable
from tests.tasks.forms.blanks_filled import blank, first_row
from tests.tasks.forms.spreadsheet_formulas import holds

Reader = Callable[[Cell, Notes], object]
MAU_03, STANDARD = ("phu-tho", 2), ("hung-yen", 0)


def sheet_of(form: tuple[str, int]) -> Worksheet:
    """The sheet of a blank form."""
    return load_workbook(io.BytesIO(blank(*form, "xlsx"))).worksheets[0]


def place_of(form: tuple[str, int], sheet: Worksheet, field: FormField, part: int = 0) -> str:
    """The first cell of a column in a section."""
    section = forms_of(load(form[0]))[form[1]].sections[part]
    column = next(at for at, one in enumerate(section.columns, 1) if one.field is field)
    return str(sheet.cell(first_row(sheet, section), column).coordinate)


def check_of(form: tuple[str, int], field: FormField) -> Callable[[Any], bool]:
    """Whether the check of a column lets a content pass."""
    sheet = sheet_of(form)
    place = place_of(form, sheet, field)
    (found,) = [
        check
        for check in sheet.data_validations.dataValidation
        if str(check.sqref).startswith(f"{place}:")
    ]
    assert (found.type, found.errorStyle or "stop") == ("custom", "stop")
    return lambda content: holds(found.formula1, {place: content})


def reads(reader: Reader, content: Any) -> bool:
    """Whether the reader takes a content."""
    try:
        return reader(Cell(content), Notes()) is not None
    except Unreadable:
        return False


def an_address(cell: Cell, notes: Notes) -> str | None:
    """As the reader reads it in Phú Thọ."""
    return cells.address(cell, notes, load("phu-tho").domain)


CHECKED: dict[str, tuple[Callable[[Any], bool], Reader]] = {
    "date": (check_of(STANDARD, FormField.BIRTH_DATE), cells.day),
    "phone": (check_of(MAU_03, FormField.PHONE), cells.phone),
    "citizen number": (check_of(MAU_03, FormField.CITIZEN_NUMBER), cells.citizen_number),
    "name": (check_of(MAU_03, FormField.NAME), cells.person_name),
}


@pytest.mark.parametrize(
    ("what", "passed", "refused"),
    [
        (
            "date",
            ["05/11/2025", "29/02/2024", "31/12/2100", "01/01/1930", date(2025, 11, 5)],
            [
                *("29/02/2025", "31/04/2025", "13/13/2025", "00/01/2025", "01/00/2025", "5/1/25"),
                *("01/01/1929", "01/01/2101", date(1905, 7, 18), "+5/11/2025", "05-11-2025"),
            ],
        ),
        ("phone", ["0912345678", "091234567", "09123456789"], ["912345678", "0912 345 678", "09"]),
        (
            "citizen number",
            ["001099000001", "012345678"],
            ["01099000001", "0010990000012", "00109900000a", "12345e789", "-12345678"],
        ),
        ("name", ["Nguyễn Văn An", "Y Bhăm Niê"], ["Nguyễn Văn 4n", "0 An", "An 9"]),
    ],
)
def test_what_a_check_lets_pass(what: str, passed: list[Any], refused: list[Any]) -> None:
    """Just at the border and just beyond it."""
    check, _ = CHECKED[what]
    assert ([], []) == (
        [each for each in passed if not check(each)],
        [each for each in refused if check(each)],
    )


_NEAR = st.one_of(
    st.text("0123456789/ +-.e", max_size=13),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}"),
    st.builds("{:02}/{:02}/{:04}".format, *(st.integers(0, m) for m in (40, 14, 2200))),
)


@pytest.mark.parametrize("what", ["date", "phone", "citizen number"])
@given(content=_NEAR)
@example("0" * 12)
def test_what_a_check_lets_pass_the_reader_reads(what: str, content: Any) -> None:
    """A form whose cells complain of nothing is not sent back for them."""
    check, reader = CHECKED[what]
    assert reads(reader, content) or not check(content)


@pytest.mark.parametrize(
    ("address", "passes"),
    [
        ("hungtm@phutho.gov.vn", True),
        ("HungTM@PhuTho.gov.vn", True),
        ("@phutho.gov.vn", False),
        ("hung tm@phutho.gov.vn", False),
        ("hungtm@gmail.com", False),
        ("hungtm", False),
    ],
)
def test_an_address_is_of_the_provinces_domain(address: str, passes: bool) -> None:
    """As in Mẫu số 04 of Phú Thọ, whose domain the check carries."""
    check = check_of(("phu-tho", 3), FormField.ADDRESS)
    assert (passes, passes) == (check(address), reads(an_address, address))


def missing(form: tuple[str, int], part: int, **filled: str) -> set[str]:
    """The fields whose first cell is shown as missing, where these fields hold something."""
    sheet = sheet_of(form)
    section = forms_of(load(form[0]))[form[1]].sections[part]
    row = first_row(sheet, section)
    names = [
        column.marks.value if column.marks else column.field.value for column in section.columns
    ]
    cells_of = {str(sheet.cell(row, at).coordinate): name for at, name in enumerate(names, 1)}
    content = {place: filled.get(name.replace("-", "_")) for place, name in cells_of.items()}
    content[f"A{row}"] = "1"
    shown = set()
    for area in sheet.conditional_formatting:
        place = str(area.sqref).split(":")[0]
        if place in cells_of and holds(area.rules[0].formula[0], content):
            shown.add(cells_of[place])
    return shown


def test_an_untouched_row_lacks_nothing() -> None:
    """Its printed number alone is no beginning."""
    assert set() == missing(MAU_03, 0)


def test_a_begun_row_shows_what_it_lacks() -> None:
    """Mẫu số 03: name, unit and citizen number are needed, a phone is not."""
    assert {"unit", "citizen-number"} == missing(MAU_03, 0, name="Lê An")
    assert {"name"} == missing(MAU_03, 0, unit="Văn phòng", citizen_number="012345678")


def test_what_a_row_needs_depends_on_what_it_asks_for() -> None:
    """By the word: a new mailbox needs the unit, a lock the address, a change what is to change."""
    asked = {
        type_: missing(STANDARD, 0, name="Lê An", type=WORD_OF_TYPE[type_])
        for type_ in (RequestType.NEW, RequestType.LOCK, RequestType.CHANGE)
    }
    assert {
        RequestType.NEW: {"unit"},
        RequestType.LOCK: {"address"},
        RequestType.CHANGE: {"address", "change-what", "change-to"},
    } == asked
    assert {"type"} == missing(STANDARD, 0, name="Lê An")


def test_a_row_has_exactly_one_mark() -> None:
    """Khánh Hòa: none and two are shown, in each of the columns; a change needs the former unit."""
    marks = {"new", "reset-password", "revoke", "change"}
    row = {"name": "Lê An", "unit": "Văn phòng"}
    assert marks == missing(("khanh-hoa", 0), 1, **row)
    assert marks == missing(("khanh-hoa", 0), 1, **row, new="X", revoke="X")
    assert set() == missing(("khanh-hoa", 0), 1, **row, new="X")
    assert {"former-unit"} == missing(("khanh-hoa", 0), 1, **row, change="X")


def test_the_agency_may_not_stay_empty() -> None:
    """The cell beside its label is shown until something stands in it."""
    sheet = sheet_of(MAU_03)
    (at,) = [f"C{label.row}" for label in sheet["B"] if label.value == "Cơ quan, tổ chức đề nghị"]
    (rule,) = [
        area.rules[0].formula[0] for area in sheet.conditional_formatting if str(area.sqref) == at
    ]
    assert (True, False) == (holds(rule, {}), holds(rule, {at: "Sở Nội vụ"}))
