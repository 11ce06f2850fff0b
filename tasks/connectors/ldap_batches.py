"""Many accounts at a time: ensured, or learnt of; each add is one operation of the directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ldap
from ldap.ldapobject import LDAPObject

from tasks.connectors.errors import ConflictError, PermanentError, TransientError
from tasks.connectors.ldap_accounts import LdapAccounts
from tasks.connectors.ldap_entry import QUOTA, addressed_as, dn_of, new_entry, shown_as, unused
from tasks.connectors.ldap_session import LdapSession, as_connector_error
from tasks.connectors.port import Account, AccountSpec, Ensured

_ON_THE_WAY = 32  # adds sent before the first answer is waited for
_Complete = Callable[[Account, Account, str], "Ensured"]


@dataclass(frozen=True)
class _Refusal:
    """What the server said to one add."""

    error: ldap.LDAPError


class LdapBatches:
    """Batches of accounts; those of two workers at once may be the same."""

    def __init__(self, session: LdapSession, accounts: LdapAccounts) -> None:
        self._session = session
        self._accounts = accounts

    def ensure(self, wanted: Sequence[AccountSpec], operation: str) -> tuple[Ensured, ...]:
        """See ``Connector.ensure_accounts``."""
        return self._each([unused(spec) for spec in wanted], operation, self._as_wanted)

    def adopt(self, known: Sequence[Account], operation: str) -> tuple[Ensured, ...]:
        """See ``Connector.adopt_accounts``."""
        return self._each(known, operation, self._completed)

    def _each(
        self, wanted: Sequence[Account], operation: str, complete: _Complete
    ) -> tuple[Ensured, ...]:
        """Make what is missing, complete what stands; one answer each."""
        standing = self._accounts.by_id(account.mailbox_id for account in wanted)
        holders = self._accounts.holders(
            address.lower() for account in wanted for address in account.addresses
        )
        answers: dict[int, Ensured] = {}
        missing: dict[int, Account] = {}
        for place, account in enumerate(wanted):
            own = [address.lower() for address in account.addresses]
            others = (each for each in own if holders.get(each) not in (None, account.mailbox_id))
            foreign = next(others, None)
            if foreign is not None:
                error = ConflictError(foreign, holders[foreign])
                answers[place] = Ensured(account.mailbox_id, created=False, error=error)
                continue
            holders.update(dict.fromkeys(own, account.mailbox_id))
            if account.mailbox_id in standing:
                answers[place] = complete(account, standing[account.mailbox_id], operation)
            else:
                missing[place] = account
        refusals = self._add(list(missing.values()), operation)
        made = self._accounts.by_id(account.mailbox_id for account in missing.values())
        for place, refusal in zip(missing, refusals, strict=True):
            answers[place] = self._made(missing[place], refusal, made, operation, complete)
        return tuple(answers[place] for place in range(len(wanted)))

    def _made(
        self,
        wanted: Account,
        refusal: _Refusal | None,
        made: Mapping[str, Account],
        operation: str,
        complete: _Complete,
    ) -> Ensured:
        """What came of an add, as it reads now."""
        account = made.get(wanted.mailbox_id)
        if account is not None:
            # there before our add came: another worker's, or our own before the line broke
            answer = complete(wanted, account, operation)
            return Ensured(wanted.mailbox_id, refusal is None, answer.error)
        if refusal is None:
            told = f"máy chủ LDAP không giữ tài khoản {wanted.mailbox_id} vừa tạo"
            return Ensured(wanted.mailbox_id, created=False, error=PermanentError(told))
        error = as_connector_error(refusal.error)
        if isinstance(refusal.error, ldap.CONSTRAINT_VIOLATION):
            own = [address.lower() for address in wanted.addresses]
            error = self._accounts.conflict(wanted.mailbox_id, own) or error
        if not isinstance(error, ConflictError | PermanentError):
            raise error
        return Ensured(wanted.mailbox_id, created=False, error=error)

    def _as_wanted(self, wanted: Account, account: Account, operation: str) -> Ensured:
        if account.address != wanted.address.lower():
            told = f"tài khoản {wanted.mailbox_id} đã có với địa chỉ khác, {account.address}"
            return Ensured(wanted.mailbox_id, created=False, error=PermanentError(told))
        if (account.display_name, account.quota_mb) != (wanted.display_name, wanted.quota_mb):
            want = {**shown_as(wanted.display_name), QUOTA: [str(wanted.quota_mb).encode()]}
            self._accounts.change(wanted.mailbox_id, lambda _: want, operation)
        return Ensured(wanted.mailbox_id, created=False)

    def _completed(self, known: Account, account: Account, operation: str) -> Ensured:
        want = {**shown_as(known.display_name), QUOTA: [str(known.quota_mb).encode()]}
        try:
            self._accounts.change(
                known.mailbox_id,
                lambda found: {**want, **addressed_as([*found.addresses, *known.addresses])},
                operation,
            )
        except ConflictError as error:
            return Ensured(known.mailbox_id, created=False, error=error)
        return Ensured(known.mailbox_id, created=False)

    def _add(self, accounts: Sequence[Account], operation: str) -> list[_Refusal | None]:
        """Add entries, many on the way at once; what the server said to each."""

        def add(server: LDAPObject) -> list[_Refusal | None]:
            said: list[_Refusal | None] = []
            sent: list[int] = []
            for account in accounts:
                entry = new_entry(account, operation)
                sent.append(server.add_ext(dn_of(account.mailbox_id, self._accounts.base), entry))
                if len(sent) - len(said) >= _ON_THE_WAY:
                    said.append(_said(server, sent[len(said)]))
            while len(said) < len(sent):
                said.append(_said(server, sent[len(said)]))
            return said

        return self._session.run(add) if accounts else []


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
