"""Sample letters of Phú Thọ: Mẫu 01, 03 and 04."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policies.schema import RequestType
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.sampling.letter import Letter, local

_PHUNG_NGUYEN = "Ủy ban nhân dân xã Phùng Nguyên"
_PHU_THO_HEAD = LetterHeader(
    superior="Ủy ban nhân dân tỉnh Phú Thọ",
    sender=_PHUNG_NGUYEN,
    requester="Đinh Thị Lan",
    requester_position="Chuyên viên",
    requester_unit=f"Văn phòng Hội đồng nhân dân và {_PHUNG_NGUYEN}",
    requester_phone="0900200001",
)
_RECRUITED = {"decision_number": "41/QĐ-UBND", "decision_date": date(2025, 11, 3)}


def _phu_tho_new(name: str, number: int, position: str, unit: str) -> FilledRow:
    return FilledRow(
        RequestType.NEW,
        LineFields(
            name=name,
            unit=unit,
            position=position,
            citizen_number=f"001099{200_000 + number}",
            phone=f"0900{200_000 + number}",
            **_RECRUITED,  # type: ignore[arg-type]  # by name
        ),
    )


def phu_tho() -> Iterator[Letter]:
    """Offices, two people, five more with a revocation, a change of position."""
    offices = (
        ("Phòng Kinh tế", "Hoàng Văn Sơn", "Trưởng phòng"),
        ("Phòng Văn hóa - Xã hội", "Trần Thị Thu Hà", "Trưởng phòng"),
        ("Trung tâm Phục vụ hành chính công", "Phan Đức Thắng", "Giám đốc"),
    )
    founded = tuple(
        FilledRow(
            RequestType.NEW,
            LineFields(
                name=office,
                decision_number=f"{12 + at}/QĐ-UBND",
                decision_date=date(2025, 7, 1),
                representative=head,
                citizen_number=f"001099{200_100 + at}",
                representative_position=position,
                phone=f"0900{200_100 + at}",
            ),
        )
        for at, (office, head, position) in enumerate(offices)
    )
    yield Letter(
        "phu-tho-1-mau-01",
        "phu-tho",
        "mau-01",
        "docx",
        local(2025, 11, 6, 8, 30),
        "Mẫu số 01: cấp mới hộp thư cho ba cơ quan của xã Phùng Nguyên",
        replace(
            _PHU_THO_HEAD,
            number="52/UBND-VP",
            dated=date(2025, 11, 5),
            subject="đề nghị cấp mới hộp thư điện tử cho cơ quan",
        ),
        (founded, ()),
    )
    yield Letter(
        "phu-tho-2-mau-03",
        "phu-tho",
        "mau-03",
        "xlsx",
        local(2025, 11, 6, 9, 15),
        "Mẫu số 03: cấp mới hộp thư cho hai cá nhân của xã Phùng Nguyên",
        replace(
            _PHU_THO_HEAD,
            number="53/UBND-VP",
            dated=date(2025, 11, 5),
            subject="đề nghị cấp mới hộp thư điện tử công vụ cho cá nhân",
        ),
        (
            (
                _phu_tho_new("Trần Mạnh Hùng", 1, "Chuyên viên", "Phòng Kinh tế"),
                _phu_tho_new("Quách Thị Mến", 2, "Chuyên viên", "Phòng Văn hóa - Xã hội"),
            ),
            (),
        ),
    )
    recruits = (
        ("Trần Minh Hưng", "Chuyên viên", "Phòng Kinh tế"),
        ("Bùi Thị Kim Ngân", "Kế toán", "Phòng Kinh tế"),
        ("Nguyễn Hữu Đạt", "Phó Trưởng phòng", "Phòng Văn hóa - Xã hội"),
        ("Lê Thị Hương Giang", "Chuyên viên", "Trung tâm Phục vụ hành chính công"),
        ("Hà Công Đoàn", "Phó Chủ tịch", _PHUNG_NGUYEN),
    )
    retired = LineFields(
        name="Quách Thị Mến",
        unit="Phòng Văn hóa - Xã hội",
        address="menqt@phutho.gov.vn",
        decision_number="77/QĐ-UBND",
        decision_date=date(2025, 11, 17),
        citizen_number="001099200002",
        phone="0900200002",
        note="Nghỉ việc theo nguyện vọng",
    )
    yield Letter(
        "phu-tho-3-mau-03",
        "phu-tho",
        "mau-03",
        "docx",
        local(2025, 11, 19, 14, 10),
        "Mẫu số 03: cấp mới năm hộp thư (một trùng tên), thu hồi một",
        replace(
            _PHU_THO_HEAD,
            number="61/UBND-VP",
            dated=date(2025, 11, 18),
            subject="đề nghị cấp mới/thu hồi hộp thư điện tử công vụ cho cá nhân",
        ),
        (
            tuple(
                _phu_tho_new(name, 10 + at, position, unit)
                for at, (name, position, unit) in enumerate(recruits)
            ),
            (FilledRow(RequestType.REVOKE, retired),),
        ),
    )
    promoted = LineFields(
        name="Trần Mạnh Hùng",
        unit="Phòng Kinh tế",
        address="hungtm@phutho.gov.vn",
        change_what="Chức vụ",
        change_to="Phó Trưởng phòng",
        note="Quyết định số 80/QĐ-UBND ngày 24/11/2025",
    )
    yield Letter(
        "phu-tho-4-mau-04",
        "phu-tho",
        "mau-04",
        "docx",
        local(2025, 11, 26, 10, 0),
        "Mẫu số 04: thay đổi chức vụ của một cá nhân",
        replace(
            _PHU_THO_HEAD,
            number="66/UBND-VP",
            dated=date(2025, 11, 25),
            subject="đề nghị thay đổi thông tin hộp thư điện tử công vụ cho cá nhân",
        ),
        ((FilledRow(RequestType.CHANGE, promoted),),),
    )
    yield from _second_thoughts()


def _second_thoughts() -> Iterator[Letter]:
    """Somebody who has a mailbox already, and a change that nobody can tell."""
    yield Letter(
        "phu-tho-5-mau-03",
        "phu-tho",
        "mau-03",
        "docx",
        local(2025, 12, 2, 9, 0),
        "Mẫu số 03: hai cá nhân, một người đã có hộp thư",
        replace(
            _PHU_THO_HEAD,
            number="70/UBND-VP",
            dated=date(2025, 12, 1),
            subject="đề nghị cấp mới hộp thư điện tử công vụ cho cá nhân",
        ),
        (
            (
                _phu_tho_new("Trần Mạnh Hùng", 1, "Phó Trưởng phòng", "Phòng Kinh tế"),
                _phu_tho_new("Phùng Thị Hạnh", 20, "Văn thư", "Phòng Văn hóa - Xã hội"),
            ),
            (),
        ),
    )
    unclear = LineFields(
        name="Bùi Thị Kim Ngân",
        unit="Phòng Kinh tế",
        address="nganbtk@phutho.gov.vn",
        change_what="Thông tin khác",
        change_to="Theo hồ sơ mới",
    )
    yield Letter(
        "phu-tho-6-mau-04",
        "phu-tho",
        "mau-04",
        "xlsx",
        local(2025, 12, 3, 15, 30),
        "Mẫu số 04: một thay đổi chưa rõ, trả lại để bổ sung",
        replace(
            _PHU_THO_HEAD,
            number="71/UBND-VP",
            dated=date(2025, 12, 3),
            subject="đề nghị thay đổi thông tin hộp thư điện tử công vụ cho cá nhân",
        ),
        ((FilledRow(RequestType.CHANGE, unclear),),),
    )
    yield Letter(
        "phu-tho-7-mau-03",
        "phu-tho",
        "mau-03",
        "docx",
        local(2026, 11, 20, 8, 45),
        "Mẫu số 03: ba cá nhân, để lại trong hàng đợi",
        replace(
            _PHU_THO_HEAD,
            number="318/UBND-VP",
            dated=date(2026, 11, 19),
            subject="đề nghị cấp mới hộp thư điện tử công vụ cho cá nhân",
        ),
        (
            (
                _phu_tho_new("Tạ Thị Thu Trang", 31, "Chuyên viên", "Phòng Kinh tế"),
                _phu_tho_new("Đinh Mạnh Hùng", 32, "Chuyên viên", "Phòng Kinh tế"),
                _phu_tho_new("Cao Thị Như Quỳnh", 33, "Kế toán", "Phòng Văn hóa - Xã hội"),
            ),
            (),
        ),
        decided=False,
    )
