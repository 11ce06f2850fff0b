"""A mail system that goes away, and workers that die or meet, in the middle of a large batch."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from flows.mailstack.daemons import daemons_of
from flows.mailstack.running import up
from models.mailbox import Mailbox, MailboxState
from models.outbox import OutboxEntry
from models.trail import TrailEntry
from models.transitions import LineState, RequestState
from tasks.connectors.errors import TransientError
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.review import review
from tests.databases import environment_of
from tests.flows.cases import Desk, new_person
from tests.flows.real_mail import RealMail
from tests.mail_system import DOMAINS, MailSystem, eventually

BATCH = 500
_LETTERS = "ABCDĐEGHIKLMNOPQRSTUVXY"


def approved(desk: Desk, lines: int) -> int:
    """A request for that many people, approved and not begun."""
    names = (
        f"Nguyễn {_LETTERS[n % 23]}{_LETTERS[n // 23].lower()} {_LETTERS[n // 7 % 23]}a"
        for n in range(lines)
    )
    people = [new_person(name, number) for number, name in enumerate(names)]
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
    desk.run(request_id)
    desk.decide(request_id)
    review(desk.office, request_id)
    return request_id


@contextmanager
def without_slapd(servers: MailSystem) -> Iterator[None]:
    """OpenLDAP is stopped for as long as the block lasts."""
    slapd = daemons_of(servers.folder)[0]
    try:
        assert slapd.end()
        yield
    finally:
        assert ["OpenLDAP"] == up(servers.folder, DOMAINS)


def assert_all_done_once(real: RealMail, request_id: int, lines: int) -> None:
    """Every line, mailbox and account stands, each once, and the trail tells it once."""
    desk = real.desk
    assert Counter({LineState.DONE: lines}) == Counter(
        line.state for line in desk.lines(request_id)
    )
    boxes = {box.id: box.state for box in desk.all(Mailbox)}
    assert dict.fromkeys(boxes, MailboxState.ACTIVE) == boxes
    accounts = real.connector.list_accounts()
    assert sorted(boxes) == sorted(account.mailbox_id for account in accounts)
    assert lines == len({account.address for account in accounts})
    told = Counter(entry.line_id for entry in desk.all(TrailEntry) if entry.action == "line-done")
    assert (lines, 1) == (len(told), max(told.values()))


def test_slapd_stops_in_the_middle_of_a_batch(real: RealMail) -> None:
    """The batch breaks off as passing trouble; once it is back all is done, and nothing twice."""
    request_id = approved(real.desk, BATCH)
    broke: list[BaseException] = []

    def work() -> None:
        try:
            provision(real.desk.office, request_id, CREATE_MAILBOX)
        except TransientError as error:
            broke.append(error)

    working = threading.Thread(target=work)
    with real.servers.connector() as watching:
        working.start()
        assert eventually(lambda: len(watching.list_accounts()) > 20)
    with without_slapd(real.servers):
        working.join(timeout=60)
        assert [TransientError] == [type(error) for error in broke]
        with pytest.raises(TransientError):
            provision(real.desk.office, request_id, CREATE_MAILBOX)
    assert LineState.APPROVED in {line.state for line in real.desk.lines(request_id)}
    assert provision(real.desk.office, request_id, CREATE_MAILBOX)
    assert_all_done_once(real, request_id, BATCH)


def test_two_workers_on_one_batch(real: RealMail) -> None:
    """Both carry it out at once: each thing is done and told once."""
    lines = 150
    request_id = approved(real.desk, lines)
    start = threading.Barrier(2)
    answers: list[bool] = []

    def work() -> None:
        start.wait()
        answers.append(provision(real.desk.office, request_id, CREATE_MAILBOX))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert [True, True] == answers
    assert_all_done_once(real, request_id, lines)


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which is over at the end of the block whatever happened in it."""
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def worker(
    real: RealMail, engine: Mapping[str, str], where: str = "nowhere"
) -> subprocess.Popen[bytes]:
    """A worker of this desk, on the engine and on the servers, that dies there."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.flows.dying_worker", "test", where],
        env={
            **os.environ,
            **engine,
            **environment_of(real.desk.office.settings.home),
            "CONGVU_MAIL": "ldap",
            "CONGVU_MAIL_FILE": str(real.servers.client),
        },
    )


def test_a_batch_whose_worker_is_killed_at_any_line(
    real: RealMail, engine_of_tests: Mapping[str, str]
) -> None:
    """Killed twice at a line by chance, the batch of 500 is whole in the end."""
    request_id = approved(real.desk, BATCH)
    chance = random.Random()
    for most in (400, 90):
        line = chance.randint(1, most)
        with ended(worker(real, engine_of_tests, f"at-line-{line}")) as killed:
            assert -signal.SIGKILL == killed.wait(timeout=120), line
    with ended(worker(real, engine_of_tests)) as last:
        assert 0 == last.wait(timeout=120)
    assert RequestState.TO_SIGN is real.desk.request(request_id).state
    assert_all_done_once(real, request_id, BATCH)


def test_the_engine_waits_for_the_mail_system(
    real: RealMail, engine_of_tests: Mapping[str, str]
) -> None:
    """With slapd away the run tries again, with growing pauses, and ends by itself once it is back.

    The order was taken once: the pauses were the engine's.
    """
    request_id = approved(real.desk, 2)
    with ended(worker(real, engine_of_tests)) as working:
        with without_slapd(real.servers):
            tried = real.desk.request
            assert eventually(lambda: tried(request_id).state is RequestState.PROVISIONING)
            with pytest.raises(subprocess.TimeoutExpired):
                working.wait(timeout=4)
            assert RequestState.PROVISIONING is tried(request_id).state
        assert 0 == working.wait(timeout=90)
    assert RequestState.TO_SIGN is real.desk.request(request_id).state
    assert_all_done_once(real, request_id, 2)
    assert 1 == max(entry.attempts for entry in real.desk.all(OutboxEntry))
