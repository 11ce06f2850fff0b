"""Entries of accounts: found, made many at a time, and brought to a wanted state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ldap
from ldap.ldapobject import LDAPObject

from models.portions import portions
from tasks.connectors.errors import ConflictError, PermanentError, TransientError
from tasks.connectors.ldap_entry import (
    ADDRESS,
    EVERY,
    ID,
    OPERATION,
    QUOTA,
    WANTED,
    Entry,
    account_of,
    dn_of,
    filter_of,
    new_entry,
    shown_as,
)
from tasks.connectors.ldap_session import LdapSession, as_connector_error
from tasks.connectors.port import Account, AccountSpec, Ensured

#: what an entry is to hold: values by attribute, none where the attribute goes
Wanted = Mapping[str, Sequence[bytes]]
_ON_THE_WAY = 32  # adds sent before the first answer is waited for
_TRIES = 5  # against others who change the same entry


@dataclass(frozen=True)
class _Refusal:
    """What the server said to one add."""

    error: ldap.LDAPError


class LdapAccounts:
    """The accounts below one entry of a directory."""

    def __init__(self, session: LdapSession, base: str) -> None:
        self._session = session
        self._base = base

    def entry(self, mailbox_id: str) -> Entry | None:
        """The entry of a mailbox, or None."""

        def read(server: LDAPObject) -> Entry | None:
            try:
                found = server.search_s(
                    dn_of(mailbox_id, self._base), ldap.SCOPE_BASE, EVERY, WANTED
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
                server.modify_s(dn_of(mailbox_id, self._base), changes)
            except (ldap.NO_SUCH_ATTRIBUTE, ldap.TYPE_OR_VALUE_EXISTS, ldap.NO_SUCH_OBJECT):
                return False
            except ldap.CONSTRAINT_VIOLATION:
                # an address of somebody else, or a second value where one may be
                conflict = self._conflict(mailbox_id, _words(wanted.get(ADDRESS, ())))
                if conflict is not None:
                    raise conflict from None
                return False
            return True

        return self._session.run(modify)

    def delete(self, mailbox_id: str) -> None:
        """Delete the entry; one that is gone is success."""

        def remove(server: LDAPObject) -> None:
            try:
                server.delete_s(dn_of(mailbox_id, self._base))
            except ldap.NO_SUCH_OBJECT:
                return

        self._session.run(remove)

    def ensure(self, wanted: Sequence[AccountSpec], operation: str) -> tuple[Ensured, ...]:
        """See ``Connector.ensure_accounts``."""
        standing = self._by_id(spec.mailbox_id for spec in wanted)
        holders = self._holders(spec.address.lower() for spec in wanted)
        answers: dict[int, Ensured] = {}
        missing: dict[int, AccountSpec] = {}
        for place, spec in enumerate(wanted):
            address = spec.address.lower()
            holder = holders.get(address)
            if holder is not None and holder != spec.mailbox_id:
                error = ConflictError(address, holder)
                answers[place] = Ensured(spec.mailbox_id, created=False, error=error)
            elif spec.mailbox_id in standing:
                answers[place] = self._as_wanted(spec, standing[spec.mailbox_id], operation)
            else:
                missing[place] = spec
                holders[address] = spec.mailbox_id
        refusals = self._add(list(missing.values()), operation)
        made = self._by_id(spec.mailbox_id for spec in missing.values())
        for place, refusal in zip(missing, refusals, strict=True):
            answers[place] = self._made(wanted[place], refusal, made, operation)
        return tuple(answers[place] for place in range(len(wanted)))

    def _made(
        self,
        spec: AccountSpec,
        refusal: _Refusal | None,
        made: Mapping[str, Account],
        operation: str,
    ) -> Ensured:
        """What came of an add, as it reads now."""
        account = made.get(spec.mailbox_id)
        if account is not None:
            # there before our add came: another worker's, or our own before the line broke
            answer = self._as_wanted(spec, account, operation)
            return Ensured(spec.mailbox_id, refusal is None, answer.error)
        if refusal is None:
            told = f"máy chủ LDAP không giữ tài khoản {spec.mailbox_id} vừa tạo"
            return Ensured(spec.mailbox_id, created=False, error=PermanentError(told))
        error = as_connector_error(refusal.error)
        if isinstance(refusal.error, ldap.CONSTRAINT_VIOLATION):
            error = self._conflict(spec.mailbox_id, [spec.address.lower()]) or error
        if not isinstance(error, ConflictError | PermanentError):
            raise error
        return Ensured(spec.mailbox_id, created=False, error=error)

    def _as_wanted(self, spec: AccountSpec, account: Account, operation: str) -> Ensured:
        if account.address != spec.address.lower():
            told = f"tài khoản {spec.mailbox_id} đã có với địa chỉ khác, {account.address}"
            return Ensured(spec.mailbox_id, created=False, error=PermanentError(told))
        if (account.display_name, account.quota_mb) != (spec.display_name, spec.quota_mb):
            want = {**shown_as(spec.display_name), QUOTA: [str(spec.quota_mb).encode()]}
            self.change(spec.mailbox_id, lambda _: want, operation)
        return Ensured(spec.mailbox_id, created=False)

    def _add(self, specs: Sequence[AccountSpec], operation: str) -> list[_Refusal | None]:
        """Add entries, many on the way at once; what the server said to each."""

        def add(server: LDAPObject) -> list[_Refusal | None]:
            said: list[_Refusal | None] = []
            sent: list[int] = []
            for spec in specs:
                entry = new_entry(spec, operation)
                sent.append(server.add_ext(dn_of(spec.mailbox_id, self._base), entry))
                if len(sent) - len(said) >= _ON_THE_WAY:
                    said.append(_said(server, sent[len(said)]))
            while len(said) < len(sent):
                said.append(_said(server, sent[len(said)]))
            return said

        return self._session.run(add) if specs else []

    def _conflict(self, mailbox_id: str, addresses: Sequence[str]) -> ConflictError | None:
        """Who else holds one of the addresses."""
        for address, holder in self._holders(addresses).items():
            if holder != mailbox_id:
                return ConflictError(address, holder)
        return None

    def _by_id(self, mailbox_ids: Iterable[str]) -> dict[str, Account]:
        found = self._among(ID, mailbox_ids)
        return {account.mailbox_id: account for account in map(account_of, found)}

    def _holders(self, addresses: Iterable[str]) -> dict[str, str]:
        wanted = list(addresses)
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
            lambda server: server.search_s(self._base, ldap.SCOPE_SUBTREE, wanted, WANTED)
        )
        return [entry for dn, entry in found if dn is not None]  # without one: a referral


def _said(server: LDAPObject, message: int) -> _Refusal | None:
    """The answer to one add.  Raises what ends the connection, and what is worth another try."""
    try:
        server.result3(message)
    except (ldap.ALREADY_EXISTS, ldap.CONSTRAINT_VIOLATION) as error:
        return _Refusal(error)
    except ldap.LDAPError as error:
        if isinstance(as_connector_error(error), TransientError):
            raise
        return _Refusal(error)
    return None


def _words(values: Iterable[bytes]) -> list[str]:
    return [value.decode() for value in values]


def _stands(entry: Entry, wanted: Wanted) -> bool:
    return all(set(entry.get(name, ())) == set(values) for name, values in wanted.items())
