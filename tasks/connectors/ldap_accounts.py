"""Entries of accounts: found, and brought to a wanted state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import ldap
from ldap.ldapobject import LDAPObject

from models.portions import portions
from tasks.connectors.errors import ConflictError, PermanentError, TransientError
from tasks.connectors.ldap_entry import (
    ADDRESS,
    EVERY,
    ID,
    OPERATION,
    WANTED,
    Entry,
    account_of,
    dn_of,
    filter_of,
)
from tasks.connectors.ldap_session import LdapSession
from tasks.connectors.port import Account

#: what an entry is to hold: values by attribute, none where the attribute goes
Wanted = Mapping[str, Sequence[bytes]]
_TRIES = 5  # against others who change the same entry


class LdapAccounts:
    """The accounts below one entry of a directory."""

    def __init__(self, session: LdapSession, base: str) -> None:
        self._session = session
        self.base = base

    def entry(self, mailbox_id: str) -> Entry | None:
        """The entry of a mailbox, or None."""

        def read(server: LDAPObject) -> Entry | None:
            try:
                found = server.search_s(
                    dn_of(mailbox_id, self.base), ldap.SCOPE_BASE, EVERY, WANTED
                )
            except ldap.NO_SUCH_OBJECT:
                return None
            return found[0][1] if found else None

        return self._session.run(read)

    def all(self) -> tuple[Account, ...]:
        """Every account, by primary address; one search."""
        return tuple(sorted(map(account_of, self._search(EVERY)), key=lambda each: each.address))

    def change(
        self, mailbox_id: str, wanted_of: Callable[[Account], Wanted], operation: str
    ) -> None:
        """Bring an entry to what is wanted of it as it is found; one that stands so is left alone.

        It is written only onto the state that was read: who changed it meanwhile is not undone.
        Raises ConflictError where an address of ``wanted_of`` belongs to another account.
        """
        for _ in range(_TRIES):
            entry = self._known(mailbox_id)
            wanted = wanted_of(account_of(entry))
            if _stands(entry, wanted):
                return
            if self._write(mailbox_id, entry, wanted, operation):
                if _stands(self._known(mailbox_id), wanted):
                    return
                names = ", ".join(wanted)
                raise PermanentError(f"máy chủ LDAP không giữ {names} của {mailbox_id} như đã ghi")
        raise TransientError(f"tài khoản {mailbox_id} đang được nơi khác thay đổi")

    def _known(self, mailbox_id: str) -> Entry:
        entry = self.entry(mailbox_id)
        if entry is None:
            raise PermanentError(f"không có tài khoản {mailbox_id}")
        return entry

    def _write(self, mailbox_id: str, entry: Entry, wanted: Wanted, operation: str) -> bool:
        """Write what is wanted; False where the entry is no longer as it was read.

        Values are taken away and added one by one, not replaced: the server refuses to take away
        what is not there and to add what is.
        """
        changes: list[tuple[int, str, list[bytes] | None]] = []
        for name, values in wanted.items():
            there = entry.get(name, ())
            changes.append((ldap.MOD_DELETE, name, [each for each in there if each not in values]))
            changes.append((ldap.MOD_ADD, name, [each for each in values if each not in there]))
        changes = [change for change in changes if change[2]]
        changes.append((ldap.MOD_REPLACE, OPERATION, [operation.encode()]))

        def modify(server: LDAPObject) -> bool:
            try:
                server.modify_s(dn_of(mailbox_id, self.base), changes)
            except (ldap.NO_SUCH_ATTRIBUTE, ldap.TYPE_OR_VALUE_EXISTS, ldap.NO_SUCH_OBJECT):
                return False
            except ldap.CONSTRAINT_VIOLATION:
                # an address of somebody else, or a second value where one may be
                conflict = self.conflict(mailbox_id, _words(wanted.get(ADDRESS, ())))
                if conflict is not None:
                    raise conflict from None
                return False
            return True

        return self._session.run(modify)

    def delete(self, mailbox_id: str) -> None:
        """Delete the entry; one that is gone is success."""

        def remove(server: LDAPObject) -> None:
            try:
                server.delete_s(dn_of(mailbox_id, self.base))
            except ldap.NO_SUCH_OBJECT:
                return

        self._session.run(remove)

    def conflict(self, mailbox_id: str, addresses: Sequence[str]) -> ConflictError | None:
        """Who else holds one of the addresses."""
        for address, holder in self.holders(addresses).items():
            if holder != mailbox_id:
                return ConflictError(address, holder)
        return None

    def by_id(self, mailbox_ids: Iterable[str]) -> dict[str, Account]:
        """Those of the accounts that are there, by mailbox id."""
        found = self._among(ID, mailbox_ids)
        return {account.mailbox_id: account for account in map(account_of, found)}

    def holders(self, addresses: Iterable[str]) -> dict[str, str]:
        """Mailbox ids by address, of those addresses (in lower case) that an account has."""
        wanted = set(addresses)
        return {
            address: account.mailbox_id
            for account in map(account_of, self._among(ADDRESS, wanted))
            for address in account.addresses
            if address in wanted
        }

    def _among(self, attribute: str, values: Iterable[str]) -> list[Entry]:
        return [
            entry
            for some in portions(list(values))
            for entry in self._search(filter_of(attribute, some))
        ]

    def _search(self, wanted: str) -> list[Entry]:
        found = self._session.run(
            lambda server: server.search_s(self.base, ldap.SCOPE_SUBTREE, wanted, WANTED)
        )
        return [entry for dn, entry in found if dn is not None]  # without one: a referral


def _words(values: Iterable[bytes]) -> list[str]:
    return [value.decode() for value in values]


def _stands(entry: Entry, wanted: Wanted) -> bool:
    return all(set(entry.get(name, ())) == set(values) for name, values in wanted.items())
