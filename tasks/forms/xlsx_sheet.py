"""One sheet of a workbook, cell by cell, each at the place that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from tasks.forms.grid import EMPTY, Cell, Grid, Row, covered
from tasks.forms.limits import Allowance, Limits, UnsafeFile
from tasks.forms.unreadable import quoted
from tasks.forms.xlsx_book import Book
from tasks.forms.xlsx_cell import OpenCell
from tasks.forms.xml_stream import value_of

_HEAD_ROWS = 100  # above the first table
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(r"([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?")
_ROW = re.compile("[0-9]{1,7}")
_RESAVE = "hãy mở bằng Excel, kiểm tra và lưu lại"
_ODD = f"cấu trúc trang tính hỏng, không đọc được: {_RESAVE}"
_MOST_MERGES = 20_000

Place = tuple[int, int]


def sheet_place(name: str) -> str:
    """A sheet as the place of a fault."""
    return f"Trang tính {quoted(name)}"


class SheetReader:
    """The rows of one sheet, filled as the stream goes on."""

    def __init__(self, name: str, book: Book, limits: Limits, allowance: Allowance) -> None:
        self._name, self._book = name, book
        self._limits, self._allowance = limits, allowance
        self._rows: list[list[Cell]] = []
        self._merges: list[tuple[Place, Place]] = []
        self._row: list[Cell] | None = None
        self._cell: OpenCell | None = None
        self._number = self._column = 0  # from 1, as the sheet shows them
        self._in_data = self._is_hidden = False
        self._hidden = 0

    def grid(self) -> Grid:
        """The sheet; merged cells lie over the places that they cover."""
        width = max(map(len, self._rows), default=0)
        for (top, left), (bottom, right) in self._merges:
            for at in range(top, min(bottom, len(self._rows)) + 1):
                self._cover(self._rows[at - 1], left, min(right, width), at > top)
        rows = (Row(at, tuple(row)) for at, row in enumerate(self._rows, start=1))
        return Grid(self._name, tuple(rows))

    def remarks(self) -> Iterator[str]:
        """What is worth saying of the sheet."""
        if self._hidden:
            yield f"{sheet_place(self._name)}: có {self._hidden} dòng bị ẩn, vẫn được đọc"

    def _cover(self, row: list[Cell], left: int, right: int, below: bool) -> None:
        """Lay a merged cell over a row; it shows in its first place alone."""
        missing = right - len(row)
        if missing > 0:
            self._allowance.take_cells(missing)
            row += [EMPTY] * missing
        for at in range(left, right + 1):
            if row[at - 1].covered:
                raise UnsafeFile(f"các ô gộp chồng lên nhau: {_RESAVE}", sheet_place(self._name))
            row[at - 1] = covered(row[at - 1], at > left, below)

    # ── the stream ──────────────────────────────────────────────────────────────────────────────

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._cell is not None:
            if tag in ("c", "row"):
                self._refuse(_ODD)
            self._cell.start(tag)
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "row":
            self._open_row(attributes)
        elif tag in ("v", "is", "f"):
            self._refuse(_ODD)
        elif tag == "sheetData":
            self._in_data = True
        elif tag == "mergeCell":
            self._merge(value_of(attributes, "ref") or "")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "c":
            self._close_cell()
        elif self._cell is not None:
            self._cell.end(tag)
        elif tag == "row":
            self._close_row()
        elif tag == "sheetData":
            self._in_data = False

    def text(self, text: str) -> None:
        """Some text."""
        if self._cell is not None:
            self._cell.text(text)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        if self._row is not None or not self._in_data:
            self._refuse(_ODD)
        if number is not None and not (_ROW.fullmatch(number) and int(number) > self._number):
            self._refuse(f"số dòng {quoted(number)} sai hoặc bị lặp lại: {_RESAVE}")
        self._number = int(number) if number is not None else self._number + 1
        self._row, self._column = [], 0
        self._is_hidden = attributes.get("hidden") in ("1", "true")

    def _close_row(self) -> None:
        if self._row:
            gap = self._number - len(self._rows) - 1
            self._allowance.take_cells(gap + 1)
            self._rows += [[] for _ in range(gap)]
            self._rows.append(self._row)
            self._hidden += self._is_hidden
        self._row = None

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        if self._row is None:
            self._refuse(_ODD)
        reference = attributes.get("r")
        column = self._column + 1
        if reference is not None:
            row, column = self._place(reference)
            if row != self._number or column <= self._column:
                self._refuse(f"vị trí ô {quoted(reference)} sai hoặc bị lặp lại: {_RESAVE}")
        self._column = column
        self._cell = OpenCell(attributes.get("t", "n"), attributes.get("s"))

    def _close_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        cell = self._cell.read(self._book)
        self._cell = None
        if cell is EMPTY:  # a cell with formatting alone
            return
        if self._number > self._limits.rows + _HEAD_ROWS or self._column > self._limits.columns:
            self._refuse(
                f"trang tính có dữ liệu ngoài {self._limits.rows} dòng, {self._limits.columns} cột "
                "đầu: hãy xóa phần thừa hoặc tách văn bản"
            )
        gap = self._column - len(self._row) - 1
        self._allowance.take_cells(gap + 1)
        if isinstance(cell.value, str):
            self._allowance.take_text(len(cell.value))
        self._row += [EMPTY] * gap
        self._row.append(cell)

    def _merge(self, area: str) -> None:
        match = _AREA.fullmatch(area)
        if match is None or len(self._merges) == _MOST_MERGES:
            self._refuse(f"vùng ô gộp {quoted(area)} không hợp lệ: {_RESAVE}")
        first = self._place(match[1])
        last = self._place(match[2]) if match[2] else first
        if last < first or last[1] < first[1] or 0 in (*first, *last):
            self._refuse(f"vùng ô gộp {quoted(area)} không hợp lệ: {_RESAVE}")
        if last != first:
            self._merges.append((first, last))

    def _place(self, reference: str) -> Place:
        """Row and column, both from 1."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            self._refuse(f"vị trí ô {quoted(reference)} không hợp lệ: {_RESAVE}")
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(match[2]), column

    def _refuse(self, message: str) -> NoReturn:
        place = sheet_place(self._name)
        if self._row is not None and self._column:
            place += f", ô {_letters(self._column)}{self._number}"
        elif self._in_data and self._number:
            place += f", {'sau ' if self._row is None else ''}dòng {self._number}"
        raise UnsafeFile(message, place)


def _letters(column: int) -> str:
    """A column as the sheet shows it: 28 is AB."""
    letters = ""
    while column:
        column, at = divmod(column - 1, 26)
        letters = chr(ord("A") + at) + letters
    return letters
