"""What an issued reply settles: the requests that it answers, their terms, the letter."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from models.deadline import DeadlineEntry, DeadlineKind, is_running, ledger
from models.letter import Letter
from models.reply import Reply
from models.request import Line, Request
from models.row import id_of
from models.trail import record
from models.transitions import LineState, RequestState, move
from models.user import Actor
from tasks.reply import settle_letter


def settle(session: Session, letter: Letter, reply: Reply, actor: Actor, at: datetime) -> None:
    """Close what the reply answers, and tell the trail; in the transaction that issues it."""
    answered = select(Request).where(
        Request.letter_id == letter.id,
        Request.state == RequestState.TO_SIGN,
        Request.reply_sequence == reply.sequence,
    )
    for request in session.exec(answered):
        _close(session, request, reply, actor, at)
    settle_letter(session, letter)
    record(
        session,
        policy=letter.policy,
        at=at,
        actor=actor,
        action="reply-issued",
        letter_id=letter.id,
        detail={
            "number": reply.number,
            "dated": reply.dated and reply.dated.isoformat(),
            "pdf_sha256": reply.pdf_sha256,
            "docx_sha256": reply.docx_sha256,
        },
    )


def _close(session: Session, request: Request, reply: Reply, actor: Actor, at: datetime) -> None:
    """Answered: closed, or waiting for the agency where lines went back to it."""
    states = set(session.exec(select(Line.state).where(Line.request_id == request.id)))
    waits = LineState.RETURNED in states
    returned = "; có nội dung trả lại để bổ sung" if waits else ""
    move(request, RequestState.WAITING_FOR_AGENCY if waits else RequestState.CLOSED, at)
    number = id_of(request)
    if is_running(ledger(session, number)):
        session.add(
            DeadlineEntry(
                request_id=number,
                kind=DeadlineKind.ENDED,
                at=at,
                cause=f"đã trả lời bằng văn bản số {reply.number} ngày {reply.dated:%d/%m/%Y}"
                f"{returned}",
                author=actor.name,
            )
        )
