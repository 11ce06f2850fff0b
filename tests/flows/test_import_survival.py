"""An import that is killed is ended by the same call: each mailbox, address and entry once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.desk import import_mailboxes
from models.database import writing
from models.directory import DirectoryAccount, DirectoryAddress
from models.mailbox import Address, Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.trail import TrailEntry
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.errors import TransientError
from tasks.importing.plan import Effect
from tests.databases import copy_installation, environment_of
from tests.flows.cases import Desk, desk_in
from tests.flows.dying_import import PLACES
from tests.flows.imports import take
from tests.tasks.importing.lists_made import mailboxes, person

STATES = ("hoạt động", "tạm khóa", "khóa gửi", "đã thu hồi", "đã hủy", "hoạt động")
UNITS = ("Văn phòng", "Phòng Pháp chế", "Thanh tra")
LIST = mailboxes(
    *(
        person(
            f"Lê Văn {chr(65 + at)}",
            f"{chr(97 + at)}lv",
            state=state,
            unit=UNITS[at % 3],
            aliases=f"cu{at}@phutho.gov.vn",
            citizen_number=f"00109900{at:04}",
        )
        for at, state in enumerate(STATES)
    )
)
#: tables and what of their rows does not depend on when and how often
SEEN: dict[type[Any], tuple[str, ...]] = {
    Mailbox: ("id", "state", "display_name", "quota_mb", "phone", "state_reason"),
    Address: ("address", "state", "is_primary", "mailbox_id", "departure"),
    Person: ("full_name", "citizen_number"),
    Assignment: ("position", "starts"),
    Organisation: ("name", "level"),
    DirectoryAccount: ("mailbox_id", "quota_mb", "login_lock", "send_lock", "revoked_at"),
    DirectoryAddress: ("address", "mailbox_id", "is_primary"),
}


def seen(desk: Desk) -> dict[str, list[str]]:
    """All rows of all tables, each as often as it is there."""
    return {
        table.__name__: sorted(
            repr([getattr(row, name) for name in names]) for row in desk.all(table)
        )
        for table, names in SEEN.items()
    }


@pytest.fixture(scope="module")
def undisturbed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What an import leaves that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    copy_installation(prepared, folder)
    desk = desk_in(folder)
    assert [Effect.NEW] * 6 == [row.effect for row in take(desk, LIST).rows]
    found = seen(desk)
    desk.office.engine.dispose()
    return found


def addresses_on_the_trail(desk: Desk) -> Counter[str]:
    entries = [one for one in desk.all(TrailEntry) if one.action == "mailboxes-imported"]
    return Counter(own[0] for entry in entries for own in entry.detail["addresses"])


def test_killed_at_every_place_in_turn(
    desk: Desk, undisturbed: dict[str, list[str]], tmp_path: Path
) -> None:
    """Each call goes on where the one before it died; the last one finds nothing half done."""
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    environment = {**os.environ, **environment_of(tmp_path)}
    for place in PLACES:
        words = ["-m", "tests.flows.dying_import", str(file), place]
        dead = subprocess.run(
            [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=120
        )
        assert -signal.SIGKILL == dead.returncode, dead.stderr
        written = {row.mailbox_id for row in desk.all(Address)}
        assert written == {box.id for box in desk.all(Mailbox)}
        assert len(written) == sum(addresses_on_the_trail(desk).values())
    take(desk, LIST)
    assert undisturbed == seen(desk)
    assert {1} == set(addresses_on_the_trail(desk).values())
    assert [Effect.UNCHANGED] * 6 == [row.effect for row in take(desk, LIST).rows]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    size=st.integers(1, 7),
    failing=st.sets(st.integers(1, 6)),
    reserved=st.sets(st.integers(0, 5)),
)
def test_a_mail_system_that_fails_now_and_then(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    undisturbed: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    failing: set[int],
    reserved: set[int],
) -> None:
    """Whatever the portions, and where rows were left unconfirmed: the calls end alike."""
    folder = tmp_path_factory.mktemp("failing")
    copy_installation(prepared, folder)
    desk = desk_in(folder)
    calls = [0]

    class Failing(EmbeddedDirectory):
        def adopt_accounts(self, *given: Any, **named: Any) -> Any:
            calls[0] += 1
            if calls[0] in failing:
                raise TransientError("busy")
            return super().adopt_accounts(*given, **named)

    object.__setattr__(desk.office, "connector", Failing(desk.office.engine, desk.clock))
    with monkeypatch.context() as patched:
        patched.setattr(import_mailboxes, "_PORTION", size)
        until_done(desk)
        with writing(desk.office.engine) as session:  # as a kill before the confirmation leaves it
            for at in reserved:
                address = session.get_one(Address, f"{chr(97 + at)}lv@phutho.gov.vn")
                session.get_one(Mailbox, address.mailbox_id).state = MailboxState.RESERVED
        until_done(desk)
    assert undisturbed == seen(desk)
    assert {1} == set(addresses_on_the_trail(desk).values())
    desk.office.engine.dispose()


def until_done(desk: Desk) -> None:
    """Import until nothing stops it; each stop says why."""
    for _ in range(8):
        done = take(desk, LIST)
        if done.stopped is None:
            return
        assert "hệ thống thư không trả lời" in done.stopped
    raise AssertionError("it never ends")
