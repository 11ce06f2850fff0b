"""Review: a proposal for each line, then the wait for its verdict."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.database import writing
from models.letter import Letter
from models.request import Line, Request
from models.step import Step, is_done, mark_done
from models.trail import record
from models.transitions import LineState, RequestState, move, move_line
from tasks.flow_actor import FLOW
from tasks.office import Office, calendar_of, regulation_of
from tasks.proposing.proposals import Proposals

_UNDECIDED = (LineState.RECEIVED, LineState.PROPOSED)


def review(office: Office, request_id: int, flow_run: str | None = None) -> bool:
    """Propose what isn't proposed yet; whether every line has its verdict."""
    with writing(office.engine) as session:
        request = session.get_one(Request, request_id)
        if request.state in (RequestState.WITHDRAWN, RequestState.WAITING_FOR_APPROVAL):
            return False
        if is_done(session, request_id, Step.REVIEW):
            return True
        if request.state is RequestState.NEW:
            propose(session, request, office)
        if _undecided(session, request):
            return False
        mark_done(session, request_id, Step.REVIEW, at=office.clock(), flow_run_id=flow_run)
        return True


def _undecided(session: Session, request: Request) -> bool:
    waiting = select(Line.id).where(Line.request_id == request.id, col(Line.state).in_(_UNDECIDED))
    return session.exec(waiting).first() is not None


def propose(session: Session, request: Request, office: Office) -> None:
    """A proposal for each line, with its explanation; the request then waits for its reviewer."""
    letter = session.get_one(Letter, request.letter_id)
    regulation = regulation_of(session, letter)
    at = office.clock()
    lines = session.exec(
        select(Line)
        .where(Line.request_id == request.id, Line.state == LineState.RECEIVED)
        .order_by(col(Line.number))
    ).all()
    proposals = Proposals(session, regulation, letter, lines, calendar_of(session))
    proposals.propose(request.type, lines)
    for line in lines:
        move_line(line, LineState.PROPOSED)
    move(request, RequestState.IN_REVIEW, at)
    record(
        session,
        policy=request.policy,
        at=at,
        actor=FLOW,
        action="request-proposed",
        letter_id=request.letter_id,
        request_id=request.id,
        detail={"lines": len(lines)},
    )
