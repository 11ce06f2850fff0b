"""Receive a letter: keep it with its file, and make one request of each kind that it asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from models.letter import Letter, LetterFault, LetterFile, LetterState
from models.outbox import enqueue
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState
from models.user import Actor
from policies.schema import Regulation
from policies.working_days import Calendar, WorkingHours
from tasks.forms.content import Fault, ReadLetter, ReadLine
from tasks.sender import sender_of
from tasks.term_ledger import earliest_term, opening

# whether it came without a letter, whether it has faults (only a letter is kept with them)
_ACTIONS = {
    (False, False): "letter-received",
    (False, True): "letter-returned",
    (True, False): "request-recorded",
}


@dataclass(frozen=True)
class Incoming:
    """A file as it came, and what is known of it beside its content."""

    content: bytes
    file_name: str
    media_type: str
    channel: str
    received: datetime  # aware
    corrects: int | None = None  # the letter that this one corrects
    without_letter: bool = False  # the file is this program's own note of what was asked

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


def already_received(
    session: Session, regulation: Regulation, incoming: Incoming, *, faulty: bool
) -> Letter | None:
    """The letter that brought the same file before, under the same regulation.

    None where the earlier one was withdrawn or went back to the agency, whole or with some of its
    lines: then the file may come again; or where the file corrects another letter than that one
    did.  A return goes back once it is signed: until then a ``faulty`` file is the same letter.
    """
    before = last_with(session, regulation, incoming)
    if before is None or incoming.corrects not in (None, before.corrects_letter_id):
        return None
    return None if _went_back(session, before, faulty) else before


def last_with(session: Session, regulation: Regulation, incoming: Incoming) -> Letter | None:
    """The newest letter with the same file under the same regulation."""
    same = select(Letter).where(Letter.policy == regulation.id, Letter.sha256 == incoming.sha256)
    return session.exec(same.order_by(col(Letter.attempt).desc())).first()


def _went_back(session: Session, letter: Letter, faulty: bool) -> bool:
    if letter.state is LetterState.WITHDRAWN:
        return True
    if letter.state is LetterState.RETURNED:
        return not faulty or _is_signed(session, letter)
    returned = (
        select(func.count())
        .select_from(Line)
        .join(Request, col(Request.id) == col(Line.request_id))
        .where(Request.letter_id == letter.id, Line.state == LineState.RETURNED)
    )
    return letter.state is LetterState.ANSWERED and session.exec(returned).one() > 0


def _is_signed(session: Session, letter: Letter) -> bool:
    issued = select(Reply.id).where(Reply.letter_id == letter.id, Reply.state == ReplyState.ISSUED)
    return session.exec(issued).first() is not None


def keep_letter(
    session: Session,
    regulation: Regulation,
    regulation_sha: str,
    incoming: Incoming,
    read: ReadLetter,
    actor: Actor,
    at: datetime,
) -> Letter:
    """The letter and its file; with faults it is kept as returned and makes no request."""
    before = last_with(session, regulation, incoming)
    sender = sender_of(session, regulation.id, read.header.sender, read.header.superior)
    letter = Letter(
        policy=regulation.id,
        regulation_sha=regulation_sha,
        state=LetterState.RETURNED if read.faults else LetterState.RECEIVED,
        channel=incoming.channel,
        received_at=incoming.received,
        recorded_at=at,
        recorded_by=actor.name,
        recorded_by_id=actor.user_id,
        sender_organisation_id=sender.id if sender else None,
        file_name=incoming.file_name,
        sha256=incoming.sha256,
        attempt=before.attempt + 1 if before else 1,
        form_id=read.form_id,
        corrects_letter_id=incoming.corrects,
        without_letter=incoming.without_letter,
        **asdict(read.header),
    )
    session.add(letter)
    session.flush()
    session.add(
        LetterFile(
            letter_id=id_of(letter),
            name=incoming.file_name,
            media_type=incoming.media_type,
            sha256=incoming.sha256,
            size=len(incoming.content),
            content=incoming.content,
        )
    )
    session.add_all(_faults(letter, read.faults))
    record(
        session,
        policy=letter.policy,
        at=at,
        actor=actor,
        action=_ACTIONS[incoming.without_letter, bool(read.faults)],
        letter_id=letter.id,
        detail={
            "channel": incoming.channel,
            "file": incoming.file_name,
            "sha256": incoming.sha256,
            "lines": len(read.lines),
            **({"asked_by": read.header.requester} if incoming.without_letter else {}),
        },
    )
    return letter


def _faults(letter: Letter, faults: Iterable[Fault]) -> list[LetterFault]:
    return [LetterFault(letter_id=id_of(letter), place=f.place, message=f.message) for f in faults]


def make_requests(
    session: Session,
    regulation: Regulation,
    letter: Letter,
    lines: tuple[ReadLine, ...],
    calendar: Calendar,
    hours: WorkingHours,
    actor: Actor,
    at: datetime,
) -> list[Request]:
    """One request a kind, in the order of the letter, each with its deadline and its way onward.

    ``hours``: the office's; a regulation may count a letter after hours as the next day's.  A term
    whose end no calendar reaches is kept without it.
    """
    requests = []
    for type_ in dict.fromkeys(line.type for line in lines):
        own = [line for line in lines if line.type is type_]
        request = Request(
            letter_id=id_of(letter),
            policy=letter.policy,
            type=type_,
            state=RequestState.NEW,
            created_at=at,
            state_since=at,
        )
        session.add(request)
        session.flush()
        # one statement for all: a letter may have a thousand lines
        rows = [_row(request, number, line) for number, line in enumerate(own, start=1)]
        session.execute(insert(Line), rows)
        kinds = {line.kind for line in own}
        term = earliest_term(regulation, type_, kinds, letter.received_at, calendar, hours)
        session.add_all(opening(session, regulation, letter, request, term, actor, at))
        record(
            session,
            policy=letter.policy,
            at=at,
            actor=actor,
            action="request-made",
            letter_id=letter.id,
            request_id=request.id,
            detail={"type": type_, "lines": len(own), "due": term.due and term.due.isoformat()},
        )
        enqueue(session, id_of(request), at, "letter-received")
        requests.append(request)
    return requests


def _row(request: Request, number: int, line: ReadLine) -> dict[str, object]:
    return {
        "request_id": id_of(request),
        "number": number,
        "section": line.section,
        "row": line.row,
        "kind": line.kind,
        "state": LineState.RECEIVED,
        "needs_agreement": False,
        "needs": [],
        "explanation": [],
        **vars(line.fields),
    }
