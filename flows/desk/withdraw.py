"""Withdraw a request before anything of it was done; retry one that failed."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter, LetterState
from models.outbox import enqueue
from models.request import Line, Request
from models.step import Step, is_done
from models.trail import record
from models.transitions import IllegalTransition, LineState, RequestState, move, move_line
from models.user import Actor
from tasks.office import Office
from tasks.proposing.desk_view import release_reservation
from tasks.reply import settle_letter
from tasks.wording import REQUEST_WORDS


def withdraw(office: Office, actor: Actor, request_id: int) -> None:
    """Take a request back at the agency's wish; its reserved addresses are free again.

    Raises Refused once provisioning has begun, NotAllowed.
    """
    reach = require(office, actor, Act.WITHDRAW)
    at = office.clock()
    with writing(office.engine) as session:
        request = reach.request(session, request_id)
        before = request.state
        try:
            move(request, RequestState.WITHDRAWN, at)
        except IllegalTransition as error:
            raise Refused(
                f"đề nghị R{request_id} không rút được nữa (đang: {REQUEST_WORDS[before]})"
            ) from error
        for line in session.exec(select(Line).where(Line.request_id == request_id)):
            release_reservation(session, line)
        session.add(
            DeadlineEntry(
                request_id=request_id,
                kind=DeadlineKind.ENDED,
                at=at,
                cause="cơ quan rút đề nghị",
                author=actor.name,
            )
        )
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="request-withdrawn",
            letter_id=request.letter_id,
            request_id=request_id,
        )
        _go_on_with_the_others(session, request, at)


def _go_on_with_the_others(session: Session, request: Request, at: datetime) -> None:
    """The letter's other requests may have waited for this one alone."""
    others = session.exec(
        select(Request).where(Request.letter_id == request.letter_id, Request.id != request.id)
    ).all()
    for other in others:
        if other.state is RequestState.PROVISIONED and other.id is not None:
            enqueue(session, other.id, at, "sibling-withdrawn")
    letter = session.get_one(Letter, request.letter_id)
    if all(other.state is RequestState.WITHDRAWN for other in others):
        letter.state = LetterState.WITHDRAWN
    settle_letter(session, letter)  # the others may have been answered ahead of this one


def retry(office: Office, actor: Actor, request_id: int) -> None:
    """Try a failed request again; what was done of it is not done twice.

    Raises Refused where it has not failed, NotAllowed.
    """
    reach = require(office, actor, Act.RETRY)
    at = office.clock()
    with writing(office.engine) as session:
        request = reach.request(session, request_id)
        if request.state is not RequestState.FAILED:
            raise Refused(
                f"đề nghị R{request_id} không ở hàng đợi lỗi (đang: {REQUEST_WORDS[request.state]})"
            )
        move(request, RequestState.PROVISIONING, at)
        request.failure = None
        if is_done(session, request_id, Step.PROVISIONING):  # what failed was the reply
            move(request, RequestState.PROVISIONED, at)
        failed = select(Line).where(Line.request_id == request_id, Line.state == LineState.FAILED)
        for line in session.exec(failed):
            move_line(line, LineState.APPROVED)
            line.failure = None
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="request-retried",
            letter_id=request.letter_id,
            request_id=request_id,
        )
        enqueue(session, request_id, at, "retried")
