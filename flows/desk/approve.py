"""The second level of a province that has two: a supervisor approves what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.desk.final import make_final
from flows.desk.plan_seen import check_plan
from flows.desk.reasons import printable
from flows.desk.refusal import Refused
from flows.desk.rights import Act, Reach, require, wrote
from flows.desk.settling import Settling
from models.database import writing
from models.letter import Letter
from models.request import Line, Request, move_lines_if
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState, move
from models.user import Actor
from models.verdict import Verdict
from tasks.office import Office, calendar_of, regulation_of
from tasks.wording import REQUEST_WORDS

_DECIDED = (LineState.APPROVED, LineState.REFUSED, LineState.RETURNED)


@dataclass(frozen=True)
class Approval:
    """Of a request as a whole; ``plan``: the fingerprint of what was seen."""

    request_id: int
    plan: str | None = None


def approve(office: Office, actor: Actor, approval: Approval) -> None:
    """Make what was decided count; the request goes on its way.

    Raises Refused (nothing waits for approval, own letter, own decision), PlanMoved, NotAllowed.
    """
    reach = require(office, actor, Act.APPROVE)
    with writing(office.engine) as session:
        request, letter = _waiting(session, actor, reach, approval)
        if wrote(letter, actor):
            raise Refused("người gửi hoặc nhập văn bản không được duyệt đề nghị của văn bản đó")
        if any(_decided_it(verdict, actor) for verdict in _verdicts(session, request)):
            raise Refused("người đã quyết định ở bước thẩm định không phê duyệt được ở bước sau")
        at = office.clock()
        regulation = regulation_of(session, letter)
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="request-approved",
            letter_id=letter.id,
            request_id=request.id,
        )
        settling = Settling(session, regulation, letter, request, at, calendar_of(session))
        make_final(settling, actor)


def send_back(office: Office, actor: Actor, approval: Approval, reason: str) -> None:
    """Send what was decided back to its reviewer; the verdicts stay on record and count no more.

    Raises Refused (nothing waits for approval, no reason), PlanMoved, NotAllowed.
    """
    reach = require(office, actor, Act.APPROVE)
    told = printable(reason)
    if told is None:
        raise Refused("trả về thẩm định thì phải nêu lý do (--reason)")
    with writing(office.engine) as session:
        request, letter = _waiting(session, actor, reach, approval)
        at = office.clock()
        for state in _DECIDED:
            lines = session.exec(
                select(Line).where(Line.request_id == request.id, Line.state == state)
            ).all()
            move_lines_if(session, lines, state, LineState.PROPOSED)
        move(request, RequestState.IN_REVIEW, at)
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="request-sent-back",
            letter_id=letter.id,
            request_id=request.id,
            detail={"reason": told},
        )


def _waiting(
    session: Session, actor: Actor, reach: Reach, approval: Approval
) -> tuple[Request, Letter]:
    request = reach.request(session, approval.request_id, lock=True)
    check_plan(session, actor, request, approval.plan)
    if request.state is not RequestState.WAITING_FOR_APPROVAL:
        state = REQUEST_WORDS[request.state]
        raise Refused(f"đề nghị R{request.id} không ở bước phê duyệt (đang: {state})")
    return request, session.get_one(Letter, request.letter_id)


def _verdicts(session: Session, request: Request) -> list[Verdict]:
    """The verdicts that wait for their approval: the last of each decided line."""
    lines = session.exec(
        select(Line).where(Line.request_id == request.id, col(Line.state).in_(_DECIDED))
    ).all()
    found = session.exec(
        select(Verdict)
        .where(col(Verdict.line_id).in_([id_of(line) for line in lines]))
        .order_by(col(Verdict.id))
    )
    return list({verdict.line_id: verdict for verdict in found}.values())


def _decided_it(verdict: Verdict, actor: Actor) -> bool:
    if actor.user_id is None:  # the operator of the machine is known by the name that he gives
        return verdict.author == actor.name
    return bool({verdict.author_id, verdict.acts_for_id} & actor.accounts)
