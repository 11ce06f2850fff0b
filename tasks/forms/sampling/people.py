"""Invented people with names as common as in life: Nguyễn about a third."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SURNAMES = {
    "Nguyễn": 33.0, "Trần": 11.0, "Lê": 9.5, "Phạm": 7.0, "Hoàng": 4.0, "Phan": 4.0, "Vũ": 3.5,
    "Đặng": 2.5, "Bùi": 2.5, "Đỗ": 2.0, "Hồ": 1.5, "Ngô": 1.5, "Dương": 1.2, "Đinh": 1.0,
    "Lương": 0.9, "Trịnh": 0.9, "Mai": 0.8, "Lý": 0.6, "Quách": 0.2, "Ông": 0.1,
}  # fmt: skip
_MEN_MIDDLE = {
    "Văn": 30.0, "Đức": 9.0, "Minh": 8.0, "Quang": 7.0, "Hữu": 6.0, "Mạnh": 5.0, "Xuân": 5.0,
    "Ngọc": 5.0, "Anh": 4.0, "Viết": 3.0, "Thanh": 3.0, "Tiến": 3.0, "Đình": 4.0, "": 1.0,
}  # fmt: skip
_WOMEN_MIDDLE = {
    "Thị": 40.0, "Thu": 8.0, "Ngọc": 7.0, "Thị Thu": 6.0, "Thanh": 5.0, "Kim": 4.0,
    "Thị Minh": 4.0, "Phương": 4.0, "Hồng": 4.0, "Thị Hồng": 3.0, "Bích": 2.0, "": 0.5,
}  # fmt: skip
_MEN_GIVEN = {
    "Hùng": 7.0, "Tuấn": 7.0, "Dũng": 6.0, "Cường": 5.0, "Hưng": 5.0, "Nam": 5.0, "Sơn": 5.0,
    "Thắng": 4.0, "Hải": 4.0, "Minh": 4.0, "Long": 4.0, "Hiếu": 4.0, "Đạt": 4.0, "Quân": 3.0,
    "Phúc": 3.0, "Trung": 3.0, "Khánh": 2.0, "Thành": 3.0, "Toàn": 2.0, "Vinh": 2.0, "Đông": 1.0,
}  # fmt: skip
_WOMEN_GIVEN = {
    "Hương": 7.0, "Lan": 6.0, "Hà": 6.0, "Hoa": 5.0, "Hằng": 5.0, "Linh": 6.0, "Trang": 6.0,
    "Thủy": 5.0, "Nga": 4.0, "Mai": 4.0, "Phương": 4.0, "Thảo": 4.0, "Yến": 3.0, "Hạnh": 3.0,
    "Ngọc": 3.0, "Dung": 3.0, "Quỳnh": 2.0, "Oanh": 2.0, "Ánh": 2.0, "Uyên": 1.0,
}  # fmt: skip
_YOUNGEST, _OLDEST = date(2002, 12, 31), date(1966, 1, 1)


@dataclass(frozen=True)
class Person:
    """Someone who does not exist."""

    name: str
    birth_date: date
    citizen_number: str  # twelve digits, visibly made up: 001099…
    phone: str


def people(seed: int) -> Iterator[Person]:
    """Endlessly many people, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 — sample data wants a seed, not a secret
    number = seed * 1_000
    while True:
        number += 1
        yield Person(
            _name(chance),
            _OLDEST + timedelta(days=chance.randrange((_YOUNGEST - _OLDEST).days)),
            f"001099{number % 1_000_000:06d}",
            f"0900{number % 1_000_000:06d}",
        )


def _name(chance: random.Random) -> str:
    woman = chance.random() < 0.5
    parts = (
        _pick(chance, _SURNAMES),
        _pick(chance, _WOMEN_MIDDLE if woman else _MEN_MIDDLE),
        _pick(chance, _WOMEN_GIVEN if woman else _MEN_GIVEN),
    )
    return " ".join(part for part in parts if part)


def _pick(chance: random.Random, weights: dict[str, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
