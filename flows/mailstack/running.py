"""Up, down, and how it stands."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.mailstack.configuration import configure
from flows.mailstack.daemons import Daemon, await_answer, daemons_of, make_room
from flows.mailstack.folder import Folder, Known, MailstackFailed, invent, make

#: packages of Debian, and a program of each
PACKAGES = {
    "slapd": "/usr/sbin/slapd",
    "dovecot-core": "/usr/sbin/dovecot",
    "dovecot-imapd": "/usr/lib/dovecot/imap",
    "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
    "dovecot-ldap": "/usr/lib/dovecot/modules/auth/libauthdb_ldap.so",
    "dovecot-sqlite": "/usr/lib/dovecot/modules/libdriver_sqlite.so",
    "postfix": "/usr/sbin/postfix",
    "postfix-ldap": "/usr/lib/postfix/postfix-ldap.so",
}


@dataclass(frozen=True)
class Server:
    """One server as it stands; ``pid`` None: it does not run."""

    name: str
    pid: int | None
    ports: dict[str, int]


@dataclass(frozen=True)
class Standing:
    """A mail system as it stands."""

    folder: Path
    servers: tuple[Server, ...]
    domains: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether all of it runs."""
        return all(server.pid is not None for server in self.servers)


def status(folder: Folder) -> Standing:
    """What runs where."""
    known = folder.known()
    servers = [
        Server(
            daemon.name,
            daemon.pid(),
            {door: known.ports[door] for door in daemon.doors} if known else {},
        )
        for daemon in daemons_of(folder)
    ]
    return Standing(folder.path, tuple(servers), known.domains if known else ())


def up(folder: Folder, domains: Sequence[str]) -> list[str]:
    """Start what does not run; the names of what was started.

    ``domains``: those whose mail is taken, added to what was taken before.  Raises MailstackFailed.
    """
    if os.geteuid() != 0:
        raise MailstackFailed(
            "các máy chủ thư chỉ khởi động được bằng quyền root (Postfix đòi hỏi): dùng sudo -E"
        )
    missing = [package for package, program in PACKAGES.items() if not Path(program).exists()]
    if missing:
        raise MailstackFailed(
            f"thiếu gói {', '.join(missing)}: chạy deploy/mail-tools.sh, hoặc apt-get install"
        )
    make(folder)
    with folder.alone():
        before = folder.known()
        known = invent(domains, before)
        daemons = daemons_of(folder)
        idle = [daemon for daemon in daemons if daemon.pid() is None]
        if idle and known == before and len(idle) < len(daemons):
            return _start(folder, known, idle)  # the others read what is there
        if idle or known != before:
            for daemon in reversed(daemons):
                daemon.end()
            folder.remember(known)
            configure(folder, known)
            return _start(folder, known, daemons)
        return []


def _start(folder: Folder, known: Known, daemons: Sequence[Daemon]) -> list[str]:
    for daemon in daemons:
        make_room(daemon, known)
        daemon.start()
    for daemon in daemons:
        await_answer(daemon, known, folder.log)
    return [daemon.name for daemon in daemons]


def down(folder: Folder) -> list[str]:
    """End what runs, by process id; the names of what ran.  The data stays."""
    if not folder.path.exists():
        return []
    with folder.alone():
        return [daemon.name for daemon in reversed(daemons_of(folder)) if daemon.end()]


def remove(folder: Folder) -> None:
    """End what runs and delete the folder with all mail in it."""
    down(folder)
    shutil.rmtree(folder.path, ignore_errors=True)
