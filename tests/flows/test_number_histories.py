"""Any history of numbers, typed and by series, held against a plain model of it.

Files are stood in for by the number that they would print: typesetting is not what is asked here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from flows.desk import issue as issuing
from flows.desk.number_series import start_series, stop_series
from flows.desk.refusal import Refused
from models.letter_number import LetterNumber
from models.reply import Reply, ReplyState
from policies.loader import load
from policies.working_days import LOCAL_ZONE
from tasks import reply as drafting
from tasks.letters.content import ReplyContent
from tasks.letters.render import RenderedReply
from tests.databases import copy_installation
from tests.flows.cases import CLERK, desk_in
from tests.flows.numbers_made import returned

POLICIES = ("phu-tho", "hung-yen")
LAW = {policy: load(policy) for policy in POLICIES}
#: late in a year, so that histories come into the next
BEGINNING = datetime(2026, 12, 29, 10, 0, tzinfo=LOCAL_ZONE)
REFUSED = "refused"


def stand_in(content: ReplyContent) -> RenderedReply:
    files = f"{content.number} {content.dated}"
    return RenderedReply(files.encode(), files.encode(), files)


@dataclass
class Series:
    """As it was set: the years from ``since`` on; ``next`` in ``year``."""

    since: int
    year: int
    next: int


@dataclass
class Body:
    """What one body did: its series where one runs, and each number with its date."""

    series: Series | None = None
    given: dict[tuple[int, int], date] = field(default_factory=dict)

    def number(self, typed: int | None, dated: date) -> int | str:
        """What a letter of that date gets."""
        series, year = self.series, dated.year
        if series is None or year < series.since:
            return REFUSED if typed is None or (year, typed) in self.given else typed
        if typed is not None or year < series.year or any(dated < d for d in self.given.values()):
            return REFUSED
        if year > series.year:
            series.year, series.next = year, 1
        series.next += 1
        return series.next - 1

    def start(self, at: int, year: int, today: date) -> bool:
        """Whether the series may start so."""
        if self.series and (self.series.year, self.series.next) == (year, at):
            return True
        if self.series and not self.series.year < year == today.year:
            return False
        if any(number >= at for of, number in self.given if of == year):
            return False
        self.series = Series(self.series.since if self.series else year, year, at)
        return True


@dataclass
class Known:
    """A letter: whose, when it came, and what it was issued with."""

    policy: str
    received: date
    number: int | None = None
    dated: date | None = None


class History:
    """One installation and the model of it: letters are drafted, issued, issued again, refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = desk_in(folder)
        self.desk.clock.now = BEGINNING
        self.bodies = {policy: Body() for policy in POLICIES}
        self.known: dict[int, Known] = {}

    @property
    def today(self) -> date:
        return self.desk.clock.now.date()

    def issue(self, policy: str, ago: int, number: int | None) -> None:
        """The oldest letter that waits, else a new one, with a number or without one."""
        letter = self.waiting(policy)
        one, dated = self.known[letter], self.today - timedelta(days=ago)
        expected = self.bodies[policy].number(number, dated) if dated >= one.received else REFUSED
        if expected != REFUSED:
            one.number, one.dated = int(expected), dated
            self.bodies[policy].given[dated.year, one.number] = dated
        assert expected == self.issued(letter, number, dated)

    def waiting(self, policy: str) -> int:
        for letter, one in self.known.items():
            if one.policy == policy and one.number is None:
                return letter
        came = self.desk.clock.now - timedelta(days=3)
        letter = returned(self.desk, policy, came)
        self.known[letter] = Known(policy, came.date())
        return letter

    def issue_again(self, which: int, later: int, number: int | None) -> None:
        """Said as it was, the same files; otherwise refused."""
        issued = [(letter, one) for letter, one in self.known.items() if one.dated]
        if not issued:
            return
        letter, one = issued[which % len(issued)]
        dated = (one.dated or self.today) + timedelta(days=later)
        same = later == 0 and number in (None, one.number)
        assert (one.number if same else REFUSED) == self.issued(letter, number, dated)

    def issued(self, letter: int, number: int | None, dated: date) -> int | str:
        typed = None if number is None else str(number)
        try:
            done = self.desk.issue(letter, typed, self.folder / "out", dated)
        except Refused:
            return REFUSED
        assert f"{done.number} {dated}" == done.pdf.read_text() == done.docx.read_text()
        return int(done.number)

    def start(self, policy: str, at: int, ahead: int) -> None:
        """In this year or for the next."""
        year = self.today.year + ahead
        may = self.bodies[policy].start(at, year, self.today)
        try:
            start_series(self.desk.office, CLERK, LAW[policy], at=at, year=year)
        except Refused:
            assert not may
        else:
            assert may

    def stop(self, policy: str) -> None:
        """The clerk types again."""
        stop_series(self.desk.office, CLERK, LAW[policy])
        self.bodies[policy].series = None

    def days_go_by(self, days: int) -> None:
        """Into the new year, too."""
        self.desk.clock.now += timedelta(days=days)

    def check(self) -> None:
        """Each number is where the model has it, and no draft has one."""
        replies = {reply.letter_id: reply for reply in self.desk.all(Reply)}
        for number, one in self.known.items():
            reply = replies[number]
            told = (reply.state is ReplyState.ISSUED, reply.number, reply.dated)
            typed = None if one.number is None else str(one.number)
            assert (one.number is not None, typed, one.dated) == told
        rows = self.desk.all(LetterNumber)
        assert sorted((row.policy, row.year, row.number, row.dated) for row in rows) == sorted(
            (policy, *key, dated)
            for policy, body in self.bodies.items()
            for key, dated in body.given.items()
        )


def random_step(chance: Random) -> tuple[Any, ...]:
    """What happens next; most often a letter is issued, and today."""
    policy = chance.choice((*POLICIES, POLICIES[0], POLICIES[0]))
    number = chance.choice((None, None, None, None, 1, 2, 3, 4, 5, 6))
    ago = chance.choice((0, 0, 0, 0, 0, 1, 2, 3, 4))  # days; a letter comes three before it waits
    at, ahead = chance.randint(1, 12), chance.choice((0, 0, 0, 1))
    steps: dict[tuple[Any, ...], int] = {
        ("issue", policy, ago, number): 12,
        ("issue_again", chance.randrange(99), chance.choice((0, 0, 1)), number): 3,
        ("start", policy, at, ahead): 3,
        ("stop", policy): 1,
        ("days_go_by", chance.randint(1, 2)): 2,
    }
    return chance.choices(list(steps), list(steps.values()))[0]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_any_history_gives_the_numbers_of_the_model(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Issue, repeat, draft, refuse, start, stop, new year, in any order, for two bodies."""
    folder = tmp_path_factory.mktemp("history")
    copy_installation(prepared, folder)
    history, chance = History(folder), Random(seed)
    with pytest.MonkeyPatch.context() as without_typesetting:
        for module in (issuing, drafting):
            without_typesetting.setattr(module, "render", stand_in)
        for _ in range(30):
            name, *how = random_step(chance)
            note(f"{name} {how}")  # hypothesis tells them where one fails
            getattr(history, name)(*how)
            history.check()
    history.desk.office.engine.dispose()
