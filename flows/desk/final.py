"""What is decided for good: the request goes on its way, in the transaction that decides."""

from __future__ import annotations

from sqlmodel import col, select

from flows.desk.settling import Settling
from models.deadline import DeadlineEntry, DeadlineKind
from models.mailbox import Mailbox, MailboxState
from models.outbox import enqueue
from models.request import Line
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState, move
from models.user import Actor
from models.work_order import WorkOrder
from policies.schema import Kind, TermStart
from policies.terms import term_rule
from tasks.office import local_date
from tasks.proposing.desk_view import release_reservation


def states_of(settling: Settling) -> set[LineState]:
    """The states of the request's lines."""
    wanted = select(Line.state).where(Line.request_id == settling.request.id)
    return {LineState(state) for state in settling.session.exec(wanted)}


def make_final(settling: Settling, actor: Actor) -> None:
    """Move a request whose lines are all decided, and order its continuation."""
    session, request = settling.session, settling.request
    states = states_of(settling)
    not_approved = select(Line).where(
        Line.request_id == request.id,
        col(Line.state).in_((LineState.REFUSED, LineState.RETURNED)),
    )
    for line in session.exec(not_approved).all():
        let_go(settling, line)
    if states == {LineState.RETURNED}:
        _stop_clock(settling, actor)
    approved = LineState.APPROVED in states
    move(request, RequestState.APPROVED if approved else RequestState.PROVISIONED, settling.at)
    if approved and settling.regulation.bodies.executes.on_order:
        _order_work(settling, actor)
    enqueue(session, id_of(request), settling.at, "decided")


def let_go(settling: Settling, line: Line) -> None:
    """What was held for a line that is not approved is free again."""
    release_reservation(settling.session, line)
    _drop_unborn_mailbox(settling, line)


def _drop_unborn_mailbox(settling: Settling, line: Line) -> None:
    """A mailbox that the mail system never confirmed is none, once its line is not approved."""
    if line.mailbox_id is None:
        return
    mailbox = settling.session.get_one(Mailbox, line.mailbox_id)
    if mailbox.state is MailboxState.RESERVED:
        mailbox.state, mailbox.state_since = MailboxState.PURGED, settling.at
        mailbox.state_reason = "chưa được tạo, đề nghị không được chấp thuận"


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
