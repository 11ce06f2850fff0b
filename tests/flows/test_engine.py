"""The engine's processes, with stand-ins for the worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import engine, worker
from flows.engine import EngineFailed, Running, announce, ensure_running, running, stop
from models.settings import MailSystem, Settings
from tests.databases import environment_of
from tests.models.rows_made import settings_in

StandIn = Callable[[str], "subprocess.Popen[bytes]"]
PREPARED = """
import os, signal, sys, time
from flows import engine
from models.settings import Settings
settings = Settings()
told = []
signal.signal(engine.FINISH, lambda *_: told.append(1))
def notes(): engine.announce(settings, engine.Running(os.getpid(), "http://stand-in"))
with engine.sole_worker(settings, patient=True) as alone:
    if not alone: sys.exit(0)
    engine.announce(settings, None)
    {}
"""


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A home without an engine."""
    return settings_in(tmp_path)


@pytest.fixture
def stand_in(home: Settings) -> Iterator[StandIn]:
    """Starts a process that holds the lock and does what is said; all are ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start(body: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            # the last word is what its command line is known by
            [sys.executable, "-c", PREPARED.format(body), "flows.worker"],
            env={**os.environ, **environment_of(home.home)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(sign: Callable[[], object], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not sign():
        assert time.monotonic() < until
        time.sleep(0.02)


def held(home: Settings) -> bool:
    """Whether somebody has the worker's lock."""
    with engine.sole_worker(home) as nobody:
        return not nobody


def test_stopping_waits_for_what_runs(home: Settings, stand_in: StandIn) -> None:
    """A worker that finishes its runs first, its notes gone, is waited for until it is gone."""
    process = stand_in(
        "notes()\n    while not told: time.sleep(0.01)\n"
        "    engine.announce(settings, None); time.sleep(1); open(settings.home/'done','w')"
    )
    wait_for(lambda: running(home))
    assert stop(home)
    assert (home.home / "done").exists()
    assert process.wait(5) == 0
    assert not stop(home)


def test_a_starting_worker_is_stopped_too(home: Settings, stand_in: StandIn) -> None:
    """One that has the lock and no notes yet is told as soon as it has."""
    stand_in("time.sleep(0.5); notes()\n    while not told: time.sleep(0.01)")
    wait_for(lambda: held(home))
    assert stop(home)


def test_an_engine_of_another_mail_system_is_not_used(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a letter's mailboxes in one, half in the other: told before, with what to do."""
    other = Running(1, "http://127.0.0.1:1/api", MailSystem.LDAP)
    monkeypatch.setattr(engine, "running", lambda settings: other)
    with pytest.raises(EngineFailed) as refused:
        ensure_running(home)
    assert "«ldap», lệnh này dùng «embedded»" in str(refused.value)
    assert "congvu down" in str(refused.value)


def test_a_stranger_is_not_killed(
    home: Settings, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notes that name a process which is no worker are no order to end it."""
    monkeypatch.setattr(engine, "_LAST_RUNS", 0.5)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    stand_in("time.sleep(30)")
    wait_for(lambda: held(home))
    announce(home, Running(stranger.pid, "http://old"))
    with pytest.raises(EngineFailed, match="không dừng"):
        stop(home)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_old_notes_go_with_the_lock(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new worker removes a killed one's notes before anything else."""

    class Started(Exception):
        pass

    def server(settings: Settings) -> None:
        raise Started

    monkeypatch.setenv("CONGVU_HOME", str(home.home))
    monkeypatch.setattr(worker, "prefect_server", server)
    announce(home, Running(1, "http://old"))
    before = os.umask(0o022)
    try:
        with pytest.raises(Started):
            worker.main()
        assert 0o077 == os.umask(before)
    finally:
        os.umask(before)
    assert not (engine.folder(home) / "engine.json").exists()


def test_a_worker_on_its_way_out_is_followed_by_a_new_one(
    home: Settings, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one started finds the lock held and ends; when the lock is free comes another."""
    stand_in("time.sleep(2)")
    wait_for(lambda: held(home))
    starts = []

    def start(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
        starts.append(log)
        return stand_in("notes(); time.sleep(30)")

    monkeypatch.setattr(engine, "_start_worker", start)
    found = ensure_running(home)
    assert "http://stand-in" == found.api_url
    assert 2 <= len(starts)


def test_a_worker_that_breaks_is_told(
    home: Settings, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log is named."""
    monkeypatch.setattr(engine, "_start_worker", lambda settings, log: stand_in("sys.exit(1)"))
    with pytest.raises(EngineFailed, match=r"engine\.log"):
        ensure_running(home)
