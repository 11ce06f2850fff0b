"""A deadline, derived from its ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from models.database import reading, writing
from models.deadline import (
    DeadlineEntry,
    DeadlineKind,
    current_due,
    is_running,
    last_due,
    ledger,
    ledgers,
)
from tests.models.rows_made import NOON, request_ids

DAY = timedelta(days=1)
DUE, LATER = NOON + 5 * DAY, NOON + 9 * DAY


def entry(kind: DeadlineKind, due: datetime | None = None, request_id: int = 1) -> DeadlineEntry:
    return DeadlineEntry(
        request_id=request_id, kind=kind, at=NOON, due=due, cause="tried", author="a"
    )


STARTED = entry(DeadlineKind.STARTED, DUE)


@pytest.mark.parametrize(
    ("entries", "running", "due", "last"),
    [
        ([], False, None, None),
        ([STARTED], True, DUE, DUE),
        ([entry(DeadlineKind.STARTED)], True, None, None),
        ([STARTED, entry(DeadlineKind.EXTENDED, LATER)], True, LATER, LATER),
        ([STARTED, entry(DeadlineKind.RECOMPUTED, LATER)], True, LATER, LATER),
        ([STARTED, entry(DeadlineKind.RETURNED)], False, None, DUE),
        (
            [STARTED, entry(DeadlineKind.RETURNED), entry(DeadlineKind.STARTED, LATER)],
            True,
            LATER,
            LATER,
        ),
        ([STARTED, entry(DeadlineKind.ENDED)], False, None, DUE),
    ],
)
def test_derived(
    entries: list[DeadlineEntry], running: bool, due: datetime | None, last: datetime | None
) -> None:
    """The last entry says whether the clock runs, the last that set one says when it is due."""
    assert (running, due, last) == (is_running(entries), current_due(entries), last_due(entries))


def test_order_of_the_ledger(engine: Engine) -> None:
    """Entries come in the order in which they were written, for each request apart."""
    first, second, third = request_ids(engine, 3)
    with writing(engine) as session:
        for request_id, kind in (
            (first, DeadlineKind.STARTED),
            (second, DeadlineKind.STARTED),
            (first, DeadlineKind.ENDED),
        ):
            session.add(entry(kind, DUE, request_id))
            session.flush()
    with reading(engine) as session:
        found = ledgers(session, [first, second, third])
        assert {
            first: [DeadlineKind.STARTED, DeadlineKind.ENDED],
            second: [DeadlineKind.STARTED],
            third: [],
        } == {request_id: [one.kind for one in entries] for request_id, entries in found.items()}
        assert found[first] == ledger(session, first)
