"""The queues: every open request with what is left of its term, and the letters that go back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from models.database import reading
from models.deadline import is_uncounted, ledgers, standing
from models.letter import Letter, LetterState
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.transitions import QUEUE_OF, Queue
from policies.schema import Kind, RequestType, TermStart
from policies.working_days import Calendar, WorkingHours
from tasks.citing import who_asked
from tasks.office import Office, regulation_of
from tasks.term_ledger import term_of


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


def queue(office: Office) -> list[QueueRow]:
    """Every open request, each in exactly one queue; the most urgent first."""
    now = office.clock()
    calendar, hours = office.calendar, office.hours
    with reading(office.engine) as session:
        found = session.exec(
            select(Request, Letter)
            .join(Letter, col(Letter.id) == col(Request.letter_id))
            .where(col(Request.state).in_(list(QUEUE_OF)))
        ).all()
        ids = [id_of(request) for request, _ in found]
        entries = ledgers(session, ids)
        lines = _line_counts(session, ids)
        rows = []
        for request, letter in found:
            own = entries[id_of(request)]
            term = standing(own)
            due = term.due if term.running else None
            count = lines.get(id_of(request), Counter())
            rows.append(
                QueueRow(
                    queue=QUEUE_OF[request.state],
                    letter_id=request.letter_id,
                    request_id=request.id,
                    policy=request.policy,
                    type=request.type,
                    agency=who_asked(letter) or "…",
                    lines=sum(count.values()),
                    undecided=count["proposed"] + count["received"],
                    received=letter.received_at,
                    since=request.state_since,
                    due=due,
                    hours_left=hours.hours_between(now, due, calendar) if due else None,
                    provisional=term.base is not None and term.base.provisional,
                    failure=request.failure,
                    no_term=term.due is None and not is_uncounted(own),
                    by_law=term.by_law if due else None,
                    uncounted=is_uncounted(own),
                )
            )
        rows += _returned(session, now, calendar, hours)
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(rows, key=lambda row: (row.due or far, row.received, row.letter_id))


def _line_counts(session: Session, ids: list[int]) -> dict[int, Counter[str]]:
    counted = session.exec(
        select(Line.request_id, Line.state, func.count())
        .where(col(Line.request_id).in_(ids))
        .group_by(col(Line.request_id), col(Line.state))
    )
    result: dict[int, Counter[str]] = {}
    for request_id, state, number in counted:
        result.setdefault(request_id, Counter())[state] += number
    return result


def _returned(
    session: Session, now: datetime, calendar: Calendar, hours: WorkingHours
) -> list[QueueRow]:
    """Letters that go back for their faults: their reply is still to be signed, within the term."""
    found = session.exec(
        select(Letter, Reply)
        .outerjoin(Reply, col(Reply.letter_id) == col(Letter.id))
        .where(
            Letter.state == LetterState.RETURNED,
            or_(col(Reply.id).is_(None), col(Reply.state) == ReplyState.DRAFTED),
        )
    ).all()
    rows = []
    for letter, joined in found:
        reply: Reply | None = joined  # none where drafting failed: issuing drafts it
        # what it asked for could not be read: the term of a new mailbox stands for the letter's
        regulation = regulation_of(session, letter)
        term = term_of(
            regulation, RequestType.NEW, Kind.PERSON, letter.received_at, calendar, hours
        )
        due = term.due if term.starts is TermStart.RECEIPT else None
        rows.append(
            QueueRow(
                queue=Queue.TO_SIGN,
                letter_id=id_of(letter),
                request_id=None,
                policy=letter.policy,
                type=None,
                agency=who_asked(letter) or "…",
                lines=0,
                undecided=0,
                received=letter.received_at,
                since=reply.drafted_at if reply else letter.recorded_at,
                due=due,
                hours_left=hours.hours_between(now, due, calendar) if due else None,
                provisional=term.provisional,
                failure=None,
                no_term=term.length is None,
                by_law=due,
                uncounted=term.due is None and term.length is not None,
            )
        )
    return rows
