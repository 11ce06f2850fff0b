"""Letters that want a number, and how their bodies number them."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.desk.number_series import NumberingView, start_series, stop_series
from models.letter_number import LetterNumber
from models.trail import TrailEntry
from policies.loader import load
from tests.flows.cases import CLERK, Desk

#: a Monday, the first working day of the year after that of the other tests
NEW_YEAR = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)


def returned(desk: Desk, policy: str = "phu-tho", received: datetime | None = None) -> int:
    """A letter that nobody can read, come now or then, whose return waits for its number."""
    desk.letters += 1
    content = b"PK\x03\x04 broken %d" % desk.letters
    return desk.submit(content, policy, received=received or desk.clock.now).letter_id


def start(desk: Desk, at: int = 1, year: int = 2026, policy: str = "phu-tho") -> NumberingView:
    """A series of the body on the letterhead."""
    return start_series(desk.office, CLERK, load(policy), at=at, year=year)


def stop(desk: Desk) -> NumberingView:
    """Phú Thọ's clerk types again."""
    return stop_series(desk.office, CLERK, load("phu-tho"))


def register(desk: Desk) -> list[tuple[int, int]]:
    """Year and number of all that was given."""
    return sorted((row.year, row.number) for row in desk.all(LetterNumber))


def trail(desk: Desk) -> list[tuple[str, object]]:
    """What it tells of numbers, each with the number."""
    entries = sorted(desk.all(TrailEntry), key=lambda entry: entry.sequence)
    return [
        (e.action, e.detail["number"] if "number" in e.detail else e.detail["next"])
        for e in entries
        if e.action.startswith(("numbers-", "reply-issued"))
    ]
