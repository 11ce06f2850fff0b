"""Reading the embedded directory's tables: accounts by id, holders by address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from models.directory import DirectoryAccount, DirectoryAddress
from models.portions import portions
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
