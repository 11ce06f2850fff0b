"""The three servers as processes: started, found and ended by process id, without systemd."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.mailstack.folder import Folder, Known, MailstackFailed, is_free

_START = 30.0  # seconds
_END = 15.0  # seconds, then it is killed


@dataclass(frozen=True)
class Daemon:
    """One server.

    ``mark``: what its command line or environment holds and no other process's: a process id may
    have gone to somebody else meanwhile.  ``doors``: the names of its ports.
    """

    name: str
    program: str  # as the kernel calls it
    pid_file: Path
    mark: bytes
    doors: tuple[str, ...]
    start: Callable[[], None]

    def pid(self) -> int | None:
        """Its process, or None where it does not run."""
        try:
            pid = int(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._is(pid) else None

    def _is(self, pid: int) -> bool:
        process = Path(f"/proc/{pid}")
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z" or (process / "comm").read_text().strip() != self.program:
                return False
            told = (process / "cmdline").read_bytes()
            with suppress(PermissionError):  # only root sees it: others believe the name
                told += (process / "environ").read_bytes()
                return self.mark in told
        except (FileNotFoundError, ProcessLookupError):
            return False
        return True

    def end(self) -> bool:
        """End it; whether it ran.  Raises MailstackFailed where it does not end."""
        pid = self.pid()
        if pid is None:
            return False
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + _END
        while self._is(pid):
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
                raise MailstackFailed(f"{self.name} (tiến trình {pid}) không dừng, đã bị ngắt")
            time.sleep(0.02)
        return True


def daemons_of(folder: Folder) -> tuple[Daemon, ...]:
    """The servers of a folder, in the order in which they start."""
    slapd, dovecot, postfix = folder.slapd, folder.dovecot, folder.postfix
    return (
        Daemon(
            "OpenLDAP",
            "slapd",
            slapd / "run" / "slapd.pid",
            bytes(slapd / "slapd.d"),
            ("ldaps",),
            lambda: _start_slapd(folder),
        ),
        Daemon(
            "Dovecot",
            "dovecot",
            dovecot / "run" / "master.pid",
            bytes(dovecot / "dovecot.conf"),
            ("imaps", "doveadm"),
            lambda: _start(folder, "dovecot", "-c", str(dovecot / "dovecot.conf")),
        ),
        Daemon(
            "Postfix",
            "master",
            folder.queue / "pid" / "master.pid",
            bytes(postfix / "etc"),
            ("smtp", "submission"),
            lambda: _start(folder, "postfix", "-c", str(postfix / "etc"), "start"),
        ),
    )


def _start_slapd(folder: Folder) -> None:
    url = f"ldaps://127.0.0.1:{folder.remembered().ports['ldaps']}/"
    own = str(folder.slapd / "slapd.d")
    _start(folder, "slapd", "-F", own, "-h", url, "-u", "openldap", "-g", "openldap")


def _start(folder: Folder, program: str, *words: str) -> None:
    """Start a server that goes to the background by itself; what it says goes to a log."""
    log = folder.log / f"{program}-start.log"
    with log.open("ab") as out:
        done = subprocess.run(
            [program, *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            umask=0o022,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
            check=False,
        )
    if done.returncode:
        raise MailstackFailed(f"{program} không khởi động được, xem {log}")


def make_room(daemon: Daemon, known: Known) -> None:
    """Wait until what a killed server left behind has let go of its ports.

    Its process id goes too: a server believes it for as long as the dead process has a parent
    that did not look after it.
    """
    daemon.pid_file.unlink(missing_ok=True)
    until = time.monotonic() + _START
    while not all(is_free(known.ports[door]) for door in daemon.doors):
        if time.monotonic() > until:
            taken = ", ".join(str(known.ports[door]) for door in daemon.doors)
            raise MailstackFailed(f"{daemon.name}: cổng {taken} đang được chương trình khác dùng")
        time.sleep(0.05)


def await_answer(daemon: Daemon, known: Known, log: Path) -> None:
    """Wait until the server runs and takes connections."""
    until = time.monotonic() + _START
    while daemon.pid() is None or not all(_answers(known.ports[door]) for door in daemon.doors):
        if time.monotonic() > until:
            raise MailstackFailed(f"{daemon.name} không trả lời sau {_START:.0f} giây, xem {log}")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
