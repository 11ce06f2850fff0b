from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.working_days import (
    LOCAL_ZONE,
    YEARS,
    Calendar,
    OutsideCalendar,
    to_local,
)

CALENDAR = Calendar.official()


days_known = st.dates(date(2016, 1, 1), date(2039, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 11, 7), True),  # a Friday
        (date(2025, 11, 8), False),  # a Saturday
        (date(2025, 1, 24), True),  # the last day before Tết 2025
        (date(2025, 1, 27), False),
        (date(2025, 1, 31), False),
        (date(2025, 2, 3), True),
        (date(2026, 2, 13), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2025, 5, 2), False),  # swapped with Saturday 26 April
        (date(2025, 4, 26), True),
        (date(2026, 4, 27), False),  # in lieu of Sunday 26 April
        (date(2026, 8, 31), False),  # swapped with Saturday 22 August
        (date(2026, 8, 22), True),
        (date(2026, 11, 24), False),
        (date(2018, 12, 31), False),  # swapped with Saturday 5 January of the next year
        (date(2019, 1, 5), True),
    ],
)
def test_official_schedule(day: date, worked: bool) -> None:
    """Holidays, days in lieu and made-up Saturdays are those of the official schedules."""
    assert CALENDAR.is_working_day(day) == worked


def test_overlay_adds_the_swap_that_the_library_lacks() -> None:
    """Friday 2 January 2026 is off and Saturday 10 January 2026 is worked."""
    assert [CALENDAR.is_working_day(date(2026, 1, day)) for day in (1, 2, 3, 5, 10, 11)] == [
        False,
        False,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 11, 8), "thứ Bảy"),
        (date(2025, 11, 9), "Chủ nhật"),
        (date(2026, 2, 17), "Tết Nguyên Đán"),
        (date(2025, 1, 27), "nghỉ dịp Tết Nguyên Đán"),
        (date(2026, 4, 26), "Ngày Giỗ Tổ Hùng Vương (Chủ nhật)"),
        (date(2026, 4, 27), "nghỉ bù Ngày Giỗ Tổ Hùng Vương"),
        (
            date(2025, 5, 2),
            "nghỉ hoán đổi theo quyết định của cơ quan có thẩm quyền, làm bù ngày 26/04/2025",
        ),
        (
            date(2026, 1, 2),
            "nghỉ hoán đổi theo quyết định của Chính phủ tại Công văn số 12729/VPCP-KGVX"
            " ngày 25/12/2025, làm bù ngày 10/01/2026",
        ),
    ],
)
def test_why_off(day: date, why: str) -> None:
    """The reason for a day off is said in Vietnamese."""
    assert CALENDAR.why_off(day) == why


def test_why_off_of_a_working_day_is_a_mistake() -> None:
    """A working day has no reason to be off."""
    with pytest.raises(ValueError, match="05/11/2025 là ngày làm việc"):
        CALENDAR.why_off(date(2025, 11, 5))


def test_why_worked() -> None:
    """A made-up Saturday says that it is one, any other day says nothing."""
    assert [CALENDAR.why_worked(date(2026, 8, 22)), CALENDAR.why_worked(date(2026, 8, 21))] == [
        "ngày làm bù theo lịch chính thức",
        None,
    ]


def test_years_without_decision_are_provisional() -> None:
    """2016 to 2026 are decided, 2027 is not."""
    assert [year for year in YEARS if not CALENDAR.is_provisional(year)] == list(range(2016, 2027))


@given(days_known, st.integers(1, 60))
def test_working_days_match_a_day_by_day_count(day: date, count: int) -> None:
    """The n-th working day is the one that walking day by day finds."""
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working_day(walked)
    assert CALENDAR.add_working_days(day, count) == walked


@given(days_known, st.integers(0, 90))
def test_calendar_days_match_a_day_by_day_count(day: date, count: int) -> None:
    """A term in days ends on its last day, or walks on to the next working day."""
    walked = day + timedelta(days=count)
    while not CALENDAR.is_working_day(walked):
        walked += timedelta(days=1)
    assert CALENDAR.add_calendar_days(day, count) == walked


@given(days_known, st.integers(0, 200))
def test_working_days_between_match_a_day_by_day_count(day: date, count: int) -> None:
    """Working days between two dates: the first counts, the last does not."""
    passed = [day + timedelta(days=n) for n in range(count)]
    expected = sum(map(CALENDAR.is_working_day, passed))
    assert CALENDAR.working_days_between(day, day + timedelta(days=count)) == expected


def test_next_working_day_is_a_later_one() -> None:
    """The next working day after a Friday is Monday, also after a Saturday."""
    assert [CALENDAR.next_working_day(date(2025, 11, day)) for day in (7, 8, 9)] == [
        date(2025, 11, 10)
    ] * 3


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2041, 1, 1)])
def test_dates_outside_the_calendar_are_refused(day: date) -> None:
    """No answer is given for a year without a calendar."""
    for ask in (
        CALENDAR.is_working_day,
        CALENDAR.why_off,
        CALENDAR.next_working_day,
        lambda outside: CALENDAR.add_calendar_days(outside, 0),
        lambda outside: CALENDAR.working_days_between(outside, outside),
    ):
        with pytest.raises(OutsideCalendar, match="2016–2040"):
            ask(day)


def test_terms_that_leave_the_calendar_are_refused() -> None:
    """A term that would end after the last year has no wrong answer."""
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_working_days(date(2040, 12, 30), 2)
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_calendar_days(date(2040, 12, 30), 2)


def test_counting_starts_at_one() -> None:
    """A term of no working day is a mistake of the caller."""
    with pytest.raises(ValueError, match="từ 1 trở lên"):
        CALENDAR.add_working_days(date(2025, 11, 5), 0)


def test_a_datetime_is_read_as_its_date() -> None:
    """A datetime that passes for a date gets the answer of its date."""
    assert CALENDAR.why_off(datetime(2025, 11, 8, 9, tzinfo=LOCAL_ZONE)) == "thứ Bảy"


def test_local_time() -> None:
    """A moment without a zone is local; others are converted."""
    local = datetime(2025, 11, 5, 1, 0, tzinfo=LOCAL_ZONE)
    naive = local.replace(tzinfo=None)
    assert [to_local(naive), to_local(local.astimezone(UTC)).isoformat()] == [
        local,
        "2025-11-05T01:00:00+07:00",
    ]


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02"),
        (
            2026,
            "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
        ),
    ],
)
def test_weekdays_off_of_a_whole_year(year: int, off: str) -> None:
    """No weekday of 2025 and 2026 is off but those of the official schedule."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    found = [
        f"{day:%m-%d}" for day in days if day.weekday() < 5 and not CALENDAR.is_working_day(day)
    ]
    assert off.split() == found
