"""Synthetic people with realistic weights, and organisations for them to work in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# shares in per cent of the commonest surnames; the rest is spread over the last ones
_SURNAMES = {
    "Nguyễn": 32,
    "Trần": 11,
    "Lê": 9,
    "Phạm": 7,
    "Hoàng": 5,
    "Phan": 4,
    "Vũ": 4,
    "Đặng": 3,
    "Bùi": 3,
    "Đỗ": 3,
    "Hồ": 2,
    "Ngô": 2,
    "Dương": 2,
    "Lý": 2,
    "Đinh": 2,
    "Trịnh": 2,
    "Mai": 2,
    "Đào": 2,
    "Lương": 2,
    "Tạ": 1,
}
_MALE_MIDDLE = ("Văn", "Hữu", "Đức", "Minh", "Quang", "Xuân", "Công", "Ngọc", "Thành", "Tuấn", "")
_FEMALE_MIDDLE = ("Thị", "Thị", "Thị Thu", "Thị Minh", "Ngọc", "Thị Hồng", "Thanh", "Thị Thanh")
_MALE_GIVEN = (
    *("Hùng", "Dũng", "Tuấn", "Nam", "Hải", "Sơn", "Long", "Quân", "Bình", "Cường", "Đạt"),
    *("Hiếu", "Khánh", "Mạnh", "Phúc", "Thắng", "Toàn", "Trung", "Tùng", "Việt", "Vinh", "Anh"),
)
_FEMALE_GIVEN = (
    *("Lan", "Hoa", "Hương", "Hà", "Linh", "Trang", "Mai", "Thủy", "Nga", "Hằng", "Ánh", "Yến"),
    *("Ngọc", "Phương", "Thảo", "Tâm", "Vân", "Xuân", "Oanh", "Nhung", "Huyền", "Dung", "Anh"),
)
_DEPARTMENTS = (
    *("Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Sở Tư pháp", "Sở Công Thương"),
    *("Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Nông nghiệp và Môi trường"),
)
_OFFICES = ("Văn phòng", "Thanh tra", "Phòng Pháp chế", "Phòng Tổ chức - Hành chính")
_COMMUNES = (
    *("Tiên Lữ", "Phụng Nguyên", "Ninh Phước", "Tân Phước", "Chợ Gạo", "An Bình", "Yên Thế"),
    *("Suối Hiệp", "Tu Bông", "Phú Cường", "Long Hưng", "Thanh Miếu", "Vân Phú", "Hòa Bình"),
)

_WITH_DISTRICTS = ("bac-giang", "tien-giang")


@dataclass(frozen=True)
class Person:
    """Somebody who wants a mailbox; ``unit`` as a letter would write it."""

    name: str
    birth_date: date
    unit: str


def people(count: int, policy: str, seed: int = 2026) -> list[Person]:
    """So many people of a province, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - sample data
    units = _units(policy)
    surnames = chance.choices(list(_SURNAMES), list(_SURNAMES.values()), k=count)
    return [
        Person(
            " ".join(word for word in (surname, *_rest(chance)) if word),
            date(1964, 1, 1) + timedelta(days=chance.randrange(14_000)),
            chance.choice(units),
        )
        for surname in surnames
    ]


def _rest(chance: random.Random) -> Sequence[str]:
    if chance.random() < 0.5:
        return chance.choice(_MALE_MIDDLE), chance.choice(_MALE_GIVEN)
    return chance.choice(_FEMALE_MIDDLE), chance.choice(_FEMALE_GIVEN)


def _units(policy: str) -> list[str]:
    offices = [f"{office}, {of}" for of in _DEPARTMENTS for office in _OFFICES]
    # before July 2025 a commune stood below a district
    above = ", huyện Lục Nam" if policy in _WITH_DISTRICTS else ""
    committees = [f"Ủy ban nhân dân xã {name}{above}" for name in _COMMUNES]
    return [*_DEPARTMENTS, *offices, *committees]
