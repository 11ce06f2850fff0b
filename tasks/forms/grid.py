"""A form as paper shows it: loose text, and tables of cells; the same for DOCX and XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

Value = str | float | bool | date | None

#: characters of one cell; what is longer is no answer to a question of a form
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.  A merged cell shows its first place; what the others hold nobody sees."""

    value: Value = None
    under_left: bool = False  # covered by a cell to its left
    under_above: bool = False  # covered by a cell above
    trouble: str | None = None  # why nothing can be read here, though something stands here
    computed: bool = False  # the value is what a formula gave when it was last computed

    @property
    def covered(self) -> bool:
        """Whether another cell lies over this place."""
        return self.under_left or self.under_above

    @property
    def is_filled(self) -> bool:
        """Whether something stands here, readable or not."""
        return self.value is not None or self.trouble is not None


EMPTY = Cell()
_COVERED = {
    (left, above): Cell(None, left, above) for left in (False, True) for above in (False, True)
}


def written(text: str, *, size: int = 0, computed: bool = False) -> Cell:
    """A cell with a text; text that is too long is told, not read.

    ``size``: how long it was where only its beginning was kept.
    """
    if max(size, len(text)) > LONGEST:
        return Cell(trouble=f"nội dung dài quá {LONGEST} ký tự")
    return Cell(text, computed=computed) if text.strip() else EMPTY


def covered(cell: Cell, left: bool, above: bool) -> Cell:
    """The same cell with another one lying over its place."""
    if not (left or above):
        return cell
    if cell is EMPTY:
        return _COVERED[left, above]
    return Cell(cell.value, left, above, cell.trouble, cell.computed)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` is the row of the sheet, or of the table from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column from 0; an empty one beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else EMPTY


@dataclass(frozen=True)
class Grid:
    """A table of a letter, or a whole sheet, with the text that stands before it."""

    title: str  # the paragraph before it, or the name of the sheet
    rows: tuple[Row, ...]
    texts_before: int = 0  # loose paragraphs of the page that stand above it

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Text:
    """A loose paragraph; ``block`` tells the cell or stretch of text it belongs to."""

    content: str
    block: int
    bold: bool = False


@dataclass(frozen=True)
class Page:
    """The whole letter: loose text in reading order, and its grids.

    ``remarks`` are worth saying; ``left_out`` says what was not read.
    """

    texts: tuple[Text, ...]
    grids: tuple[Grid, ...]
    remarks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
