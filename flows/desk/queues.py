"""The queues: every open request with what is left of its term, and the letters that go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, nulls_last, select

from flows.desk.hold import Holder, holders_of
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.letter import Letter
from models.portions import portions
from models.queue_entry import QueueEntry, missing, requeue
from models.request import Line
from models.served import never_kept, serve
from models.transitions import LineState, Queue
from models.user import Actor
from policies.naming import fold
from policies.schema import RequestType
from tasks.office import Office, regulation_of
from tasks.term_ledger import return_term


@dataclass(frozen=True)
class QueueRow:
    """One open request (or returned letter) as a person needs it to choose the next one."""

    queue: Queue
    letter_id: int
    request_id: int | None  # None: a letter that goes back for its faults
    policy: str
    type: RequestType | None
    agency: str
    lines: int
    undecided: int
    received: datetime
    since: datetime
    due: datetime | None  # None: no term, or the clock does not run
    hours_left: float | None  # working hours; negative when overdue
    provisional: bool
    failure: str | None
    no_term: bool  # the regulation sets none; else ``due`` is None because the clock stands
    by_law: datetime | None = None  # earlier than ``due`` where the centre put it off by itself
    uncounted: bool = False  # there is a term, but no calendar reaches its end
    holder: Holder | None = None  # who works on it; None: nobody yet, or an agency looks

    def is_overdue(self, now: datetime) -> bool:
        """By the law and by the clock.

        What the centre puts off by itself mends no breach; a term that ended on Saturday is over
        on Sunday, no working hour gone.
        """
        by_law = self.by_law or self.due
        return by_law is not None and by_law < now

    @property
    def put_off(self) -> bool:
        """Whether ``due`` is the centre's own, later than the law's."""
        return self.by_law is not None and self.by_law != self.due


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; None: of all.  ``words``: every one of them, marks or none."""

    policy: str | None = None
    queue: Queue | None = None
    type: RequestType | None = None
    words: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """For the database."""
        asked = {
            QueueEntry.policy: self.policy,
            QueueEntry.queue: self.queue,
            QueueEntry.type: self.type,
        }
        equal = [col(column) == value for column, value in asked.items() if value is not None]
        words = fold(self.words).split()
        return [*equal, *(col(QueueEntry.search).contains(word) for word in words)]


@dataclass(frozen=True)
class QueuePage:
    """Some rows of those wanted, from ``first`` (0: the most urgent) on, and how many there are."""

    rows: tuple[QueueRow, ...]
    first: int
    total: int


@dataclass(frozen=True)
class QueueCounts:
    """How many rows stand in each queue, and how many of all are overdue by law."""

    standing: dict[Queue, int]
    overdue: int


def queue(office: Office, actor: Actor) -> list[QueueRow]:
    """Every open request in reach, each in exactly one queue; the most urgent first.

    Raises NotAllowed.
    """
    return list(queue_page(office, actor, Wanted()).rows)


def queue_page(
    office: Office, actor: Actor, wanted: Wanted, *, first: int = 0, most: int | None = None
) -> QueuePage:
    """At most so many of the wanted rows in reach (None: all), the most urgent first.

    An agency sees where its requests stand, not how the centre works on them.  Raises NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    conditions = [*wanted.conditions(), reach.queue_entries()]
    with reading(office.engine) as session:
        total = session.exec(select(func.count()).select_from(QueueEntry).where(*conditions)).one()
        entries = session.exec(
            select(QueueEntry)
            .where(*conditions)
            .order_by(
                nulls_last(col(QueueEntry.due)),
                col(QueueEntry.received),
                col(QueueEntry.letter_id),
                col(QueueEntry.number),
            )
            .offset(first)
            .limit(most)
        ).all()
        undecided = _undecided(session, entries)
        held = holders_of(session, _request_ids(entries)) if reach.inside else {}
    rows = _rows(office, entries, undecided, held)
    if not reach.inside:
        rows = (replace(row, failure=None) for row in rows)
    return QueuePage(tuple(rows), first, total)


def queue_counts(office: Office, actor: Actor, wanted: Wanted) -> QueueCounts:
    """Of the wanted rows in reach; a queue with none is left out.  Raises NotAllowed."""
    reach = require(office, actor, Act.LOOK)
    conditions = [*wanted.conditions(), reach.queue_entries()]
    late = func.coalesce(col(QueueEntry.by_law), col(QueueEntry.due)) < office.clock()
    with reading(office.engine) as session:
        counted = session.exec(
            select(QueueEntry.queue, func.count(), func.count().filter(late))
            .where(*conditions)
            .group_by(col(QueueEntry.queue))
        ).all()
    return QueueCounts(
        {Queue(queue): number for queue, number, _ in counted}, sum(late for _, _, late in counted)
    )


def put_in_queues(office: Office) -> int:
    """Give a place to every open request and letter that lacks one; how many did.

    Places, and ends of terms, are written with what brings them; only a database of an older
    version lacks any.
    """
    with reading(office.engine) as session:
        requests, letters = missing(session)
        ended = never_kept(session)
    if not requests and not letters and not ended:
        return 0
    calendar, hours = office.calendar, office.hours
    with writing(office.engine) as session:
        for number in letters:
            letter = session.get_one(Letter, number)
            letter.return_due, letter.return_term = return_term(
                regulation_of(session, letter), letter.received_at, calendar, hours
            )
        session.flush()
        requeue(session, requests, letters)
        serve(session, ended)
    return len(requests) + len(letters)


def _request_ids(entries: Iterable[QueueEntry]) -> list[int]:
    return [entry.request_id for entry in entries if entry.request_id is not None]


def _undecided(session: Session, entries: Iterable[QueueEntry]) -> Counter[int]:
    waits = (LineState.RECEIVED, LineState.PROPOSED)
    counted: Counter[int] = Counter()
    for some in portions(_request_ids(entries)):
        lines = select(Line.request_id, func.count()).where(
            col(Line.request_id).in_(some), col(Line.state).in_(waits)
        )
        counted.update(dict(session.exec(lines.group_by(col(Line.request_id))).all()))
    return counted


def _rows(
    office: Office,
    entries: Iterable[QueueEntry],
    undecided: Counter[int],
    held: Mapping[int, Holder],
) -> Iterator[QueueRow]:
    now, calendar, hours = office.clock(), office.calendar, office.hours
    for entry in entries:
        due = entry.due
        yield QueueRow(
            queue=entry.queue,
            letter_id=entry.letter_id,
            request_id=entry.request_id,
            policy=entry.policy,
            type=entry.type,
            agency=entry.agency,
            lines=entry.lines,
            undecided=undecided[entry.request_id] if entry.request_id is not None else 0,
            received=entry.received,
            since=entry.since,
            due=due,
            hours_left=hours.hours_between(now, due, calendar) if due else None,
            provisional=entry.provisional,
            failure=entry.failure,
            no_term=entry.no_term,
            by_law=entry.by_law,
            uncounted=entry.uncounted,
            holder=held.get(entry.request_id) if entry.request_id is not None else None,
        )
