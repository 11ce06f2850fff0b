"""Decide: verdicts on lines, and the wish to go on, committed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from flows.desk.settling import Settled, Settling
from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter
from models.mailbox import Mailbox, MailboxState
from models.outbox import enqueue
from models.request import Line, Request, move_lines_if
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState, move, move_line
from models.user import Actor
from models.verdict import Outcome, Verdict
from models.work_order import WorkOrder
from policies.schema import Kind, TermStart
from policies.terms import term_rule
from tasks.letters.characters import Unprintable, fit_for_print
from tasks.masking import mask_citizen_numbers
from tasks.office import Office, local_date, regulation_of
from tasks.proposing.desk_view import release_reservation
from tasks.review import reopen
from tasks.wording import LINE_WORDS, OUTCOME_WORDS, REQUEST_WORDS

_STATE_OF = {
    Outcome.APPROVED: LineState.APPROVED,
    Outcome.REFUSED: LineState.REFUSED,
    Outcome.RETURNED: LineState.RETURNED,
}


@dataclass(frozen=True)
class Decision:
    """One decision: on one line, or on all that are undecided (``line`` None)."""

    request_id: int
    outcome: Outcome
    line: int | None = None
    reason: str | None = None
    article: str | None = None
    settled: Settled = field(default_factory=Settled)


def decide(office: Office, actor: Actor, decision: Decision) -> tuple[int, ...]:
    """Give the verdict; the numbers of the lines it fell on.  All of them, or none.

    A decision on all lines approves what is proposed for approval; a line that is proposed
    otherwise is decided by its number.  A request in the failed queue is decided anew on its
    failed lines.  Raises Refused (second decision, open questions, no reason …), NotAllowed.
    """
    require(actor, Act.DECIDE)
    reason, article = _printable(decision.reason), _printable(decision.article)
    at = office.clock()
    with writing(office.engine) as session:
        request = session.get(Request, decision.request_id)
        if request is None:
            raise Refused(f"không có đề nghị R{decision.request_id}")
        letter = session.get_one(Letter, request.letter_id)
        regulation = regulation_of(session, letter)
        settling = Settling(session, regulation, letter, request, at, office.calendar)
        if request.state is RequestState.FAILED:
            _review_again(settling)
        if request.state is not RequestState.IN_REVIEW:
            state = REQUEST_WORDS[request.state]
            raise Refused(f"đề nghị R{request.id} không ở bước thẩm định (đang: {state})")
        lines = _lines(session, request, decision.line)
        objections = [
            f"dòng {line.number}: {objection}"
            for line in lines
            for objection in _objections(settling, line, decision, reason)
        ]
        if objections:
            raise Refused(*objections)
        session.flush()
        lost = move_lines_if(session, lines, LineState.PROPOSED, _STATE_OF[decision.outcome])
        if lost:
            raise Refused(*(f"dòng {line.number} vừa được người khác quyết định" for line in lost))
        for line in lines:
            _give_verdict(settling, line, decision.outcome, reason, article, actor)
        _go_on_when_decided(settling, actor)
        return tuple(line.number for line in lines)


def _printable(text: str | None) -> str | None:
    """What will stand in an official letter: printable, and without a whole citizen number."""
    try:
        return mask_citizen_numbers(fit_for_print(text)) or None if text else None
    except Unprintable as error:
        raise Refused(str(error)) from error


def _review_again(settling: Settling) -> None:
    """The failed lines of a request go back to their reviewer; what is done stays done."""
    session, request = settling.session, settling.request
    reopen(session, request, settling.at)
    failed = select(Line).where(Line.request_id == request.id, Line.state == LineState.FAILED)
    for line in session.exec(failed):
        move_line(line, LineState.PROPOSED)
    session.flush()


def _lines(session: Session, request: Request, number: int | None) -> Sequence[Line]:
    wanted = select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
    if number is None:
        return session.exec(wanted.where(Line.state == LineState.PROPOSED)).all()
    line = session.exec(wanted.where(Line.number == number)).first()
    if line is None:
        raise Refused(f"đề nghị R{request.id} không có dòng {number}")
    if line.state is not LineState.PROPOSED:
        raise Refused(f"dòng {number} đã được quyết định ({LINE_WORDS[line.state]})")
    return [line]


def _objections(
    settling: Settling, line: Line, decision: Decision, reason: str | None
) -> list[str]:
    if decision.outcome is Outcome.APPROVED:
        return settling.objections(line, decision.settled, alone=decision.line is not None)
    suggested = line.suggested_verdict is decision.outcome and line.suggested_reason
    if reason or suggested:
        return []
    return [f"{OUTCOME_WORDS[decision.outcome]} thì phải nêu lý do (--reason)"]


def _give_verdict(
    settling: Settling,
    line: Line,
    outcome: Outcome,
    reason: str | None,
    article: str | None,
    actor: Actor,
) -> None:
    session, request = settling.session, settling.request
    deciding = settling.regulation.bodies.decides.article
    if line.suggested_verdict is outcome:  # a proposal's article speaks for that proposal only
        reason = reason or line.suggested_reason
        article = article or line.suggested_article
    if outcome is not Outcome.APPROVED:
        release_reservation(session, line)
        _drop_unborn_mailbox(settling, line)
    session.add(
        Verdict(
            line_id=id_of(line),
            outcome=outcome,
            reason=reason,
            article=article or deciding,
            author=actor.name,
            via=actor.via,
            at=settling.at,
        )
    )
    record(
        session,
        policy=request.policy,
        at=settling.at,
        actor=actor,
        action=f"line-{outcome}",
        letter_id=request.letter_id,
        request_id=request.id,
        line_id=line.id,
        detail={
            "reason": reason,
            "article": article or deciding,
            "address": line.proposed_address,
        },
    )


def _drop_unborn_mailbox(settling: Settling, line: Line) -> None:
    """A mailbox that the mail system never confirmed is none, once its line is not approved."""
    if line.mailbox_id is None:
        return
    mailbox = settling.session.get_one(Mailbox, line.mailbox_id)
    if mailbox.state is MailboxState.RESERVED:
        mailbox.state, mailbox.state_since = MailboxState.PURGED, settling.at
        mailbox.state_reason = "chưa được tạo, đề nghị không được chấp thuận"


def _go_on_when_decided(settling: Settling, actor: Actor) -> None:
    """The last verdict moves the request and orders its continuation, in the same transaction."""
    session, request = settling.session, settling.request
    states = set(session.exec(select(Line.state).where(Line.request_id == request.id)))
    if LineState.PROPOSED in states:
        return
    if states == {LineState.RETURNED}:
        _stop_clock(settling, actor)
    approved = LineState.APPROVED in states
    move(request, RequestState.APPROVED if approved else RequestState.PROVISIONED, settling.at)
    if approved and settling.regulation.bodies.executes.on_order:
        _order_work(settling, actor)
    enqueue(session, id_of(request), settling.at, "decided")


def _order_work(settling: Settling, actor: Actor) -> None:
    """Where deciding and executing are apart, the approval is the order; one a request."""
    session, request = settling.session, settling.request
    executes = settling.regulation.bodies.executes
    decides = settling.regulation.bodies.decides
    ordered = select(WorkOrder.id).where(WorkOrder.request_id == request.id)
    if session.exec(ordered).first() is not None:
        return
    session.add(
        WorkOrder(
            request_id=id_of(request),
            ordered_by=decides.name,
            ordered_to=executes.name,
            article=executes.article,
            at=settling.at,
            author=actor.name,
        )
    )
    record(
        session,
        policy=request.policy,
        at=settling.at,
        actor=actor,
        action="work-ordered",
        letter_id=request.letter_id,
        request_id=request.id,
        detail={"by": decides.name, "to": executes.name, "article": executes.article},
    )


def _stop_clock(settling: Settling, actor: Actor) -> None:
    """Where the term starts at complete information, a return says that it has not begun."""
    session, request = settling.session, settling.request
    received = local_date(settling.letter.received_at)
    kinds = session.exec(select(Line.kind).where(Line.request_id == request.id)).all()
    rules = [
        term_rule(settling.regulation, request.type, Kind(kind), received) for kind in set(kinds)
    ]
    incomplete = [rule for rule in rules if rule and rule.starts is TermStart.COMPLETE_INFORMATION]
    if incomplete:
        session.add(
            DeadlineEntry(
                request_id=id_of(request),
                kind=DeadlineKind.RETURNED,
                at=settling.at,
                article=incomplete[0].article,
                cause="thông tin chưa đầy đủ: thời hạn tính từ khi nhận đầy đủ thông tin",
                author=actor.name,
            )
        )
