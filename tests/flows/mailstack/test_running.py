"""The mail system of a folder: started, found, killed, started again, ended by process id."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.mailstack.daemons import daemons_of
from flows.mailstack.folder import Folder
from flows.mailstack.running import down, remove, status, up
from tests.mail_system import MailSystem, eventually

SERVERS = ["OpenLDAP", "Dovecot", "Postfix"]


@pytest.fixture(scope="module")
def stack() -> Iterator[tuple[Folder, MailSystem]]:
    """A mail system of these tests alone: they end it and kill it."""
    folder = Folder(Path(tempfile.mkdtemp(prefix="congvu-stack-")))
    try:
        assert SERVERS == up(folder, ["p.gov.vn"])
        yield folder, MailSystem(folder)
    finally:
        remove(folder)


def pids(folder: Folder) -> list[int | None]:
    """Of its three servers."""
    return [server.pid for server in status(folder).servers]


def test_what_runs_is_found(stack: tuple[Folder, MailSystem]) -> None:
    """A second start starts nothing and moves nothing."""
    folder, _ = stack
    before = status(folder)
    assert [] == up(folder, ["p.gov.vn"])
    assert before == status(folder)
    assert before.runs


def test_everything_listens_on_loopback_alone(stack: tuple[Folder, MailSystem]) -> None:
    """Each server's ports are its own, high, and bound to 127.0.0.1."""
    _, system = stack
    assert 5 == len(set(system.ports.values()))
    assert min(system.ports.values()) > 1024
    listening = _listening()
    assert {("127.0.0.1", port) for port in system.ports.values()} == {
        (host, port) for host, port in listening if port in system.ports.values()
    }


def _listening() -> set[tuple[str, int]]:
    """Addresses and ports on which anybody of this machine listens, IPv6 as well."""
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        if state == "0A":
            host, port = local.split(":")
            found.add((".".join(str(byte) for byte in bytes.fromhex(host)[::-1]), int(port, 16)))
    for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        if state == "0A":
            found.add(("IPv6", int(local.split(":")[1], 16)))
    return found


def test_no_secret_is_readable_by_others(stack: tuple[Folder, MailSystem]) -> None:
    """Of the files that hold a secret, none is open to any other account."""
    folder, _ = stack
    secrets = [secret.encode() for secret in folder.remembered().secrets.values()]
    holding = [
        path
        for path in folder.path.rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    ]
    assert {"mailstack.json", "mail.toml", "dovecot.conf"} <= {path.name for path in holding}
    keys = folder.path.rglob("*.key")
    open_ = [path for path in (*holding, *keys) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert [] == open_


@pytest.mark.parametrize("server", range(3), ids=SERVERS)
def test_a_killed_server_comes_back(stack: tuple[Folder, MailSystem], server: int) -> None:
    """Killed without a word, it alone is started again, with its data and ports."""
    folder, system = stack
    before = pids(folder)
    killed = before[server]
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: pids(folder)[server] is None)
    assert [SERVERS[server]] == up(folder, ["p.gov.vn"])
    after = pids(folder)
    assert [pid for pid in before if pid != killed] == [
        pid for place, pid in enumerate(after) if place != server
    ]
    assert "550 5.1.1" in system.deliver("nobody@p.gov.vn")


def test_down_ends_it_and_up_brings_it_back(stack: tuple[Folder, MailSystem]) -> None:
    """Ended by process id; the accounts are there afterwards, on the same ports."""
    from tasks.connectors.port import AccountSpec

    folder, system = stack
    with system.connector() as connector:
        connector.ensure_accounts([AccountSpec("m1", "a@p.gov.vn", "A", 5)], operation="t")
    running = pids(folder)
    assert [*reversed(SERVERS)] == down(folder)
    assert [None, None, None] == pids(folder)
    # gone for good once whoever looks after orphans has done so
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in running))
    assert [] == down(folder)
    assert SERVERS == up(folder, ["p.gov.vn"])
    with system.connector() as connector:
        assert ["a@p.gov.vn"] == [account.address for account in connector.list_accounts()]


def test_a_new_domain_is_taken_up(stack: tuple[Folder, MailSystem]) -> None:
    """Its mail is somebody's from then on; those of before stay."""
    folder, system = stack
    assert "554 5.7.1" in system.deliver("nobody@new.gov.vn")
    up(folder, ["new.gov.vn"])
    assert "550 5.1.1" in system.deliver("nobody@new.gov.vn")
    assert "550 5.1.1" in system.deliver("nobody@p.gov.vn")


def test_a_process_of_somebody_else_is_not_ours(
    stack: tuple[Folder, MailSystem], tmp_path: Path
) -> None:
    """A process id that went to another program is neither believed nor ended."""
    folder, _ = stack
    slapd = daemons_of(folder)[0]
    kept = slapd.pid_file.read_text()
    other = subprocess.Popen(["sleep", "60"])
    try:
        slapd.pid_file.write_text(str(other.pid))
        assert (None, False) == (slapd.pid(), slapd.end())
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
        slapd.pid_file.write_text(kept)


def test_the_command(tmp_path: Path) -> None:
    """Up, status, down: what runs where; the file for the connector is the owner's alone."""
    folder = Path(tempfile.mkdtemp(prefix="congvu-stack-"))
    home = tmp_path / "home"

    def congvu(*words: str) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "mailstack", *words, "--json", "--dir", folder],
            env={**os.environ, "CONGVU_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert "" == done.stderr
        return done.returncode, json.loads(done.stdout)

    try:
        code, told = congvu("up", "--domain", "lamson.gov.vn")
        assert (0, SERVERS, True) == (code, told["started"], told["running"])
        assert {"lamson.gov.vn", "phutho.gov.vn"} <= set(told["domains"])
        mail_file = home / "mail.toml"
        assert 0o600 == stat.S_IMODE(mail_file.stat().st_mode)
        code, told = congvu("status")
        assert (0, True, SERVERS) == (code, told["running"], [s["server"] for s in told["servers"]])
        assert [*reversed(SERVERS)] == congvu("down")[1]["ended"]
        code, told = congvu("status")
        assert (1, False) == (code, told["running"])
    finally:
        remove(Folder(folder))
