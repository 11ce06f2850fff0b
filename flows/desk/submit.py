"""Submit: take in a letter, whole, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from flows.desk.correct import corrected_letter, take_over
from flows.desk.refusal import Refused
from flows.desk.rights import Act, Reach, require
from models.database import reading, writing
from models.deadline import is_uncounted, ledgers
from models.letter import Letter
from models.regulation_text import keep
from models.request import Request
from models.row import id_of
from models.user import Actor
from policies.explain import not_in_force
from policies.loader import parse
from policies.schema import Regulation, RequestType
from policies.working_days import OutsideCalendar
from tasks.forms.content import Fault, ReadLetter
from tasks.forms.reading import read_letter
from tasks.office import Office, calendar_of, local_date
from tasks.receive import (
    Incoming,
    already_received,
    keep_letter,
    last_with,
    make_requests,
)
from tasks.reply import NotDrafted, Return, draft_return
from tasks.sender import sender_within, whole_name
from tasks.term_ledger import return_term


@dataclass(frozen=True)
class Submitted:
    """What became of a letter."""

    letter_id: int
    requests: tuple[tuple[int, RequestType], ...]
    understood: ReadLetter
    faults: tuple[Fault, ...]
    duplicate: bool  # the same file came before, and is in work or answered: nothing was made anew
    remarks: tuple[str, ...] = ()  # what the clerk must know of the terms


def submit(
    office: Office, actor: Actor, incoming: Incoming, regulation_text: str, regulation_file: str
) -> Submitted:
    """Read a letter, keep it, and make its requests; with faults it is kept and returned.

    ``regulation_text``/``regulation_file``: the regulation as it reads now; it is kept with the
    letter.  What an account of an agency sends is its organisation's, or that of one below it, and
    comes now, whatever is written on it.  Raises Refused where the regulation does not apply yet,
    or where the letter to be corrected is not there or not to be corrected; NotAllowed where the
    actor may not.
    """
    reach = require(office, actor, Act.SUBMIT)
    organisations = reach.writes_as(parse(regulation_text, regulation_file).id)
    if organisations:
        incoming = replace(incoming, received=office.clock())
    law = law_on(office, incoming.received, regulation_text, regulation_file)
    read = read_letter(incoming.content, incoming.file_name, law.regulation)
    sender, read = _sent_by(office, organisations, read)
    sent_back = _drafted(law.regulation, read) if read.faults else None
    return keep_and_go_on(office, actor, reach, law, incoming, read, sent_back, sender)


@dataclass(frozen=True)
class Law:
    """The regulation that a request comes under, and its file as it reads now."""

    regulation: Regulation
    text: str
    file: str


def law_on(office: Office, received: datetime, text: str, file: str) -> Law:
    """The regulation of a file, for what is received at an aware moment.

    Raises Refused where it does not apply then, or the moment is still to come.
    """
    regulation = parse(text, file)
    refusal = not_in_force(regulation, local_date(received))
    if refusal:
        raise Refused(str(refusal))
    if received > office.clock():
        raise Refused("thời điểm nhận ở tương lai")
    return Law(regulation, text, file)


def keep_and_go_on(
    office: Office,
    actor: Actor,
    reach: Reach,
    law: Law,
    incoming: Incoming,
    read: ReadLetter,
    sent_back: Return | None = None,
    sender: int | None = None,
) -> Submitted:
    """Keep what came, make its requests and order them on; what came before is told instead.

    ``sent_back``: the drafted reply where it has faults; ``sender``: the organisation, where the
    account tells it.  Raises Refused as ``submit`` does for the letter to be corrected.
    """
    try:
        return _kept(office, actor, reach, law, incoming, read, sent_back, sender)
    except IntegrityError:
        # the same at the same moment: the one that was later finds the other now
        return _kept(office, actor, reach, law, incoming, read, sent_back, sender)


def _kept(
    office: Office,
    actor: Actor,
    reach: Reach,
    law: Law,
    incoming: Incoming,
    read: ReadLetter,
    sent_back: Return | None,
    sender: int | None,
) -> Submitted:
    regulation = law.regulation
    with writing(office.engine) as session:
        before = already_received(session, regulation, incoming, faulty=bool(read.faults))
        if before is not None and reach.has(session, before):
            return _submitted(session, before, read, duplicate=True)
        corrects = incoming.corrects
        old = (
            None if corrects is None else corrected_letter(session, reach, regulation.id, corrects)
        )
        at = office.clock()
        kept = keep(session, policy_id=regulation.id, file_name=law.file, text=law.text, at=at)
        letter = keep_letter(session, regulation, kept.sha256, incoming, read, actor, at)
        letter.sender_organisation_id = sender or letter.sender_organisation_id
        if old is not None:
            take_over(session, letter, old, actor, at)
        if read.faults:
            letter.return_due, letter.return_term = return_term(
                regulation, incoming.received, calendar_of(session), office.hours
            )
        if sent_back is not None:
            sent_back.keep(session, letter, at)
        if not read.faults:
            lines, calendar, hours = read.lines, calendar_of(session), office.hours
            make_requests(session, regulation, letter, lines, calendar, hours, actor, at)
        return _submitted(session, letter, read, duplicate=False)


def _sent_by(
    office: Office, organisations: tuple[int, ...], read: ReadLetter
) -> tuple[int | None, ReadLetter]:
    """Of those organisations the one that the letter names, or the first; None for the centre.

    Who is signed in counts, not what the letterhead says.
    """
    if not organisations:
        return None, read
    with reading(office.engine) as session:
        found = [sender_within(session, number, read.header.sender) for number in organisations]
        named = next((one for one, exact in found if exact), None)
        if named is not None:
            return named.id, read
        own, name = found[0][0], whole_name(session, found[0][0])
    header = replace(read.header, sender=name)
    said = f"văn bản ghi cơ quan gửi là «{read.header.sender}»; " if read.header.sender else ""
    told = f"{said}ghi nhận là văn bản của {name}, theo tài khoản gửi"
    return own.id, replace(read, header=header, remarks=(*read.remarks, told))


def submitted_before(
    office: Office, actor: Actor, incoming: Incoming, regulation_text: str, regulation_file: str
) -> Submitted | None:
    """What became of the same file when it came last, whatever that was; None: it never came.

    A letter out of reach never came.  Raises NotAllowed.
    """
    reach = require(office, actor, Act.SUBMIT)
    regulation = parse(regulation_text, regulation_file)
    with reading(office.engine) as session:
        before = last_with(session, regulation, incoming)
        if before is None or not reach.has(session, before):
            return None
        read = read_letter(incoming.content, incoming.file_name, regulation)
        return _submitted(session, before, read, duplicate=True)


def _drafted(regulation: Regulation, read: ReadLetter) -> Return | None:
    """The reply to a letter with faults; None where it could not be made: it is when issued.

    A letter that came is kept, whatever stands in it.
    """
    try:
        return draft_return(regulation, read)
    except NotDrafted:
        return None


def _submitted(session: Session, letter: Letter, read: ReadLetter, *, duplicate: bool) -> Submitted:
    made = session.exec(select(Request).where(Request.letter_id == letter.id)).all()
    entries = ledgers(session, [id_of(request) for request in made])
    return Submitted(
        letter_id=letter.id or 0,
        requests=tuple((request.id or 0, request.type) for request in made),
        understood=read,
        faults=read.faults,
        duplicate=duplicate,
        remarks=tuple(
            f"R{number}: chưa tính được hạn ({OutsideCalendar()})"
            for number, own in entries.items()
            if is_uncounted(own)
        ),
    )
