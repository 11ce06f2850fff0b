"""A million terms."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import holidays

from benchmarks.figure import Figure, seconds
from policies.working_days import Calendar

_TERMS = 1_000_000
_SHARE = 50  # the library is asked for every fiftieth: it would take half a minute


def figures() -> Iterator[Figure]:
    """Due dates of a million receipts, terms of one to five working days."""
    chance = random.Random(1)  # noqa: S311 - sample data
    asked = [
        (date(2018, 1, 1) + timedelta(days=chance.randrange(3_200)), chance.randint(1, 5))
        for _ in range(_TERMS)
    ]
    calendar = Calendar.official()
    ours, due = seconds(lambda: [calendar.add_working_days(day, count) for day, count in asked])
    vietnam = holidays.country_holidays("VN", years=range(2017, 2028))
    some = asked[::_SHARE]
    theirs, known = seconds(lambda: [vietnam.get_nth_working_day(day, n) for day, n in some])
    # the library lacks the decision on 2 and 10 January 2026
    pairs = zip(some, due[::_SHARE], known, strict=True)
    differ = [day for (day, _), own, other in pairs if own != other]
    if any(not date(2025, 12, 24) <= day <= date(2026, 1, 12) for day in differ):
        raise AssertionError(f"terms differ from the library's: {differ[:3]}")
    yield Figure(
        work="1.000.000 thời hạn theo ngày làm việc",
        unit="s",
        measured=ours,
        reach=0.5,
        beside=theirs * _SHARE,
        beside_what="holidays.get_nth_working_day",
        note=f"thư viện: {len(some)} thời hạn × {_SHARE}; {len(differ)} khác vì 02 và 10/01/2026",
    )
