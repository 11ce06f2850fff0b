"""What stands beside the tables that were recognised, and may be a request all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tasks.forms.content import Fault
from tasks.forms.grid import Page, Row
from tasks.forms.unreadable import quoted

_TABLE_WIDTH = 4  # a row of a table from this width on may be a line
_FILLED = 3  # so may a row of a sheet with so many cells filled


def strays(page: Page, firsts: Mapping[int, int], form: str, *, on_sheet: bool) -> Iterator[Fault]:
    """Rows over the first headers of their grid, and grids without headers that look like tables.

    ``firsts``: for each grid with headers, by its place in the page, the row where the first ones
    stand; both from 0.  ``form``: the form's name.
    """
    for number, grid in enumerate(page.grids):
        where = f"Trang tính {quoted(grid.title)}" if on_sheet else f"Bảng thứ {number + 1}"
        if number in firsts:
            for row in grid.rows[: firsts[number]]:
                if _may_be_a_line(row, on_sheet):
                    yield Fault(
                        f"{where}, dòng {row.number}",
                        "có nội dung ở trên hàng tiêu đề cột: hãy đặt hàng tiêu đề lên đầu bảng",
                    )
        elif any(_may_be_a_line(row, on_sheet) for row in grid.rows):
            shown = f" {quoted(grid.title)}" if grid.title and not on_sheet else ""
            yield Fault(f"{where}{shown}", f"không thuộc mẫu {form}: hãy bỏ đi hoặc dùng đúng mẫu")


def _may_be_a_line(row: Row, on_sheet: bool) -> bool:
    filled = sum(cell.is_filled for cell in row.cells)
    if on_sheet:  # its cells go only as far as the last one that is filled
        return filled >= _FILLED
    return filled > 1 and sum(not cell.covered for cell in row.cells) >= _TABLE_WIDTH
