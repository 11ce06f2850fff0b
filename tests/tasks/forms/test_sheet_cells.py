"""How spreadsheets write what stands in a cell, and what is read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tasks.forms.grid import Cell, Value
from tasks.forms.limits import Allowance, Limits
from tasks.forms.xlsx_book import Book, SharedTexts, Styles
from tasks.forms.xlsx_cell import OpenCell
from tasks.forms.xml_stream import read_stream
from tests.tasks.forms.letters_made import mau_03, read
from tests.tasks.forms.mutated.corpus import corpus

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NUMBER, _DAY = "0", "1"  # styles of the book
_BOOK = Book((Cell("a"), Cell("b")), (False, True), from_1904=False)


class _One:
    """Reads one cell."""

    def __init__(self) -> None:
        self.cell = OpenCell("n", None)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self.cell = OpenCell(attributes.get("t", "n"), attributes.get("s"))
        else:
            self.cell.start(tag)

    def end(self, tag: str) -> None:
        self.cell.end(tag)

    def text(self, text: str) -> None:
        self.cell.text(text)


def _part(xml: str) -> list[bytes]:
    return [f'<x xmlns="{_NAMESPACE}">{xml}</x>'.encode()]


def _cell(xml: str, book: Book = _BOOK) -> Cell:
    reader = _One()
    read_stream(_part(xml), reader)
    return reader.cell.read(book)


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ("<c><v>1.5</v></c>", 1.5),
        ("<c><v>1.23456789012E11</v></c>", 123456789012.0),
        ('<c t="s"><v>1</v></c>', "b"),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="d"><v>2025-11-05T00:00:00Z</v></c>', date(2025, 11, 5)),
        ('<c t="str"><f>A1</f><v>a</v></c>', "a"),
        ('<c t="inlineStr"><is><t>a</t></is></c>', "a"),
        ('<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        ('<c t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "a"),
        ('<c t="inlineStr"><is><t>a_x000A_b_x005F_x0041_</t></is></c>', "a\nb_x0041_"),
        ('<c t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "\U0001f600"),
        ("<c/>", None),
        ('<c t="str"><f>A1</f><v></v></c>', None),
    ],
)
def test_value_of_a_cell(xml: str, value: Value) -> None:
    """ECMA-376 part 1, 18.18.11: a number, or what the cell's type says."""
    assert (value, None) == (_cell(xml).value, _cell(xml).trouble)


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("1", date(1900, 1, 1)),
        ("59", date(1900, 2, 28)),
        ("61", date(1900, 3, 1)),
        ("45966", date(2025, 11, 5)),
        ("45966.999", date(2025, 11, 5)),
    ],
)
def test_number_that_is_shown_as_a_date(serial: str, day: date) -> None:
    """Days are counted from 1900, with the leap day that 1900 never had."""
    assert day == _cell(f'<c s="{_DAY}"><v>{serial}</v></c>').value


def test_days_counted_from_1904() -> None:
    """Old spreadsheets of another system begin there."""
    book = Book((), (False, True), from_1904=True)
    assert date(2025, 11, 5) == _cell(f'<c s="{_DAY}"><v>44504</v></c>', book).value


@pytest.mark.parametrize("serial", ["0", "0.5", "60", "-1", "2958466", "1e300"])
def test_number_that_is_no_day(serial: str) -> None:
    """29 February 1900, the hours of no day, a day after the last year."""
    told = f"«{serial}» không phải một ngày: hãy ghi dạng dd/mm/yyyy"
    assert told == _cell(f'<c s="{_DAY}"><v>{serial}</v></c>').trouble
    assert float(serial) == _cell(f'<c s="{_NUMBER}"><v>{serial}</v></c>').value


@pytest.mark.parametrize(
    ("code", "shows_date"),
    [
        ("General", False),
        ("0.00", False),
        ("@", False),
        ("[Red]0", False),
        ('0 "ngày"', False),
        ("0\\d", False),
        ("[h]:mm", False),
        ("dd/mm/yyyy", True),
        ("[$-42A]dd mmmm yyyy;@", True),
        ('"ngày "d', True),
        ("yyyy", True),
    ],
)
def test_formats_that_show_a_date(code: str, shows_date: bool) -> None:
    """A day or a year outside of quotes, colours and languages."""
    styles = Styles()
    quoted = code.replace('"', "&quot;")
    own = f'<numFmts><numFmt numFmtId="200" formatCode="{quoted}"/></numFmts>'
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/></cellXfs>'
    other = '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    read_stream(_part(own + other + formats), styles)
    assert (False, True, shows_date) == styles.dates()


def test_shared_texts_count_from_0() -> None:
    """Also those that are empty, or told to be too long."""
    texts = SharedTexts(Allowance(Limits()))
    read_stream(_part(f"<si><t>a</t></si><si/><si><t>{'x' * 1_001}</t></si>"), texts)
    first, empty, long = texts.cells
    assert ("a", None, "nội dung dài quá 1000 ký tự") == (first.value, empty.value, long.trouble)


def test_texts_kept_apart_read_the_same() -> None:
    """As Excel saves a workbook, and as the project writes it."""
    samples = corpus()
    pairs = [
        (samples[name.removeprefix("shared-")], samples[name])
        for name in samples
        if "shared-" in name
    ]
    assert pairs
    for inline, shared in pairs:
        assert inline.letter == shared.letter


def test_hidden_lists_of_a_blank_form_are_not_told() -> None:
    """The form's own lists are left out without a word."""
    assert not any("bỏ qua" in said for said in read(mau_03("xlsx"), "phu-tho", "a.xlsx").remarks)
