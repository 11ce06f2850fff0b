"""The ledger from which a request's deadline is derived; entries are never edited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from models.append_only import append_only
from models.columns import Word
from policies.schema import TermUnit


class DeadlineKind(StrEnum):
    """What happened to a term.  ``RETURNED``: sent back for correction, the clock stands."""

    STARTED = "started"
    RETURNED = "returned"
    EXTENDED = "extended"
    RECOMPUTED = "recomputed"
    ENDED = "ended"


@append_only
class DeadlineEntry(SQLModel, table=True):
    """One event of a request's term.  ``due``: when it expires, null where there is no term."""

    __tablename__ = "deadline_entry"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    kind: DeadlineKind = Field(sa_type=Word(DeadlineKind))
    at: datetime
    due: datetime | None = None
    length: int | None = None
    unit: TermUnit | None = Field(default=None, sa_type=Word(TermUnit))
    article: str | None = None
    calendar_version: str | None = None
    provisional: bool = False
    cause: str
    author: str


_SETS_DUE = (DeadlineKind.STARTED, DeadlineKind.EXTENDED, DeadlineKind.RECOMPUTED)


def is_running(entries: Sequence[DeadlineEntry]) -> bool:
    """Whether the clock runs after these entries, given in the order in which they were written."""
    return bool(entries) and entries[-1].kind in _SETS_DUE


def current_due(entries: Sequence[DeadlineEntry]) -> datetime | None:
    """The moment at which the running term expires (UTC); None without term or running clock."""
    return entries[-1].due if is_running(entries) else None


def last_due(entries: Sequence[DeadlineEntry]) -> datetime | None:
    """The due moment last set, by which an ended term is judged."""
    return next((entry.due for entry in reversed(entries) if entry.kind in _SETS_DUE), None)


def ledger(session: Session, request_id: int) -> list[DeadlineEntry]:
    """The entries of a request in the order in which they were written."""
    return ledgers(session, [request_id])[request_id]


def ledgers(session: Session, request_ids: Iterable[int]) -> dict[int, list[DeadlineEntry]]:
    """The entries of each request in the order in which they were written; empty where none."""
    found: dict[int, list[DeadlineEntry]] = defaultdict(list)
    found.update({request_id: [] for request_id in request_ids})
    for entry in session.exec(
        select(DeadlineEntry)
        .where(col(DeadlineEntry.request_id).in_(list(found)))
        .order_by(col(DeadlineEntry.id))
    ):
        found[entry.request_id].append(entry)
    return dict(found)
