"""Which reply is meant where a request or a letter is named, and whether it can be issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from models.database import reading, writing
from models.letter import Letter, LetterFile, LetterState
from models.reply import Reply, ReplyState
from models.request import Request
from models.row import id_of
from tasks.forms.reading import read_letter
from tasks.office import Office, regulation_of
from tasks.reply import NotDrafted, draft_return, reply_to


@dataclass(frozen=True)
class Meant:
    """What a clerk wants issued: by its request or by its letter, with number and local date.

    ``number``: None where the body's series gives it.
    """

    request_id: int | None
    letter_id: int | None
    number: int | None
    dated: date


def meant_reply(session: Session, meant: Meant) -> Reply:
    """The reply to the request; of a letter see ``_of_letter``.  Raises Refused where none is."""
    if meant.request_id is not None:
        request = session.get(Request, meant.request_id)
        if request is None:
            raise Refused(f"không có đề nghị R{meant.request_id}")
        reply, letter_id = reply_to(session, request), request.letter_id
    else:
        letter = session.get(Letter, meant.letter_id) if meant.letter_id is not None else None
        if letter is None:
            raise Refused(f"không có văn bản L{meant.letter_id}")
        reply, letter_id = _of_letter(session, letter, meant), id_of(letter)
    if reply is None:
        raise Refused(f"văn bản L{letter_id} chưa có dự thảo trả lời: còn đề nghị chưa xử lý xong")
    return reply


def _of_letter(session: Session, letter: Letter, meant: Meant) -> Reply | None:
    """The one issued so already; else the first that waits to be signed; else the newest.

    Where no number tells a repeated call from the next one, several replies are told apart by
    their requests.
    """
    replies = session.exec(
        select(Reply).where(Reply.letter_id == letter.id).order_by(col(Reply.sequence))
    ).all()
    if meant.number is None and len(replies) > 1:
        requests = (
            select(Request.id).where(Request.letter_id == letter.id).order_by(col(Request.id))
        )
        named = ", ".join(f"R{number}" for number in session.exec(requests))
        raise Refused(f"văn bản L{letter.id} có nhiều văn bản trả lời: nêu đề nghị ({named})")
    so = [one for one in replies if is_issued_so(one, meant)]
    drafted = [one for one in replies if one.state is ReplyState.DRAFTED]
    return next(iter((*so, *drafted, *reversed(replies))), None)


def is_issued_so(reply: Reply, meant: Meant) -> bool:
    """Whether the reply was issued with that date, and with that number where one is named."""
    if reply.state is not ReplyState.ISSUED or reply.dated != meant.dated:
        return False
    return meant.number is None or reply.number == str(meant.number)


def check_unsigned(letter: Letter, reply: Reply) -> None:
    """Raise Refused where the agency has already sent what a return asked for."""
    if letter.state is LetterState.ANSWERED and reply.content["faults"]:
        raise Refused(f"văn bản L{letter.id} đã có văn bản chỉnh sửa: không cần trả lại nữa")


def draft_missing_return(office: Office, letter_id: int | None) -> None:
    """A letter with faults is kept even where its return could not be drafted: now it must be.

    Raises Refused where it still cannot.
    """
    with reading(office.engine) as session:
        letter = session.get(Letter, letter_id) if letter_id is not None else None
        if letter is None or letter.state is not LetterState.RETURNED or _any(session, letter):
            return
        regulation = regulation_of(session, letter)
        file = session.exec(select(LetterFile).where(LetterFile.letter_id == letter.id)).one()
    try:
        drafted = draft_return(regulation, read_letter(file.content, file.name, regulation))
    except NotDrafted as error:
        raise Refused(f"chưa soạn được văn bản trả lại L{letter_id}: {error}") from error
    with writing(office.engine) as session:
        if not _any(session, letter):
            drafted.keep(session, letter, office.clock())


def _any(session: Session, letter: Letter) -> bool:
    return session.exec(select(Reply.id).where(Reply.letter_id == letter.id)).first() is not None
