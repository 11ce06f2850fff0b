"""An XLSX letter as grids, one for each sheet, read by python-calamine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from tasks.forms.archive import Archive, Limits, UnsafeFile
from tasks.forms.choices import LIST_SHEET
from tasks.forms.grid import Cell, Grid, Page, Row, Value

_BROKEN = "nội dung tệp .xlsx hỏng, không đọc được: hãy gửi lại tệp"
_HEAD_ROWS = 100  # above the first table
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")

Place = tuple[int, int]
Merge = tuple[Place, Place]


def read_xlsx(archive: Archive, limits: Limits) -> Page:
    """The sheets as grids; hidden sheets are left out and said so.  Raises UnsafeFile."""
    for part in archive.parts.values():
        if b"sheetData" in part:  # wherever the workbook keeps its sheets
            _refuse_far_cells(part, limits)
    grids: list[Grid] = []
    remarks: list[str] = []
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(archive.repacked()))
        for sheet in book.sheets_metadata:
            if sheet.visible is SheetVisibleEnum.Visible:
                grids.append(_grid(book.get_sheet_by_name(sheet.name)))
            elif sheet.name != LIST_SHEET:
                remarks.append(f"bỏ qua trang tính ẩn «{sheet.name}»")
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnsafeFile(_BROKEN) from error
    except BaseException as error:
        # a panic of the reader's Rust code arrives as a BaseException whose class has no import
        if type(error).__name__ != "PanicException":
            raise
        raise UnsafeFile(_BROKEN) from error
    return Page((), tuple(grids), tuple(remarks))


def _refuse_far_cells(sheet: bytes, limits: Limits) -> None:
    """Refuse a sheet whose filled cells lie far apart: a reader would make room for all between."""
    row = column = 0
    try:
        for event, element in etree.iterparse(
            io.BytesIO(sheet),
            events=("start", "end"),
            tag=("{*}row", "{*}c"),  # in the transitional or the strict namespace
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        ):
            is_row = element.tag.endswith("}row")
            if event == "start":
                reference = element.get("r")
                if is_row:
                    row = int(reference) if reference else row + 1
                    column = 0
                else:
                    row, column = _place(reference) if reference else (row, column + 1)
                continue
            empty = is_row or not len(element)  # a cell with formatting alone is empty
            if not empty and (row > limits.rows + _HEAD_ROWS or column > limits.columns):
                raise UnsafeFile(
                    f"trang tính có dữ liệu ngoài {limits.rows} dòng, {limits.columns} cột "
                    "đầu: hãy xóa phần thừa hoặc tách văn bản"
                )
            if is_row:
                element.clear()
    except (etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, UnsafeFile):
            raise
        raise UnsafeFile(_BROKEN) from error


def _place(reference: str) -> Place:
    match = _REFERENCE.match(reference)
    if match is None:
        raise UnsafeFile(_BROKEN)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _grid(sheet: CalamineSheet) -> Grid:
    values = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in values), default=0)
    merged = dict(_covered(sheet.merged_cell_ranges or [], len(values), width))
    rows = (
        Row(
            number,
            tuple(
                Cell(_value(value), *merged.get((number - 1, column), (False, False)))
                for column, value in enumerate(row)
            ),
        )
        for number, row in enumerate(values, start=1)
    )
    return Grid(sheet.name, tuple(rows))


def _covered(
    merges: list[Merge], height: int, width: int
) -> Iterator[tuple[Place, tuple[bool, bool]]]:
    """The places that a merged cell covers beside its first: under a cell to the left, above."""
    for (top, left), (bottom, right) in merges:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    yield (row, column), (column > left, row > top)


def _value(value: object) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | float | date):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None
