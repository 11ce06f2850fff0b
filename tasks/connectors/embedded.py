"""A mail directory in the database, so that the program runs whole without a mail system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from models.database import reading, writing
from models.directory import DirectoryAccount, DirectoryAddress
from tasks.connectors.embedded_adoption import adopt
from tasks.connectors.embedded_rows import (
    accounts_of,
    as_account,
    count_change,
    give_addresses,
    held_by,
    holders_of,
)
from tasks.connectors.errors import ConflictError, PermanentError, TransientError
from tasks.connectors.port import Account, AccountSpec, Activity, Capability, Ensured


class EmbeddedDirectory:
    """A ``Connector`` with tables of its own, each call a short transaction of its own.

    ``clock`` gives the present moment with its time zone.  Never call it inside a transaction of
    the caller's: on SQLite the two would wait for each other.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def capabilities(self) -> frozenset[Capability]:
        """All of them."""
        return frozenset(Capability)

    def ensure_accounts(
        self, wanted: Sequence[AccountSpec], *, operation: str
    ) -> tuple[Ensured, ...]:
        """See ``Connector``; the whole batch is one transaction."""
        with self._changing() as session:
            accounts = accounts_of(session, [spec.mailbox_id for spec in wanted])
            holders = holders_of(session, [spec.address.lower() for spec in wanted])
            new_accounts, new_addresses, answers = [], [], []
            for spec in wanted:
                address = spec.address.lower()
                account, holder = accounts.get(spec.mailbox_id), holders.get(address)
                error: ConflictError | PermanentError | None = None
                if holder is not None and holder.mailbox_id != spec.mailbox_id:
                    error = ConflictError(address, holder.mailbox_id)
                elif account is None:
                    account = DirectoryAccount(
                        mailbox_id=spec.mailbox_id,
                        display_name=spec.display_name,
                        quota_mb=spec.quota_mb,
                        created_at=self._clock(),
                        last_operation=operation,
                    )
                    holder = DirectoryAddress(
                        address=address, mailbox_id=spec.mailbox_id, is_primary=True
                    )
                    accounts[spec.mailbox_id], holders[address] = account, holder
                    new_accounts.append(account.model_dump())
                    new_addresses.append(holder.model_dump())
                    answers.append(Ensured(spec.mailbox_id, created=True))
                    continue
                elif holder is None or not holder.is_primary:
                    error = PermanentError(f"tài khoản {spec.mailbox_id} đã có với địa chỉ khác")
                else:
                    _set(account, operation, display_name=spec.display_name, quota_mb=spec.quota_mb)
                answers.append(Ensured(spec.mailbox_id, created=False, error=error))
            if new_accounts:
                session.exec(insert(DirectoryAccount), params=new_accounts)
                session.exec(insert(DirectoryAddress), params=new_addresses)
        return tuple(answers)

    def adopt_accounts(self, known: Sequence[Account], *, operation: str) -> tuple[Ensured, ...]:
        """See ``Connector``; the whole batch is one transaction."""
        with self._changing() as session:
            return adopt(session, known, self._clock(), operation)

    def update_info(self, mailbox_id: str, *, display_name: str, operation: str) -> None:
        """See ``Connector``."""
        with self._account(mailbox_id) as account:
            _set(account, operation, display_name=display_name)

    def set_quota(self, mailbox_id: str, *, quota_mb: int, operation: str) -> None:
        """See ``Connector``."""
        with self._account(mailbox_id) as account:
            _set(account, operation, quota_mb=quota_mb)

    def rename(self, mailbox_id: str, *, address: str, keep_old: bool, operation: str) -> None:
        """See ``Connector``."""
        with self._account_in_session(mailbox_id) as (session, account):
            primary, *others = held_by(session, mailbox_id)
            if primary != address.lower():
                stay = [primary, *others] if keep_old else others
                give_addresses(session, account, [address, *stay], operation)

    def set_addresses(self, mailbox_id: str, *, addresses: Sequence[str], operation: str) -> None:
        """See ``Connector``."""
        with self._account_in_session(mailbox_id) as (session, account):
            give_addresses(session, account, addresses, operation)

    def set_password(self, mailbox_id: str, *, password_hash: str | None, operation: str) -> None:
        """See ``Connector``.  Anything but an Argon2id hash is a ``PermanentError``."""
        if password_hash is not None and not password_hash.startswith("$argon2id$"):
            raise PermanentError("giá trị băm không phải Argon2id")
        with self._account(mailbox_id) as account:
            _set(account, operation, password_hash=password_hash)

    def set_login_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """See ``Connector``."""
        with self._account(mailbox_id) as account:
            _set(account, operation, login_lock=reason)

    def set_send_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """See ``Connector``."""
        with self._account(mailbox_id) as account:
            _set(account, operation, send_lock=reason)

    def revoke(self, mailbox_id: str, *, at: datetime, operation: str) -> None:
        """See ``Connector``; ``at`` is time-zone-aware."""
        with self._account(mailbox_id) as account:
            if account.revoked_at is None:
                _set(account, operation, revoked_at=at)

    def restore(self, mailbox_id: str, *, operation: str) -> None:
        """See ``Connector``."""
        with self._account(mailbox_id) as account:
            _set(account, operation, revoked_at=None)

    def purge(self, mailbox_id: str, *, operation: str) -> None:
        """See ``Connector``.  An account that is not revoked is a ``PermanentError``."""
        with self._changing() as session:
            account = session.get(DirectoryAccount, mailbox_id)
            if account is None:
                return
            if account.revoked_at is None:
                raise PermanentError(f"tài khoản {mailbox_id} chưa bị thu hồi")
            session.exec(
                delete(DirectoryAddress).where(col(DirectoryAddress.mailbox_id) == mailbox_id)
            )
            session.delete(account)

    def get(self, mailbox_id: str) -> Account | None:
        """See ``Connector``."""
        with reading(self._engine) as session:
            account = session.get(DirectoryAccount, mailbox_id)
            if account is None:
                return None
            return as_account(account, held_by(session, mailbox_id).values())

    def list_accounts(self) -> tuple[Account, ...]:
        """See ``Connector``."""
        with reading(self._engine) as session:
            held = defaultdict(list)
            for address in session.exec(select(DirectoryAddress)):
                held[address.mailbox_id].append(address)
            accounts = [
                as_account(account, held[account.mailbox_id])
                for account in session.exec(select(DirectoryAccount))
            ]
        return tuple(sorted(accounts, key=lambda account: account.address))

    def last_activity(self, mailbox_id: str) -> Activity:
        """See ``Connector``."""
        with reading(self._engine) as session:
            account = _known(session, mailbox_id)
            return Activity(account.last_login, account.last_sent, account.last_received)

    def last_activities(self) -> Mapping[str, Activity]:
        """See ``Connector``."""
        with reading(self._engine) as session:
            known = {
                account.mailbox_id: Activity(
                    account.last_login, account.last_sent, account.last_received
                )
                for account in session.exec(select(DirectoryAccount))
            }
        unknown = Activity(None, None, None)
        return {each: activity for each, activity in known.items() if activity != unknown}

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        try:
            with writing(self._engine) as session:
                yield session
        except (OperationalError, IntegrityError) as error:
            # busy, or another call was first: the next try sees what it did
            raise TransientError(type(error).__name__) from error

    @contextmanager
    def _account_in_session(self, mailbox_id: str) -> Iterator[tuple[Session, DirectoryAccount]]:
        with self._changing() as session:
            yield session, _known(session, mailbox_id)

    @contextmanager
    def _account(self, mailbox_id: str) -> Iterator[DirectoryAccount]:
        with self._account_in_session(mailbox_id) as (_, account):
            yield account


def _known(session: Session, mailbox_id: str) -> DirectoryAccount:
    account = session.get(DirectoryAccount, mailbox_id)
    if account is None:
        raise PermanentError(f"không có tài khoản {mailbox_id}")
    return account


def _set(account: DirectoryAccount, operation: str, **wanted: str | int | datetime | None) -> None:
    """Bring the account to the wanted state; one that stands there already is left alone."""
    if any(getattr(account, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(account, name, value)
        count_change(account, operation)
