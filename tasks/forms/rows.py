"""The rows of a recognised table, line by line, with every fault of every cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from policies.forms import WORD_OF_TYPE
from policies.schema import Column, FormField, Kind, RequestType
from tasks.forms import cells
from tasks.forms.content import Fault, LineFields, ReadLine
from tasks.forms.grid import Cell, Row
from tasks.forms.headings import Table, title_key
from tasks.forms.text import Notes, is_placeholder, text_of
from tasks.forms.unreadable import Unreadable, quoted

# what several lines may share in one cell merged downwards
_SHARED = frozenset(
    {
        FormField.UNIT,
        FormField.FORMER_UNIT,
        FormField.DECISION,
        FormField.DECISION_NUMBER,
        FormField.DECISION_DATE,
        FormField.REASON,
        FormField.NOTE,
    }
)
_ORGANISATIONS = frozenset({FormField.UNIT, FormField.FORMER_UNIT})
_DATES = frozenset({FormField.BIRTH_DATE, FormField.DECISION_DATE})
#: of a letter; whoever has more of them has used the form wrongly throughout
MOST_FAULTS = 300


@dataclass
class RowsRead:
    """What the rows of one table gave."""

    lines: list[ReadLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_rows(table: Table, domain: str, notes: Notes) -> RowsRead:
    """Every row of the table; rows without content are passed over."""
    read = RowsRead()
    carried: dict[int, Cell] = {}
    numbers = _row_numbers(table)
    for row, number in zip(table.rows, numbers, strict=True):
        if _is_empty(row, table):
            continue
        place = f"{table.label}, dòng {number}"
        if len(read.faults) >= MOST_FAULTS:
            message = f"quá {MOST_FAULTS} lỗi: các dòng từ đây chưa đọc, hãy sửa rồi gửi lại"
            read.faults.append(Fault(place, message))
            break
        loose = _loose_text(row, table)
        if loose is not None and title_key(loose) in table.titles:
            message = f"dưới tên mục {quoted(loose)} thiếu hàng tiêu đề cột của mục đó"
            read.faults.append(Fault(place, message))
            continue
        if loose is not None:
            read.remarks.append(f"{place}: bỏ qua dòng chữ {quoted(loose)}, không phải đề nghị")
            continue
        if not table.on_sheet and len(row.cells) != table.width:
            message = (
                f"dòng có {len(row.cells)} cột, hàng tiêu đề có {table.width}: hãy kẻ lại cho khớp"
            )
            read.faults.append(Fault(place, message))
            continue
        _RowReader(table, domain, notes, read, place, number).read(row, carried)
    return read


def _row_numbers(table: Table) -> list[int]:
    """Of the sheet; in DOCX what the number column says where it counts, else the place."""
    if table.on_sheet:
        return [row.number for row in table.rows]
    column = next((c for c, one in table.columns.items() if one.field is FormField.NUMBER), None)
    places = list(range(1, len(table.rows) + 1))
    if column is None:
        return places
    written = [str(row.cell(column).value or "").strip().rstrip(".") for row in table.rows]
    filled = [not _is_empty(row, table) for row in table.rows]
    counted = [text for text, full in zip(written, filled, strict=True) if full]
    if len(set(counted)) < len(counted) or not all(t.isascii() and t.isdigit() for t in counted):
        return places
    return [
        int(text) if full else place
        for text, full, place in zip(written, filled, places, strict=True)
    ]


def _texts(row: Row, table: Table) -> dict[int, str]:
    """What stands in the row beside its number, as written."""
    found = {}
    for place, cell in enumerate(row.cells):
        column = table.columns.get(place)
        text = str(cell.value or "").strip()
        is_number = column is not None and column.field is FormField.NUMBER
        counts = isinstance(cell.value, float) or text.rstrip(".").isdigit()
        if text and not is_placeholder(text) and not (is_number and counts):
            found[place] = text
        elif cell.trouble is not None and not is_number:
            found[place] = cell.trouble
    return found


def _is_empty(row: Row, table: Table) -> bool:
    """Nothing but a number and places marked with dots; also a printed hint that ends in dots."""
    texts = list(_texts(row, table).values())
    return not texts or (len(texts) == 1 and texts[0].endswith(("…", "..")))


def _loose_text(row: Row, table: Table) -> str | None:
    """A row that is one stretch of text, not a line: a subheading, a title, a note."""
    texts = _texts(row, table)
    if len(texts) != 1:
        return None
    ((place, text),) = texts.items()
    column = table.columns.get(place)
    whole = all(cell.under_left for cell in row.cells[place + 1 :]) and len(row.cells) > place + 1
    in_number = column is not None and column.field is FormField.NUMBER
    return text if place == min(table.columns) and (whole or in_number) else None


class _RowReader:
    """One row on its way to a line."""

    def __init__(
        self, table: Table, domain: str, notes: Notes, read: RowsRead, place: str, number: int
    ) -> None:
        self.table, self.domain, self.notes, self.out = table, domain, notes, read
        self.place, self.number = place, number
        self.faults: list[Fault] = []
        self.values: dict[str, Any] = {}
        self.marked: list[Column] = []
        self.unread: set[Column] = set()

    def read(self, row: Row, carried: dict[int, Cell]) -> None:
        for place, cell in enumerate(row.cells):
            if place not in self.table.columns and cell.value is not None:
                self._fault(f"cột thứ {place + 1}", "có nội dung ở cột không có tiêu đề")
        for place, column in self.table.columns.items():
            cell = row.cell(place)
            try:
                self._take(column, self._unmerged(column, cell, carried.get(place)))
            except Unreadable as error:
                self._fault(f"cột {column.header}", str(error))
                self.unread.add(column)
            if not cell.under_above:
                carried[place] = cell
        request_type = self._type()
        self._require(request_type)
        if self.faults or request_type is None:
            self.out.faults += self.faults
            return
        section = self.table.section
        fields = LineFields(**self.values)
        self.out.lines.append(
            ReadLine(self.table.label, self.number, section.kind, request_type, fields)
        )

    def _fault(self, where: str, message: str) -> None:
        self.faults.append(Fault(f"{self.place}, {where}", message))

    def _unmerged(self, column: Column, cell: Cell, above: Cell | None) -> Cell:
        if cell.covered and cell.value is not None and column.field is not FormField.NUMBER:
            raise Unreadable("có nội dung bị ô gộp che khuất: hãy tách ô")
        if cell.under_left:
            raise Unreadable("ô gộp với ô bên trái: hãy tách ô, mỗi cột một nội dung")
        if not cell.under_above or column.field is FormField.NUMBER:
            return cell
        if column.field in _SHARED:
            return above or Cell()
        if above is None or above.value is None:
            return Cell()
        raise Unreadable("ô gộp với dòng trên: hãy tách ô, mỗi dòng một nội dung")

    def _take(self, column: Column, cell: Cell) -> None:
        kind = column.field
        if kind is FormField.NUMBER:
            return
        self.notes.formulas += cell.computed
        if kind is FormField.MARK:
            if cells.is_marked(cell, self.notes):
                self.marked.append(column)
        elif kind is FormField.DECISION:
            found = cells.decision(cell, self.notes)
            self.values["decision_number"] = found.number
            self.values["decision_date"] = found.dated
            if not found.understood:
                self.out.remarks.append(
                    f"{self.place}, cột {column.header}: không tách được số và ngày quyết định, "
                    "giữ nguyên chữ"
                )
        else:
            self.values[kind.value.replace("-", "_")] = self._value(column, cell)

    def _value(self, column: Column, cell: Cell) -> object:
        kind = column.field
        if kind is FormField.NAME:
            person = self.table.section.kind is Kind.PERSON
            return (cells.person_name if person else cells.organisation_name)(cell, self.notes)
        if kind is FormField.REPRESENTATIVE:
            return cells.person_name(cell, self.notes)
        if kind in _ORGANISATIONS:
            return cells.organisation_name(cell, self.notes)
        if kind in _DATES:
            return cells.day(cell, self.notes)
        if kind is FormField.ADDRESS:
            return cells.address(cell, self.notes, self.domain)
        if kind is FormField.CITIZEN_NUMBER:
            return cells.citizen_number(cell, self.notes)
        if kind is FormField.PHONE:
            return cells.phone(cell, self.notes)
        if kind is FormField.TYPE:
            return cells.request_type(cell, self.notes, column.types)
        return text_of(cell, self.notes)

    def _type(self) -> RequestType | None:
        section = self.table.section
        if section.type is not None:
            return section.type
        if any(column.field is FormField.TYPE for column in section.columns):
            found: RequestType | None = self.values.pop("type", None)
            return found
        unread = any(column.field is FormField.MARK for column in self.unread)
        if len(self.marked) == 1 and not unread:
            return self.marked[0].marks
        headers = [column.header for column in self.marked]
        if len(headers) > 1:
            columns = " và ".join(f"«{header}»" for header in headers)
            self._fault(
                f"cột {', '.join(headers)}",
                f"đánh dấu X ở {len(headers)} cột {columns}: mỗi dòng chỉ một đề nghị",
            )
        elif not unread:
            choices = ", ".join(
                f"«{c.header}»" for c in section.columns if c.field is FormField.MARK
            )
            self.faults.append(Fault(self.place, f"chưa đánh dấu X vào cột nào trong {choices}"))
        return None

    def _require(self, request_type: RequestType | None) -> None:
        for column in self._required(request_type):
            if column in self.unread or self._has(column, request_type):
                continue
            if column not in self.table.columns.values():
                self.faults.append(
                    Fault(self.place, f"{_asked(column, request_type)}: hãy thêm cột này vào bảng")
                )
            else:
                self._fault(f"cột {column.header}", _asked(column, request_type))

    def _required(self, request_type: RequestType | None) -> Iterator[Column]:
        for column in self.table.section.columns:
            if column.required or request_type in column.required_for:
                yield column

    def _has(self, column: Column, request_type: RequestType | None) -> bool:
        kind = column.field
        if kind is FormField.DECISION:
            return self.values.get("decision_number") is not None
        if kind is FormField.TYPE:
            return request_type is not None
        return self.values.get(kind.value.replace("-", "_")) is not None


def _asked(column: Column, request_type: RequestType | None) -> str:
    if column.required or request_type is None:
        return "không được để trống"
    return f"đề nghị {WORD_OF_TYPE[request_type].lower()} cần có «{column.header}»"
