"""The embedded directory's tables: accounts by id, holders by address, addresses of an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from models.directory import DirectoryAccount, DirectoryAddress
from models.portions import portions
from tasks.connectors.errors import ConflictError
from tasks.connectors.port import Account


def as_account(account: DirectoryAccount, held: Iterable[DirectoryAddress]) -> Account:
    """An account with its addresses, the primary one first."""
    ordered = sorted(held, key=lambda address: (not address.is_primary, address.address))
    return Account(
        mailbox_id=account.mailbox_id,
        addresses=tuple(address.address for address in ordered),
        display_name=account.display_name,
        quota_mb=account.quota_mb,
        has_password=account.password_hash is not None,
        login_lock=account.login_lock,
        send_lock=account.send_lock,
        revoked_at=account.revoked_at,
    )


def accounts_of(session: Session, mailbox_ids: Sequence[str]) -> dict[str, DirectoryAccount]:
    """Those of the accounts that are there, by mailbox id."""
    return {
        account.mailbox_id: account
        for some in portions(mailbox_ids)
        for account in session.exec(
            select(DirectoryAccount).where(col(DirectoryAccount.mailbox_id).in_(some))
        )
    }


def holders_of(session: Session, addresses: Sequence[str]) -> dict[str, DirectoryAddress]:
    """Those of the addresses that an account has, by address."""
    return {
        held.address: held
        for some in portions(addresses)
        for held in session.exec(
            select(DirectoryAddress).where(col(DirectoryAddress.address).in_(some))
        )
    }


def held_by(session: Session, mailbox_id: str) -> dict[str, DirectoryAddress]:
    """The addresses of an account, the primary one first."""
    held = session.exec(select(DirectoryAddress).where(DirectoryAddress.mailbox_id == mailbox_id))
    ordered = sorted(held, key=lambda row: (not row.is_primary, row.address))
    return {row.address: row for row in ordered}


def give_addresses(
    session: Session, account: DirectoryAccount, addresses: Sequence[str], operation: str
) -> None:
    """Make these its addresses, the first one primary; where they are already, nothing is done.

    Raises ConflictError where another account has one.
    """
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    for address, row in holders_of(session, wanted).items():
        if row.mailbox_id != account.mailbox_id:
            raise ConflictError(address, row.mailbox_id)
    held = held_by(session, account.mailbox_id)
    if set(held) == set(wanted) and held[wanted[0]].is_primary:
        return
    for address in set(held).difference(wanted):
        session.delete(held[address])
    for address in wanted:
        row = held.get(address) or DirectoryAddress(
            address=address, mailbox_id=account.mailbox_id, is_primary=False
        )
        row.is_primary = address == wanted[0]
        session.add(row)
    count_change(account, operation)


def count_change(account: DirectoryAccount, operation: str) -> None:
    """The account was changed, by that operation."""
    account.changes += 1
    account.last_operation = operation
