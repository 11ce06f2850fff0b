"""The embedded directory as its users meet it: logging in, receiving and sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from models.database import writing
from models.directory import DirectoryAccount, DirectoryAddress

_MIB = 1024 * 1024


@dataclass(frozen=True)
class MailAnswer:
    """What the mail system says; ``code`` is that of Dovecot (login) or of SMTP."""

    accepted: bool
    code: str
    text: str = ""


class EmbeddedMail:
    """Mail on the accounts of an ``EmbeddedDirectory``; ``clock`` gives the present moment."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def log_in(self, address: str, verify: Callable[[str], bool]) -> MailAnswer:
        """Try to log in; ``verify`` is given the account's hash."""
        with writing(self._engine) as session:
            account = _of(session, address)
            if (
                account is None
                or account.revoked_at is not None
                or account.password_hash is None
                or not verify(account.password_hash)
            ):
                return MailAnswer(False, "AUTHENTICATIONFAILED")
            if account.login_lock is not None:
                return MailAnswer(False, "CONTACTADMIN", account.login_lock)
            account.last_login = self._clock()
        return MailAnswer(True, "OK")

    def deliver(self, to: str, size: int) -> MailAnswer:
        """Bring a message of ``size`` bytes; a locked account receives, a revoked one does not."""
        with writing(self._engine) as session:
            account = _of(session, to)
            if account is None or account.revoked_at is not None:
                return MailAnswer(False, "550 5.1.1", "User unknown")
            if account.used_bytes + size > account.quota_mb * _MIB:
                return MailAnswer(False, "552 5.2.2", "Mailbox is full")
            account.used_bytes += size
            account.last_received = self._clock()
        return MailAnswer(True, "250 2.0.0")

    def send(self, sender: str) -> MailAnswer:
        """Send a message; refused also in a session that was open before the lock."""
        with writing(self._engine) as session:
            account = _of(session, sender)
            if account is None or account.revoked_at is not None:
                return MailAnswer(False, "554 5.7.1", "Sender refused")
            lock = account.login_lock or account.send_lock
            if lock is not None:
                return MailAnswer(False, "554 5.7.1", lock)
            account.last_sent = self._clock()
        return MailAnswer(True, "250 2.0.0")


def _of(session: Session, address: str) -> DirectoryAccount | None:
    held = session.get(DirectoryAddress, address.lower())
    return None if held is None else session.get(DirectoryAccount, held.mailbox_id)
