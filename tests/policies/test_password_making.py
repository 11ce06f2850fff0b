"""Passwords drawn for people: always what the regulation accepts."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.loader import load, policy_ids
from policies.password_making import DIGITS, LETTERS, make_password, signs_of
from policies.passwords import check

ON = date(2026, 3, 2)
SURNAMES, GIVEN = ("Nguyễn", "Trần", "H'Hen", "Đặng"), ("An", "Bình", "Niê", "Phúc", "Ánh")


@pytest.mark.parametrize("policy", policy_ids())
@given(
    seed=st.integers(0, 2**32),
    surname=st.sampled_from(SURNAMES),
    middle=st.sampled_from(("", "Văn", "Thị Thu")),
    last=st.sampled_from(GIVEN),
    born=st.dates(date(1960, 1, 1), date(2005, 12, 31)),
)
def test_every_password_is_accepted(
    policy: str, seed: int, surname: str, middle: str, last: str, born: date
) -> None:
    """By the regulation's own check, for that very holder; and it can be read aloud."""
    regulation = load(policy)
    name = f"{surname} {middle} {last}".replace("  ", " ")
    holder: dict[str, Any] = {
        "account": f"{last.lower()}tm@{regulation.domain}",
        "name": name,
        "birth_date": born,
    }
    password = make_password(regulation, Random(seed), on=ON, **holder)
    assert check(regulation, password, on=ON, **holder).accepted
    assert set(password) <= set(LETTERS + DIGITS + signs_of(regulation, ON))
    assert not set(password) & set("0O1lI")


def test_two_passwords_differ() -> None:
    """Another draw, another password."""
    regulation, chance = load("phu-tho"), Random(1)
    who: dict[str, Any] = {"account": "hungtm", "name": "Trần Mạnh Hùng"}
    drawn = {make_password(regulation, chance, on=ON, **who) for _ in range(200)}
    assert 200 == len(drawn)
