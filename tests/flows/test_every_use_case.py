"""Any course of events over all use cases: the books are right after each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, event
from sqlmodel import select

import flows.desk.issue
import flows.desk.meant_reply
import flows.desk.submit
import tasks.reply
from flows.desk.approve import Approval, approve, send_back
from flows.desk.calendar_decisions import apply_decisions
from flows.desk.decide import Decision, decide
from flows.desk.extend import Extension, extend
from flows.desk.hand_over import hand_over
from flows.desk.issue import issue
from flows.desk.refusal import Refused
from flows.desk.roles import set_approval_levels
from flows.desk.settling import Settled
from flows.desk.watching import watch_terms
from flows.desk.withdraw import retry, withdraw
from flows.reconcile import take_up_lost
from flows.worker import Worker
from models.database import reading
from models.letter import Letter, LetterState
from models.outbox import OutboxEntry, requests_waiting
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.trail import TrailEntry
from models.transitions import QUEUE_OF, LineState, RequestState
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load
from policies.schema import Kind, Rank, Regulation, RequestType
from tasks.connectors.errors import TransientError
from tasks.forms.content import LetterHeader, ReadLetter, ReadLine
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter
from tasks.letters.content import ReplyContent, to_json
from tasks.letters.render import RenderedReply
from tasks.office import local_date
from tasks.proposing.asking import main_channel
from tasks.provisioning.drop_mailbox import clear_dropped
from tests.databases import copy_installation, drop_installation
from tests.flows.any_letter import POLICIES, SENDER, Holder, holders, new_row, row_about
from tests.flows.audit import at_rest, audit
from tests.flows.books import Books, watch_moves
from tests.flows.cases import CLERK, REVIEWER, desk_in
from tests.flows.points import INSIDE, WatchedConnector, passing
from tests.tasks.connectors.unreliable import Trouble, UnreliableConnector

_TRIES = 6  # of one run, as the engine makes them where the mail system is silent
_DECISION = """
decided_years: []
decisions:
  - decision: Quyết định số {number}/QĐ-TTg
    issued: 2026-03-03
    {what}: [2026-03-{day:02}]
    source: thử
"""
NUMBERS = st.integers(0, 11)
#: at which point of its work the process is killed; mostly at none
DEATHS = st.none() | st.none() | st.integers(0, 30)
TROUBLES = st.lists(st.none() | st.sampled_from(Trouble), max_size=12)
ROWS = st.lists(st.tuples(st.sampled_from((None, *RequestType)), NUMBERS), min_size=1, max_size=4)


_LETTER = TypeAdapter(tuple[LetterHeader, tuple[ReadLine, ...]])


def written(number: int, rows: Sequence[tuple[Kind, FilledRow]]) -> bytes:
    """A letter as ``understood`` reads it: what the forms are like is not the law of this test."""
    header = LetterHeader(sender=SENDER, number=f"{number}/SNV-VP", subject="đề nghị")
    lines = tuple(
        ReadLine("Mục 1", at, kind, row.type, row.fields) for at, (kind, row) in enumerate(rows, 1)
    )
    return _LETTER.dump_json((header, lines))


def understood(content: bytes, file_name: str, regulation: Regulation) -> ReadLetter:
    """The letter that ``written`` wrote; with a fault where it is none."""
    try:
        header, lines = _LETTER.validate_json(content)
    except ValidationError:
        return read_letter(content, file_name, regulation)
    return ReadLetter("mau-chuan", header, lines, (), ())


def printed(content: ReplyContent) -> RenderedReply:
    """What a reply says, instead of its two files."""
    told = to_json(content)
    return RenderedReply(f"docx {told}".encode(), f"pdf {told}".encode(), told)


def hurry(engine: Engine) -> None:
    """Let SQLite not wait for the disk: nobody pulls the plug here."""
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF").close()
        )
        engine.dispose()


def right(problems: list[str]) -> None:
    """Told whole where the books are not right."""
    assert [] == problems, "\n".join(problems)


LEADER = Actor("leader", "command")


class Killed(BaseException):
    """What SIGKILL is to a process."""


@dataclass
class Moment:
    """What is to happen while some work is being done, by the number of points passed."""

    death: int | None = None
    meanwhile: int | None = None
    act: Callable[[], object] | None = None
    passed: int = 0

    def __call__(self, point: str) -> None:
        """The work has come to a point."""
        self.passed += 1
        if self.act and self.meanwhile and self.passed >= self.meanwhile and INSIDE not in point:
            act, self.act = self.act, None
            act()
        if self.death is not None and self.passed > self.death:
            raise Killed


class AnyCourse(RuleBasedStateMachine):
    """One centre, and everything that may happen to it."""

    prepared: Path

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(mkdtemp(prefix="congvu-course-"))
        copy_installation(self.prepared, self.home)
        self.desk = desk_in(self.home)
        hurry(self.desk.office.engine)
        self.moment: Callable[[str], None] = lambda _: None
        self.troubles: list[Trouble | None] = []
        real = self.desk.office.connector
        unreliable: Any = UnreliableConnector(real, self._trouble)
        watched: Any = WatchedConnector(unreliable, self._on_point)
        self.desk.office = replace(self.desk.office, connector=watched)
        self.worker = Worker(self.desk.office, "w")
        self.books: Books | None = None
        self.sent: list[tuple[bytes, dict[str, Any], int]] = []
        self.points = passing(self._on_point)
        self.points.__enter__()

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            self.close_all()
        finally:
            self.points.__exit__(None, None, None)
            self.desk.office.engine.dispose()
            drop_installation(self.home)

    def _on_point(self, point: str) -> None:
        self.moment(point)

    def _trouble(self, call: str) -> Trouble | None:
        return self.troubles.pop(0) if self.troubles else None

    @initialize(
        policies=st.lists(st.sampled_from(POLICIES), min_size=1, max_size=2),
        levels=st.sampled_from((1, 1, 2)),
    )
    def open(self, policies: list[str], levels: int) -> None:
        """Of one province or two, so that the same people and addresses meet again."""
        self.policies = policies
        if levels > 1:
            set_approval_levels(self.desk.office, CLERK, policies[0], levels)

    # ── what an act leads to ────────────────────────────────────────────────────────────────────

    def act(self, moment: Moment, act: Callable[[], object]) -> bool:
        """Whether it was done: it may be refused, or its process killed."""
        before = len(self.all(TrailEntry))
        self.moment = moment
        try:
            act()
        except Refused as refused:
            assert refused.reasons
            if moment.act is None and not self.hands_over(act):
                assert before == len(self.all(TrailEntry)), "a refusal wrote something"
            return False
        except Killed:
            return False
        finally:
            self.moment = lambda _: None
        return True

    def hands_over(self, act: Callable[[], object]) -> bool:
        """A refused hand-over stands on the trail."""
        return act.__qualname__.startswith("AnyCourse.hand_over")

    def all(self, table: type[Any]) -> list[Any]:
        """Every row of a table in order."""
        with reading(self.desk.office.engine) as session:
            return list(session.exec(select(table).order_by(table.id)))

    def pick(self, number: int, table: type[Any], *states: str) -> Any:
        """One of a table's rows, or one in those states; None where there is none."""
        rows = [row for row in self.all(table) if not states or row.state in states]
        return rows[number % len(rows)] if rows else None

    # ── letters ─────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.open_requests(*QUEUE_OF) < 6)
    @rule(number=NUMBERS, rows=ROWS, death=DEATHS, at_once=st.booleans())
    def receive(
        self,
        number: int,
        rows: list[tuple[RequestType | None, int]],
        death: int | None,
        at_once: bool,
    ) -> None:
        """A letter comes; where the process is killed, it is sent again."""
        self.send(self.policy(number), rows, Moment(death), None)
        if at_once:
            self.work(3)

    def policy(self, number: int) -> str:
        return self.policies[number % len(self.policies)]

    @precondition(lambda self: self.open_requests(RequestState.WAITING_FOR_AGENCY))
    @rule(number=NUMBERS, rows=ROWS, death=DEATHS)
    def correct(
        self, number: int, rows: list[tuple[RequestType | None, int]], death: int | None
    ) -> None:
        """A correction of a letter that waits for its agency, or of any."""
        waiting = {
            request.letter_id
            for request in self.all(Request)
            if request.state is RequestState.WAITING_FOR_AGENCY
        }
        letters = [
            letter
            for letter in self.all(Letter)
            if letter.id in waiting or letter.state is LetterState.RETURNED
        ] or self.all(Letter)
        if letters:
            letter = letters[number % len(letters)]
            self.send(letter.policy, rows, Moment(death), letter.id)

    def receive_broken(self, number: int, death: int | None) -> None:
        """A file that nobody can read."""
        content = b"PK\x03\x04 broken %d" % number
        self.submit(content, self.policy(number), Moment(death), None)

    def send_again(self, number: int) -> None:
        """The same file once more: nothing is made of it while the first is in work."""
        if not self.sent:
            return
        content, known, letter_id = self.sent[number % len(self.sent)]
        (letter,) = (one for one in self.all(Letter) if one.id == letter_id)
        in_work = letter.state is LetterState.RECEIVED

        def send() -> None:
            again = self.desk.submit(content, letter.policy, **known)
            assert not in_work or (letter_id, True) == (again.letter_id, again.duplicate)

        assert self.act(Moment(), send) or not in_work

    def send(
        self,
        policy: str,
        rows: list[tuple[RequestType | None, int]],
        moment: Moment,
        corrects: int | None,
    ) -> None:
        with reading(self.desk.office.engine) as session:
            known = holders(session, policy)
        self.desk.letters += 1
        content = written(self.desk.letters, [self.row(known, *row) for row in rows])
        self.submit(content, policy, moment, corrects)

    def row(
        self, known: Sequence[Holder], type_: RequestType | None, number: int
    ) -> tuple[Kind, FilledRow]:
        if type_ in (None, RequestType.NEW) or not known:
            return new_row(number)
        return row_about(known[number % len(known)], type_, number)

    def submit(self, content: bytes, policy: str, moment: Moment, corrects: int | None) -> None:
        known = {
            "received": self.desk.clock.now,
            "channel": main_channel(load(policy)),
            "corrects": corrects,
        }
        before = len(self.all(Letter))

        def submit() -> None:
            done = self.desk.submit(content, policy, **known)
            self.sent.append((content, known, done.letter_id))

        if not self.act(moment, submit) and moment.death is not None:
            self.act(Moment(), submit)
        assert len(self.all(Letter)) - before in (0, 1), "one file, one letter"

    # ── the engine ──────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.ordered())
    @rule()
    def go_on_undisturbed(self) -> None:
        """The worker does what there is to do."""
        self.work(10)

    @precondition(lambda self: self.ordered())
    @rule(
        orders=st.integers(1, 3),
        troubles=TROUBLES,
        death=DEATHS,
        waits=st.booleans(),
        meanwhile=st.none() | st.tuples(st.integers(1, 25), st.integers(0, 7), NUMBERS),
    )
    def go_on(
        self,
        orders: int,
        troubles: list[Trouble | None],
        death: int | None,
        waits: bool,
        meanwhile: tuple[int, int, int] | None,
    ) -> None:
        """The worker takes orders; in the middle of it people do something; it may be killed.

        ``waits``: after a kill nobody starts it, so that its leases run out.
        """
        self.troubles = list(troubles)
        moment = Moment(death)
        if meanwhile is not None:
            moment.meanwhile, what, number = meanwhile
            moment.act = lambda: self.somebody(what, number)
        if not self.act(moment, lambda: self.work(orders)):
            if waits:
                self.desk.clock.now += timedelta(seconds=61)
            else:
                self.worker._release_all()
        self.troubles = []

    def work(self, orders: int) -> None:
        for entry in self.worker._lease(orders):
            try:
                self.run(entry)
            except TransientError:
                self.worker._give_back(entry)
            else:
                self.worker._finish(entry)

    def run(self, entry: OutboxEntry) -> None:
        """What the flow does, its tries included."""
        for left in reversed(range(_TRIES)):
            try:
                self.desk.run(entry.request_id)
                return
            except TransientError:
                if not left:
                    raise

    def somebody(self, what: int, number: int) -> None:
        """Whatever people, or another process, may do in the middle of a run."""
        acts: list[Callable[[], object]] = [
            lambda: self.withdraw_request(number),
            lambda: self.decide_whole(number, Outcome.APPROVED, None),
            lambda: self.retry_request(number),
            lambda: self.watch(None),
            lambda: self.reconcile(None),
            lambda: self.issue_reply(number, None),
            lambda: self.hand_over_passwords(number, [], None),
            lambda: self.extend_term(number),
        ]
        kept, self.troubles = self.troubles, []
        moment = self.moment
        try:
            acts[what]()
        finally:
            self.troubles, self.moment = kept, moment

    @precondition(lambda self: self.open_requests(*QUEUE_OF))
    @rule(what=st.integers(0, 7), number=NUMBERS, death=DEATHS)
    def what_is_rare(self, what: int, number: int, death: int | None) -> None:
        """Broken files, withdrawals, extensions, decisions on days off, looks at the terms …"""
        acts: list[Callable[[], object]] = [
            lambda: self.receive_broken(number, death),
            lambda: self.withdraw_request(number, death),
            lambda: self.extend_term(number, death),
            lambda: self.decide_days_off(number, death),
            lambda: self.reconcile(death),
            lambda: self.watch(death),
            lambda: self.send_again(number),
            lambda: self.later(number),
        ]
        acts[what]()

    def reconcile(self, death: int | None) -> None:
        """What has no order and could go on gets one."""
        self.act(Moment(death), lambda: take_up_lost(self.desk.office))

    def watch(self, death: int | None) -> None:
        """The watch over terms."""
        self.act(Moment(death), lambda: watch_terms(self.desk.office))

    def later(self, number: int) -> None:
        """Time goes by: an hour, a working day, a weekend."""
        self.desk.clock.now += timedelta(hours=(1, 5, 24, 72)[number % 4])

    # ── people ──────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.open_requests(RequestState.IN_REVIEW, RequestState.FAILED))
    @rule(number=NUMBERS, at=NUMBERS, outcome=st.sampled_from(Outcome), death=DEATHS)
    def decide_line(self, number: int, at: int, outcome: Outcome, death: int | None) -> None:
        """A verdict on one line, with what it asks for settled."""
        request = self.pick(number, Request, RequestState.IN_REVIEW, RequestState.FAILED)
        if request is None:
            return
        lines = self.desk.lines(id_of(request))
        line = lines[at % len(lines)]
        reason = None if outcome is Outcome.APPROVED else "chưa đủ căn cứ"
        decision = Decision(
            id_of(request), outcome, line.number, reason, settled=self.settled(line, at)
        )
        self.act(Moment(death), lambda: decide(self.desk.office, REVIEWER, decision))

    @precondition(lambda self: self.open_requests(RequestState.IN_REVIEW, RequestState.FAILED))
    @rule(number=NUMBERS, death=DEATHS, at_once=st.booleans())
    def follow_proposals(self, number: int, death: int | None, at_once: bool) -> None:
        """Every undecided line of a request is decided as it is proposed."""
        request = self.pick(number, Request, RequestState.IN_REVIEW, RequestState.FAILED)
        if request is None:
            return
        for line in self.desk.lines(id_of(request)):
            if line.state in (LineState.PROPOSED, LineState.FAILED):
                outcome = line.suggested_verdict or Outcome.RETURNED
                decision = Decision(id_of(request), outcome, line.number, "như đề xuất")
                self.act(Moment(death), lambda d=decision: decide(self.desk.office, REVIEWER, d))
        if at_once:
            self.work(3)

    @precondition(lambda self: self.open_requests(RequestState.WAITING_FOR_APPROVAL))
    @rule(number=NUMBERS, agrees=st.booleans(), death=DEATHS)
    def second_level(self, number: int, agrees: bool, death: int | None) -> None:
        """A supervisor approves what was decided, or sends it back."""
        request = self.pick(number, Request, RequestState.WAITING_FOR_APPROVAL)
        if request is None:
            return
        approval = Approval(id_of(request))

        def answer() -> None:
            if agrees:
                approve(self.desk.office, LEADER, approval)
            else:
                send_back(self.desk.office, LEADER, approval, "xem lại căn cứ")

        self.act(Moment(death), answer)

    def settled(self, line: Line, number: int) -> Settled:
        with reading(self.desk.office.engine) as session:
            (request,) = (one for one in self.all(Request) if one.id == line.request_id)
            known = holders(session, request.policy)
        asks = " ".join(line.needs)
        return Settled(
            address=f"thongnhat{number}" if "--address" in asks else None,
            mailbox=known[number % len(known)].address if known and "--mailbox" in asks else None,
            rank=Rank.DIVISION if "--rank" in asks else None,
        )

    @precondition(lambda self: self.open_requests(RequestState.IN_REVIEW, RequestState.FAILED))
    @rule(number=NUMBERS, outcome=st.sampled_from(Outcome), death=DEATHS)
    def decide_whole(self, number: int, outcome: Outcome, death: int | None) -> None:
        """One verdict on all lines that are undecided."""
        request = self.pick(number, Request, RequestState.IN_REVIEW, RequestState.FAILED)
        if request is not None:
            reason = None if outcome is Outcome.APPROVED else "không thuộc đối tượng"
            decision = Decision(id_of(request), outcome, reason=reason)
            self.act(Moment(death), lambda: decide(self.desk.office, REVIEWER, decision))

    def withdraw_request(self, number: int, death: int | None = None) -> None:
        """The agency takes a request back."""
        request = self.pick(number, Request)
        if request is not None:
            self.act(Moment(death), lambda: withdraw(self.desk.office, CLERK, id_of(request)))

    @precondition(lambda self: self.open_requests(RequestState.FAILED))
    @rule(number=NUMBERS, death=DEATHS)
    def retry_request(self, number: int, death: int | None = None) -> None:
        """A failed request is tried again."""
        request = self.pick(number, Request, RequestState.FAILED) or self.pick(number, Request)
        if request is not None:
            self.act(Moment(death), lambda: retry(self.desk.office, CLERK, id_of(request)))

    @precondition(lambda self: self.unsigned())
    @rule(number=NUMBERS, death=DEATHS)
    def issue_reply(self, number: int, death: int | None) -> None:
        """The clerk types a number; killed, types it again."""
        reply = self.pick(number, Reply, ReplyState.DRAFTED) or self.pick(number, Reply)
        if reply is None:
            return

        def sign() -> None:
            issue(
                self.desk.office,
                CLERK,
                letter_id=reply.letter_id,
                number=str(number + 1),
                dated=local_date(self.desk.clock.now),
                out=self.home / "out",
            )

        if not self.act(Moment(death), sign) and death is not None:
            self.act(Moment(), sign)

    def extend_term(self, number: int, death: int | None = None) -> None:
        """The centre puts a term off."""
        request = self.pick(number, Request)
        if request is not None:
            asked = Extension(id_of(request), "chờ xác minh", working_days=1 + number % 4)
            self.act(Moment(death), lambda: extend(self.desk.office, REVIEWER, asked))

    def decide_days_off(self, number: int, death: int | None) -> None:
        """A new decision on days off."""
        what = "off" if number % 2 else "work"
        text = _DECISION.format(number=number, what=what, day=4 + number)
        act = lambda: apply_decisions(self.desk.office, REVIEWER, text, "decision.yaml")  # noqa: E731
        self.act(Moment(death), act)

    @precondition(lambda self: self.books and self.books.mailboxes)
    @rule(number=NUMBERS, troubles=TROUBLES, death=DEATHS)
    def hand_over_passwords(
        self, number: int, troubles: list[Trouble | None], death: int | None
    ) -> None:
        """Passwords are shown."""
        request = self.pick(number, Request)
        if request is None:
            return
        self.troubles = list(troubles)

        def hand_over_all() -> None:
            handing = hand_over(self.desk.office, CLERK, id_of(request), chance=Random(number))
            for _ in handing.each():
                pass

        hand_over_all.__qualname__ = "AnyCourse.hand_over"
        self.act(Moment(death), hand_over_all)
        self.troubles = []

    # ── what holds ──────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_books_are_right(self) -> None:
        """After every rule."""
        self.books = Books(self.desk.office)
        right(audit(self.books))

    def open_requests(self, *states: RequestState) -> int:
        """How many requests there were in those states after the last rule."""
        requests = self.books.requests if self.books else []
        return sum(request.state in states for request in requests)

    def ordered(self) -> bool:
        """Whether a request is to go on."""
        return any(order.done_at is None for order in self.books.orders) if self.books else False

    def unsigned(self) -> bool:
        """Whether a reply waits for its number."""
        replies = self.books.replies if self.books else []
        return any(reply.state is ReplyState.DRAFTED for reply in replies)

    def come_to_rest(self) -> None:
        """The mail system answers again, and the worker goes on until there is nothing to do."""
        self.troubles = []
        for _ in range(200):
            self.desk.clock.now += timedelta(seconds=301)
            self.worker._release_all()
            take_up_lost(self.desk.office)
            clear_dropped(self.desk.office)
            self.work(10)
            with reading(self.desk.office.engine) as session:
                if not requests_waiting(session):
                    break
        books = Books(self.desk.office)
        right(audit(books) + list(at_rest(books)))

    def close_all(self) -> None:
        """Everything that is still open can be brought to its end."""
        for turn in range(20):
            for request in self.all(Request):
                self.finish(request, again=turn == 0)
            self.come_to_rest()
            for reply in self.all(Reply):
                if reply.state is ReplyState.DRAFTED:
                    self.sign_somehow(reply)
            still_open = {
                request.id: request.state
                for request in self.all(Request)
                if request.state
                not in (
                    RequestState.CLOSED,
                    RequestState.WITHDRAWN,
                    RequestState.WAITING_FOR_AGENCY,
                )
            }
            if not still_open:
                return
        pytest.fail(f"these cannot be brought to their end: {still_open}")

    def finish(self, request: Request, *, again: bool) -> None:
        """What failed is tried ``again``; what fails for good, or is undecided, is refused."""
        number = id_of(request)
        if request.state is RequestState.FAILED and again:
            retry(self.desk.office, CLERK, number)
        elif request.state is RequestState.WAITING_FOR_APPROVAL:
            approve(self.desk.office, LEADER, Approval(number))
        elif request.state in (RequestState.IN_REVIEW, RequestState.FAILED):
            for line in self.desk.lines(number):
                if line.state in (LineState.PROPOSED, LineState.FAILED):
                    no = Decision(number, Outcome.REFUSED, line.number, "không thuộc đối tượng")
                    decide(self.desk.office, REVIEWER, no)

    def sign_somehow(self, reply: Reply) -> None:
        """Under a number that nobody had; a return that a correction made needless stays unsigned."""
        self.act(
            Moment(),
            lambda: issue(
                self.desk.office,
                CLERK,
                letter_id=reply.letter_id,
                number=str(1000 + id_of(reply)),
                dated=local_date(self.desk.clock.now),
                out=self.home / "out",
            ),
        )


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty installation whose database writes down every change of state."""
    folder = tmp_path_factory.mktemp("watched")
    desk = desk_in(folder)
    watch_moves(desk.office.engine)
    desk.office.engine.dispose()
    yield folder


def test_any_course_of_events(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every open request in one queue, no illegal move, nothing twice, ledger and trail whole."""
    for module in (tasks.reply, flows.desk.issue):
        monkeypatch.setattr(module, "render", printed)
    for module in (flows.desk.submit, flows.desk.meant_reply):
        monkeypatch.setattr(module, "read_letter", understood)
    AnyCourse.prepared = watched
    run_state_machine_as_test(
        AnyCourse,
        settings=settings(
            max_examples=int(os.environ.get("N", 40)),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=True,
            phases=[Phase.generate] if os.environ.get("NOSHRINK") else list(Phase),
        ),
    )
