"""A correction: a new letter in the place of one that waits for its agency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Reach
from models.letter import Letter, LetterState
from models.reply import Reply, ReplyState
from models.request import Request
from models.row import id_of
from models.trail import record
from models.transitions import RequestState, move
from models.user import Actor


def corrected_letter(session: Session, reach: Reach, policy: str, number: int) -> Letter:
    """The letter to be corrected.

    Raises Refused where the province has none of that number in reach, where it does not wait for
    its agency, or where it was corrected before: then the newer letter is the one to correct.
    """
    known = select(Letter).where(Letter.id == number, Letter.policy == policy, reach.letters())
    old = session.exec(known).first()
    if old is None:
        raise Refused(f"không có văn bản L{number} của tỉnh này để chỉnh sửa")
    newer = session.exec(
        select(Letter).where(Letter.corrects_letter_id == number).order_by(col(Letter.id))
    ).first()
    if newer is not None:
        raise Refused(f"văn bản L{number} đã được chỉnh sửa bằng L{newer.id}: hãy nêu L{newer.id}")
    if old.state is not LetterState.RETURNED and not any(_waiting(session, old)):
        raise Refused(f"văn bản L{number} không có đề nghị nào đang chờ cơ quan bổ sung")
    return old


def take_over(session: Session, new: Letter, old: Letter, actor: Actor, at: datetime) -> None:
    """The correction stands for the old letter, whose return need not be signed any more.

    Where the correction makes requests itself, those that waited are closed, also of the letters
    that the old one corrected; a correction with faults leaves them waiting.
    """
    if old.state is LetterState.RETURNED and _return_is_unsigned(session, old):
        old.state = LetterState.ANSWERED
    if new.state is LetterState.RETURNED:
        return
    for request in _waiting(session, old):
        move(request, RequestState.CLOSED, at)
        record(
            session,
            policy=new.policy,
            at=at,
            actor=actor,
            action="correction-received",
            letter_id=request.letter_id,
            request_id=request.id,
            detail={"corrected_by": new.id},
        )


def _waiting(session: Session, letter: Letter) -> Iterator[Request]:
    """What waits for the agency, of a letter and of those that it was to correct."""
    each: Letter | None = letter
    while each is not None:
        yield from session.exec(
            select(Request).where(
                Request.letter_id == each.id, Request.state == RequestState.WAITING_FOR_AGENCY
            )
        ).all()
        each = session.get(Letter, each.corrects_letter_id) if each.corrects_letter_id else None


def _return_is_unsigned(session: Session, letter: Letter) -> bool:
    issued = select(Reply).where(Reply.letter_id == id_of(letter), Reply.state == ReplyState.ISSUED)
    return session.exec(issued).first() is None
