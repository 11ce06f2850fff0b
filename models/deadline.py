"""The ledger from which a request's deadline is derived; entries are never edited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from models.append_only import append_only
from models.columns import Word
from policies.schema import TermUnit


class DeadlineKind(StrEnum):
    """What happened to a term.  ``RETURNED``: sent back for correction, the clock stands.

    ``RECOMPUTED``: counted again because the calendar was decided otherwise.
    """

    STARTED = "started"
    RETURNED = "returned"
    EXTENDED = "extended"
    RECOMPUTED = "recomputed"
    ENDED = "ended"


@append_only
class DeadlineEntry(SQLModel, table=True):
    """One event of a request's term.  ``due``: when it expires, null where there is no term.

    ``article`` of an extension: the law that allows it; null where the centre extends by itself.
    ``carried_from``: the letter that was corrected, of whose term this entry tells.
    ``cause``: Vietnamese, a sentence a line.
    """

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
    carried_from: int | None = None


@dataclass(frozen=True)
class Standing:
    """What a ledger says.  Moments are aware; None where there is no term.

    ``by_law``: when the term expires by law; a breach is judged by it.  ``due``: what the desk
    works to: ``by_law``, or the later moment to which the centre put it off by itself.
    ``running``: whether the clock runs; ``due`` and ``by_law`` stay as they were last.
    """

    running: bool
    by_law: datetime | None
    due: datetime | None
    base: DeadlineEntry | None  # the entry that set the term as it is counted now

    @property
    def put_off(self) -> bool:
        """Whether the centre works to a later moment than the law's."""
        return self.due != self.by_law


def standing(entries: Sequence[DeadlineEntry]) -> Standing:
    """What the entries say, given in the order in which they were written.

    A start begins anew.  A recount sets the term of the law only, and an extension never makes
    anything earlier: it names its own moment.  An extension that rests on an article moves the
    law's term, one without is the centre's own.  Neither starts a clock that stands.
    """
    running, base = False, None
    by_law: datetime | None = None  # as extended by an article
    own: datetime | None = None
    for entry in entries:
        if entry.kind is DeadlineKind.STARTED:
            running, base, by_law, own = True, entry, None, None
        elif entry.kind is DeadlineKind.RECOMPUTED:
            base = entry
        elif entry.kind is DeadlineKind.EXTENDED:
            if entry.article:
                by_law = _later(by_law, entry.due)
            else:
                own = _later(own, entry.due)
        else:
            running = False
    law = _later(base.due, by_law) if base and base.due else None
    return Standing(running, law, _later(law, own) if law else None, base)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each), default=None)


def is_running(entries: Sequence[DeadlineEntry]) -> bool:
    """Whether the clock runs after these entries, given in the order in which they were written."""
    return standing(entries).running


def current_due(entries: Sequence[DeadlineEntry]) -> datetime | None:
    """The moment at which the running term expires (UTC); None without term or running clock."""
    now = standing(entries)
    return now.due if now.running else None


def last_due(entries: Sequence[DeadlineEntry]) -> datetime | None:
    """The moment that was last to be kept, also where the clock stands or the term has ended."""
    return standing(entries).due


def is_uncounted(entries: Sequence[DeadlineEntry]) -> bool:
    """Whether there is a term, but no calendar reaches its end."""
    base = standing(entries).base
    return base is not None and base.due is None and base.length is not None


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
