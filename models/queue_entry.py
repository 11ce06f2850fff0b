"""What stands in a queue: one row for each open request and each letter that goes back.

The rows say nothing new: they are derived from requests, letters, replies and ledgers, and written
in the very transaction that changes one of those, so that a page of a queue is one question to the
database, however many requests were closed before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, insert
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from models.columns import Word
from models.deadline import DeadlineEntry, is_uncounted, ledgers, standing
from models.derived import derive
from models.letter import Letter, LetterState, ReturnTerm
from models.portions import portions
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.transitions import QUEUE_OF, Queue, is_open
from policies.naming import fold
from policies.schema import RequestType


class QueueEntry(SQLModel, table=True):
    """An open request, or a letter that goes back for its faults (``request_id`` null).

    ``due``: null where there is no term or its clock stands.  ``by_law``: earlier than ``due``
    where the centre put it off by itself.  ``search``: without diacritics, lower case.
    """

    __tablename__ = "queue_entry"
    __table_args__ = (
        Index("ix_queue_entry_place", "policy", "queue", "due", "received"),
        Index("ix_queue_entry_due", "due", "received"),
    )

    number: str = Field(primary_key=True, max_length=16)  # R12 or L3
    request_id: int | None = Field(default=None, foreign_key="request.id")
    letter_id: int = Field(foreign_key="letter.id", index=True)
    policy: str
    queue: Queue = Field(sa_type=Word(Queue))
    type: RequestType | None = Field(default=None, sa_type=Word(RequestType))
    agency: str
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    lines: int
    received: datetime
    since: datetime
    due: datetime | None = None
    by_law: datetime | None = None
    provisional: bool = False
    no_term: bool = False  # the regulation sets none; else ``due`` is null as the clock stands
    uncounted: bool = False  # there is a term, but no calendar reaches its end
    failure: str | None = None
    search: str  # folded


def requeue(session: Session, requests: Iterable[int], letters: Iterable[int]) -> None:
    """Put these requests and letters where they belong now, or nowhere; the caller commits.

    Each is locked before it is looked at, so that of two who move one the later says where it is.
    """
    letter_ids = sorted(set(letters))
    for some in portions(sorted({*requests, *_requests_of(session, letter_ids)})):
        entries = _of_requests(session, some)
        _replace(session, [f"R{number}" for number in some], entries)
    for some in portions(letter_ids):
        entries = _of_letters(session, some)
        _replace(session, [f"L{number}" for number in some], entries)


def missing(session: Session) -> tuple[list[int], list[int]]:
    """Open requests, and letters that go back, that have no entry (both by number)."""
    requests = select(Request.id).where(
        col(Request.state).in_(list(QUEUE_OF)),
        col(Request.id).not_in(
            select(QueueEntry.request_id).where(col(QueueEntry.request_id).is_not(None))
        ),
    )
    letters = select(Letter.id).where(
        Letter.state == LetterState.RETURNED,
        ~_issued(),
        col(Letter.id).not_in(
            select(QueueEntry.letter_id).where(col(QueueEntry.request_id).is_(None))
        ),
    )
    return (
        [number for number in session.exec(requests) if number is not None],
        [number for number in session.exec(letters) if number is not None],
    )


def _requests_of(session: Session, letters: Sequence[int]) -> Iterator[int]:
    """Their places name the letter's sender."""
    for some in portions(letters):
        found = session.exec(select(Request.id).where(col(Request.letter_id).in_(some)))
        yield from (number for number in found if number is not None)


def _replace(session: Session, numbers: list[str], entries: list[dict[str, Any]]) -> None:
    """Past the session's objects: whoever holds one reads what was when it was read."""
    session.execute(
        delete(QueueEntry)
        .where(col(QueueEntry.number).in_(numbers))
        .execution_options(synchronize_session=False)
    )
    if entries:
        session.execute(insert(QueueEntry), entries)


def _of_requests(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    locked = session.exec(
        select(Request, Letter)
        .join(Letter, col(Letter.id) == col(Request.letter_id))
        .where(col(Request.id).in_(ids))
        .order_by(col(Request.id))
        .with_for_update(of=Request, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    found = [(request, letter) for request, letter in locked if is_open(request.state)]
    open_ids = [id_of(request) for request, _ in found]
    entries, names = ledgers(session, open_ids), _names(session, open_ids)
    made = []
    for request, letter in found:
        number = id_of(request)
        own = entries[number]
        term = standing(own)
        due = term.due if term.running else None
        made.append(
            {
                "number": f"R{number}",
                "request_id": number,
                "letter_id": request.letter_id,
                "policy": request.policy,
                "queue": QUEUE_OF[request.state],
                "type": request.type,
                "agency": letter.asked_by or "…",
                "organisation_id": letter.sender_organisation_id,
                "lines": len(names[number]),
                "received": letter.received_at,
                "since": request.state_since,
                "due": due,
                "by_law": term.by_law if due else None,
                "provisional": term.base is not None and term.base.provisional,
                "no_term": term.due is None and not is_uncounted(own),
                "uncounted": is_uncounted(own),
                "failure": request.failure,
                "search": _searched(f"R{number}", letter, *names[number]),
            }
        )
    return made


def _names(session: Session, request_ids: list[int]) -> dict[int, list[str]]:
    named: dict[int, list[str]] = {number: [] for number in request_ids}
    lines = select(Line.request_id, Line.name).where(col(Line.request_id).in_(request_ids))
    for number, name in session.exec(lines):
        named[number].append(name or "")
    return named


def _of_letters(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    session.exec(
        select(Letter.id).where(col(Letter.id).in_(ids)).with_for_update(key_share=True)
    ).all()
    found = session.exec(
        select(Letter)
        .where(col(Letter.id).in_(ids), Letter.state == LetterState.RETURNED, ~_issued())
        .execution_options(populate_existing=True)
    ).all()
    drafted = select(Reply.letter_id, func.max(Reply.drafted_at)).where(
        col(Reply.letter_id).in_([letter.id for letter in found])
    )
    since = dict(session.exec(drafted.group_by(col(Reply.letter_id))).all())
    return [
        {
            "number": f"L{letter.id}",
            "request_id": None,
            "type": None,
            "failure": None,
            "letter_id": id_of(letter),
            "policy": letter.policy,
            "queue": Queue.TO_SIGN,
            "agency": letter.asked_by or "…",
            "organisation_id": letter.sender_organisation_id,
            "lines": 0,
            "received": letter.received_at,
            "since": since.get(id_of(letter)) or letter.recorded_at,  # none: issuing drafts it
            "due": letter.return_due,
            "by_law": letter.return_due,
            "provisional": letter.return_term is ReturnTerm.PROVISIONAL,
            "no_term": letter.return_term is ReturnTerm.NONE,
            "uncounted": letter.return_term is ReturnTerm.UNCOUNTED,
            "search": _searched(f"L{letter.id}", letter),
        }
        for letter in found
    ]


def _issued() -> ColumnElement[bool]:
    return (
        select(Reply.id)
        .where(col(Reply.letter_id) == col(Letter.id), Reply.state == ReplyState.ISSUED)
        .exists()
    )


def _searched(number: str, letter: Letter, *names: str) -> str:
    words = (number, f"L{letter.id}", letter.asked_by or "", letter.number or "", *names)
    return fold(" ".join(dict.fromkeys(words)))


def _touched(row: object, new: bool) -> Iterator[tuple[type[SQLModel], int]]:
    """Whose place may have moved; lines change nothing here: they come with their request."""
    if isinstance(row, Request):
        yield Request, id_of(row)
    elif isinstance(row, DeadlineEntry):
        yield Request, row.request_id
    elif isinstance(row, Letter):
        yield Letter, id_of(row)
    elif isinstance(row, Reply):
        yield Letter, row.letter_id


def _keep(session: Session, touched: set[tuple[type[SQLModel], int]]) -> None:
    requests, letters = (
        [number for table, number in touched if table is wanted] for wanted in (Request, Letter)
    )
    requeue(session, requests, letters)


derive(_touched, _keep)
