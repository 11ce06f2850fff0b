"""Accounts in an LDAP directory, mail in Dovecot: a connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tasks.connectors.doveadm import Doveadm
from tasks.connectors.errors import PermanentError
from tasks.connectors.ldap_accounts import LdapAccounts, Wanted
from tasks.connectors.ldap_batches import LdapBatches
from tasks.connectors.ldap_entry import (
    LOGIN_LOCK,
    PASSWORD,
    QUOTA,
    REVOKED,
    SEND_LOCK,
    account_of,
    addressed_as,
    operation_of,
    reason_of,
    shown_as,
    stored_hash,
    stored_moment,
)
from tasks.connectors.ldap_session import LdapSession
from tasks.connectors.mail_file import MailAccess
from tasks.connectors.port import Account, AccountSpec, Activity, Capability, Ensured


class LdapDirectory:
    """A ``Connector`` for OpenLDAP with the schema of this project, and Dovecot beside it.

    Each call reads, compares, writes and reads back.  May be used by several threads at once.
    Sessions are ended on every call that asks for it, also where the entry stood as wanted: the
    call before may have been killed between the two.
    """

    def __init__(self, access: MailAccess) -> None:
        self._session = LdapSession(access.ldap)
        self._accounts = LdapAccounts(self._session, access.ldap.accounts)
        self._batches = LdapBatches(self._session, self._accounts)
        self._doveadm = Doveadm(access.doveadm)

    def capabilities(self) -> frozenset[Capability]:
        """All of them."""
        return frozenset(Capability)

    def close(self) -> None:
        """Close the connections that are idle."""
        self._session.close()

    def ensure_accounts(
        self, wanted: Sequence[AccountSpec], *, operation: str
    ) -> tuple[Ensured, ...]:
        """See ``Connector``; each account is one operation of the directory."""
        return self._batches.ensure(wanted, operation)

    def adopt_accounts(self, known: Sequence[Account], *, operation: str) -> tuple[Ensured, ...]:
        """See ``Connector``; each account is one operation of the directory."""
        return self._batches.adopt(known, operation)

    def update_info(self, mailbox_id: str, *, display_name: str, operation: str) -> None:
        """See ``Connector``."""
        self._set(mailbox_id, operation, shown_as(display_name))

    def set_quota(self, mailbox_id: str, *, quota_mb: int, operation: str) -> None:
        """See ``Connector``."""
        self._set(mailbox_id, operation, {QUOTA: [str(quota_mb).encode()]})

    def rename(self, mailbox_id: str, *, address: str, keep_old: bool, operation: str) -> None:
        """See ``Connector``."""
        whole = address.lower()

        def wanted(account: Account) -> Wanted:
            if account.address == whole:
                return {}
            stay = account.addresses if keep_old else account.addresses[1:]
            return addressed_as([whole, *stay])

        self._accounts.change(mailbox_id, wanted, operation)

    def set_addresses(self, mailbox_id: str, *, addresses: Sequence[str], operation: str) -> None:
        """See ``Connector``."""
        self._set(mailbox_id, operation, addressed_as(addresses))

    def set_password(self, mailbox_id: str, *, password_hash: str | None, operation: str) -> None:
        """See ``Connector``.  Anything but an Argon2id hash is a ``PermanentError``."""
        if password_hash is not None and not password_hash.startswith("$argon2id$"):
            raise PermanentError("giá trị băm không phải Argon2id")
        values = [] if password_hash is None else [stored_hash(password_hash)]
        self._set(mailbox_id, operation, {PASSWORD: values})
        self._doveadm.end_sessions(mailbox_id)

    def set_login_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """See ``Connector``."""
        self._set(mailbox_id, operation, {LOGIN_LOCK: reason_of(reason)})
        if reason is not None:
            self._doveadm.end_sessions(mailbox_id)

    def set_send_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """See ``Connector``; Postfix asks at every message, so no session has to end."""
        self._set(mailbox_id, operation, {SEND_LOCK: reason_of(reason)})

    def revoke(self, mailbox_id: str, *, at: datetime, operation: str) -> None:
        """See ``Connector``; ``at`` is time-zone-aware."""
        self._accounts.change(
            mailbox_id,
            lambda account: {} if account.revoked_at else {REVOKED: [stored_moment(at)]},
            operation,
        )
        self._doveadm.end_sessions(mailbox_id)

    def restore(self, mailbox_id: str, *, operation: str) -> None:
        """See ``Connector``."""
        self._set(mailbox_id, operation, {REVOKED: []})

    def purge(self, mailbox_id: str, *, operation: str) -> None:
        """See ``Connector``.  An account that is not revoked is a ``PermanentError``.

        The mail goes first: without its account nobody would find it any more.
        """
        account = self.get(mailbox_id)
        if account is None:
            return
        if account.revoked_at is None:
            raise PermanentError(f"tài khoản {mailbox_id} chưa bị thu hồi")
        self._doveadm.end_sessions(mailbox_id)
        self._doveadm.delete_mail(mailbox_id)
        self._doveadm.forget(mailbox_id)
        self._accounts.delete(mailbox_id)

    def get(self, mailbox_id: str) -> Account | None:
        """See ``Connector``."""
        entry = self._accounts.entry(mailbox_id)
        return None if entry is None else account_of(entry)

    def list_accounts(self) -> tuple[Account, ...]:
        """See ``Connector``; one search."""
        return self._accounts.all()

    def last_activity(self, mailbox_id: str) -> Activity:
        """See ``Connector``."""
        if self.get(mailbox_id) is None:
            raise PermanentError(f"không có tài khoản {mailbox_id}")
        return Activity(
            login=self._doveadm.last_of(mailbox_id, "login"),
            sent=self._doveadm.last_of(mailbox_id, "sent"),
            received=self._doveadm.last_of(mailbox_id, "received"),
        )

    def last_activities(self) -> Mapping[str, Activity]:
        """See ``Connector``; three questions, however many accounts there are."""
        login, sent, received = (self._doveadm.last(what) for what in ("login", "sent", "received"))
        return {
            each: Activity(login.get(each), sent.get(each), received.get(each))
            for each in {*login, *sent, *received}
        }

    def last_operation(self, mailbox_id: str) -> str | None:
        """The operation that changed the account last, as the directory keeps it."""
        entry = self._accounts.entry(mailbox_id)
        return None if entry is None else operation_of(entry)

    def _set(self, mailbox_id: str, operation: str, wanted: Wanted) -> None:
        self._accounts.change(mailbox_id, lambda _: wanted, operation)
