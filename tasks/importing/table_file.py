"""A list as a file: CSV in UTF-8, or one sheet of an XLSX workbook, as one grid."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from tasks.forms.grid import Cell, Grid, Row
from tasks.forms.headings import header_keys
from tasks.forms.limits import MIB, Limits, UnsafeFile
from tasks.forms.package import open_package
from tasks.forms.xlsx import read_xlsx

#: a province has some tens of thousands of mailboxes
LIMITS = Limits(
    file_bytes=50 * MIB,
    unpacked_bytes=200 * MIB,
    entries=200,
    rows=100_000,
    columns=50,
    cells=2_000_000,
    characters=40_000_000,
)
_BOM = "\ufeff"
_SEPARATORS = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab"}


@dataclass(frozen=True)
class TableFile:
    """The grid, with the rows' numbers of the file, and how the file was understood."""

    grid: Grid
    told: str


def read_table(content: bytes, file_name: str, keys: Collection[str]) -> TableFile:
    """The one table of a file.  ``keys``: of known headings, by which CSV's separator is told.

    Raises UnsafeFile: what cannot be read, and why.
    """
    if content.startswith(b"PK") or PurePath(file_name).suffix.lower() != ".csv":
        return _xlsx(content, file_name)
    if len(content) > LIMITS.file_bytes:
        raise UnsafeFile(f"tệp lớn quá {LIMITS.file_bytes // MIB} MB: hãy tách tệp")
    try:
        text = content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnsafeFile(
            f"dòng {line}: tệp CSV không phải UTF-8: hãy lưu lại dạng «CSV UTF-8»"
        ) from error
    separator = max(_SEPARATORS, key=lambda sign: _known(text, sign, keys))
    rows = tuple(_csv_rows(text, separator))
    return TableFile(Grid("", rows), f"CSV UTF-8, phân cách bằng {_SEPARATORS[separator]}")


def _known(text: str, separator: str, keys: Collection[str]) -> int:
    """How many known headings the first line has, cut at that sign."""
    line = text.lstrip().partition("\n")[0]
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return 0
    return sum(any(key in keys for key in header_keys(cell)) for cell in cells)


def _csv_rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1  # a quoted cell may hold line breaks: the row bears the number of its first line
    try:
        for values in reader:
            if number > LIMITS.rows:
                raise UnsafeFile(f"tệp có quá {LIMITS.rows} dòng: hãy tách tệp")
            yield Row(number, tuple(Cell(value if value.strip() else None) for value in values))
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnsafeFile(
            f"dòng {number}: sai dạng CSV ({error}): kiểm tra dấu ngoặc kép"
        ) from error


def _xlsx(content: bytes, file_name: str) -> TableFile:
    package = open_package(content, file_name, LIMITS)
    if package.layout != "xlsx":
        raise UnsafeFile("danh sách cần ở dạng .csv hoặc .xlsx")
    page = read_xlsx(package, LIMITS)
    if page.left_out:  # a list is taken whole or not at all
        raise UnsafeFile("tệp có trang tính ẩn: hãy bỏ ẩn hoặc xóa trang đó")
    filled = [grid for grid in page.grids if any(map(_has_content, grid.rows))]
    if len(filled) != 1:
        raise UnsafeFile(f"tệp có {len(filled)} trang tính có dữ liệu: cần đúng một trang")
    return TableFile(filled[0], f"XLSX, trang tính «{filled[0].title}»")


def _has_content(row: Row) -> bool:
    return any(cell.is_filled for cell in row.cells)
