"""The embedded directory learns of accounts that stood before congvu."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models.directory import DirectoryAccount, DirectoryAddress
from tasks.connectors.embedded_rows import accounts_of, holders_of
from tasks.connectors.errors import ConflictError
from tasks.connectors.port import Account, Ensured


def adopt(
    session: Session, known: Sequence[Account], at: datetime, operation: str
) -> tuple[Ensured, ...]:
    """See ``Connector.adopt_accounts``; ``at`` is time-zone-aware."""
    accounts = accounts_of(session, [one.mailbox_id for one in known])
    addresses = [address.lower() for one in known for address in one.addresses]
    owners = {a: held.mailbox_id for a, held in holders_of(session, addresses).items()}
    new_accounts: list[dict[str, Any]] = []
    new_addresses: list[dict[str, Any]] = []
    answers = []
    for one in known:
        own = [address.lower() for address in one.addresses]
        foreign = next((a for a in own if owners.get(a, one.mailbox_id) != one.mailbox_id), None)
        if foreign is not None:
            error = ConflictError(foreign, owners[foreign])
            answers.append(Ensured(one.mailbox_id, created=False, error=error))
            continue
        account = accounts.get(one.mailbox_id)
        if account is None:
            new_accounts.append(_row(one, at, operation))
        else:
            _complete(account, one, any(a not in owners for a in own), operation)
        for address in own:
            if address not in owners:
                primary = account is None and address == own[0]
                new_addresses.append(
                    {"address": address, "mailbox_id": one.mailbox_id, "is_primary": primary}
                )
                owners[address] = one.mailbox_id
        answers.append(Ensured(one.mailbox_id, created=account is None))
    if new_accounts:
        # with its nulls written out, else each pattern of locks would be a statement of its own
        options = {"render_nulls": True}
        session.execute(insert(DirectoryAccount), new_accounts, execution_options=options)
    if new_addresses:
        session.flush()
        session.execute(insert(DirectoryAddress), new_addresses)
    return tuple(answers)


def _row(one: Account, at: datetime, operation: str) -> dict[str, Any]:
    # no object of the table: twenty thousand of them take as long as their insertion
    return {
        "mailbox_id": one.mailbox_id,
        "display_name": one.display_name,
        "quota_mb": one.quota_mb,
        "used_bytes": 0,
        "login_lock": one.login_lock,
        "send_lock": one.send_lock,
        "revoked_at": one.revoked_at,
        "created_at": at,
        "changes": 0,
        "last_operation": operation,
    }


def _complete(account: DirectoryAccount, one: Account, lacks: bool, operation: str) -> None:
    wanted = (one.display_name, one.quota_mb)
    if lacks or (account.display_name, account.quota_mb) != wanted:
        account.display_name, account.quota_mb = wanted
        account.changes += 1
        account.last_operation = operation
