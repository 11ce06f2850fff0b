"""A new decision on days off: kept with the centre's own, and open terms counted anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.calendar_decision import CalendarDecision, applied
from models.database import reading, writing
from models.deadline import DeadlineEntry, ledgers, standing
from models.letter import Letter
from models.queue_entry import QueueEntry
from models.request import Line, Request
from models.row import id_of
from models.trail import record
from models.transitions import QUEUE_OF
from models.user import Actor
from policies.official_days import OfficialDays, OfficialDaysError, parse_official_days
from policies.schema import Kind
from policies.working_days import YEARS, Calendar
from tasks.office import Office, regulation_of
from tasks.term_ledger import recount, return_term

_APPLIED = "calendar-applied"


@dataclass(frozen=True)
class Recounted:
    """An open request whose term is counted anew; ``why`` is the first sentence of its entry."""

    request_id: int
    old: datetime | None
    new: datetime | None
    why: str


@dataclass(frozen=True)
class Applied:
    """What a file of decisions does."""

    version: str
    decisions: OfficialDays
    recounted: tuple[Recounted, ...]


def apply_decisions(
    office: Office, actor: Actor, text: str, file: str, *, dry_run: bool = False
) -> Applied:
    """Keep the decisions and count every open term anew, old values and reasons kept.

    All in one transaction.  Applied again, nothing changes.  Raises Refused with every fault of the
    file, NotAllowed.
    """
    require(office, actor, Act.CALENDAR)
    try:
        decisions = parse_official_days(text, file, YEARS)
    except OfficialDaysError as error:
        raise Refused(*(str(fault) for fault in error.faults)) from error
    at = office.clock()
    if dry_run:
        with reading(office.engine) as session:
            calendar, _ = _planned(session, text, file)
            changes = tuple(_changes(session, office, calendar, actor))
            return Applied(calendar.version, decisions, tuple(told for told, _ in changes))
    with writing(office.engine) as session:
        calendar, is_new = _planned(session, text, file)
        if is_new:
            session.add(CalendarDecision(file_name=file, text=text, at=at, author=actor.name))
        recounted = recount_open(session, office, calendar, actor)
        if is_new or recounted:
            record(
                session,
                actor=actor,
                at=at,
                action=_APPLIED,
                detail={
                    "version": calendar.version,
                    "file": file,
                    "requests": [each.request_id for each in recounted],
                    **decisions.model_dump(mode="json"),
                },
            )
        return Applied(calendar.version, decisions, recounted)


def _planned(session: Session, text: str, file: str) -> tuple[Calendar, bool]:
    """The calendar with that file; and whether it is new, not the one that was applied last."""
    before = applied(session)
    is_new = not before or before[-1][0] != text
    return Calendar.official(added=[*before, (text, file)] if is_new else before), is_new


def recount_open(
    session: Session, office: Office, calendar: Calendar, actor: Actor
) -> tuple[Recounted, ...]:
    """Count the running terms of all open requests by that calendar; the caller commits."""
    done = []
    for told, entry in _changes(session, office, calendar, actor, lock=True):
        session.add(entry)
        request = session.get_one(Request, told.request_id)
        record(
            session,
            policy=request.policy,
            at=entry.at,
            actor=actor,
            action="deadline-recounted",
            letter_id=request.letter_id,
            request_id=request.id,
            detail={
                "old": told.old and told.old.isoformat(),
                "new": told.new and told.new.isoformat(),
                "calendar": calendar.version,
                "reason": told.why,
            },
        )
        done.append(told)
    _recount_returns(session, office, calendar)
    return tuple(done)


def _recount_returns(session: Session, office: Office, calendar: Calendar) -> None:
    """The terms of letters that go back; they have no ledger: nothing was taken into work."""
    wanted = (
        select(Letter)
        .join(QueueEntry, col(QueueEntry.letter_id) == col(Letter.id))
        .where(col(QueueEntry.request_id).is_(None))
    )
    for letter in session.exec(wanted):
        term = return_term(
            regulation_of(session, letter), letter.received_at, calendar, office.hours
        )
        if term != (letter.return_due, letter.return_term):
            letter.return_due, letter.return_term = term


def _changes(
    session: Session, office: Office, calendar: Calendar, actor: Actor, *, lock: bool = False
) -> list[tuple[Recounted, DeadlineEntry]]:
    wanted = (
        select(Request, Letter)
        .join(Letter, col(Letter.id) == col(Request.letter_id))
        .where(col(Request.state).in_(list(QUEUE_OF)))
        .order_by(col(Request.id))
    )
    if lock:  # whoever ends a term moves its request: one of the two waits
        wanted = wanted.with_for_update(of=Request)
    found = session.exec(wanted).all()
    entries = ledgers(session, [id_of(request) for request, _ in found])
    changes = []
    for request, letter in found:
        now = standing(entries[id_of(request)])
        if not now.running or now.base is None or now.base.calendar_version == calendar.version:
            continue
        kinds = session.exec(select(Line.kind).where(Line.request_id == request.id)).all()
        entry = recount(
            regulation_of(session, letter),
            request,
            {Kind(kind) for kind in kinds},
            letter.received_at,
            now.base,
            calendar,
            office.hours,
            actor,
            office.clock(),
        )
        if entry is not None:
            why = entry.cause.partition("\n")[0]
            changes.append((Recounted(id_of(request), now.base.due, entry.due, why), entry))
    return changes
