"""Looking: reads that write nothing, not even a trail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from flows.desk.refusal import Refused
from models.database import reading
from models.deadline import DeadlineEntry, current_due, last_due, ledger, ledgers
from models.letter import Letter, LetterFault, LetterState
from models.mailbox import Address, Mailbox, addresses_of
from models.organisation import Organisation
from models.person import Assignment, Person
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.trail import TrailEntry
from models.transitions import QUEUE_OF, Queue
from models.verdict import Verdict
from models.work_order import WorkOrder
from policies.schema import Kind, RequestType, TermStart
from policies.terms import deadline
from policies.working_days import Calendar, WorkingHours
from tasks.masking import masked
from tasks.office import Office, regulation_of


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

    def is_overdue(self, now: datetime) -> bool:
        """By the clock: a term that ended on Saturday is over on Sunday, no working hour gone."""
        return self.due is not None and self.due < now


def queue(office: Office) -> list[QueueRow]:
    """Every open request, each in exactly one queue; the most urgent first."""
    now = office.clock()
    calendar = Calendar.official()
    hours = WorkingHours(office.settings.working_hours)
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
            due = current_due(entries[id_of(request)])
            count = lines.get(id_of(request), Counter())
            rows.append(
                QueueRow(
                    queue=QUEUE_OF[request.state],
                    letter_id=request.letter_id,
                    request_id=request.id,
                    policy=request.policy,
                    type=request.type,
                    agency=letter.sender or "…",
                    lines=sum(count.values()),
                    undecided=count["proposed"] + count["received"],
                    received=letter.received_at,
                    since=request.state_since,
                    due=due,
                    hours_left=hours.hours_between(now, due, calendar) if due else None,
                    provisional=any(entry.provisional for entry in entries[id_of(request)]),
                    failure=request.failure,
                    no_term=last_due(entries[id_of(request)]) is None,
                )
            )
        rows += _returned(session, now, hours)
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


def _returned(session: Session, now: datetime, hours: WorkingHours) -> list[QueueRow]:
    """Letters that go back for their faults: their reply is still to be signed, within the term."""
    calendar = Calendar.official()
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
        term = deadline(regulation, RequestType.NEW, Kind.PERSON, letter.received_at, calendar)
        due = term.due if term.starts is TermStart.RECEIPT else None
        rows.append(
            QueueRow(
                queue=Queue.TO_SIGN,
                letter_id=id_of(letter),
                request_id=None,
                policy=letter.policy,
                type=None,
                agency=letter.sender or "…",
                lines=0,
                undecided=0,
                received=letter.received_at,
                since=reply.drafted_at if reply else letter.recorded_at,
                due=due,
                hours_left=hours.hours_between(now, due, calendar) if due else None,
                provisional=term.provisional,
                failure=None,
                no_term=term.due is None,
            )
        )
    return rows


@dataclass(frozen=True)
class LineView:
    """One line with its proposal and verdict; the citizen number is masked."""

    line: Line
    citizen_number: str | None
    verdict: Verdict | None


@dataclass(frozen=True)
class RequestView:
    """One request, one page."""

    request: Request
    letter: Letter
    lines: tuple[LineView, ...]
    ledger: tuple[DeadlineEntry, ...]
    due: datetime | None
    reply: Reply | None
    siblings: tuple[int, ...]
    order: WorkOrder | None


def show_request(office: Office, request_id: int) -> RequestView:
    """A request with its letter, lines, verdicts and ledger.  Raises Refused for none."""
    with reading(office.engine) as session:
        request = session.get(Request, request_id)
        if request is None:
            raise Refused(f"không có đề nghị R{request_id}")
        letter = session.get_one(Letter, request.letter_id)
        lines = session.exec(
            select(Line).where(Line.request_id == request_id).order_by(col(Line.number))
        ).all()
        verdicts = {
            verdict.line_id: verdict
            for verdict in session.exec(
                select(Verdict)
                .where(col(Verdict.line_id).in_([line.id for line in lines]))
                .order_by(col(Verdict.id))
            )
        }
        entries = ledger(session, request_id)
        siblings = session.exec(
            select(Request.id).where(Request.letter_id == letter.id, Request.id != request_id)
        ).all()
        return RequestView(
            request=request,
            letter=letter,
            lines=tuple(
                LineView(line, masked(line.citizen_number), verdicts.get(id_of(line)))
                for line in lines
            ),
            ledger=tuple(entries),
            due=current_due(entries) or last_due(entries),
            reply=_newest_reply(session, letter),
            siblings=tuple(number for number in siblings if number is not None),
            order=session.exec(select(WorkOrder).where(WorkOrder.request_id == request_id)).first(),
        )


@dataclass(frozen=True)
class LetterView:
    """A letter, what came of it, and what was wrong with it."""

    letter: Letter
    requests: tuple[Request, ...]
    faults: tuple[LetterFault, ...]
    reply: Reply | None
    due: datetime | None  # the earliest of its requests'
    corrected_by: int | None  # the letter that took its place


def show_letter(office: Office, letter_id: int) -> LetterView:
    """A letter by its number.  Raises Refused where there is none."""
    with reading(office.engine) as session:
        letter = session.get(Letter, letter_id)
        if letter is None:
            raise Refused(f"không có văn bản L{letter_id}")
        requests = session.exec(select(Request).where(Request.letter_id == letter_id)).all()
        entries = ledgers(session, [id_of(request) for request in requests])
        dues = [due for own in entries.values() if (due := last_due(own))]
        return LetterView(
            letter,
            tuple(requests),
            tuple(session.exec(select(LetterFault).where(LetterFault.letter_id == letter_id))),
            _newest_reply(session, letter),
            min(dues, default=None),
            session.exec(select(Letter.id).where(Letter.corrects_letter_id == letter_id)).first(),
        )


def _newest_reply(session: Session, letter: Letter) -> Reply | None:
    newest = select(Reply).where(Reply.letter_id == letter.id).order_by(col(Reply.sequence).desc())
    return session.exec(newest).first()


@dataclass(frozen=True)
class MailboxView:
    """A mailbox, its holder, and every address it ever had."""

    mailbox: Mailbox
    addresses: tuple[Address, ...]
    holder: str
    position: str | None
    organisation: str | None
    trail: tuple[TrailEntry, ...]


def show_mailbox(office: Office, address: str) -> MailboxView:
    """The mailbox that has or ever had an address.  Raises Refused where there is none."""
    with reading(office.engine) as session:
        row = session.get(Address, address.strip().lower())
        if row is None or row.mailbox_id is None:
            raise Refused(f"không có hộp thư {address}")
        mailbox = session.get_one(Mailbox, row.mailbox_id)
        person = session.get(Person, mailbox.person_id) if mailbox.person_id else None
        assignment = session.exec(
            select(Assignment)
            .where(Assignment.person_id == mailbox.person_id, col(Assignment.ends).is_(None))
            .order_by(col(Assignment.id).desc())
        ).first()
        at = assignment.organisation_id if assignment else mailbox.organisation_id
        organisation = session.get(Organisation, at) if at else None
        return MailboxView(
            mailbox=mailbox,
            addresses=tuple(addresses_of(session, mailbox.id)),
            holder=person.full_name if person else mailbox.display_name,
            position=assignment.position if assignment and person else None,
            organisation=organisation.name if organisation else None,
            trail=tuple(
                session.exec(
                    select(TrailEntry)
                    .where(TrailEntry.mailbox_id == mailbox.id)
                    .order_by(col(TrailEntry.id))
                )
            ),
        )


def trail(office: Office, **where: Any) -> list[TrailEntry]:
    """The trail in order; ``where``: policy, letter_id, request_id, mailbox_id."""
    wanted = select(TrailEntry).order_by(col(TrailEntry.id))
    for name, value in where.items():
        if value is not None:
            wanted = wanted.where(getattr(TrailEntry, name) == value)
    with reading(office.engine) as session:
        return list(session.exec(wanted))
