"""A DOCX letter as loose text and grids, read as a stream.

A table is seen as it is drawn: gridSpan and vMerge (ECMA-376 part 1, 17.4) cover places.  Elements
that stand where Word has no place for them are a fault: what they hold must not vanish.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar

from tasks.forms.docx_open import Body, Box, OpenCell, OpenRow, OpenTable, Paragraph
from tasks.forms.grid import LONGEST, Grid, Page, Row, Text
from tasks.forms.limits import Allowance, Limits, UnsafeFile
from tasks.forms.package import Package
from tasks.forms.unreadable import quoted
from tasks.forms.xml_stream import read_stream, value_of

_CHANGES = frozenset({"ins", "del", "moveTo", "moveFrom"})
# deletions, properties as they were, and what older programs read in place of something newer
_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback"}
    | {f"{one}PrChange" for one in ("r", "p", "tc", "tr", "tbl", "tblEx", "sect")}
)
_OFF = ("0", "false", "off")
_ODD = "cấu trúc văn bản hỏng, không đọc được: hãy mở bằng Word, kiểm tra và lưu lại"

T = TypeVar("T")


def read_docx(package: Package, limits: Limits) -> Page:
    """The letter's text and tables.  Raises UnsafeFile, with table and row where it can."""
    reader = _Reader(limits)
    read_stream(package.archive.pieces(package.main), reader)
    return reader.page()


class _Reader:
    """Follows what is open, and keeps what was closed."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._allowance = limits, Allowance(limits)
        self._texts: list[Text] = []
        self._tables: list[OpenTable] = []
        self._title, self._block = "", 0
        self._path: list[str] = [""]
        self._open: list[object] = [None]
        self._skipping = 0
        self._in_text = self._bold = False
        self._began = self._changed = self._hidden = False
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "body": self._open_body,
            "p": lambda _: self._push(Paragraph(), Body, OpenCell, Box),
            "txbxContent": lambda _: self._push(Box(), Paragraph),
            "tbl": self._open_table,
            "tr": lambda _: self._push(OpenRow(), OpenTable),
            "tc": lambda _: self._push(OpenCell(self._next_block()), OpenRow),
            "r": self._open_run,
            "t": self._open_text,
            "tab": lambda _: self._in_run(" "),
            "br": lambda _: self._in_run("\n"),
            "cr": lambda _: self._in_run("\n"),
            "noBreakHyphen": lambda _: self._in_run("-"),
            "sym": lambda found: self._in_run(self._symbol(found)),
            "b": self._set_bold,
            "vanish": self._set_hidden,
            "gridSpan": lambda found: self._set(OpenCell, "span", self._columns(found, least=1)),
            "vMerge": lambda found: self._set(OpenCell, "above", _continues(found)),
            "hMerge": lambda found: self._set(OpenCell, "left", _continues(found)),
            "gridBefore": lambda found: self._set(OpenRow, "before", self._columns(found)),
            "gridAfter": lambda found: self._set(OpenRow, "after", self._columns(found)),
            "altChunk": self._refuse_foreign,
            "subDoc": self._refuse_foreign,
        }
        self._ends: dict[str, Callable[[], object]] = {
            "body": lambda: self._pop(Body),
            "p": self._close_paragraph,
            "txbxContent": lambda: self._pop(Box),
            "tbl": self._close_table,
            "tr": self._close_row,
            "tc": self._close_cell,
            "t": self._close_text,
        }

    def page(self) -> Page:
        """What was read."""
        if not self._began:
            raise UnsafeFile("tệp .docx không có nội dung: hãy gửi lại tệp")
        grids = tuple(Grid(one.title, tuple(one.rows), one.texts_before) for one in self._tables)
        remarks = []
        if self._changed:
            remarks.append(
                "văn bản còn dấu vết chỉnh sửa chưa duyệt: phần thêm được đọc, phần xóa bị bỏ qua"
            )
        if self._hidden:
            remarks.append("văn bản có chữ ẩn: vẫn được đọc")
        return Page(tuple(self._texts), grids, tuple(remarks))

    # ── the stream ──────────────────────────────────────────────────────────────────────────────

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._changed = self._changed or tag in _CHANGES
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
            return
        starts = self._starts.get(tag)
        if starts is not None:
            starts(attributes)
        self._path.append(tag)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
            return
        self._path.pop()
        ends = self._ends.get(tag)
        if ends is not None:
            ends()

    def text(self, text: str) -> None:
        """Text; only that of w:t is the letter's."""
        if self._in_text and not self._skipping:
            self._write(text)

    # ── what opens and closes ───────────────────────────────────────────────────────────────────

    def _push(self, opened: object, *around: type) -> None:
        """Open what may stand directly in one of these only."""
        self._require(*around)
        self._open.append(opened)

    def _pop(self, kind: type[T]) -> T:
        found = self._open.pop()
        if not isinstance(found, kind):
            self._refuse(_ODD)
        return found

    def _require(self, *around: type) -> None:
        if not isinstance(self._open[-1], around):
            self._refuse(_ODD)

    def _open_body(self, _: Mapping[str, str]) -> None:
        if self._began or self._path != ["", "document"]:
            self._refuse(_ODD)
        self._began = True
        self._open.append(Body())

    def _close_paragraph(self) -> None:
        paragraph = self._pop(Paragraph)
        if paragraph.blank:
            return
        text, around = "".join(paragraph.parts), self._open[-1]
        if isinstance(around, Box):
            outer = self._open[-2]
            if isinstance(outer, Paragraph):
                outer.add(f"\n{text}", bold=paragraph.bold)
        elif isinstance(around, OpenCell):
            around.add(text, paragraph.size)
            self._keep(text, around.block, paragraph.bold)
        else:
            self._title = self._keep(text, self._next_block(), paragraph.bold) or self._title

    def _keep(self, text: str, block: int, bold: bool) -> str:
        """The lines as loose text, for a letterhead is a table too; the last of them."""
        content = ""
        for line in unicodedata.normalize("NFC", text).split("\n"):
            if line.strip():
                content = line.strip()
                self._allowance.take_cells(1)
                self._allowance.take_text(len(content))
                self._texts.append(Text(content, block, bold))
        return content

    def _open_table(self, _: Mapping[str, str]) -> None:
        self._require(Body, OpenCell, Box)
        self._allowance.take_table()
        for around in self._open:
            if isinstance(around, OpenCell):
                around.nested = True
        title = self._title if isinstance(self._open[-1], Body) else ""
        self._tables.append(OpenTable(len(self._tables) + 1, title, len(self._texts)))
        self._open.append(self._tables[-1])

    def _close_table(self) -> None:
        self._pop(OpenTable)
        if isinstance(self._open[-1], Body):
            self._title = ""

    def _close_row(self) -> None:
        cells = self._pop(OpenRow).places()
        table = self._open[-1]
        if len(cells) > self._limits.columns:
            self._refuse(f"bảng có quá {self._limits.columns} cột: hãy dùng đúng mẫu")
        if isinstance(table, OpenTable):
            if len(table.rows) == self._limits.rows:
                self._refuse(f"bảng có quá {self._limits.rows} dòng: hãy tách văn bản")
            self._allowance.take_cells(1 + len(cells))
            table.rows.append(Row(len(table.rows) + 1, cells))

    def _close_cell(self) -> None:
        cell, row = self._pop(OpenCell), self._open[-1]
        self._allowance.take_text(min(cell.size, 2 * LONGEST))
        if isinstance(row, OpenRow):
            if len(row.cells) + cell.span > self._limits.columns:
                self._refuse(f"bảng có quá {self._limits.columns} cột: hãy dùng đúng mẫu")
            row.cells += cell.places()

    def _open_run(self, _: Mapping[str, str]) -> None:
        self._bold = False

    def _open_text(self, _: Mapping[str, str]) -> None:
        self._require(Paragraph)
        if self._in_text:
            self._refuse(_ODD)
        self._in_text = True

    def _close_text(self) -> None:
        self._in_text = False

    def _in_run(self, text: str) -> None:
        if self._path[-1] == "r":  # w:tab is a tab stop elsewhere
            self._require(Paragraph)
            self._write(text)

    def _write(self, text: str) -> None:
        paragraph = self._open[-1]
        if isinstance(paragraph, Paragraph):
            paragraph.add(text, bold=self._bold)

    # ── what is said of it ──────────────────────────────────────────────────────────────────────

    def _set(self, kind: type, name: str, value: object) -> None:
        if isinstance(self._open[-1], kind):
            setattr(self._open[-1], name, value)

    def _columns(self, attributes: Mapping[str, str], least: int = 0) -> int:
        value = value_of(attributes, "val") or ""
        if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value) >= least):
            self._refuse(f"số cột của ô {quoted(value)} không hợp lệ: hãy kẻ lại bảng")
        if int(value) > self._limits.columns:
            self._refuse(f"bảng có quá {self._limits.columns} cột: hãy dùng đúng mẫu")
        return int(value)

    def _set_bold(self, attributes: Mapping[str, str]) -> None:
        self._bold = self._bold or self._is_on(attributes)

    def _set_hidden(self, attributes: Mapping[str, str]) -> None:
        self._hidden = self._hidden or self._is_on(attributes)

    def _is_on(self, attributes: Mapping[str, str]) -> bool:
        """Whether a property is a run's own, and on."""
        on = (value_of(attributes, "val") or "1").lower() not in _OFF
        return on and self._path[-2:] == ["r", "rPr"]

    def _symbol(self, attributes: Mapping[str, str]) -> str:
        """The sign of a symbol font: its code means something in that font alone."""
        code = value_of(attributes, "char") or ""
        try:
            return chr(int(code, 16))
        except (ValueError, OverflowError):
            self._refuse(f"ký hiệu {quoted(code)} không đọc được: hãy gõ lại bằng Unicode")

    def _refuse_foreign(self, _: Mapping[str, str]) -> None:
        self._refuse("văn bản ghép nội dung từ tệp khác: hãy chép nội dung đó vào văn bản")

    def _refuse(self, message: str) -> NoReturn:
        tables = [one for one in self._open if isinstance(one, OpenTable)]
        if not tables:
            raise UnsafeFile(message, "Văn bản")
        table = tables[-1]
        raise UnsafeFile(message, f"Bảng thứ {table.number}, dòng {len(table.rows) + 1}")

    def _next_block(self) -> int:
        self._block += 1
        return self._block


def _continues(attributes: Mapping[str, str]) -> bool:
    """Whether the cell goes on with a merge begun before (the value "continue" is the default)."""
    return (value_of(attributes, "val") or "continue") != "restart"
