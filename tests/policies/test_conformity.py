"""Existing addresses held against the regulations."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.addresses import Addressing
from policies.conformity import Conformity, Judged, Judging
from policies.loader import load, policy_ids
from policies.schema import Kind

ON = date(2026, 3, 2)
F, D, U = Conformity.FOLLOWS, Conformity.DEPARTS, Conformity.UNJUDGED
JUDGING = {policy: Judging(load(policy), ON) for policy in policy_ids()}
ADDRESSING = {policy: Addressing(load(policy), ON) for policy in policy_ids()}
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ")
MIDDLES = ("", "Văn", "Thị Thu", "Hoàng")
GIVEN = ("Phúc", "Hùng", "Anh", "Yến")
UNITS = ("Sở Nội vụ", "Phòng Pháp chế, Sở Tài chính", "Ủy ban nhân dân huyện Lục Nam")


def judge(policy: str, kind: Kind, local: str, name: str, **more: object) -> Judged:
    address = f"{local}@{load(policy).domain}"
    return JUDGING[policy].judge(kind, address, name, **more)  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("policy", "local", "name", "more", "expected"),
    [
        ("phu-tho", "hungtm", "Trần Mạnh Hùng", {}, F),
        ("phu-tho", "hungtm2", "Trần Minh Hưng", {}, F),
        ("phu-tho", "hungtm1", "Trần Mạnh Hùng", {}, D),  # numbers begin with 2
        ("phu-tho", "hungtm02", "Trần Mạnh Hùng", {}, D),
        ("phu-tho", "tmhung", "Trần Mạnh Hùng", {}, D),
        ("phu-tho", "admin", "Trần Mạnh Hùng", {}, D),
        ("hung-yen", "nhphuc.khcn", "Nguyễn Hoàng Phúc", {"unit": "Sở Khoa học và Công nghệ"}, F),
        ("hung-yen", "nhphuc.nv", "Nguyễn Hoàng Phúc", {"unit": "Sở Khoa học và Công nghệ"}, D),
        ("hung-yen", "nhphuc.khcn", "Nguyễn Hoàng Phúc", {}, U),  # the unit is part of it
        ("khanh-hoa", "nvhung", "Nguyễn Văn Hùng", {"unit": "Sở Khoa học và Công nghệ"}, F),
        ("khanh-hoa", "nvhung.skhcn", "Nguyễn Văn Hùng", {"unit": "Sở Khoa học và Công nghệ"}, F),
        ("khanh-hoa", "nvhung.skhcn", "Nguyễn Văn Hùng", {"unit": "Sở Nội vụ"}, D),
        ("tien-giang", "leminhhieu77", "Lê Minh Hiếu", {"birth_date": date(1977, 5, 1)}, F),
        ("tien-giang", "leminhhieu78", "Lê Minh Hiếu", {"birth_date": date(1977, 5, 1)}, D),
        ("tien-giang", "leminhhieu78", "Lê Minh Hiếu", {}, U),
        ("tien-giang", "lminhhieu", "Lê Minh Hiếu", {}, F),
    ],
)
def test_a_persons_address(
    policy: str, local: str, name: str, more: dict[str, object], expected: Conformity
) -> None:
    """It follows where it has one of the forms; what is not known leaves it unjudged."""
    judged = judge(policy, Kind.PERSON, local, name, **more)
    assert expected == judged.conformity
    assert (expected is F) == (judged.reason is None)


@pytest.mark.parametrize(
    ("policy", "local", "name", "parent", "expected", "article"),
    [
        ("phu-tho", "skhcn", "Sở Khoa học và Công nghệ", None, F, None),
        ("phu-tho", "sokhcn", "Sở Khoa học và Công nghệ", None, D, "Điều 4 khoản 1 điểm a"),
        ("hung-yen", "pkt.tienlu", "Phòng Kinh tế", "UBND xã Tiên Lữ", F, None),
        ("hung-yen", "pkt.tienlu", "Phòng Kinh tế", None, U, None),
        ("phu-tho", "mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ", None, F, None),
        ("phu-tho", "postmaster", "Hội Nông dân tỉnh", None, D, "Điều 4 khoản 1 điểm d"),
    ],
)
def test_an_organisations_address(
    policy: str,
    local: str,
    name: str,
    parent: str | None,
    expected: Conformity,
    article: str | None,
) -> None:
    """Held against the one address of its level; what is settled by agreement may be anything."""
    judged = judge(policy, Kind.ORGANISATION, local, name, parent=parent)
    assert expected == judged.conformity
    if article:
        assert judged.reason is not None
        assert article == judged.reason.article


@settings(max_examples=200)
@given(
    policy=st.sampled_from(policy_ids()),
    name=st.tuples(*map(st.sampled_from, (SURNAMES, MIDDLES, GIVEN))),
    unit=st.sampled_from(UNITS),
    born=st.dates(date(1965, 1, 1), date(2004, 1, 1)),
    taken=st.integers(0, 12),
)
def test_whatever_the_regulation_gives_follows_it(
    policy: str, name: tuple[str, str, str], unit: str, born: date, taken: int
) -> None:
    """Also where any number of plainer forms were taken before."""
    whole = " ".join(filter(None, name))
    left = [taken]

    def is_taken(_: str) -> bool:
        left[0] -= 1
        return left[0] >= 0

    answer = ADDRESSING[policy].address(
        Kind.PERSON, whole, unit=unit, birth_date=born, taken=is_taken
    )
    if answer.address:
        judged = JUDGING[policy].judge(
            Kind.PERSON, answer.address, whole, unit=unit, birth_date=born
        )
        assert F == judged.conformity
