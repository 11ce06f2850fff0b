"""Requests that can go on: written with the decision, taken by a worker under a lease."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, and_, exists, or_, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

_UNTAKEN = text("done_at IS NULL AND leased_by IS NULL")


class OutboxEntry(SQLModel, table=True):
    """ "Continue request N".  At most one entry of a request is neither taken nor done."""

    __tablename__ = "outbox_entry"
    __table_args__ = (
        Index(
            "uq_outbox_entry_untaken",
            "request_id",
            unique=True,
            sqlite_where=_UNTAKEN,
            postgresql_where=_UNTAKEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    created_at: datetime
    not_before: datetime
    leased_by: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    done_at: datetime | None = Field(default=None, index=True)
    cause: str


def enqueue(
    session: Session, request_id: int, at: datetime, cause: str, not_before: datetime | None = None
) -> OutboxEntry:
    """Ask that a request go on from ``not_before`` (default ``at``); both are time-zone-aware.

    An entry of the request that nobody took yet is enough: it is given back, and stands no longer
    for a later moment than this one.
    """
    wanted = not_before or at
    untaken = _untaken(session, request_id)
    if untaken is not None:
        return _hastened(untaken, wanted)
    entry = OutboxEntry(request_id=request_id, created_at=at, not_before=wanted, cause=cause)
    try:
        with session.begin_nested():
            session.add(entry)
    except IntegrityError:  # another transaction asked between the look and the insert
        untaken = _untaken(session, request_id)
        if untaken is None:
            raise
        return _hastened(untaken, wanted)
    return entry


def _hastened(entry: OutboxEntry, wanted: datetime) -> OutboxEntry:
    """A pause after a broken run does not hold up what somebody decided meanwhile."""
    entry.not_before = min(entry.not_before, wanted)
    return entry


def lease(
    session: Session, worker: str, at: datetime, seconds: float, limit: int
) -> list[OutboxEntry]:
    """Take up to ``limit`` entries that are due, the oldest first, for that many seconds.

    An entry whose lease ran out is taken again; none of a request that somebody works on.
    """
    until = at + timedelta(seconds=seconds)
    due = and_(
        col(OutboxEntry.done_at).is_(None),
        col(OutboxEntry.not_before) <= at,
        or_(col(OutboxEntry.leased_by).is_(None), col(OutboxEntry.lease_until) <= at),
        ~_request_in_work(at),
    )
    ids = session.exec(
        select(OutboxEntry.id).where(due).order_by(col(OutboxEntry.id)).limit(limit)
    ).all()
    taken = []
    for entry_id in ids:
        won = session.exec(
            update(OutboxEntry)
            .where(col(OutboxEntry.id) == entry_id, due)
            .values(leased_by=worker, lease_until=until, attempts=OutboxEntry.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if won.rowcount == 1:
            taken.append(
                session.exec(
                    select(OutboxEntry)
                    .where(OutboxEntry.id == entry_id)
                    .execution_options(populate_existing=True)
                ).one()
            )
    return taken


def renew(session: Session, entry_id: int, worker: str, until: datetime) -> bool:
    """Hold a lease longer; False where it was lost to another worker or finished."""
    return _update_held(session, entry_id, worker, lease_until=until)


def finish(session: Session, entry_id: int, worker: str, at: datetime) -> bool:
    """Say that the request went as far as it could; False where the lease was lost."""
    return _update_held(session, entry_id, worker, done_at=at)


def release(session: Session, entry_id: int, worker: str, at: datetime, pause: float) -> bool:
    """Give an entry back, to be taken in ``pause`` seconds at the earliest; False where lost.

    Where the request was asked for again meanwhile, the newer entry stands for both.
    """
    entry = session.get(OutboxEntry, entry_id)
    if entry is not None and _untaken(session, entry.request_id) is not None:
        return finish(session, entry_id, worker, at)
    return _update_held(
        session,
        entry_id,
        worker,
        leased_by=None,
        lease_until=None,
        not_before=at + timedelta(seconds=pause),
    )


def something_due(session: Session, at: datetime) -> bool:
    """Whether there is an entry to take at that moment: a look that takes no write lock."""
    due = select(OutboxEntry.id).where(
        col(OutboxEntry.done_at).is_(None),
        col(OutboxEntry.not_before) <= at,
        or_(col(OutboxEntry.leased_by).is_(None), col(OutboxEntry.lease_until) <= at),
    )
    return session.exec(due).first() is not None


def release_all(session: Session, worker: str, at: datetime) -> int:
    """Free what a worker of that name held when it died; how many entries."""
    held = session.exec(
        select(OutboxEntry.id).where(
            OutboxEntry.leased_by == worker, col(OutboxEntry.done_at).is_(None)
        )
    ).all()
    return sum(release(session, entry_id, worker, at, 0) for entry_id in held if entry_id)


def requests_waiting(session: Session) -> set[int]:
    """Requests with an entry that is not done, taken or not."""
    return set(
        session.exec(select(OutboxEntry.request_id).where(col(OutboxEntry.done_at).is_(None)))
    )


def _untaken(session: Session, request_id: int) -> OutboxEntry | None:
    return session.exec(
        select(OutboxEntry).where(
            OutboxEntry.request_id == request_id,
            col(OutboxEntry.done_at).is_(None),
            col(OutboxEntry.leased_by).is_(None),
        )
    ).first()


def _request_in_work(at: datetime) -> ColumnElement[bool]:
    other = aliased(OutboxEntry)
    return exists().where(
        col(other.request_id) == col(OutboxEntry.request_id),
        col(other.done_at).is_(None),
        col(other.lease_until) > at,
    )


def _update_held(
    session: Session, entry_id: int, worker: str, **values: datetime | str | None
) -> bool:
    held = session.exec(
        update(OutboxEntry)
        .where(
            col(OutboxEntry.id) == entry_id,
            col(OutboxEntry.leased_by) == worker,
            col(OutboxEntry.done_at).is_(None),
        )
        .values(**values)
    )
    return held.rowcount == 1
