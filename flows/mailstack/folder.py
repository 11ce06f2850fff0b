"""Where a mail system of ours lies, and what is remembered of it: ports, secrets, domains."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from random import SystemRandom

from models.settings import Settings

BASE = "o=congvu"
DOORS = ("ldaps", "imaps", "smtp", "submission", "doveadm")
# below the range from which the system gives out ports for a moment
_PORTS = range(20_000, 32_000)
# a socket's path has 107 bytes at most; the longest of ours has 40 below the folder
_LONGEST = 66


class MailstackFailed(RuntimeError):
    """The mail system did not come up or go down; the message says why and what to do."""


@dataclass(frozen=True)
class Known:
    """What is made up once, and remembered as long as the folder stands."""

    ports: dict[str, int]
    secrets: dict[str, str] = field(repr=False)
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Folder:
    """The folder of one mail system, and the places in it."""

    path: Path

    @property
    def tls(self) -> Path:
        """The test authority and the servers' certificate."""
        return self.path / "tls"

    @property
    def slapd(self) -> Path:
        """Configuration and data of OpenLDAP."""
        return self.path / "slapd"

    @property
    def dovecot(self) -> Path:
        """Configuration and state of Dovecot."""
        return self.path / "dovecot"

    @property
    def postfix(self) -> Path:
        """Configuration, queue and state of Postfix."""
        return self.path / "postfix"

    @property
    def queue(self) -> Path:
        """Postfix's queue; the sockets between Postfix and Dovecot lie in it."""
        return self.postfix / "queue"

    @property
    def mail(self) -> Path:
        """The homes of the mailboxes, by mailbox id."""
        return self.path / "mail"

    @property
    def log(self) -> Path:
        """What the servers say; addresses stand in it, so it is root's alone."""
        return self.path / "log"

    @property
    def client(self) -> Path:
        """What congvu needs to provision here."""
        return self.path / "mail.toml"

    def known(self) -> Known | None:
        """What is remembered; None where nothing was made yet."""
        try:
            read = json.loads((self.path / "mailstack.json").read_text())
        except FileNotFoundError:
            return None
        return Known(read["ports"], read["secrets"], tuple(read["domains"]))

    def remembered(self) -> Known:
        """What is remembered.  Raises MailstackFailed where nothing was made yet."""
        known = self.known()
        if known is None:
            raise MailstackFailed(f"{self.path}: chưa có hệ thống thư nào (congvu mailstack up)")
        return known

    def remember(self, known: Known) -> None:
        """Write it down, for its owner alone."""
        new = self.path / "mailstack.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(known), out, indent=1)
        new.replace(self.path / "mailstack.json")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One ``up`` or ``down`` at a time."""
        with (self.path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def folder_of(settings: Settings, given: Path | None) -> Folder:
    """The folder that is named, or that of this installation.

    The servers have accounts of their own, and must get through every folder above theirs: below a
    home that only its owner may enter they cannot live, so theirs is then in /var/lib.
    """
    if given is not None:
        return Folder(given.expanduser().absolute())
    own = settings.home / "mailstack"
    if can_be_entered(settings.home) and len(bytes(own)) <= _LONGEST:
        return Folder(own)
    mark = sha256(bytes(settings.home)).hexdigest()[:8]
    return Folder(Path("/var/lib") / f"congvu-mailstack-{mark}")


def can_be_entered(path: Path) -> bool:
    """Whether any account may pass through the folder and all above it (those that exist)."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def make(folder: Folder) -> None:
    """The folder itself, which other accounts may pass through but not list.

    Raises MailstackFailed where the servers could not get at it.
    """
    if len(bytes(folder.path)) > _LONGEST:
        raise MailstackFailed(f"thư mục {folder.path} có đường dẫn quá dài (≤ {_LONGEST} byte)")
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.path.chmod(0o711)
    if not can_be_entered(folder.path):
        raise MailstackFailed(
            f"tài khoản của các máy chủ thư không vào được {folder.path}:"
            " chọn thư mục khác (--dir) mà mọi thư mục cha đều có quyền o+x"
        )


def invent(domains: Sequence[str], before: Known | None) -> Known:
    """Ports that are free and secrets that nobody guesses; what was made before stays."""
    known = before or Known(
        ports=_free_ports(),
        secrets={
            name: secrets.token_urlsafe(24)
            for name in ("provisioner", "dovecot", "postfix", "doveadm")
        },
    )
    return Known(known.ports, known.secrets, tuple(sorted({*known.domains, *domains})))


def _free_ports() -> dict[str, int]:
    found: dict[str, int] = {}
    tried = SystemRandom().sample(_PORTS, len(_PORTS))
    for door in DOORS:
        found[door] = next(port for port in iter(tried.pop, None) if is_free(port))
    return found


def is_free(port: int) -> bool:
    """Whether nobody listens on that port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
