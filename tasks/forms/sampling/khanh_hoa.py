"""Sample letters of Khánh Hòa: its Phụ lục, marked with X."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policies.schema import RequestType
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.sampling.letter import Letter, local

_SKHCN = "Sở Khoa học và Công nghệ"
_KHANH_HOA_HEAD = LetterHeader(
    superior="Ủy ban nhân dân tỉnh Khánh Hòa",
    sender=_SKHCN,
    subject="cấp thư điện tử công vụ",
    requester="Phan Ngọc Yến",
    requester_position="Chuyên viên",
    requester_unit=f"Văn phòng {_SKHCN}",
    requester_phone="0900300001",
)


def _khanh_hoa_line(
    request_type: RequestType, name: str, position: str, unit: str, former: str | None = None
) -> FilledRow:
    return FilledRow(
        request_type, LineFields(name=name, position=position, unit=unit, former_unit=former)
    )


def khanh_hoa() -> Iterator[Letter]:
    """Two letters of one department; the second holds lines of three types."""
    new, change = RequestType.NEW, RequestType.CHANGE
    yield Letter(
        "khanh-hoa-1-phu-luc",
        "khanh-hoa",
        "phu-luc",
        "xlsx",
        local(2025, 10, 6, 9, 0),
        "Phụ lục: cấp mới cho một đơn vị và hai cá nhân",
        replace(_KHANH_HOA_HEAD, number="1201/SKHCN-VP", dated=date(2025, 10, 3)),
        (
            (FilledRow(new, LineFields(name="Trung tâm Chuyển đổi số")),),
            (
                _khanh_hoa_line(new, "Đặng Thị Bích Uyên", "Chuyên viên", "Phòng Pháp chế"),
                _khanh_hoa_line(new, "Võ Thành Trung", "Viên chức", "Trung tâm Chuyển đổi số"),
            ),
        ),
    )
    yield Letter(
        "khanh-hoa-2-phu-luc",
        "khanh-hoa",
        "phu-luc",
        "docx",
        local(2025, 10, 20, 15, 20),
        "Phụ lục: sáu cá nhân (bốn cấp mới, một cấp lại mật khẩu, một thay đổi), một đơn vị",
        replace(_KHANH_HOA_HEAD, number="1288/SKHCN-VP", dated=date(2025, 10, 20)),
        (
            (FilledRow(new, LineFields(name="Phòng Pháp chế")),),
            (
                _khanh_hoa_line(new, "Nguyễn Văn Hùng", "Chuyên viên", "Phòng Pháp chế"),
                _khanh_hoa_line(
                    new, "Ngô Viết Hưng", "Viên chức biệt phái", "Ủy ban nhân dân xã Tu Bông"
                ),
                _khanh_hoa_line(new, "H'Hen Niê", "Chuyên viên", _SKHCN),
                _khanh_hoa_line(new, "Nguyễn Văn Bình", "Phó Giám đốc", _SKHCN),
                _khanh_hoa_line(
                    RequestType.RESET_PASSWORD,
                    "Võ Thành Trung",
                    "Viên chức",
                    "Trung tâm Chuyển đổi số",
                ),
                _khanh_hoa_line(
                    change,
                    "Đặng Thị Bích Uyên",
                    "Chuyên viên",
                    "Trung tâm Chuyển đổi số",
                    "Phòng Pháp chế",
                ),
            ),
        ),
    )


def to_be_spoilt() -> Letter:
    """The letter into which faults are then written (faulty.py)."""
    new = RequestType.NEW
    return Letter(
        "khanh-hoa-3-co-loi",
        "khanh-hoa",
        "phu-luc",
        "docx",
        local(2025, 10, 21, 8, 45),
        "Phụ lục có lỗi: ngày không có thật, chữ số trong tên, đánh dấu X hai cột",
        replace(_KHANH_HOA_HEAD, number="1290/SKHCN-VP", dated=date(2025, 10, 21)),
        (
            (),
            (
                _khanh_hoa_line(new, "Trịnh Thị Ánh", "Chuyên viên", "Phòng Pháp chế"),
                _khanh_hoa_line(new, "Nguyễn Văn Toàn", "Chuyên viên", "Phòng Pháp chế"),
            ),
        ),
    )
