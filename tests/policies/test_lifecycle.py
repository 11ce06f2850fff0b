from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.lifecycle import (
    NoQuota,
    RankUnknown,
    date_after,
    grant_mb,
    period_text,
    restoration_resets,
    retention,
    retention_for_rank,
    transfer,
    while_locked,
)
from policies.schema import Kind, Period, Rank, Retention
from policies.working_days import Calendar, OutsideCalendar
from tests.policies.regulations_made import made

ON = date(2025, 11, 5)
CALENDAR = Calendar.official()

DIVISION = ["Trưởng phòng", "Tổ trưởng", "Đội trưởng", "Tổ phó"]
_KEPT: dict[str, Any] = {
    "article": "Điều 5 khoản 4 điểm d",
    "rule": "retention",
    "counted_from": "decision",
}
KEPT = made(
    lifecycle=[
        {**_KEPT, "rank": "head", "positions": ["Giám đốc", "Trưởng"], "keep": {"days": 60}},
        {**_KEPT, "rank": "division", "positions": DIVISION, "keep": {"days": 30}},
    ]
)


@pytest.mark.parametrize(
    ("position", "days"),
    [
        ("Giám đốc Sở Tư pháp", 60),
        ("GIÁM  ĐỐC", 60),
        ("Trưởng ban", 60),
        ("Trưởng phòng Tổ chức", 30),  # the longer name decides
        ("Trưởng phòng", 30),
    ],
)
def test_retention_by_position(position: str, days: int) -> None:
    """A position has the retention of the longest listed name that it begins with."""
    kept = retention(KEPT, position, ON)
    assert isinstance(kept, Retention)
    assert kept.keep.days == days


@pytest.mark.parametrize("position", ["Phó Giám đốc", "Giám", "Giám đốcsở", "Văn thư"])
def test_a_position_that_the_rules_do_not_list(position: str) -> None:
    """A position that begins with no listed name is asked about, never guessed."""
    assert retention(KEPT, position, ON) == RankUnknown(
        f"Chức vụ «{position}» thuộc nhóm nào khi bị thu hồi hộp thư:"
        " giữ 60 ngày (Giám đốc, Trưởng) hay 30 ngày (Trưởng phòng, Tổ trưởng, Đội trưởng, …)?",
        "Điều 5 khoản 4 điểm d",
    )


@pytest.mark.parametrize("position", [None, ""])
def test_a_missing_position(position: str | None) -> None:
    """Without a position the rank is asked for."""
    unknown = retention(KEPT, position, ON)
    assert isinstance(unknown, RankUnknown)
    assert "chưa rõ chức vụ" in unknown.question


def test_no_retention_rule() -> None:
    """Where the regulation keeps nothing there is nothing to ask."""
    assert (retention(made(), None, ON), retention_for_rank(made(), Rank.HEAD, ON)) == (None, None)


def test_retention_of_a_known_rank() -> None:
    """A rank that a person has told decides without a position."""
    kept = [retention_for_rank(KEPT, rank, ON) for rank in (Rank.HEAD, Rank.DIVISION)]
    assert [rule.keep.days for rule in kept if rule] == [60, 30]


def test_quota_of_a_kind() -> None:
    """A mailbox gets the quota of its kind that holds on the day."""
    quota = {"article": "Điều 7 khoản 1"}
    regulation = made(
        quotas=[
            {**quota, "kind": "organisation", "grant_mb": 10240},
            {**quota, "kind": "person", "grant_mb": 500, "until": "2025-11-04"},
            {**quota, "kind": "person", "grant_mb": 2048, "since": "2025-11-05"},
        ]
    )
    assert [
        grant_mb(regulation, Kind.PERSON, date(2025, 11, 4)).grant_mb,
        grant_mb(regulation, Kind.PERSON, ON).grant_mb,
        grant_mb(regulation, Kind.ORGANISATION, ON).grant_mb,
    ] == [500, 2048, 10240]


def test_a_kind_without_quota_is_a_fault() -> None:
    """A quota is never made up."""
    with pytest.raises(
        NoQuota, match="thu-nghiem: không có dung lượng cho hộp thư loại «organisation»"
    ):
        grant_mb(made(), Kind.ORGANISATION, ON)


@pytest.mark.parametrize("new_password", [True, False])
def test_restoration_resets_the_password_where_the_rule_says_so(new_password: bool) -> None:
    """Whether a restored mailbox gets a new password is the rule's."""
    rule = {"article": "Điều 7 khoản 3", "rule": "restoration", "new_password": new_password}
    assert restoration_resets(made(lifecycle=[rule]), ON) == new_password


def test_silence_about_restoration_transfer_and_lock() -> None:
    """Where the regulation says nothing, nothing is made up."""
    silent = made()
    assert (restoration_resets(silent, ON), transfer(silent, ON), while_locked(silent, ON)) == (
        False,
        None,
        None,
    )


def test_transfer_and_lock_of_the_day() -> None:
    """The rules that hold on the day are found."""
    move = {"article": "Điều 5 khoản 4 điểm c", "rule": "transfer"}
    lock = {"article": "Điều 7 khoản 1", "rule": "while-locked", "login": False, "send": False}
    regulation = made(
        lifecycle=[
            {**move, "then": "keep", "until": "2025-11-04"},
            {**move, "then": "new-mailbox", "old_stops_within": {"days": 15}},
            {**lock, "receive": True},
        ]
    )
    moved, locked = transfer(regulation, ON), while_locked(regulation, ON)
    assert moved is not None
    assert locked is not None
    assert (moved.then, locked.receive) == ("new-mailbox", True)


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        (date(2025, 8, 31), Period(months=1), date(2025, 9, 30)),  # clamped
        (date(2025, 9, 30), Period(months=1), date(2025, 10, 30)),  # not to the month's end
        (date(2024, 1, 31), Period(months=1), date(2024, 2, 29)),
        (
            date(2025, 8, 31),
            Period(months=6),
            date(2026, 3, 2),
        ),  # Saturday 28 February, hence Monday
        (date(2025, 6, 10), Period(months=6), date(2025, 12, 10)),
        (date(2025, 12, 5), Period(months=12), date(2026, 12, 7)),  # a Saturday, hence Monday
        (date(2025, 11, 5), Period(days=15), date(2025, 11, 20)),
        (date(2025, 11, 6), Period(days=30), date(2025, 12, 8)),  # a Saturday, hence Monday
        (date(2025, 12, 19), Period(days=60), date(2026, 2, 23)),  # inside Tết
        (date(2025, 11, 5), Period(working_days=15), date(2025, 11, 26)),
    ],
)
def test_date_after(start: date, period: Period, last: date) -> None:
    """Periods end by Civil Code art. 148: the day's number, the month's end, a working day."""
    assert date_after(start, period, CALENDAR) == last


def test_a_period_beyond_the_calendar_is_refused() -> None:
    """No date is given for a year without a calendar."""
    with pytest.raises(OutsideCalendar):
        date_after(date(2040, 12, 1), Period(months=1), CALENDAR)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(months=6), "06 tháng"),
        (Period(days=60), "60 ngày"),
        (Period(working_days=15), "15 ngày làm việc"),
    ],
)
def test_period_text(period: Period, text: str) -> None:
    """Periods are written as the regulations write them."""
    assert period_text(period) == text
