"""Decide: verdicts on lines, and the wish to go on, committed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, delete, select

from flows.desk.final import let_go, make_final, states_of
from flows.desk.plan_seen import check_plan
from flows.desk.reasons import printable
from flows.desk.refusal import Refused
from flows.desk.rights import Act, require, wrote
from flows.desk.settling import Settled, Settling
from models.database import writing
from models.letter import Letter
from models.province import approval_levels
from models.request import Line, Request, move_lines_if
from models.row import id_of
from models.step import Step, StepDone
from models.trail import record
from models.transitions import LineState, RequestState, move, move_line
from models.user import Actor
from models.verdict import Outcome, Verdict
from tasks.office import Office, calendar_of, regulation_of
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
    plan: str | None = None  # the fingerprint of what was seen; a page always gives it


def decide(office: Office, actor: Actor, decision: Decision) -> tuple[int, ...]:
    """Give the verdict; the numbers of the lines it fell on.  All of them, or none.

    A decision on all lines approves what is proposed for approval; a line that is proposed
    otherwise is decided by its number.  A request in the failed queue is decided anew on its
    failed lines.  Where the province has two levels, the last verdict sends it to the second.
    Raises Refused (second decision, open questions, no reason, own letter …), PlanMoved,
    NotAllowed.
    """
    reach = require(office, actor, Act.DECIDE)
    reason, article = printable(decision.reason), printable(decision.article)
    at = office.clock()
    with writing(office.engine) as session:
        request = reach.request(session, decision.request_id, lock=True)
        letter = session.get_one(Letter, request.letter_id)
        check_plan(session, actor, request, decision.plan)
        if decision.outcome is Outcome.APPROVED and wrote(letter, actor):
            raise Refused("người gửi hoặc nhập văn bản không được duyệt đề nghị của văn bản đó")
        regulation = regulation_of(session, letter)
        settling = Settling(session, regulation, letter, request, at, calendar_of(session))
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
        levels = approval_levels(session, request.policy)
        if decision.outcome is not Outcome.APPROVED and levels == 1:
            for line in lines:  # with a second level the decision may still come back
                let_go(settling, line)
        _go_on_when_decided(settling, actor, levels)
        return tuple(line.number for line in lines)


def _review_again(settling: Settling) -> None:
    """The failed lines of a request go back to their reviewer; what is done stays done."""
    session, request = settling.session, settling.request
    move(request, RequestState.IN_REVIEW, settling.at)
    request.failure = None
    session.exec(
        delete(StepDone).where(
            col(StepDone.request_id) == request.id, col(StepDone.step) == Step.REVIEW
        )
    )
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
    session.add(
        Verdict(
            line_id=id_of(line),
            outcome=outcome,
            reason=reason,
            article=article or deciding,
            author=actor.name,
            author_id=actor.user_id,
            acts_for_id=actor.acts_for_id,
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


def _go_on_when_decided(settling: Settling, actor: Actor, levels: int) -> None:
    """The last verdict moves the request: to the second level, or on its way."""
    if LineState.PROPOSED in states_of(settling):
        return
    if levels > 1:
        move(settling.request, RequestState.WAITING_FOR_APPROVAL, settling.at)
    else:
        make_final(settling, actor)
