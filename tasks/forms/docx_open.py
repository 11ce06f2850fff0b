"""What is open while a DOCX letter is read: its body, and in it tables, rows, cells, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tasks.forms.grid import EMPTY, LONGEST, Cell, Row, covered, written

_LONGEST_PARAGRAPH = 5_000  # characters that are looked at
_NESTED = "ô chứa một bảng bên trong: hãy chỉ ghi chữ"


class Body:
    """The body of the letter."""


class Box:
    """A text box inside a paragraph."""


@dataclass(slots=True)
class Paragraph:
    """Text that is being written."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    bold: bool = True  # all of it
    blank: bool = True

    def add(self, text: str, *, bold: bool) -> None:
        """Write on; what lies beyond the length that is looked at is counted only."""
        self.size += len(text)
        if self.size <= _LONGEST_PARAGRAPH:
            self.parts.append(text)
        if not text.isspace():
            self.bold, self.blank = self.bold and bold, False


@dataclass(slots=True)
class OpenCell:
    """A cell that is being filled; ``span`` columns wide, covered from the left or from above."""

    block: int
    lines: list[str] = field(default_factory=list)
    size: int = 0
    span: int = 1
    left: bool = False
    above: bool = False
    nested: bool = False

    def add(self, text: str, size: int) -> None:
        """One paragraph more; what is too long is told, not kept."""
        self.size += size
        if self.size <= 2 * LONGEST:
            self.lines.append(text)

    def places(self) -> Iterator[Cell]:
        """The cell, and the places that it covers to its right."""
        yield covered(self._read(), self.left, self.above)
        yield from (covered(EMPTY, True, self.above) for _ in range(self.span - 1))

    def _read(self) -> Cell:
        if self.nested:
            return Cell(trouble=_NESTED)
        return written("\n".join(self.lines), size=self.size)


@dataclass(slots=True)
class OpenRow:
    """A row that is being filled, and how many columns it leaves out before and after."""

    cells: list[Cell] = field(default_factory=list)
    before: int = 0
    after: int = 0

    def places(self) -> tuple[Cell, ...]:
        """All its cells from the table's first column on."""
        return (*[EMPTY] * self.before, *self.cells, *[EMPTY] * self.after)


@dataclass(slots=True)
class OpenTable:
    """A table that is being filled; ``number`` counts the letter's tables from 1."""

    number: int
    title: str
    texts_before: int
    rows: list[Row] = field(default_factory=list)
