"""Looking: reads that write nothing, not even a trail.  The queues: ``queues.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from flows.desk.hold import Holder, holder_of
from flows.desk.outside import letter_from_outside, request_from_outside
from flows.desk.queues import QueueRow as QueueRow
from flows.desk.queues import queue as queue
from flows.desk.rights import Act, require
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
from models.user import Actor
from models.verdict import Verdict
from models.work_order import WorkOrder
from tasks.office import Office
from tasks.plan import plan_of
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
    holder: Holder | None = None
    plan: str = ""  # what a decision on it is bound to: ``Decision.plan``


def show_request(office: Office, actor: Actor, request_id: int) -> RequestView:
    """A request with its letter, lines, verdicts and ledger.

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        request = reach.request(session, request_id)
        letter = session.get_one(Letter, request.letter_id)
        lines = session.exec(
            select(Line).where(Line.request_id == request_id).order_by(col(Line.number))
        ).all()
        # what was sent back to its reviewer has no verdict that counts
        decided = [line.id for line in lines if line.state is not LineState.PROPOSED]
        verdicts = {
            verdict.line_id: verdict
            for verdict in session.exec(
                select(Verdict).where(col(Verdict.line_id).in_(decided)).order_by(col(Verdict.id))
            )
        }
        entries = ledger(session, request_id)
        siblings = session.exec(
            select(Request.id).where(Request.letter_id == letter.id, Request.id != request_id)
        ).all()
        view = RequestView(
            request=request,
            letter=letter,
            lines=tuple(LineView(line, verdicts.get(id_of(line))) for line in lines),
            ledger=tuple(entries),
            due=last_due(entries),
            reply=reply_to(session, request),
            siblings=tuple(number for number in siblings if number is not None),
            order=session.exec(select(WorkOrder).where(WorkOrder.request_id == request_id)).first(),
            holder=holder_of(session, request_id),
            plan=plan_of(session, request, lines),
        )
    return view if reach.inside else request_from_outside(view)


@dataclass(frozen=True)
class LetterView:
    """A letter, what came of it, and what was wrong with it."""

    letter: Letter
    requests: tuple[Request, ...]
    faults: tuple[LetterFault, ...]
    reply: Reply | None
    due: datetime | None  # the earliest of its requests'
    corrected_by: int | None  # the letter that took its place


def show_letter(office: Office, actor: Actor, letter_id: int) -> LetterView:
    """A letter by its number.  Raises Refused where there is none in reach, NotAllowed."""
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        letter = reach.letter(session, letter_id)
        requests = session.exec(select(Request).where(Request.letter_id == letter_id)).all()
        entries = ledgers(session, [id_of(request) for request in requests])
        dues = [due for own in entries.values() if (due := last_due(own))]
        view = LetterView(
            letter,
            tuple(requests),
            tuple(session.exec(select(LetterFault).where(LetterFault.letter_id == letter_id))),
            _newest_reply(session, letter),
            min(dues, default=None),
            session.exec(select(Letter.id).where(Letter.corrects_letter_id == letter_id)).first(),
        )
    return view if reach.inside else letter_from_outside(view)


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


def show_mailbox(office: Office, actor: Actor, address: str) -> MailboxView:
    """The mailbox that has or ever had an address, without its trail for an agency.

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        _, mailbox = reach.mailbox(session, address)
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
                    .where(TrailEntry.mailbox_id == mailbox.id, reach.trail())
                    .order_by(col(TrailEntry.id))
                )
            ),
        )


def trail(office: Office, actor: Actor, **where: Any) -> list[TrailEntry]:
    """The trail in reach, in order; ``where``: policy, letter_id, request_id, mailbox_id.

    Raises NotAllowed.
    """
    reach = require(office, actor, Act.TRAIL)
    wanted = select(TrailEntry).where(reach.trail()).order_by(col(TrailEntry.id))
    for name, value in where.items():
        if value is not None:
            wanted = wanted.where(getattr(TrailEntry, name) == value)
    with reading(office.engine) as session:
        return list(session.exec(wanted))
