from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.working_days import LOCAL_ZONE, Calendar, WorkingHours

CALENDAR = Calendar.official()
HOURS = WorkingHours()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2025; the 5th is a Wednesday."""
    return datetime(2025, 11, day, hour, minute, tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(5, 7, 30), at(5, 11, 30), 4.0),
        (at(5, 7, 30), at(5, 7, 30), 0.0),
        (at(5, 0), at(5, 7, 29), 0.0),
        (at(5, 11, 0), at(5, 14, 0), 1.0),  # over noon
        (at(5, 0), at(5, 23, 59), 7.5),
        (at(5, 16, 0), at(6, 8, 30), 2.0),  # over night
        (at(7, 16, 0), at(10, 8, 30), 2.0),  # over a weekend
        (at(8, 9, 0), at(9, 9, 0), 0.0),  # within it
        (at(5, 17, 0), at(6, 7, 30), 0.0),
        (at(6, 8, 30), at(5, 16, 0), -2.0),  # overdue
        (at(3, 7, 30), at(10, 7, 30), 37.5),
    ],
)
def test_working_hours_between(start: datetime, end: datetime, hours: float) -> None:
    """Only working hours of working days count; overdue ones are negative."""
    assert HOURS.hours_between(start, end, CALENDAR) == hours


def test_working_hours_in_other_zones() -> None:
    """Moments in other zones, or in none, are read in local time."""
    start = at(5, 8).astimezone(UTC)
    end = at(5, 9).replace(tzinfo=None)
    assert HOURS.hours_between(start, end, CALENDAR) == 1.0


@given(
    st.integers(0, 60 * 24 * 21),
    st.integers(0, 60 * 24 * 21),
)
def test_working_hours_match_a_half_hour_count(first: int, second: int) -> None:
    """Hours between moments over Tết are those that walking by half hours finds."""
    origin = datetime(2026, 2, 6, tzinfo=LOCAL_ZONE)
    start, end = sorted(origin + timedelta(minutes=30 * (n // 30)) for n in (first, second))
    halves, now = 0, start
    while now < end:
        inside = any(opens <= now.time() < closes for opens, closes in HOURS.sessions)
        halves += inside and CALENDAR.is_working_day(now.date())
        now += timedelta(minutes=30)
    assert HOURS.hours_between(start, end, CALENDAR) == halves / 2


@pytest.mark.parametrize(
    "sessions",
    [
        (),
        ((time(11), time(9)),),
        ((time(8), time(12)), (time(11), time(17))),
    ],
)
def test_impossible_working_hours_are_refused(sessions: tuple[tuple[time, time], ...]) -> None:
    """Sessions follow one another and do not overlap."""
    with pytest.raises(ValueError, match="giờ làm việc"):
        WorkingHours(sessions)
