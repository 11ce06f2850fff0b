"""Rows that say nothing new: made of others, in the very transaction that changes those."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

T = TypeVar("T")


def derive(
    touched: Callable[[object, bool], Iterable[T]], keep: Callable[[Session, set[T]], None]
) -> None:
    """From now on, call ``keep`` when a transaction is about to commit, if it touched anything.

    ``touched``: what a row that was written stands for, and whether the row is new.  Of what is
    undone nothing is kept; statements that write past the session's rows touch nothing.
    """

    @event.listens_for(Session, "after_flush")
    def note(session: Session, flushing: UOWTransaction) -> None:
        noted = session.info.setdefault(keep, set())
        for rows, new in ((session.new, True), (session.dirty, False)):
            for row in rows:
                noted.update(touched(row, new))

    @event.listens_for(Session, "before_commit")
    def at_commit(session: Session) -> None:
        if session.in_nested_transaction():
            return
        session.flush()
        noted = session.info.pop(keep, None)
        if noted:
            keep(session, noted)

    @event.listens_for(Session, "after_rollback")
    def forget(session: Session) -> None:
        session.info.pop(keep, None)
