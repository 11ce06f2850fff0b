"""Decide: verdicts on lines, and the wish to go on, committed together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter
from models.mailbox import reserve
from models.outbox import enqueue
from models.request import Line, Request, move_line_if
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState, move
from models.user import Actor
from models.verdict import Outcome, Verdict
from models.work_order import WorkOrder
from policies.lifecycle import retention_for_rank
from policies.schema import Kind, Rank, Regulation, RequestType, TermStart
from policies.terms import term_rule
from tasks.matching import by_address
from tasks.office import Office, local_date, regulation_of
from tasks.proposing.desk_view import release_reservation
from tasks.wording import LINE_WORDS, REQUEST_WORDS

_LOCAL_PART = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_STATE_OF = {
    Outcome.APPROVED: LineState.APPROVED,
    Outcome.REFUSED: LineState.REFUSED,
    Outcome.RETURNED: LineState.RETURNED,
}
_WORDS = {
    Outcome.APPROVED: "đồng ý",
    Outcome.REFUSED: "không đồng ý",
    Outcome.RETURNED: "trả lại để bổ sung",
}


@dataclass(frozen=True)
class Settled:
    """What the reviewer settles beside the verdict, where a line asks for it."""

    address: str | None = None  # a new mailbox's address, agreed with the organisation
    mailbox: str | None = None  # an address of the mailbox that the line means
    rank: Rank | None = None  # on which a retention depends


@dataclass(frozen=True)
class Decision:
    """One decision: on one line, or on all that are undecided (``line`` None)."""

    request_id: int
    outcome: Outcome
    line: int | None = None
    reason: str | None = None
    article: str | None = None
    settled: Settled = Settled()


def decide(office: Office, actor: Actor, decision: Decision) -> tuple[int, ...]:
    """Give the verdict; the numbers of the lines it fell on.  All of them, or none.

    Raises Refused (second decision, open questions, a refusal without a reason …), NotAllowed.
    """
    require(actor, Act.DECIDE)
    at = office.clock()
    with writing(office.engine) as session:
        request = session.get(Request, decision.request_id)
        if request is None:
            raise Refused(f"không có đề nghị R{decision.request_id}")
        if request.state is not RequestState.IN_REVIEW:
            state = REQUEST_WORDS[request.state]
            raise Refused(f"đề nghị R{request.id} không ở bước thẩm định (đang: {state})")
        lines = _lines(session, request, decision.line)
        regulation = regulation_of(session, session.get_one(Letter, request.letter_id))
        objections = [
            f"dòng {line.number}: {objection}"
            for line in lines
            for objection in _settle(session, regulation, request, line, decision, at)
        ]
        if objections:
            raise Refused(*objections)
        for line in lines:
            _give_verdict(session, request, line, decision, actor, at)
        _go_on_when_decided(session, regulation, request, actor, at)
        return tuple(line.number for line in lines)


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


def _settle(
    session: Session,
    regulation: Regulation,
    request: Request,
    line: Line,
    decision: Decision,
    at: datetime,
) -> list[str]:
    """Take over what the reviewer settled; what still stands against the verdict."""
    if decision.outcome is not Outcome.APPROVED:
        if not (decision.reason or line.suggested_reason):
            return [f"{_WORDS[decision.outcome]} thì phải nêu lý do (--reason)"]
        return []
    settled = decision.settled
    if settled.mailbox:
        match = by_address(session, request.policy, regulation.domain, settled.mailbox)
        if match.mailbox is None:
            return [match.note]
        line.mailbox_id = match.mailbox.id
        line.match_note = f"người thẩm định chọn: {match.note}"
        line.proposed_address = settled.mailbox.lower()
    if settled.rank:
        kept = retention_for_rank(
            regulation,
            settled.rank,
            local_date(session.get_one(Letter, request.letter_id).received_at),
        )
        line.rank = kept.rank if kept else None
    if settled.address:
        objection = _agree_address(session, regulation, request, line, settled.address, at)
        if objection:
            return [objection]
    return _open_questions(regulation, request, line)


def _agree_address(
    session: Session,
    regulation: Regulation,
    request: Request,
    line: Line,
    address: str,
    at: datetime,
) -> str | None:
    wanted = address.strip().lower()
    if "@" not in wanted:
        wanted = f"{wanted}@{regulation.domain}"
    local, _, domain = wanted.partition("@")
    if request.type is not RequestType.NEW:
        return "chỉ hộp thư cấp mới mới cần thống nhất địa chỉ"
    if domain != regulation.domain or not _LOCAL_PART.fullmatch(local) or len(local) > 64:
        return f"«{wanted}» không phải địa chỉ hợp lệ của @{regulation.domain}"
    release_reservation(session, line)
    if not reserve(session, wanted, policy=regulation.id, line_id=id_of(line), at=at):
        return f"{wanted} đã cấp; địa chỉ đã cấp không cấp lại cho người khác"
    line.proposed_address = wanted
    line.needs_agreement = False
    line.explanation = [*line.explanation, f"địa chỉ {wanted} do các bên thống nhất"]
    return None


def _open_questions(regulation: Regulation, request: Request, line: Line) -> list[str]:
    """What must be known before the line can be approved."""
    if request.type is RequestType.NEW:
        return [] if line.proposed_address else [*line.needs, "chưa có địa chỉ"]
    if line.mailbox_id is None:
        return [*line.needs, "chưa xác định được hộp thư (--mailbox)"]
    kept = (
        retention_for_rank(regulation, line.rank, regulation.force.earliest) if line.rank else None
    )
    asks_rank = any("--rank" in need for need in line.needs)
    if request.type is RequestType.REVOKE and asks_rank and kept is None:
        return [need for need in line.needs if "--rank" in need]
    return [n for n in line.needs if "--rank" not in n and "chọn hộp thư" not in n]


def _give_verdict(
    session: Session, request: Request, line: Line, decision: Decision, actor: Actor, at: datetime
) -> None:
    session.flush()
    if not move_line_if(session, line, LineState.PROPOSED, _STATE_OF[decision.outcome]):
        raise Refused(f"dòng {line.number} vừa được người khác quyết định")
    suggested = line.suggested_verdict is decision.outcome
    reason = decision.reason or (line.suggested_reason if suggested else None)
    article = decision.article or line.suggested_article
    if decision.outcome is not Outcome.APPROVED:
        release_reservation(session, line)
        reason = reason or line.suggested_reason
    session.add(
        Verdict(
            line_id=id_of(line),
            outcome=decision.outcome,
            reason=reason,
            article=article,
            author=actor.name,
            via=actor.via,
            at=at,
        )
    )
    record(
        session,
        policy=request.policy,
        at=at,
        actor=actor,
        action=f"line-{decision.outcome}",
        letter_id=request.letter_id,
        request_id=request.id,
        line_id=line.id,
        detail={"reason": reason, "article": article, "address": line.proposed_address},
    )


def _stop_clock(
    session: Session, regulation: Regulation, request: Request, actor: Actor, at: datetime
) -> None:
    """Where the term starts at complete information, a return says that it has not begun."""
    received = local_date(session.get_one(Letter, request.letter_id).received_at)
    rules = [term_rule(regulation, request.type, kind, received) for kind in Kind]
    incomplete = [rule for rule in rules if rule and rule.starts is TermStart.COMPLETE_INFORMATION]
    if incomplete:
        session.add(
            DeadlineEntry(
                request_id=id_of(request),
                kind=DeadlineKind.RETURNED,
                at=at,
                article=incomplete[0].article,
                cause="thông tin chưa đầy đủ: thời hạn tính từ khi nhận đầy đủ thông tin",
                author=actor.name,
            )
        )


def _go_on_when_decided(
    session: Session, regulation: Regulation, request: Request, actor: Actor, at: datetime
) -> None:
    """The last verdict moves the request and orders its continuation, in the same transaction."""
    states = set(session.exec(select(Line.state).where(Line.request_id == request.id)))
    if LineState.PROPOSED in states:
        return
    approved = LineState.APPROVED in states
    if states == {LineState.RETURNED}:
        _stop_clock(session, regulation, request, actor, at)
    move(request, RequestState.APPROVED if approved else RequestState.PROVISIONED, at)
    executes, decides = regulation.bodies.executes, regulation.bodies.decides
    if approved and executes.on_order:
        order = WorkOrder(
            request_id=id_of(request),
            ordered_by=decides.name,
            ordered_to=executes.name,
            article=executes.article,
            at=at,
            author=actor.name,
        )
        session.add(order)
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="work-ordered",
            letter_id=request.letter_id,
            request_id=request.id,
            detail={"by": decides.name, "to": executes.name, "article": executes.article},
        )
    enqueue(session, id_of(request), at, "decided")
