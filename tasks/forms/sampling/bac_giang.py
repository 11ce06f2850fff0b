"""A sample letter of Bắc Giang: a district and its communes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tasks.forms.content import LetterHeader
from tasks.forms.sampling.letter import Letter, local, new_person, staff

_LUC_NGAN = "Ủy ban nhân dân huyện Lục Ngạn"
_LUC_NGAN_UNITS = {
    _LUC_NGAN: 3,
    "Phòng Tài chính - Kế hoạch": 5,
    "Phòng Nội vụ": 4,
    "Phòng Văn hóa và Thông tin": 3,
    "Ủy ban nhân dân xã Quý Sơn": 3,
    "Ủy ban nhân dân thị trấn Chũ": 2,
}


def bac_giang() -> Iterator[Letter]:
    """Twenty people of a district's offices and of two of its communes."""
    rows = tuple(
        new_person(
            person,
            unit=unit,
            position="Chuyên viên",
            decision_number="118/QĐ-UBND",
            decision_date=date(2019, 2, 25),
        )
        for unit, _, person in staff(_LUC_NGAN_UNITS, 400)
    )
    yield Letter(
        "bac-giang-1-hai-muoi-nguoi",
        "bac-giang",
        "mau-chuan",
        "xlsx",
        local(2019, 3, 4, 10, 5),
        "Hai mươi người của huyện Lục Ngạn",
        LetterHeader(
            superior="Ủy ban nhân dân tỉnh Bắc Giang",
            sender=_LUC_NGAN,
            number="87/UBND-NV",
            dated=date(2019, 3, 1),
            subject="đề nghị cấp mới hộp thư điện tử công vụ",
            requester="Giáp Văn Toàn",
            requester_position="Trưởng phòng",
            requester_unit="Phòng Nội vụ",
            requester_phone="0900400001",
        ),
        (rows, ()),
    )
