"""Two machines that share a database, a worker and an engine each: all of it is done once.

Each has a home of its own.  Letters come and are decided while they work, and one of them is killed
and started again in the middle.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import select

from flows.desk.check_trail import check_trail
from flows.desk.refusal import Refused
from flows.engine import FINISH
from models.database import reading
from models.directory import DirectoryAccount
from models.letter import Letter, LetterState
from models.mailbox import Address, AddressState, Mailbox
from models.outbox import OutboxEntry, requests_waiting
from models.reply import Reply, ReplyState
from models.request import Request
from models.step import Step, StepDone
from models.trail import TrailEntry
from models.transitions import RequestState
from policies.schema import RequestType
from tests.databases import environment_of
from tests.flows.cases import CLERK, Desk, new_person
from tests.flows.test_other_requests import STANDARD, row

#: letters of two people each, all of one name: their addresses are numbered
OF_ONE_NAME = 18
#: people of another province, each asked about twice in one letter later on
HOLDERS = ("Hoàng Phúc", "Bảo Sơn", "Chí Tài", "Gia Việt", "Khánh Linh", "Minh Đạt")
LETTERS = OF_ONE_NAME + 2 * len(HOLDERS)
REQUESTS = OF_ONE_NAME + 3 * len(HOLDERS)
LINES = 2 * OF_ONE_NAME + 3 * len(HOLDERS)
MAILBOXES = 2 * OF_ONE_NAME + len(HOLDERS)
PATIENCE = 150.0  # seconds


@dataclass
class Machine:
    """One of the machines: its home, and the worker that runs there."""

    home: Path
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """The worker, with a Prefect server of its own."""
        with (self.home / "log").open("ab") as log:
            self.workers.append(
                subprocess.Popen(
                    [sys.executable, "-m", "flows.worker"],
                    env={**os.environ, **self.environment},
                    stdout=log,
                    stderr=log,
                )
            )

    def kill(self) -> None:
        """As a power cut would."""
        self.workers[-1].kill()
        self.workers[-1].wait()

    def end(self) -> None:
        """Let the worker finish what runs."""
        self.workers[-1].send_signal(FINISH)
        assert 0 == self.workers[-1].wait(timeout=60)

    @property
    def log(self) -> str:
        """All that its workers said."""
        return (self.home / "log").read_text()


@contextmanager
def machine(desk: Desk, home: Path, engine: Path) -> Iterator[Machine]:
    """A machine on the database of the desk; its worker does not outlive the block."""
    shutil.copytree(engine, home / "engine")
    made = Machine(
        home,
        {
            **environment_of(desk.office.settings.home),
            "CONGVU_HOME": str(home),
            # their clock is the real one, by which every letter of the tests is late
            "CONGVU_PARTIAL_REPLY_HOURS": "0",
        },
    )
    try:
        yield made
    finally:
        for worker in made.workers:
            worker.kill()
            worker.wait()


@pytest.fixture
def machines(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, engine_folder: Path
) -> Iterator[tuple[Machine, Machine]]:
    """Two machines, their workers not started."""
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(machine(desk, tmp_path_factory.mktemp(name), engine_folder))
            for name in ("one", "other")
        )
        yield one, other


def states(desk: Desk) -> Counter[RequestState]:
    """How many requests are in each state."""
    with reading(desk.office.engine) as session:
        return Counter(request.state for request in session.exec(select(Request)))


def wait_for(desk: Desk, state: RequestState, count: int) -> None:
    """Until at least so many requests are in that state."""
    until = time.monotonic() + PATIENCE
    while states(desk)[state] < count:
        assert time.monotonic() < until, states(desk)
        time.sleep(0.3)


def send_all(desk: Desk) -> None:
    """Letters of new people, one after the other."""
    for number in range(OF_ONE_NAME):
        people = [new_person("Trần Mạnh Hùng", 2 * number + more) for more in (0, 1)]
        desk.send("phu-tho", "mau-03", [people, []])
    for number, name in enumerate(HOLDERS):
        person = new_person(f"Nguyễn {name}", 900 + number)
        desk.send("hung-yen", rows=[[person], []], **STANDARD)


def ask_twice(desk: Desk) -> None:
    """Letters about those who have a mailbox now, of two requests each."""
    boxes = {box.id: box for box in desk.all(Mailbox) if box.policy == "hung-yen"}
    for address in desk.all(Address):
        if address.mailbox_id in boxes:
            name = boxes[address.mailbox_id].display_name
            rows = [
                row(RequestType.RESET_PASSWORD, name, address=address.address),
                row(RequestType.LOCK, name, address=address.address, note="lộ mật khẩu"),
            ]
            assert 2 == len(desk.send("hung-yen", rows=[rows, []], **STANDARD).requests)


def review(desk: Desk, ended: Event) -> int:
    """Approve whatever waits, until told to end; how often a colleague was first."""
    late = 0
    while not ended.wait(0.2):
        with reading(desk.office.engine) as session:
            waiting = select(Request.id).where(Request.state == RequestState.IN_REVIEW)
            found = [number for number in session.exec(waiting) if number is not None]
        for number in found:
            try:
                desk.decide(number)
            except Refused:
                late += 1
    return late


def issue_all(desk: Desk, out: Path) -> None:
    """Two clerks, who begin at either end of the pile."""
    letters = sorted(letter.id for letter in desk.all(Letter))

    def clerk(pile: list[int]) -> None:
        for letter_id in pile:
            try:
                desk.issue(letter_id, str(letter_id), out / str(letter_id))
            except Refused:  # a colleague is at it
                continue

    with ThreadPoolExecutor(2) as clerks:
        list(clerks.map(clerk, (letters, letters[::-1])))


@pytest.mark.postgresql_only
def test_each_thing_is_done_once(
    desk: Desk, machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    """Mailboxes, letters, steps and entries of the trail, whoever died meanwhile."""
    one, other = machines
    one.start()
    other.start()
    ended = Event()
    with ThreadPoolExecutor(3) as people:
        reviewers = [people.submit(review, desk, ended) for _ in "ab"]
        try:
            sending = people.submit(send_all, desk)
            wait_for(desk, RequestState.TO_SIGN, OF_ONE_NAME // 3)
            one.kill()
            wait_for(desk, RequestState.TO_SIGN, OF_ONE_NAME // 2)
            one.start()
            sending.result()
            wait_for(desk, RequestState.TO_SIGN, OF_ONE_NAME + len(HOLDERS))
            ask_twice(desk)
            wait_for(desk, RequestState.TO_SIGN, REQUESTS)
        finally:
            ended.set()
        for reviewer in reviewers:
            reviewer.result()
    issue_all(desk, tmp_path / "out")
    one.end()
    other.end()
    whole(desk)
    assert "broke" not in one.log + other.log


def whole(desk: Desk) -> None:
    """All is done, and done once."""
    assert {RequestState.CLOSED: REQUESTS} == states(desk)
    with reading(desk.office.engine) as session:
        assert set() == requests_waiting(session)
    # both worked
    assert 2 == len({entry.leased_by for entry in desk.all(OutboxEntry)})
    assert dict.fromkeys(Step, REQUESTS) == Counter(row.step for row in desk.all(StepDone))
    assert MAILBOXES == len(desk.all(Mailbox)) == len(desk.all(DirectoryAccount))
    assert {AddressState.ISSUED: MAILBOXES} == Counter(row.state for row in desk.all(Address))
    assert {ReplyState.ISSUED: LETTERS} == Counter(row.state for row in desk.all(Reply))
    assert {LetterState.ANSWERED: LETTERS} == Counter(row.state for row in desk.all(Letter))
    in_hung_yen = 3 * len(HOLDERS)
    assert {
        "letter-received": LETTERS,
        "request-made": REQUESTS,
        "request-taken-in": REQUESTS,
        "request-proposed": REQUESTS,
        "line-approved": LINES,
        "work-ordered": in_hung_yen,
        "line-done": LINES,
        "reply-drafted": LETTERS,
        "reply-issued": LETTERS,
    } == Counter(entry.action for entry in desk.all(TrailEntry))
    assert all(chain.broken == () for chain in check_trail(desk.office, CLERK))
