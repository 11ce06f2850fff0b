"""Lists as an office writes them, of invented people."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Mapping[str, Any]]

#: headings of a list of mailboxes, by what the tests call them
HEADINGS = {
    "kind": "Loại",
    "address": "Địa chỉ thư",
    "aliases": "Địa chỉ khác",
    "name": "Họ tên hoặc tên cơ quan",
    "birth_date": "Ngày sinh",
    "citizen_number": "Số CCCD/CMND",
    "phone": "Số điện thoại",
    "position": "Chức vụ",
    "unit": "Đơn vị",
    "superior": "Cơ quan cấp trên",
    "code": "Mã cơ quan",
    "representative": "Người đại diện",
    "quota": "Dung lượng (MB)",
    "state": "Trạng thái",
    "reason": "Lý do",
    "since": "Từ ngày",
    "issued": "Ngày cấp",
}


def as_csv(
    headings: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ",", bom: bool = False
) -> bytes:
    """A CSV file."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator)
    writer.writerows([headings, *rows])
    return target.getvalue().encode("utf-8-sig" if bom else "utf-8")


def as_xlsx(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; texts stay texts."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [headings, *rows]:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def mailboxes(*rows: Mapping[str, Any], separator: str = ",") -> bytes:
    """A list of mailboxes with the columns that its rows use."""
    used = [name for name in HEADINGS if any(name in row for row in rows)]
    return as_csv(
        [HEADINGS[name] for name in used],
        [[str(row.get(name, "")) for name in used] for row in rows],
        separator,
    )


def person(name: str, address: str, **more: Any) -> dict[str, Any]:
    """A row about a person of Sở Nội vụ; the address is completed for Phú Thọ."""
    whole = address if "@" in address else f"{address}@phutho.gov.vn"
    unit = {"unit": "Phòng Pháp chế", "superior": "Sở Nội vụ"}
    fields = {"kind": "cá nhân", "address": whole, "name": name, "position": "Chuyên viên"}
    return {**fields, **({} if "code" in more else unit), **more}


def office(name: str, address: str, **more: Any) -> dict[str, Any]:
    """A row about an organisation's mailbox."""
    whole = address if "@" in address else f"{address}@phutho.gov.vn"
    return {"kind": "cơ quan, đơn vị", "address": whole, "name": name, **more}


def organisations(headings: Sequence[str], *rows: Sequence[str]) -> bytes:
    """A list of organisations."""
    return as_csv(headings, rows)
