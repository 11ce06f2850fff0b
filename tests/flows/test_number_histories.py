"""Any history of numbers, typed and by series, held against a plain model of it.

Files are stood in for by the number that they would print: typesetting is not what is asked here.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

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
from tests.flows.test_number_series import returned

POLICIES = ("phu-tho", "hung-yen")
LAW = {policy: load(policy) for policy in POLICIES}
#: late in a year, so that histories come into the next
BEGINNING = datetime(2026, 12, 29, 10, 0, tzinfo=LOCAL_ZONE)
POLICY = st.sampled_from((*POLICIES, POLICIES[0], POLICIES[0]))
AGO = st.sampled_from((0, 0, 0, 0, 1, 2, 3, 4))  # days; a letter comes three before it waits
NUMBER = st.sampled_from((None, None, None, 1, 2, 3, 4, 5, 6))
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


class Histories(RuleBasedStateMachine):
    """Letters are drafted, issued, issued again, refused; series start and stop; days go by."""

    prepared: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="congvu-numbers-"))
        copy_installation(self.prepared, self.folder)
        self.desk = desk_in(self.folder)
        self.desk.clock.now = BEGINNING
        self.bodies = {policy: Body() for policy in POLICIES}
        self.known: dict[int, Known] = {}

    @property
    def today(self) -> date:
        return self.desk.clock.now.date()

    @rule(policy=POLICY, ago=AGO, number=NUMBER)
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

    @precondition(lambda self: any(one.dated for one in self.known.values()))
    @rule(which=st.integers(0), later=st.sampled_from((0, 0, 1)), number=NUMBER)
    def issue_again(self, which: int, later: int, number: int | None) -> None:
        """Said as it was, the same files; otherwise refused."""
        issued = [(letter, one) for letter, one in self.known.items() if one.dated]
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

    @rule(policy=POLICY, at=st.integers(1, 6), ahead=st.sampled_from((0, 0, 0, 1)))
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

    @rule(policy=POLICY)
    def stop(self, policy: str) -> None:
        """The clerk types again."""
        stop_series(self.desk.office, CLERK, LAW[policy])
        self.bodies[policy].series = None

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        """Into the new year, too."""
        self.desk.clock.now += timedelta(days=days)

    @invariant()
    def register_replies_and_drafts_agree(self) -> None:
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

    def teardown(self) -> None:
        """Nothing is left behind."""
        self.desk.office.engine.dispose()
        shutil.rmtree(self.folder)


@pytest.fixture
def _without_typesetting(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (issuing, drafting):
        monkeypatch.setattr(module, "render", stand_in)


@pytest.mark.usefixtures("_without_typesetting")
def test_any_history_gives_the_numbers_of_the_model(prepared: Path) -> None:
    """Issue, repeat, draft, refuse, start, stop, new year, in any order, for two bodies."""
    Histories.prepared = prepared
    run_state_machine_as_test(
        Histories, settings=settings(max_examples=30, stateful_step_count=40, deadline=None)
    )
