"""A sample letter of Tiền Giang: namesakes until the order of clashes is exhausted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from tasks.forms.content import LetterHeader
from tasks.forms.sampling.letter import Letter, local, new_person
from tasks.forms.sampling.people import Person, people

_STTTT = "Sở Thông tin và Truyền thông"


def tien_giang() -> Iterator[Letter]:
    """Twelve people, five of them with one name."""
    centre = "Trung tâm Công nghệ thông tin và Truyền thông"
    # the first four use up the regulation's order of clashes, the fifth is left to agreement
    namesakes = (
        ("Lê Minh Hiếu", date(1985, 4, 12), "Phó Giám đốc", _STTTT),
        ("Lê Minh Hiếu", date(1988, 9, 3), "Chuyên viên", "Phòng Công nghệ thông tin"),
        ("Lê Minh Hiểu", date(1990, 1, 30), "Viên chức", centre),
        ("Lê Minh Hiếu", date(1977, 11, 21), "Chuyên viên", "Thanh tra"),
        ("Lê Minh Hiếu", date(1977, 2, 8), "Viên chức", centre),
    )
    others = tuple(islice(people(500), 7))
    units = ("Phòng Công nghệ thông tin", centre, "Văn phòng", centre, _STTTT, centre, "Thanh tra")
    rows = tuple(
        new_person(
            Person(name, born, "", f"0900{500_100 + at}"),
            position=position,
            unit=unit,
        )
        for at, (name, born, position, unit) in enumerate(namesakes)
    ) + tuple(
        new_person(person, position="Viên chức" if unit == centre else "Chuyên viên", unit=unit)
        for person, unit in zip(others, units, strict=True)
    )
    yield Letter(
        "tien-giang-1-trung-ten",
        "tien-giang",
        "mau-chuan",
        "xlsx",
        local(2017, 3, 6, 13, 45),
        "Mười hai người, năm người trùng tên",
        LetterHeader(
            superior="Ủy ban nhân dân tỉnh Tiền Giang",
            sender=_STTTT,
            number="93/STTTT-VP",
            dated=date(2017, 3, 6),
            subject="đề nghị cấp mới hộp thư điện tử công vụ",
            requester="Huỳnh Thị Diệu",
            requester_position="Chánh Văn phòng",
            requester_unit="Văn phòng",
            requester_phone="0900500001",
        ),
        (rows, ()),
    )
    waiting = tuple(islice(people(520), 2))
    yield Letter(
        "tien-giang-2-cho-tham-dinh",
        "tien-giang",
        "mau-chuan",
        "xlsx",
        local(2026, 11, 19, 14, 0),
        "Hai người, để lại trong hàng đợi (quy chế không đặt thời hạn)",
        LetterHeader(
            superior="Ủy ban nhân dân tỉnh Tiền Giang",
            sender=_STTTT,
            number="512/STTTT-VP",
            dated=date(2026, 11, 19),
            subject="đề nghị cấp mới hộp thư điện tử công vụ",
            requester="Huỳnh Thị Diệu",
            requester_position="Chánh Văn phòng",
            requester_unit="Văn phòng",
            requester_phone="0900500001",
        ),
        (
            tuple(
                new_person(person, position="Chuyên viên", unit="Phòng Công nghệ thông tin")
                for person in waiting
            ),
            (),
        ),
        decided=False,
    )
