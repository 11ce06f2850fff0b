"""Service: terms about to be missed, missed, and kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.desk.queues import Wanted
from flows.desk.service_levels import (
    EndedRequest,
    Urgency,
    by,
    ended_requests,
    measure,
    month_of,
    open_terms,
    percentile,
)
from flows.desk.withdraw import withdraw
from models.served import Served
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE
from tests.flows.cases import CLERK, MONDAY, Desk, new_people

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL_ZONE)


def request_of(desk: Desk, name: str = "Trần Mạnh Hùng") -> tuple[int, int]:
    """Khánh Hòa, received on Monday 2 March at 10:00: five working days, 42.5 working hours."""
    done = desk.send("khanh-hoa", "phu-luc", [[], new_people(name)])
    ((request_id, _),) = done.requests
    return done.letter_id, request_id


@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        (local(3, 8), Urgency.IN_TIME),
        (local(6, 15, 59), Urgency.IN_TIME),
        (local(6, 16), Urgency.AT_RISK),
        (local(8, 23, 59), Urgency.AT_RISK),
        (local(9, 0), Urgency.DUE_TODAY),
        (local(9, 23, 59), Urgency.DUE_TODAY),
        (local(10, 0), Urgency.BREACHED),
    ],
)
def test_urgency(desk: Desk, now: datetime, urgency: Urgency) -> None:
    """At risk from four fifths of the working hours on, due on the last day, then breached."""
    _, request_id = request_of(desk)
    desk.clock.now = now
    (term,) = open_terms(desk.office, CLERK, Wanted(), 0.8)
    assert (request_id, urgency) == (term.row.request_id, term.urgency)


def answered(desk: Desk, name: str, number: str, at: datetime, out: Path) -> int:
    desk.clock.now = MONDAY + timedelta(hours=1)
    letter_id, request_id = request_of(desk, name)
    desk.approve(request_id)
    desk.clock.now = at
    desk.issue(letter_id, number, out)
    return request_id


def test_what_was_kept_and_what_was_missed(desk: Desk, tmp_path: Path) -> None:
    """An answer on the last evening is in time, one a minute after midnight is a breach."""
    kept = answered(desk, "Trần Mạnh Hùng", "8", local(9, 23, 59), tmp_path)
    missed = answered(desk, "Lê Thị Bình", "9", local(10, 0, 1), tmp_path)
    found = ended_requests(desk.office, CLERK, "khanh-hoa", *MARCH)
    assert [(kept, False), (missed, True)] == [
        (one.served.request_id, one.served.breached) for one in found
    ]
    assert [42.5, 42.5] == [one.hours for one in found]
    assert {"reviewer"} == {one.served.person for one in found}
    (figures,) = by(found, month_of).values()
    assert (2, 1, 0.5, 42.5) == (
        figures.number,
        figures.breached,
        figures.on_time,
        figures.median,
    )
    assert () == ended_requests(desk.office, CLERK, "phu-tho", *MARCH)
    assert () == ended_requests(desk.office, CLERK, None, date(2026, 3, 11), date(2026, 3, 31))


def test_what_was_withdrawn_is_no_service(desk: Desk) -> None:
    """A request that its agency takes back ends its term and counts nowhere."""
    _, request_id = request_of(desk)
    withdraw(desk.office, CLERK, request_id)
    assert [] == desk.all(Served)
    assert () == open_terms(desk.office, CLERK, Wanted(), 0.8)


@given(st.lists(st.floats(0, 1_000), min_size=1), st.floats(0.01, 1))
def test_percentile(hours: list[float], share: float) -> None:
    """No smaller value of the list has as many values at or below it as are asked for."""
    ordered = sorted(hours)
    found = percentile(ordered, share)
    enough = [
        one for one in ordered if sum(other <= one for other in ordered) >= share * len(hours)
    ]
    assert min(enough) == found


def test_measures_without_terms() -> None:
    """Where the regulation sets no term, nothing is on time or late."""
    ended = [
        EndedRequest(
            Served(
                request_id=number,
                policy="tien-giang",
                type=RequestType.NEW,
                agency="a",
                person="b",
                received=MONDAY,
                ended=MONDAY,
            ),
            float(number),
        )
        for number in range(1, 101)
    ]
    figures = measure(ended)
    assert (100, 0, None) == (figures.number, figures.breached, figures.on_time)
    assert (50.5, 90.0, 95.0, 100.0) == (
        figures.median,
        figures.p90,
        figures.p95,
        figures.longest,
    )
