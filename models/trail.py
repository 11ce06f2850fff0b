"""The trail: who did what and when; never edited, each entry chained to the one before it."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint, event, insert, update
from sqlmodel import Field, Session, SQLModel, col, select

from models.append_only import append_only
from models.chain import GENESIS, chain_of, entry_hash
from models.insert_once import insert_once
from models.user import Actor

_PENDING = "trail entries of this transaction"


@append_only
class TrailEntry(SQLModel, table=True):
    """One thing done.  ``detail`` holds no password and no whole citizen number.

    ``sequence`` counts from 1 within a ``chain``, see ``models.chain``.
    """

    __tablename__ = "trail_entry"
    __table_args__ = (UniqueConstraint("chain", "sequence", name="uq_trail_entry_chain_sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    chain: str
    sequence: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    policy: str | None = None
    at: datetime = Field(index=True)
    actor: str
    via: str
    action: str
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    line_id: int | None = Field(default=None, foreign_key="line.id")
    mailbox_id: str | None = Field(
        default=None, foreign_key="mailbox.id", max_length=36, index=True
    )
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class TrailHead(SQLModel, table=True):
    """The newest entry of a chain: its row is the lock of those who append."""

    __tablename__ = "trail_head"

    chain: str = Field(primary_key=True)
    sequence: int = 0
    hash: str = Field(default=GENESIS, max_length=64)


def record(
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    action: str,
    policy: str | None = None,
    letter_id: int | None = None,
    request_id: int | None = None,
    line_id: int | None = None,
    mailbox_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append an entry in the caller's transaction; ``at`` is time-zone-aware.

    It is chained and written when the transaction is about to commit, so that the head of the chain
    is locked for that moment only.  Not to be called inside a savepoint that may be undone.
    """
    session.info.setdefault(_PENDING, []).append(
        {
            "policy": policy,
            "at": at,
            "actor": actor.name,
            "via": actor.via,
            "action": action,
            "letter_id": letter_id,
            "request_id": request_id,
            "line_id": line_id,
            "mailbox_id": mailbox_id,
            "detail": {**_accounts(actor), **(detail or {})},
        }
    )


def _accounts(actor: Actor) -> dict[str, str]:
    """The accounts behind a name: two people may have one name, no two one login."""
    known = {"login": actor.login, "for_login": actor.acts_for_login}
    return {key: login for key, login in known.items() if login is not None}


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # what the entries point to
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in session.info.pop(_PENDING):
        chains[chain_of(entry["policy"])].append(entry)
    for chain in sorted(chains):  # in one order for all, so that none waits crosswise
        _append_to(session, chain, chains[chain])


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _append_to(session: Session, chain: str, entries: list[dict[str, Any]]) -> None:
    head = _locked_head(session, chain)
    sequence, previous = head.sequence, head.hash
    for entry in entries:
        sequence += 1
        entry.update(chain=chain, sequence=sequence, previous=previous)
        previous = entry["hash"] = entry_hash(entry, previous)
    session.execute(insert(TrailEntry), entries)
    session.execute(
        update(TrailHead)
        .where(col(TrailHead.chain) == chain)
        .values(sequence=sequence, hash=previous)
        .execution_options(synchronize_session=False)
    )


def _locked_head(session: Session, chain: str) -> TrailHead:
    first = {"chain": chain, "sequence": 0, "hash": GENESIS}
    session.execute(insert_once(session, TrailHead).values(first))
    return session.exec(
        select(TrailHead)
        .where(TrailHead.chain == chain)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
