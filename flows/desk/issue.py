"""Issue a reply letter: the clerk types number and date, and both files are made and kept."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.deadline import DeadlineEntry, DeadlineKind, is_running, ledger
from models.letter import Letter, LetterFile, LetterState
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.trail import record
from models.transitions import LineState, RequestState, move
from models.user import Actor
from tasks.forms.reading import read_letter
from tasks.letters.content import from_json, to_json
from tasks.letters.render import RenderedReply, render
from tasks.office import Office, local_date, regulation_of
from tasks.reply import NotDrafted, draft_return, reply_to, settle_letter

_NUMBER = re.compile("[0-9]{1,6}")


@dataclass(frozen=True)
class Issued:
    """The two files of an issued letter."""

    letter_id: int
    number: str
    dated: date
    docx: Path
    pdf: Path


def issue(
    office: Office,
    actor: Actor,
    *,
    request_id: int | None = None,
    letter_id: int | None = None,
    number: str,
    dated: date,
    out: Path,
) -> Issued:
    """Issue the letter that answers a request (or returns a letter); both files go to ``out``.

    The same number ("8" and "08" are one) and date again write the same files again: nothing is
    issued twice.  Raises Refused (not ready, number used, already issued otherwise, files not to
    be written there), NotAllowed.
    """
    require(office, actor, Act.ISSUE).check(office, request_id, letter_id)
    number = _plain(number)
    _make_folder(out)
    reply = _issue(office, actor, request_id, letter_id, number, dated)
    # only what is kept is handed out; where the disk is full, the same call writes it again
    return _write(reply, out)


def _plain(number: str) -> str:
    if not _NUMBER.fullmatch(number.strip()) or int(number) == 0:
        raise Refused("số văn bản là các chữ số, không kèm ký hiệu")
    return str(int(number))


def _issue(
    office: Office,
    actor: Actor,
    request_id: int | None,
    letter_id: int | None,
    number: str,
    dated: date,
) -> Reply:
    _draft_missing_return(office, letter_id)
    with reading(office.engine) as session:
        reply = _reply(session, request_id, letter_id, number, dated)
        if reply.state is ReplyState.ISSUED:
            return _issued_so(reply, number, dated)
        letter = session.get_one(Letter, reply.letter_id)
        _still_to_be_signed(letter, reply)
        if dated < local_date(letter.received_at) or dated > local_date(office.clock()):
            raise Refused("ngày văn bản không được trước ngày nhận hoặc sau hôm nay")
        content = replace(from_json(json.dumps(reply.content)), number=number, dated=dated)
    files = render(content)
    at = office.clock()
    with writing(office.engine) as session:
        reply = session.get_one(Reply, reply.id, with_for_update=True)
        if reply.state is ReplyState.ISSUED:
            return _issued_so(reply, number, dated)
        letter = session.get_one(Letter, reply.letter_id)
        _still_to_be_signed(letter, reply)
        _number_is_free(session, letter, number, dated)
        _keep(reply, files, number, dated, at, actor)
        reply.content = json.loads(to_json(content))
        for request in session.exec(
            select(Request).where(
                Request.letter_id == letter.id,
                Request.state == RequestState.TO_SIGN,
                Request.reply_sequence == reply.sequence,
            )
        ):
            _close(session, request, number, dated, actor, at)
        settle_letter(session, letter)
        record(
            session,
            policy=letter.policy,
            at=at,
            actor=actor,
            action="reply-issued",
            letter_id=letter.id,
            detail={
                "number": number,
                "dated": dated.isoformat(),
                "pdf_sha256": reply.pdf_sha256,
                "docx_sha256": reply.docx_sha256,
            },
        )
        return reply


def _draft_missing_return(office: Office, letter_id: int | None) -> None:
    """A letter with faults is kept even where its return could not be drafted: now it must be."""
    with reading(office.engine) as session:
        letter = session.get(Letter, letter_id) if letter_id is not None else None
        if letter is None or letter.state is not LetterState.RETURNED or _newest(session, letter):
            return
        regulation = regulation_of(session, letter)
        file = session.exec(select(LetterFile).where(LetterFile.letter_id == letter.id)).one()
    try:
        drafted = draft_return(regulation, read_letter(file.content, file.name, regulation))
    except NotDrafted as error:
        raise Refused(f"chưa soạn được văn bản trả lại L{letter_id}: {error}") from error
    with writing(office.engine) as session:
        if _newest(session, letter) is None:
            drafted.keep(session, letter, office.clock())


def _still_to_be_signed(letter: Letter, reply: Reply) -> None:
    if letter.state is LetterState.ANSWERED and reply.content["faults"]:
        raise Refused(f"văn bản L{letter.id} đã có văn bản chỉnh sửa: không cần trả lại nữa")


def _reply(
    session: Session, request_id: int | None, letter_id: int | None, number: str, dated: date
) -> Reply:
    """That which answers the request; of a letter with several, see ``_meant``."""
    if request_id is not None:
        request = session.get(Request, request_id)
        if request is None:
            raise Refused(f"không có đề nghị R{request_id}")
        reply = reply_to(session, request)
        letter_id = request.letter_id
    else:
        letter = session.get(Letter, letter_id) if letter_id is not None else None
        if letter is None:
            raise Refused(f"không có văn bản L{letter_id}")
        reply = _meant(session, letter, number, dated)
    if reply is None:
        raise Refused(f"văn bản L{letter_id} chưa có dự thảo trả lời: còn đề nghị chưa xử lý xong")
    return reply


def _meant(session: Session, letter: Letter, number: str, dated: date) -> Reply | None:
    """The one issued so already; else the first that waits to be signed; else the newest."""
    replies = session.exec(
        select(Reply).where(Reply.letter_id == letter.id).order_by(col(Reply.sequence))
    ).all()
    so = [one for one in replies if (one.number, one.dated) == (number, dated)]
    drafted = [one for one in replies if one.state is ReplyState.DRAFTED]
    return next(iter((*so, *drafted, *reversed(replies))), None)


def _newest(session: Session, letter: Letter) -> Reply | None:
    newest = select(Reply).where(Reply.letter_id == letter.id).order_by(col(Reply.sequence).desc())
    return session.exec(newest).first()


def _number_is_free(session: Session, letter: Letter, number: str, dated: date) -> None:
    """One body gives a number once a year (Nghị định 30/2020 Điều 15)."""
    used = (
        select(Reply)
        .join(Letter, col(Letter.id) == col(Reply.letter_id))
        .where(
            Letter.policy == letter.policy, Reply.number == number, Reply.state == ReplyState.ISSUED
        )
    )
    for other in session.exec(used):
        if other.dated and other.dated.year == dated.year:
            raise Refused(
                f"số {number} năm {dated.year} đã dùng cho văn bản trả lời L{other.letter_id}"
            )


def _keep(
    reply: Reply, files: RenderedReply, number: str, dated: date, at: datetime, actor: Actor
) -> None:
    reply.state = ReplyState.ISSUED
    reply.number, reply.dated = number, dated
    reply.issued_at, reply.issued_by = at, actor.name
    reply.docx, reply.pdf = files.docx, files.pdf
    reply.docx_sha256 = sha256(files.docx).hexdigest()
    reply.pdf_sha256 = sha256(files.pdf).hexdigest()


def _close(
    session: Session,
    request: Request,
    number: str,
    dated: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Answered: closed, or waiting for the agency where lines went back to it."""
    states = set(session.exec(select(Line.state).where(Line.request_id == request.id)))
    waits = LineState.RETURNED in states
    returned = "; có nội dung trả lại để bổ sung" if waits else ""
    move(request, RequestState.WAITING_FOR_AGENCY if waits else RequestState.CLOSED, at)
    if request.id is not None and is_running(ledger(session, request.id)):
        session.add(
            DeadlineEntry(
                request_id=request.id,
                kind=DeadlineKind.ENDED,
                at=at,
                cause=f"đã trả lời bằng văn bản số {number} ngày {dated:%d/%m/%Y}{returned}",
                author=actor.name,
            )
        )


def _issued_so(reply: Reply, number: str, dated: date) -> Reply:
    if (reply.number, reply.dated) != (number, dated):
        raise Refused(
            f"văn bản trả lời đã phát hành: số {reply.number} ngày {reply.dated:%d/%m/%Y}"
        )
    return reply


def _make_folder(out: Path) -> None:
    """Before anything is issued: most often a folder is misspelt or somebody else's."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"không ghi được vào {out}: {error.strerror}") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise Refused(f"không ghi được vào {out}: không có quyền")


def _write(reply: Reply, out: Path) -> Issued:
    if reply.number is None or reply.dated is None:
        raise ValueError(f"reply {reply.id} is not issued")
    stem = f"{reply.dated.isoformat()}_so-{reply.number}_L{reply.letter_id}"
    docx, pdf = out / f"{stem}.docx", out / f"{stem}.pdf"
    for path, content in ((docx, reply.docx), (pdf, reply.pdf)):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise Refused(
                f"đã phát hành số {reply.number}, nhưng không ghi được {path}: {error.strerror}; "
                "gọi lại lệnh này để ghi lại tệp"
            ) from error
    return Issued(reply.letter_id, reply.number, reply.dated, docx, pdf)
