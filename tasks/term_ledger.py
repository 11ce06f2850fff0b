"""What a request's ledger opens with, and what a new calendar makes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from models.deadline import DeadlineEntry, DeadlineKind, ledger
from models.letter import Letter, ReturnTerm
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState
from models.user import Actor
from policies.explain import Reason, as_sentence, because, show_date
from policies.schema import Kind, Regulation, RequestType, TermEnd, TermStart
from policies.terms import TermAnswer, beyond_calendar, deadline, term_rule
from policies.working_days import Calendar, OutsideCalendar, WorkingHours, to_local
from tasks.citing import cited


def term_of(
    regulation: Regulation,
    type_: RequestType,
    kind: Kind,
    received: datetime,
    calendar: Calendar,
    hours: WorkingHours,
) -> TermAnswer:
    """The term; where no calendar reaches so far, without its end and with ``refusal`` set."""
    try:
        return deadline(regulation, type_, kind, received, calendar, hours)
    except OutsideCalendar:
        return beyond_calendar(regulation, type_, kind, received, calendar)


def earliest_term(
    regulation: Regulation,
    type_: RequestType,
    kinds: Collection[Kind],
    received: datetime,
    calendar: Calendar,
    hours: WorkingHours,
) -> TermAnswer:
    """The term of a request; where persons and organisations differ, the earlier one."""
    answers = [
        term_of(regulation, type_, kind, received, calendar, hours) for kind in sorted(set(kinds))
    ]
    dated = [answer for answer in answers if answer.due is not None]
    counted = [answer for answer in answers if answer.length is not None]
    return min(
        dated,
        key=lambda answer: answer.due or received,
        default=next(iter(counted), answers[0]),
    )


def return_term(
    regulation: Regulation, received: datetime, calendar: Calendar, hours: WorkingHours
) -> tuple[datetime | None, ReturnTerm]:
    """Until when a letter with faults is to be answered.

    What it asked for could not be read: the term of a new mailbox stands for the letter's.
    """
    term = term_of(regulation, RequestType.NEW, Kind.PERSON, received, calendar, hours)
    if term.length is None:
        return None, ReturnTerm.NONE
    if term.due is None:
        return None, ReturnTerm.UNCOUNTED
    if term.starts is not TermStart.RECEIPT:
        return None, ReturnTerm.STANDS
    return term.due, ReturnTerm.PROVISIONAL if term.provisional else ReturnTerm.COUNTED


def ends_with_answer(
    regulation: Regulation, type_: RequestType, kinds: Collection[Kind], received: datetime
) -> bool:
    """Whether such a request's term ends when the answer is sent, not when the work is done."""
    day = to_local(received).date()
    rules = [term_rule(regulation, type_, kind, day) for kind in set(kinds)]
    return any(
        rule is not None and rule.length is not None and rule.ends is TermEnd.ANSWER_SENT
        for rule in rules
    )


def opening(
    session: Session,
    regulation: Regulation,
    letter: Letter,
    request: Request,
    term: TermAnswer,
    actor: Actor,
    at: datetime,
) -> list[DeadlineEntry]:
    """The first entries of a ledger; of a correction they tell the term before it, and its return.

    The article is that of the return's effect on the term (the regulation's ``terms.returned``).
    """
    before = _told_before(session, regulation, letter, request.type, term, at)
    again: tuple[Reason, ...] = ()
    if before:
        old = next((entry.due for entry in reversed(before) if entry.due), None)
        told = f"; hạn trước đây: hết ngày {show_date(to_local(old).date())}" if old else ""
        since = show_date(to_local(letter.received_at).date())
        what = "đề nghị" if letter.without_letter else "văn bản"
        again = because(
            f"Thời hạn tính lại từ khi nhận {what} đã chỉnh sửa, ngày {since}{told}",
            regulation.terms.returned,
        )
    start = _counted(DeadlineKind.STARTED, request, again, term, actor, at)
    for entry in before:
        entry.request_id = id_of(request)
    return [*before, start]


def _told_before(
    session: Session,
    regulation: Regulation,
    letter: Letter,
    type_: RequestType,
    term: TermAnswer,
    at: datetime,
) -> list[DeadlineEntry]:
    """The term that the corrected letter had for such a request, up to its return."""
    if letter.corrects_letter_id is None:
        return []
    old = session.get_one(Letter, letter.corrects_letter_id)
    requests = session.exec(select(Request).where(Request.letter_id == old.id)).all()
    if not requests:  # its form had faults: nothing in it could be counted
        before = _told_before(session, regulation, old, type_, term, old.recorded_at)
        cause = f"{_named(old)} có lỗi trong biểu mẫu, được trả lại để hoàn thiện"
        return [*before, _returned(regulation, old, cause, old.recorded_at)]
    own = next((request for request in requests if request.type is type_), None)
    if own is None or not _went_back(session, own):
        return []
    before = [_copy(entry, old) for entry in ledger(session, id_of(own))]
    if not before or before[-1].kind is DeadlineKind.RETURNED:
        return before
    if DeadlineKind.RETURNED in {entry.kind for entry in before if entry.carried_from == old.id}:
        return before
    issued = session.exec(
        select(Reply)
        .where(Reply.letter_id == old.id, Reply.state == ReplyState.ISSUED)
        .order_by(col(Reply.sequence).desc())
    ).first()
    when = issued.issued_at if issued and issued.issued_at else at
    cause = f"{_named(old)} được trả lại để bổ sung, chỉnh sửa"
    return [*before, _returned(regulation, old, cause, when)]


def _named(letter: Letter) -> str:
    if letter.without_letter:
        return as_sentence(cited(letter)).removesuffix(".")
    received = show_date(to_local(letter.received_at).date())
    return f"Văn bản số {letter.number or '…'}, nhận ngày {received},"


def _went_back(session: Session, request: Request) -> bool:
    returned = select(Line.id).where(
        Line.request_id == request.id, Line.state == LineState.RETURNED
    )
    return session.exec(returned).first() is not None


def _copy(entry: DeadlineEntry, old: Letter) -> DeadlineEntry:
    values = entry.model_dump(exclude={"id", "carried_from"})
    return DeadlineEntry(**values, carried_from=entry.carried_from or old.id)


def _returned(regulation: Regulation, old: Letter, cause: str, at: datetime) -> DeadlineEntry:
    return DeadlineEntry(
        request_id=0,  # set by the caller
        kind=DeadlineKind.RETURNED,
        at=at,
        article=regulation.terms.returned.article,
        cause=cause,
        author=old.recorded_by,
        carried_from=old.id,
    )


def recount(
    regulation: Regulation,
    request: Request,
    kinds: Collection[Kind],
    received: datetime,
    base: DeadlineEntry,
    calendar: Calendar,
    hours: WorkingHours,
    actor: Actor,
    at: datetime,
) -> DeadlineEntry | None:
    """The entry by which a running term is counted anew; None where nothing of it changes.

    ``base``: the entry that set it as it is counted now.  The old value stays in the ledger.
    """
    if base.calendar_version == calendar.version:
        return None
    term = earliest_term(regulation, request.type, kinds, received, calendar, hours)
    if (term.due, term.provisional) == (base.due, base.provisional):
        return None
    why = (_why_anew(received, base, term, calendar),)
    return _counted(DeadlineKind.RECOMPUTED, request, why, term, actor, at)


def _counted(
    kind: DeadlineKind,
    request: Request,
    why: tuple[Reason, ...],
    term: TermAnswer,
    actor: Actor,
    at: datetime,
) -> DeadlineEntry:
    """An entry that sets the term; ``why`` stands before how it was counted."""
    return DeadlineEntry(
        request_id=id_of(request),
        kind=kind,
        at=at,
        due=term.due,
        length=term.length,
        unit=term.unit,
        article=term.article,
        calendar_version=term.calendar_version,
        provisional=term.provisional,
        cause="\n".join(map(str, (*why, *term.explanation))),
        author=actor.name,
    )


def _why_anew(
    received: datetime, base: DeadlineEntry, term: TermAnswer, calendar: Calendar
) -> Reason:
    """Which decision moved the day, the old value and the new one."""
    days = [to_local(due).date() for due in (base.due, term.due) if due]
    first = to_local(received).date()
    named = calendar.decided_between(first, max((first, *days)))
    by = "; ".join(f"{each.decision} ngày {show_date(each.issued)}" for each in named)
    why = f"Tính lại thời hạn theo {by or 'lịch nghỉ chính thức mới'}"
    if base.due == term.due:
        return Reason(f"{why}: hạn không đổi, hết ngày {_day(term.due)}")
    return Reason(f"{why}: hạn cũ hết ngày {_day(base.due)}, hạn mới hết ngày {_day(term.due)}")


def _day(due: datetime | None) -> str:
    return show_date(to_local(due).date()) if due else "chưa tính được"
