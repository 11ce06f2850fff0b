"""A list row by row: its columns known by their headings, every fault with row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.forms.grid import Cell, Row
from tasks.forms.headings import header_keys
from tasks.forms.limits import FILE, UnsafeFile
from tasks.forms.text import Notes, text_of
from tasks.forms.unreadable import Unreadable
from tasks.importing.table_file import read_table

Reader = Callable[[Cell, Notes], Any]


@dataclass(frozen=True)
class ListColumn:
    """A column: ``headings`` by which it is known, the first one being that of templates.

    ``required``: the column must be there, and no cell of it empty.
    """

    field: str
    headings: tuple[str, ...]
    read: Reader
    required: bool = False

    @property
    def title(self) -> str:
        """What messages call it."""
        return self.headings[0]


#: The running number of a list: read by nobody, and in every list allowed.
NUMBER = ListColumn("number", ("STT", "TT", "No."), lambda cell, notes: None)


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a row; ``column`` as the list writes it, None for the row as a whole."""

    column: str | None
    reason: str

    def __str__(self) -> str:
        return f"cột {self.column}: {self.reason}" if self.column else self.reason


@dataclass(frozen=True)
class ReadRow:
    """A row: what its cells say by field (None: empty or no such column), and its faults."""

    number: int
    values: Mapping[str, Any]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True)
class ReadList:
    """A whole list, and how it was understood: ``columns`` as (heading, title) in their order."""

    rows: tuple[ReadRow, ...]
    columns: tuple[tuple[str, str], ...]
    told: str
    remarks: tuple[str, ...]


class UnreadableList(ValueError):
    """The list is refused as a whole; ``faults`` name the place, all at once (Vietnamese)."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read_list(content: bytes, file_name: str, columns: Sequence[ListColumn]) -> ReadList:
    """The rows of a list.  Its first row that is not empty holds the headings.

    Nothing is guessed: an unknown, missing or repeated column refuses the list, a cell that cannot
    be read its row.  Raises UnreadableList.
    """
    wanted = {key: column for column in columns for h in column.headings for key in header_keys(h)}
    try:
        table = read_table(content, file_name, wanted.keys())
    except UnsafeFile as error:
        where = file_name if error.place == FILE else f"{file_name}, {error.place}"
        raise UnreadableList(f"{where}: {error}") from error
    rows = [row for row in table.grid.rows if any(cell.is_filled for cell in row.cells)]
    if not rows:
        raise UnreadableList(f"{file_name}: danh sách trống")
    heading, *body = rows
    places = _places(heading, columns, wanted)
    notes = Notes()
    read = tuple(_read(row, places, notes) for row in body)
    told = tuple((_written(heading.cell(at)), column.title) for at, column in places.items())
    return ReadList(read, told, table.told, notes.remarks())


def _written(cell: Cell) -> str:
    return " ".join(cell.value.split()) if isinstance(cell.value, str) else ""


def _places(
    heading: Row, columns: Sequence[ListColumn], wanted: Mapping[str, ListColumn]
) -> dict[int, ListColumn]:
    places: dict[int, ListColumn] = {}
    faults = []
    for at, cell in enumerate(heading.cells):
        if not cell.is_filled and not cell.covered:
            continue
        written = _written(cell)
        column = next((wanted[key] for key in header_keys(written) if key in wanted), None)
        if column is None:
            faults.append(
                f"cột thứ {at + 1}: không có cột «{written or cell.value or cell.trouble}»"
            )
        elif column in places.values():
            faults.append(f"cột thứ {at + 1}: cột «{written}» bị lặp lại")
        else:
            places[at] = column
    if any("không có cột" in fault for fault in faults):
        faults.append(f"các cột được nhận: {', '.join(column.title for column in columns)}")
    faults += [
        f"thiếu cột «{column.title}»"
        for column in columns
        if column.required and column not in places.values()
    ]
    if faults:
        raise UnreadableList(*(f"dòng tiêu đề ({heading.number}), {fault}" for fault in faults))
    return places


def _read(row: Row, places: Mapping[int, ListColumn], notes: Notes) -> ReadRow:
    values: dict[str, Any] = {}
    faults = list(_strays(row, places))
    for at, column in places.items():
        cell = row.cell(at)
        try:
            if cell.covered:
                raise Unreadable("ô gộp: hãy tách ô, mỗi dòng một nội dung")
            value = column.read(cell, notes)
        except Unreadable as error:
            faults.append(CellFault(column.title, str(error)))
            continue
        values[column.field] = value
        if column.required and value is None:
            faults.append(CellFault(column.title, "không được để trống"))
    return ReadRow(row.number, values, tuple(faults))


def _strays(row: Row, places: Mapping[int, ListColumn]) -> Iterator[CellFault]:
    for at, cell in enumerate(row.cells):
        if at not in places and cell.is_filled:
            yield CellFault(None, f"cột thứ {at + 1} có nội dung nhưng không có tiêu đề")


def text(cell: Cell, notes: Notes) -> str | None:
    """Any text, cleaned."""
    return text_of(cell, notes)
