"""Any history of a term, held against one that is counted day by day and half hour by half hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.deadline import DeadlineEntry, DeadlineKind, current_due, standing
from models.request import Request
from models.transitions import RequestState
from models.user import Actor
from policies.official_days import OfficialDays, OfficialDecision
from policies.schema import Kind, RequestType
from policies.working_days import LOCAL_ZONE, Calendar, WorkingHours
from tasks.term_ledger import earliest_term, recount
from tests.policies.regulations_made import in_days, in_working_days

HOURS = WorkingHours()
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SHIPPED = Calendar.official()
#: decisions as they might come one after the other; a later one wins
DECISIONS = tuple(
    OfficialDecision(
        decision=f"Quyết định thử số {number}",
        issued=date(2026, 1, number),
        off=tuple(map(date.fromisoformat, off)),
        work=tuple(map(date.fromisoformat, work)),
        source="thử",
    )
    for number, (off, work) in enumerate(
        [
            (["2026-03-05", "2026-03-06"], ["2026-03-14", "2026-03-15"]),
            (["2026-03-10", "2026-03-11", "2026-03-12"], []),
            (["2026-03-14"], ["2026-03-05", "2026-03-08"]),
            (["2026-03-17", "2026-03-18", "2026-03-19", "2026-03-20"], ["2026-03-21"]),
        ],
        start=1,
    )
)
CALENDARS = tuple(
    Calendar(
        OfficialDays(
            decided_years=SHIPPED.decided_years,
            decisions=(*SHIPPED.decisions, *DECISIONS[:number]),
        ),
        f"version {number}",
    )
    for number in range(len(DECISIONS) + 1)
)


@dataclass
class Slow:
    """The same, kept as facts and counted anew for every question."""

    length: int
    working_days: bool
    off: set[date]
    received: datetime | None = None
    moved_by_law: list[datetime] = field(default_factory=list)
    moved_by_centre: list[datetime] = field(default_factory=list)
    running: bool = False
    decided: list[OfficialDecision] = field(default_factory=list)  # as the term was counted last

    def by_law(self) -> datetime:
        assert self.received is not None
        off = set(self.off)
        for decision in self.decided:
            off |= set(decision.off)
            off -= set(decision.work)
        day, counted = self.received.date(), 0
        while counted < self.length or day in off:
            day += timedelta(days=1)
            if not self.working_days or day not in off:
                counted += 1
        return max([last_second(day), *self.moved_by_law])

    def due(self) -> datetime:
        return max([self.by_law(), *self.moved_by_centre])


def last_second(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), LOCAL_ZONE)


def slow_hours(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Half hour by half hour: the day's hours begin and end on one."""
    if end < start:
        return -slow_hours(end, start, calendar)
    total, at = 0.0, start
    while at < end:
        in_session = any(opens <= at.time() < closes for opens, closes in HOURS.sessions)
        total += 0.5 if in_session and calendar.is_working_day(at.date()) else 0
        at += timedelta(minutes=30)
    return total


def entry(kind: DeadlineKind, at: datetime, **more: Any) -> DeadlineEntry:
    return DeadlineEntry(request_id=1, kind=kind, at=at, cause="thử", author="thử", **more)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["return", "correct", "extend", "extend by law", "decide", "end"]),
        st.integers(0, 96),  # half hours since the event before
        st.integers(1, 5),  # days
    ),
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5), st.booleans(), st.integers(0, 47), st.integers(0, 12), EVENTS)
def test_any_history_is_counted_as_slowly_and_plainly(
    length: int, working_days: bool, half_hour: int, first: int, events: list[tuple[str, int, int]]
) -> None:
    """Due, due by law, breach and working hours left are those of a recount from the facts."""
    regulation = in_working_days(length) if working_days else in_days(length)
    off = {
        day
        for day in (FIRST + timedelta(days=n) for n in range(365))
        if not SHIPPED.is_working_day(day)
    }
    slow = Slow(length, working_days, off)
    now = datetime(2026, 3, 1, tzinfo=LOCAL_ZONE) + timedelta(days=first, minutes=30 * half_hour)
    version, entries = 0, list[DeadlineEntry]()
    request = Request(
        id=1,
        letter_id=1,
        policy="p",
        type=RequestType.NEW,
        state=RequestState.IN_REVIEW,
        created_at=now,
        state_since=now,
    )
    actor = Actor("thử", "command")

    def start() -> None:
        kinds = {Kind.PERSON}
        term = earliest_term(regulation, RequestType.NEW, kinds, now, CALENDARS[version], HOURS)
        entries.append(
            entry(
                DeadlineKind.STARTED,
                now,
                due=term.due,
                length=term.length,
                calendar_version=term.calendar_version,
            )
        )
        slow.received, slow.running = now, True
        slow.moved_by_law, slow.moved_by_centre = [], []
        slow.decided = list(DECISIONS[:version])

    start()
    for what, half_hours, days in events:
        now += timedelta(minutes=30 * half_hours)
        ledger_now = standing(entries)
        if what == "return":
            entries.append(entry(DeadlineKind.RETURNED, now))
            slow.running = False
        elif what == "end":
            entries.append(entry(DeadlineKind.ENDED, now))
            slow.running = False
        elif what == "correct":
            start()
        elif what == "decide" and version < len(DECISIONS):
            version += 1
            assert slow.received is not None
            if slow.running and ledger_now.base is not None:
                again = recount(
                    regulation,
                    request,
                    {Kind.PERSON},
                    slow.received,
                    ledger_now.base,
                    CALENDARS[version],
                    HOURS,
                    actor,
                    now,
                )
                entries += [again] if again else []
                slow.decided = list(DECISIONS[:version])
        elif what.startswith("extend") and slow.running and ledger_now.due:
            until = ledger_now.due + timedelta(days=days)
            by_law = what == "extend by law"
            article = "Điều 1" if by_law else None
            entries.append(entry(DeadlineKind.EXTENDED, now, due=until, article=article))
            (slow.moved_by_law if by_law else slow.moved_by_centre).append(until)
    found = standing(entries)
    assert (slow.running, slow.by_law(), slow.due()) == (found.running, found.by_law, found.due)
    assert (slow.due() if slow.running else None) == current_due(entries)
    assert found.by_law is not None
    assert found.due is not None
    assert (slow.by_law() < now) == (found.by_law < now)
    calendar = CALENDARS[version]
    assert slow_hours(now, slow.due(), calendar) == HOURS.hours_between(now, found.due, calendar)
