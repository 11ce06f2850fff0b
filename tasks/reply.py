"""Reply letter: drafted once, when all that the letter asked for is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from models.database import reading, writing
from models.letter import Letter
from models.reply import Reply
from models.request import Request
from models.row import id_of
from models.step import Step, is_done, mark_done
from models.trail import record
from models.transitions import RequestState, is_open, move
from policies.schema import Regulation
from tasks.answer import answer, return_of
from tasks.flow_actor import FLOW
from tasks.forms.content import ReadLetter
from tasks.letters.compare import LayoutsDiffer
from tasks.letters.content import ContentError, ReplyContent, to_json
from tasks.letters.fonts import FontsMissing
from tasks.letters.pdf_file import NotTypeset
from tasks.letters.render import RenderedReply, render
from tasks.office import Office, regulation_of

#: why a reply could not be made into files
NotDrafted = (ContentError, NotTypeset, LayoutsDiffer, FontsMissing)
_BEFORE_REPLY = frozenset(
    {
        RequestState.NEW,
        RequestState.IN_REVIEW,
        RequestState.APPROVED,
        RequestState.PROVISIONING,
        RequestState.FAILED,
    }
)


def draft_reply(office: Office, request_id: int, flow_run: str | None = None) -> bool:
    """Draft the one reply to the request's letter; False while its other requests are not done.

    Every request says that it is provisioned before it looks at the others, so the last one drafts.
    """
    with reading(office.engine) as session:
        request = session.get_one(Request, request_id)
        if is_done(session, request_id, Step.REPLY):
            return True
        letter = session.get_one(Letter, request.letter_id)
        if not _ready(_siblings(session, letter)):
            return False
        content = answer(session, regulation_of(session, letter), letter)
    files = render(content)  # outside the transaction: a long letter takes seconds
    with writing(office.engine) as session:
        letter = session.get_one(Letter, letter.id)
        siblings = _siblings(session, letter)
        if is_done(session, request_id, Step.REPLY) or not _ready(siblings):
            return is_done(session, request_id, Step.REPLY)
        at = office.clock()
        session.add(_draft(letter, content, files.docx, files.pdf, at))
        for sibling in siblings:
            if sibling.state is RequestState.PROVISIONED and sibling.id is not None:
                move(sibling, RequestState.TO_SIGN, at)
                mark_done(session, sibling.id, Step.REPLY, at=at, flow_run_id=flow_run)
        record(
            session,
            policy=letter.policy,
            at=at,
            actor=FLOW,
            action="reply-drafted",
            letter_id=letter.id,
            detail={"lines": len(content.lines)},
        )
        return True


@dataclass(frozen=True)
class Return:
    """The drafted reply to a letter with faults, made outside of the transaction that keeps it."""

    content: ReplyContent
    files: RenderedReply

    def keep(self, session: Session, letter: Letter, at: datetime) -> None:
        """Keep the draft."""
        session.add(_draft(letter, self.content, self.files.docx, self.files.pdf, at))


def draft_return(regulation: Regulation, read: ReadLetter) -> Return:
    """Draft the reply to a letter that goes back for its faults.  Raises one of NotDrafted."""
    content = return_of(regulation, read)
    return Return(content, render(content))


def ready_to_reply(session: Session, letter_id: int) -> bool:
    """Whether everything that a letter asked for is done, so that its reply can be drafted."""
    return _ready(_siblings(session, session.get_one(Letter, letter_id)))


def _siblings(session: Session, letter: Letter) -> Sequence[Request]:
    return session.exec(select(Request).where(Request.letter_id == letter.id)).all()


def _ready(siblings: Sequence[Request]) -> bool:
    open_ones = [request.state for request in siblings if is_open(request.state)]
    return bool(open_ones) and not _BEFORE_REPLY.intersection(open_ones)


def _draft(letter: Letter, content: ReplyContent, docx: bytes, pdf: bytes, at: datetime) -> Reply:
    return Reply(
        letter_id=id_of(letter),
        drafted_at=at,
        content=json.loads(to_json(content)),
        docx=docx,
        pdf=pdf,
        docx_sha256=sha256(docx).hexdigest(),
        pdf_sha256=sha256(pdf).hexdigest(),
    )
