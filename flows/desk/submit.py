"""Submit: take in a letter, whole, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.letter import Letter, LetterState
from models.regulation_text import keep
from models.request import Request
from models.trail import record
from models.transitions import RequestState, move
from models.user import Actor
from policies.explain import not_in_force
from policies.loader import parse
from policies.schema import RequestType
from policies.working_days import Calendar
from tasks.forms.content import Fault, ReadLetter
from tasks.forms.reading import read_letter
from tasks.office import Office, local_date
from tasks.receive import Incoming, already_received, keep_letter, make_requests
from tasks.reply import draft_return


@dataclass(frozen=True)
class Submitted:
    """What became of a letter."""

    letter_id: int
    requests: tuple[tuple[int, RequestType], ...]
    understood: ReadLetter
    faults: tuple[Fault, ...]
    duplicate: bool  # the same file came before: nothing was made anew


def submit(
    office: Office, actor: Actor, incoming: Incoming, regulation_text: str, regulation_file: str
) -> Submitted:
    """Read a letter, keep it, and make its requests; with faults it is kept and returned.

    ``regulation_text``/``regulation_file``: the regulation as it reads now; it is kept with the
    letter.  Raises Refused where the regulation does not apply yet, or where the letter to be
    corrected is not there; NotAllowed where the actor may not.
    """
    require(actor, Act.SUBMIT)
    regulation = parse(regulation_text, regulation_file)
    refusal = not_in_force(regulation, local_date(incoming.received))
    if refusal:
        raise Refused(str(refusal))
    if incoming.received > office.clock():
        raise Refused("thời điểm nhận ở tương lai")
    read = read_letter(incoming.content, incoming.file_name, regulation)
    sent_back = draft_return(regulation, read) if read.faults else None
    with writing(office.engine) as session:
        before = already_received(session, regulation, incoming)
        if before is not None:
            return _submitted(session, before, read, duplicate=True)
        at = office.clock()
        kept = keep(
            session, policy_id=regulation.id, file_name=regulation_file, text=regulation_text, at=at
        )
        letter = keep_letter(session, regulation, kept.sha256, incoming, read, actor, at)
        if incoming.corrects is not None:
            _close_corrected(session, letter, incoming.corrects, actor, at)
        if sent_back is not None:
            sent_back.keep(session, letter, at)
        else:
            calendar = Calendar.official()
            make_requests(session, regulation, letter, read.lines, calendar, actor, at)
        return _submitted(session, letter, read, duplicate=False)


def _submitted(session: Session, letter: Letter, read: ReadLetter, *, duplicate: bool) -> Submitted:
    made = session.exec(select(Request).where(Request.letter_id == letter.id)).all()
    return Submitted(
        letter_id=letter.id or 0,
        requests=tuple((request.id or 0, request.type) for request in made),
        understood=read,
        faults=read.faults,
        duplicate=duplicate,
    )


def _close_corrected(
    session: Session, letter: Letter, corrected: int, actor: Actor, at: datetime
) -> None:
    """The correction takes over: what waited for the agency is closed, with a word on the trail."""
    old = session.get(Letter, corrected)
    if old is None or old.policy != letter.policy:
        raise Refused(f"không có văn bản L{corrected} để chỉnh sửa")
    waiting = session.exec(
        select(Request).where(
            Request.letter_id == corrected, Request.state == RequestState.WAITING_FOR_AGENCY
        )
    ).all()
    if not waiting and old.state is not LetterState.RETURNED:
        raise Refused(f"văn bản L{corrected} không có đề nghị nào đang chờ cơ quan bổ sung")
    for request in waiting:
        move(request, RequestState.CLOSED, at)
        record(
            session,
            policy=letter.policy,
            at=at,
            actor=actor,
            action="correction-received",
            letter_id=corrected,
            request_id=request.id,
            detail={"corrected_by": letter.id},
        )
