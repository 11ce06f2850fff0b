"""What congvu asks of a mail system.

Accounts are keyed by mailbox id.  Each call states the end state that is wanted and an operation
id (for the mail system's own log); calling again changes nothing.  Every call may raise
``TransientError`` and ``PermanentError``; those that give an address also ``ConflictError``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tasks.connectors.errors import ConflictError, PermanentError


class Capability(StrEnum):
    """What a mail system may lack."""

    LOGIN_LOCK = "login-lock"
    SEND_LOCK = "send-lock"
    QUOTA = "quota"
    OLD_ADDRESS_KEPT = "old-address-kept"
    LAST_LOGIN = "last-login"
    LAST_SENT = "last-sent"
    LAST_RECEIVED = "last-received"


@dataclass(frozen=True)
class AccountSpec:
    """An account as it is wanted: its whole primary address, and its quota in MiB."""

    mailbox_id: str
    address: str
    display_name: str
    quota_mb: int


@dataclass(frozen=True)
class Ensured:
    """What came of one account of a batch; ``error`` is None where it is as wanted."""

    mailbox_id: str
    created: bool
    error: ConflictError | PermanentError | None = None


@dataclass(frozen=True)
class Account:
    """An account as the mail system has it; ``addresses`` has the primary one first."""

    mailbox_id: str
    addresses: tuple[str, ...]
    display_name: str
    quota_mb: int
    has_password: bool
    login_lock: str | None
    send_lock: str | None
    revoked_at: datetime | None

    @property
    def address(self) -> str:
        """The primary address."""
        return self.addresses[0]


@dataclass(frozen=True)
class Activity:
    """Last use of an account, each in UTC; None is unknown, which is not inactive."""

    login: datetime | None
    sent: datetime | None
    received: datetime | None


class Connector(Protocol):
    """A mail system."""

    def capabilities(self) -> frozenset[Capability]:
        """What it can do."""

    def ensure_accounts(
        self, wanted: Sequence[AccountSpec], *, operation: str
    ) -> tuple[Ensured, ...]:
        """Make the accounts that are missing, without a usable password; one answer each, in order.

        An account that stands gets the wanted display name and quota; one that has another primary
        address is a ``PermanentError`` in its answer, a taken address a ``ConflictError``.
        """

    def adopt_accounts(self, known: Sequence[Account], *, operation: str) -> tuple[Ensured, ...]:
        """Learn of accounts that stood before congvu, under their mailbox ids; one answer each.

        One that is not there is made as it is told, with its locks and without a usable password;
        one that is there gets display name, quota and the addresses it lacks, nothing else.  An
        address of another account is a ``ConflictError`` in the answer.
        """

    def update_info(self, mailbox_id: str, *, display_name: str, operation: str) -> None:
        """Set what people see of the account."""

    def set_quota(self, mailbox_id: str, *, quota_mb: int, operation: str) -> None:
        """Set the quota, in MiB."""

    def rename(self, mailbox_id: str, *, address: str, keep_old: bool, operation: str) -> None:
        """Make ``address`` the primary one; the old one goes on receiving where ``keep_old``."""

    def set_addresses(self, mailbox_id: str, *, addresses: Sequence[str], operation: str) -> None:
        """Make these the addresses at which it receives, the first one primary; no others stay."""

    def set_password(self, mailbox_id: str, *, password_hash: str | None, operation: str) -> None:
        """Set an Argon2id hash, never a plain password; None leaves no usable password.

        Open sessions end.
        """

    def set_login_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """Lock against login and sending, with the reason shown; None unlocks.  Mail comes in.

        Open sessions end.
        """

    def set_send_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """Lock against sending only; None unlocks."""

    def revoke(self, mailbox_id: str, *, at: datetime, operation: str) -> None:
        """Stop all use; mail and addresses stay.  The first moment of revocation stands.

        Open sessions end.
        """

    def restore(self, mailbox_id: str, *, operation: str) -> None:
        """Undo the revocation; locks stay as they are."""

    def purge(self, mailbox_id: str, *, operation: str) -> None:
        """Delete a revoked account with its mail; one that is gone is success."""

    def get(self, mailbox_id: str) -> Account | None:
        """The account, or None."""

    def list_accounts(self) -> tuple[Account, ...]:
        """Every account, by primary address."""

    def last_activity(self, mailbox_id: str) -> Activity:
        """Last login, sending and receipt, apart."""

    def last_activities(self) -> Mapping[str, Activity]:
        """The same of every account with known activity, by mailbox id: what a sweep asks for."""
