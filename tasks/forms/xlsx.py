"""An XLSX letter as grids, one for each sheet that can be seen, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.forms.choices import LIST_SHEET
from tasks.forms.grid import Grid, Page
from tasks.forms.limits import Allowance, Limits, UnsafeFile
from tasks.forms.package import Package
from tasks.forms.unreadable import quoted
from tasks.forms.xlsx_book import Book, SharedTexts, Styles
from tasks.forms.xlsx_sheet import SheetReader, sheet_place
from tasks.forms.xml_stream import Reader, read_stream, value_of

_HIDDEN = ("hidden", "veryHidden")
_SHEET = "worksheet"
_RESAVE = "hãy mở bằng Excel, kiểm tra và lưu lại"


def read_xlsx(package: Package, limits: Limits) -> Page:
    """The sheets as grids; what is left out is said.  Raises UnsafeFile, with the cell."""
    allowance = Allowance(limits)
    workbook = _Workbook()
    read_stream(package.archive.pieces(package.main), workbook)
    shared, styles = SharedTexts(allowance), Styles()
    _read(package, "sharedStrings", shared)
    _read(package, "styles", styles)
    book = Book(tuple(shared.cells), styles.dates(), workbook.from_1904)
    grids: list[Grid] = []
    remarks: list[str] = []
    left_out: list[str] = []
    for entry, part in _parts(package, workbook):
        allowance.take_table()
        if entry.hidden:
            if entry.name != LIST_SHEET:
                left_out.append(f"bỏ qua trang tính ẩn {quoted(entry.name)}")
        elif part is None:
            left_out.append(f"bỏ qua trang {quoted(entry.name)}: không phải trang tính")
        else:
            reader = SheetReader(entry.name, book, limits, allowance)
            read_stream(package.archive.pieces(part), reader)
            grids.append(reader.grid())
            remarks += reader.remarks()
    return Page((), tuple(grids), tuple(remarks), tuple(left_out))


def _read(package: Package, kind: str, reader: Reader) -> None:
    part = package.part(kind)
    if part is not None:
        read_stream(package.archive.pieces(part), reader)


@dataclass(frozen=True)
class _Entry:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


class _Workbook:
    """The workbook's own part: its sheets, and from when it counts days."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.from_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag == "sheet":
            hidden = value_of(attributes, "state") in _HIDDEN
            name, relation = value_of(attributes, "name"), value_of(attributes, "id")
            self.entries.append(_Entry(name or "", relation or "", hidden))
        elif tag == "workbookPr":
            self.from_1904 = value_of(attributes, "date1904") in ("1", "true")

    def end(self, tag: str) -> None:
        """Nothing ends here."""

    def text(self, text: str) -> None:
        """Nothing is written here."""


def _parts(package: Package, workbook: _Workbook) -> Iterator[tuple[_Entry, str | None]]:
    """Each sheet with its part, in order; without one where it is a chart.

    Raises UnsafeFile where sheets and parts do not match one to one: what the workbook does not
    list Excel does not show, and what it lists twice would be read twice.
    """
    relations = dict(package.relations)
    seen: set[str | None] = set()
    for entry in workbook.entries:
        relation = relations.pop(entry.relation, None)
        if relation is None or relation.target is None or relation.target in seen:
            message = f"trang tính không có nội dung riêng trong tệp: {_RESAVE}"
            raise UnsafeFile(message, sheet_place(entry.name))
        seen.add(relation.target)
        yield entry, relation.target if relation.kind == _SHEET else None
    left = sum(relation.kind == _SHEET for relation in relations.values())
    if left:
        raise UnsafeFile(f"tệp có {left} trang tính mà sổ tính không hiện: {_RESAVE}")
