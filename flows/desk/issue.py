"""Issue a reply letter: it gets number and date, and both files are made and kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from flows.desk.answered import settle
from flows.desk.letter_files import Issued as Issued
from flows.desk.letter_files import make_folder, write_files
from flows.desk.meant_reply import (
    Meant,
    check_unsigned,
    draft_missing_return,
    is_issued_so,
    meant_reply,
)
from flows.desk.numbering import body_of, give_number, number_for, typed_number
from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.letter import Letter
from models.numbering import locked_numbering
from models.reply import Reply, ReplyState
from models.row import id_of
from models.turn import turn
from models.user import Actor
from tasks.letters.content import ReplyContent, from_json, to_json
from tasks.letters.render import RenderedReply, render
from tasks.office import Office, local_date
from tasks.reply import NotDrafted


def issue(
    office: Office,
    actor: Actor,
    *,
    request_id: int | None = None,
    letter_id: int | None = None,
    number: str | None = None,
    dated: date,
    out: Path,
) -> Issued:
    """Issue the letter that answers a request (or returns a letter); both files go to ``out``.

    ``number``: typed by the clerk; None where a series numbers the letters of the body.  The same
    call again writes the same files again: nothing is issued twice ("8" and "08" are one).  Raises
    Refused (not ready, number not to be had, date out of order, already issued otherwise, files not
    to be written there), NotAllowed.
    """
    require(office, actor, Act.ISSUE).check(office, request_id, letter_id)
    typed = None if number is None else typed_number(number)
    make_folder(out)
    draft_missing_return(office, letter_id)
    with turn(office.settings, "issuing"):
        reply = _issue(office, actor, Meant(request_id, letter_id, typed, dated))
    # only what is kept is handed out; where the disk is full, the same call writes it again
    return write_files(reply, out)


def _issue(office: Office, actor: Actor, meant: Meant) -> Reply:
    """The reply, issued now or before.

    A long letter takes seconds to make, so it is made with the number that would be next, outside
    of the transaction; where that is not the next any more, it is made again inside.
    """
    with reading(office.engine) as session:
        reply = meant_reply(session, meant)
        if reply.state is ReplyState.ISSUED:
            return _issued_so(reply, meant)
        number = _number(session, office, reply, meant)
    content, files = _made(reply, number, meant.dated)
    with writing(office.engine) as session:
        reply = session.get_one(Reply, reply.id, with_for_update=True)
        if reply.state is ReplyState.ISSUED:
            return _issued_so(reply, meant)
        # "key share": whoever only points to the letter, as its trail does, need not wait
        letter = session.get_one(Letter, reply.letter_id, with_for_update={"key_share": True})
        numbering = locked_numbering(session, body_of(letter, reply))
        now = _number(session, office, reply, meant)
        if now != number:
            content, files = _made(reply, now, meant.dated)
        give_number(session, numbering, now, meant.dated, id_of(reply))
        at = office.clock()
        _keep(reply, content, files, actor, at)
        settle(session, letter, reply, actor, at)
        return reply


def _number(session: Session, office: Office, reply: Reply, meant: Meant) -> int:
    """The number that the reply would get now.  Raises Refused where it cannot be issued so."""
    letter = session.get_one(Letter, reply.letter_id)
    check_unsigned(letter, reply)
    if not local_date(letter.received_at) <= meant.dated <= local_date(office.clock()):
        raise Refused("ngày văn bản không được trước ngày nhận hoặc sau hôm nay")
    return number_for(session, body_of(letter, reply), meant.number, meant.dated)


def _made(reply: Reply, number: int, dated: date) -> tuple[ReplyContent, RenderedReply]:
    try:
        content = replace(from_json(json.dumps(reply.content)), number=str(number), dated=dated)
        return content, render(content)
    except NotDrafted as error:
        raise Refused(f"chưa dựng được văn bản trả lời L{reply.letter_id}: {error}") from error


def _issued_so(reply: Reply, meant: Meant) -> Reply:
    if not is_issued_so(reply, meant):
        raise Refused(
            f"văn bản trả lời đã phát hành: số {reply.number} ngày {reply.dated:%d/%m/%Y}"
        )
    return reply


def _keep(
    reply: Reply, content: ReplyContent, files: RenderedReply, actor: Actor, at: datetime
) -> None:
    reply.state = ReplyState.ISSUED
    reply.number, reply.dated = content.number, content.dated
    reply.issued_at, reply.issued_by = at, actor.name
    reply.content = json.loads(to_json(content))
    reply.docx, reply.pdf = files.docx, files.pdf
    reply.docx_sha256 = sha256(files.docx).hexdigest()
    reply.pdf_sha256 = sha256(files.pdf).hexdigest()
