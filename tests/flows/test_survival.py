"""What must survive: a worker killed after each step, and inside one, against a real engine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.engine import engine_environment, prefect_server
from flows.reconcile import take_up_lost
from models.database import reading, writing
from models.directory import DirectoryAccount
from models.mailbox import Address, Mailbox, MailboxState
from models.outbox import OutboxEntry, requests_waiting
from models.reply import Reply
from models.step import Step, StepDone
from models.trail import TrailEntry
from models.transitions import RequestState
from tests.databases import environment_of
from tests.flows.cases import Desk, desk_in, new_people, new_person
from tests.models.rows_made import settings_in

PLACES = (
    "after-intake",
    "after-review",
    "inside-provisioning",
    "after-provisioning",
    "after-reply",
)
#: a database that takes no person, and says whom it refused
REFUSES_PEOPLE = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON person "
    "BEGIN SELECT RAISE(ABORT, 'đã có Vương Quốc Lâm'); END",
    "postgresql": "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'đã có Vương Quốc Lâm'"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$;"
    "CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()",
}


@pytest.fixture(scope="module")
def engine_of_tests(
    tmp_path_factory: pytest.TempPathFactory, engine_folder: Path
) -> Iterator[dict[str, str]]:
    """A Prefect server of these tests; yields the environment of its workers."""
    settings = settings_in(tmp_path_factory.mktemp("engine"))
    shutil.copytree(engine_folder, settings.home / "engine")
    with prefect_server(settings) as server:
        yield dict(engine_environment(settings, server.api_url))


def work(desk: Desk, environment: dict[str, str], where: str) -> int:
    """Run a worker until it rests or dies; its exit code."""
    return worked(desk, environment, where).returncode


def worked(desk: Desk, environment: dict[str, str], where: str) -> subprocess.CompletedProcess[str]:
    """Run a worker until it rests or dies."""
    home = desk.office.settings.home
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.dying_worker", "test", where],
        env={**os.environ, **environment, **environment_of(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done


@pytest.fixture(scope="module")
def killed_everywhere(
    engine_of_tests: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """One request whose worker was killed at every place in turn, and restarted each time."""
    desk = desk_in(tmp_path_factory.mktemp("killed"))
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng", "Lê Thị Lan"), []])
    ((request_id, _),) = done.requests
    for where in PLACES[:2]:
        assert work(desk, engine_of_tests, where) == -signal.SIGKILL, where
    assert work(desk, engine_of_tests, "nowhere") == 0
    assert desk.request(request_id).state is RequestState.IN_REVIEW
    desk.decide(request_id)
    for where in PLACES[2:]:
        assert work(desk, engine_of_tests, where) == -signal.SIGKILL, where
    assert work(desk, engine_of_tests, "nowhere") == 0
    yield desk
    desk.office.engine.dispose()


def test_everything_is_done_in_the_end(killed_everywhere: Desk) -> None:
    """After the last restart the request waits for its signature and no order is left."""
    assert killed_everywhere.request(1).state is RequestState.TO_SIGN
    with reading(killed_everywhere.office.engine) as session:
        assert requests_waiting(session) == set()


def test_everything_is_done_once(killed_everywhere: Desk) -> None:
    """Each mailbox, account, address, reply and step stands once."""
    desk = killed_everywhere
    assert Counter(box.state for box in desk.all(Mailbox)) == {MailboxState.ACTIVE: 2}
    assert len(desk.all(DirectoryAccount)) == 2
    assert {row.address for row in desk.all(Address)} == {
        "hungtm@phutho.gov.vn",
        "lanlt@phutho.gov.vn",
    }
    assert len(desk.all(Reply)) == 1
    assert Counter(row.step for row in desk.all(StepDone)) == dict.fromkeys(Step, 1)


def test_the_trail_tells_each_thing_once(killed_everywhere: Desk) -> None:
    """A run that was started again adds nothing to the trail."""
    actions = Counter(entry.action for entry in killed_everywhere.all(TrailEntry))
    assert actions == {
        "letter-received": 1,
        "request-made": 1,
        "request-taken-in": 1,
        "request-proposed": 1,
        "line-approved": 2,
        "line-done": 2,
        "reply-drafted": 1,
    }


def test_a_lost_order_is_found_again(desk: Desk) -> None:
    """A request that could go on and has no order gets one; one that waits for people gets none."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    ((request_id, _),) = done.requests
    with writing(desk.office.engine) as session:
        for entry in session.exec(select(OutboxEntry)):
            entry.done_at = desk.clock()
    assert take_up_lost(desk.office) == 1
    assert take_up_lost(desk.office) == 0
    desk.run(request_id)
    with writing(desk.office.engine) as session:
        for entry in session.exec(select(OutboxEntry).where(col(OutboxEntry.done_at).is_(None))):
            entry.done_at = desk.clock()
    assert take_up_lost(desk.office) == 0


def kept_by_the_engine(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """All that the engine of these tests wrote down."""
    folder = next(tmp_path_factory.getbasetemp().glob("engine*"))
    return b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def test_no_name_and_no_number_reaches_the_engine(
    killed_everywhere: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The engine's own database holds ids only: no name, address, phone or citizen number."""
    stored = kept_by_the_engine(tmp_path_factory)
    assert b"new" in stored
    for secret in ("001099000000", "Trần Mạnh Hùng", "hungtm", "0900000000"):
        assert secret.encode() not in stored


def test_an_error_takes_no_name_with_it(
    desk: Desk, engine_of_tests: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A row that the database refuses, with its values, is told by class, file and line only."""
    with writing(desk.office.engine) as session:
        session.connection().exec_driver_sql(REFUSES_PEOPLE[session.get_bind().dialect.name])
    ((request_id, _),) = desk.send(
        "phu-tho", "mau-03", [[new_person("Vương Quốc Lâm", 777)], []]
    ).requests
    desk.run(request_id)
    desk.decide(request_id)
    told = worked(desk, engine_of_tests, "nowhere").stderr
    assert desk.request(request_id).state is RequestState.PROVISIONING
    assert "IntegrityError" in told
    assert "tasks/provisioning" in told
    stored = kept_by_the_engine(tmp_path_factory)
    assert b"IntegrityError" in stored
    for secret in ("001099000777", "Vương", "lamvq", "0900000777", "V\\u01b0"):
        assert secret not in told
        assert secret.encode() not in stored
