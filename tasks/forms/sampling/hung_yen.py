"""Sample letters of Hưng Yên: one commune, three hundred people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policies.naming import NameRefused, read_person
from policies.schema import RequestType
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.sampling.letter import Letter, local, new_person, staff
from tasks.forms.sampling.people import Person

_TIEN_LU = "Ủy ban nhân dân xã Tiên Lữ"
_TIEN_LU_UNITS = {  # people in each
    _TIEN_LU: 6,
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân": 24,
    "Phòng Kinh tế": 30,
    "Phòng Văn hóa - Xã hội": 30,
    "Trung tâm Phục vụ hành chính công": 20,
    "Trạm Y tế": 30,
    "Trường Mầm non Tiên Lữ": 45,
    "Trường Tiểu học Tiên Lữ": 60,
    "Trường Trung học cơ sở Tiên Lữ": 55,
}
_HUNG_YEN_HEAD = LetterHeader(
    superior="Ủy ban nhân dân tỉnh Hưng Yên",
    sender=_TIEN_LU,
    requester="Vũ Đình Khải",
    requester_position="Chánh Văn phòng",
    requester_unit="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    requester_phone="0900100001",
)


def _position(unit: str, place: int) -> str:
    if unit.startswith("Trường"):
        return ("Hiệu trưởng", "Phó Hiệu trưởng")[place] if place < 2 else "Giáo viên"
    if unit == _TIEN_LU:
        return ("Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch")[place] if place < 3 else "Chuyên viên"
    if unit == "Trạm Y tế":
        return "Trạm trưởng" if place == 0 else "Viên chức"
    return ("Trưởng đơn vị", "Phó Trưởng đơn vị")[place] if place < 2 else "Chuyên viên"


def hung_yen() -> Iterator[Letter]:
    """The commune's whole staff, then a letter about two of them and about one of its offices."""
    people = staff(_TIEN_LU_UNITS, 100)
    rows = tuple(
        new_person(
            person,
            unit=unit,
            position=_position(unit, at),
            decision_number="315/QĐ-UBND",
            decision_date=date(2025, 7, 1),
        )
        for unit, at, person in people
    )
    yield Letter(
        "hung-yen-1-ba-tram-nguoi",
        "hung-yen",
        "mau-chuan",
        "xlsx",
        local(2025, 10, 13, 8, 15),
        "Ba trăm người của xã Tiên Lữ, nhiều người trùng tên",
        replace(
            _HUNG_YEN_HEAD,
            number="204/UBND-VP",
            dated=date(2025, 10, 10),
            subject="đề nghị cấp mới hộp thư điện tử công vụ",
        ),
        (rows, ()),
    )
    office = LineFields(
        name="Phòng Kinh tế",
        unit=_TIEN_LU,
        representative="Vũ Đình Khải",
        representative_position="Chánh Văn phòng",
        phone="0900100001",
        decision_number="316/QĐ-UBND",
        decision_date=date(2025, 7, 1),
    )
    (_, _, first), (_, _, second) = people[:2]
    yield Letter(
        "hung-yen-2-nhieu-loai",
        "hung-yen",
        "mau-chuan",
        "xlsx",
        local(2025, 10, 22, 16, 40),
        "Cấp lại mật khẩu, tạm khóa và một hộp thư cơ quan của xã Tiên Lữ",
        replace(
            _HUNG_YEN_HEAD,
            number="09/UBND-VP",
            dated=date(2025, 10, 22),
            subject="đề nghị về hộp thư điện tử công vụ",
        ),
        (
            (
                _existing(RequestType.RESET_PASSWORD, first, "Chủ tịch", "Quên mật khẩu"),
                _existing(RequestType.LOCK, second, "Phó Chủ tịch", "Nghi lộ mật khẩu"),
            ),
            (FilledRow(RequestType.NEW, office),),
        ),
    )


def _existing(request_type: RequestType, person: Person, position: str, note: str) -> FilledRow:
    """A line about someone of the first letter who got the first address of the rule."""
    name = read_person(person.name)
    if isinstance(name, NameRefused):
        raise ValueError(name.reason)
    return FilledRow(
        request_type,
        LineFields(
            name=person.name,
            birth_date=person.birth_date,
            position=position,
            unit=_TIEN_LU,
            address=f"{name.initials}{name.given}.tienlu@hungyen.gov.vn",
            note=note,
        ),
    )
