"""What the cells of a workbook refer to: texts kept once for all, and formats that show a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.forms.grid import LONGEST, Cell, written
from tasks.forms.limits import Allowance

# ECMA-376 part 1, 18.8.30: formats that need no code, those of East Asia too
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
# text in a format code, and what it says of colours and languages
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_MOST_FORMATS = 65_536  # Excel's own limit is 65,490
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Book:
    """What is common to all sheets.

    ``dates``: for each format of cells, whether it shows a number as a date.  ``from_1904``: days
    are counted from 1904 instead of 1900.
    """

    texts: tuple[Cell, ...]
    dates: tuple[bool, ...]
    from_1904: bool


class RichText:
    """A text in one stretch or in runs; pronunciation that stands over it is not part of it.

    ``twice``: it has two stretches where it may have one.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._over = False
        self._in_run = self._in_text = False
        self._stretches = 0

    def start(self, tag: str) -> None:
        """An element of the text begins."""
        if tag == "rPh":
            self._over = True
        elif tag == "r":
            self._in_run = True
        elif tag == "t" and not self._over:
            self._in_text = True
            self._stretches += not self._in_run

    def end(self, tag: str) -> None:
        """It ends."""
        if tag == "rPh":
            self._over = False
        elif tag == "r":
            self._in_run = False
        elif tag == "t":
            self._in_text = False

    def text(self, text: str) -> None:
        """Some of its text."""
        if self._in_text:
            self._size += len(text)
            if self._size <= 2 * LONGEST:  # what is longer is told, not kept
                self._parts.append(text)

    @property
    def twice(self) -> bool:
        """Whether it has two stretches where it may have one."""
        return self._stretches > 1

    @property
    def content(self) -> str:
        """The text; the beginning of it where it is too long."""
        return "".join(self._parts)

    def cell(self) -> Cell:
        """The text as a cell."""
        if self.twice:
            return Cell(trouble="ô có hai nội dung: hãy ghi lại")
        # an escape takes seven characters and means one
        return written(unescaped(self.content), size=self._size if self._size > 2 * LONGEST else 0)


def unescaped(text: str) -> str:
    """The text with characters that XML cannot hold: "_x000D_" is a carriage return."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SharedTexts:
    """The part of a workbook that keeps its texts; cells name them by their place from 0."""

    def __init__(self, allowance: Allowance) -> None:
        self.cells: list[Cell] = []
        self._allowance = allowance
        self._open: RichText | None = None

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        """An element begins."""
        if tag == "si":
            self._open = RichText()
        elif self._open is not None:
            self._open.start(tag)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._open is None:
            return
        self._open.end(tag)
        if tag == "si":
            self._allowance.take_cells(1)
            self._allowance.take_text(len(self._open.content))
            self.cells.append(self._open.cell())
            self._open = None

    def text(self, text: str) -> None:
        """Some text."""
        if self._open is not None:
            self._open.text(text)


class Styles:
    """The part of a workbook that says how numbers are shown."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._of_cells: list[str] = []
        self._in_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells and len(self._of_cells) < _MOST_FORMATS:
            self._of_cells.append(attributes.get("numFmtId", "0"))
        elif tag == "numFmt" and len(self._codes) < _MOST_FORMATS:
            code = attributes.get("formatCode", "")
            self._codes[attributes.get("numFmtId", "")] = code[:LONGEST]

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """Nothing is written here."""

    def dates(self) -> tuple[bool, ...]:
        """For each format of cells, whether it shows a number as a date."""
        shown = {number: _shows_date(code) for number, code in self._codes.items()}
        builtin = {str(number) for number in _DATE_FORMATS}
        return tuple(shown.get(number, number in builtin) for number in self._of_cells)


def _shows_date(code: str) -> bool:
    first = _NO_CODE.sub("", code).partition(";")[0].lower()
    return "d" in first or "y" in first
