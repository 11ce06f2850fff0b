"""Looking: reads that write nothing, not even a trail.  The queues: ``queues.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from flows.desk.queues import QueueRow as QueueRow
from flows.desk.queues import queue as queue
from flows.desk.refusal import Refused
from models.database import reading
from models.deadline import DeadlineEntry, last_due, ledger, ledgers
from models.imported_file import ImportedFile
from models.letter import Letter, LetterFault
from models.mailbox import Address, Mailbox, addresses_of
from models.organisation import Organisation
from models.person import Assignment, Person
from models.reply import Reply
from models.request import Line, Request
from models.row import id_of
from models.trail import TrailEntry
from models.transitions import LineState
from models.verdict import Verdict
from models.work_order import WorkOrder
from tasks.office import Office
from tasks.provisioning.lacking import lacking
from tasks.reply import reply_to


@dataclass(frozen=True)
class LineView:
    """One line with its proposal and verdict."""

    line: Line
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
    lacking: tuple[str, ...]  # what the mail system cannot do of such work


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
            lines=tuple(LineView(line, _standing(line, verdicts)) for line in lines),
            ledger=tuple(entries),
            due=last_due(entries),
            reply=reply_to(session, request),
            siblings=tuple(number for number in siblings if number is not None),
            order=session.exec(select(WorkOrder).where(WorkOrder.request_id == request_id)).first(),
            lacking=lacking(request.type, office.connector.capabilities()),
        )


def _standing(line: Line, verdicts: Mapping[int, Verdict]) -> Verdict | None:
    """A line that came back to its reviewer waits for another verdict."""
    return None if line.state is LineState.PROPOSED else verdicts.get(id_of(line))


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
    imported: ImportedFile | None  # the list from which it came, where it existed before
    trail: tuple[TrailEntry, ...]


def mailbox_at(session: Session, address: str) -> tuple[Address, Mailbox]:
    """The mailbox that has or ever had an address, as it is written.  Raises Refused for none."""
    row = session.get(Address, address.strip().lower())
    if row is None or row.mailbox_id is None:
        raise Refused(f"không có hộp thư {address}")
    return row, session.get_one(Mailbox, row.mailbox_id)


def show_mailbox(office: Office, address: str) -> MailboxView:
    """The mailbox that has or ever had an address.  Raises Refused where there is none."""
    with reading(office.engine) as session:
        _, mailbox = mailbox_at(session, address)
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
            imported=session.get(ImportedFile, mailbox.imported_file_id)
            if mailbox.imported_file_id
            else None,
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
