"""A form as paper shows it: loose text, and tables of cells; the same for DOCX and XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = str | float | bool | date | None


@dataclass(frozen=True)
class Cell:
    """One cell.  A merged cell shows its first place; what the others hold nobody sees."""

    value: Value = None
    under_left: bool = False  # covered by a cell to its left
    under_above: bool = False  # covered by a cell above
    nested: bool = False  # it holds a table of its own

    @property
    def covered(self) -> bool:
        """Whether another cell lies over this place."""
        return self.under_left or self.under_above


@dataclass(frozen=True)
class Row:
    """One row; ``number`` is the row of the sheet, or of the table from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column from 0; an empty one beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else Cell()


@dataclass(frozen=True)
class Grid:
    """A table of a letter, or a whole sheet, with the text that stands before it."""

    title: str  # the paragraph before it, or the name of the sheet
    rows: tuple[Row, ...]
    texts_before: int = 0  # loose paragraphs of the page that stand above it

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Text:
    """A loose paragraph; ``block`` tells the cell or stretch of text it belongs to."""

    content: str
    block: int
    bold: bool = False


@dataclass(frozen=True)
class Page:
    """The whole letter: loose text in reading order, and its grids."""

    texts: tuple[Text, ...]
    grids: tuple[Grid, ...]
    remarks: tuple[str, ...] = ()
