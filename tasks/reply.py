"""Reply letter: drafted once for all that the letter asked for, or ahead for what is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from models.database import reading, writing
from models.letter import Letter, LetterState
from models.reply import Reply
from models.request import Request
from models.row import id_of
from models.step import Step, is_done, mark_done
from models.trail import record
from models.transitions import RequestState, is_open, move
from policies.schema import Regulation
from tasks.answer import BEFORE_REPLY, Share, answer, return_of
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


def draft_reply(office: Office, request_id: int, flow_run: str | None = None) -> bool:
    """Draft the reply to all of a letter that is still unanswered; False while some is not done.

    Every request says that it is provisioned before it looks at the others, so the last one drafts.
    """
    with reading(office.engine) as session:
        if is_done(session, request_id, Step.REPLY):
            return True
        letter_id = session.get_one(Request, request_id).letter_id
    _draft_share(office, letter_id, flow_run, _ready)
    with reading(office.engine) as session:
        return is_done(session, request_id, Step.REPLY)


def draft_partial_reply(office: Office, letter_id: int) -> bool:
    """Draft the reply to what of a letter is done, ahead of the rest; whether there was any.

    What was drafted before is not drafted again: two calls at once draft once.
    """
    return _draft_share(office, letter_id, None, partly_done)


def _draft_share(
    office: Office,
    letter_id: int,
    flow_run: str | None,
    wanted: Callable[[Sequence[Request]], bool],
) -> bool:
    """Draft for what is done now; what came in between is looked at again before it is kept."""
    while True:
        with reading(office.engine) as session:
            letter = session.get_one(Letter, letter_id)
            siblings = _siblings(session, letter)
            if not wanted(siblings):
                return False
            share = Share.of(siblings)
            content = answer(session, regulation_of(session, letter), letter, share)
        files = render(content)  # outside the transaction: a long letter takes seconds
        with writing(office.engine) as session:
            letter = session.get_one(Letter, letter_id, with_for_update=True)
            siblings = _siblings(session, letter)
            if Share.of(siblings) != share:
                continue
            _keep_share(session, letter, siblings, share, content, files, office.clock(), flow_run)
            return True


def _keep_share(
    session: Session,
    letter: Letter,
    siblings: Sequence[Request],
    share: Share,
    content: ReplyContent,
    files: RenderedReply,
    at: datetime,
    flow_run: str | None,
) -> None:
    before = session.exec(select(Reply.sequence).where(Reply.letter_id == letter.id)).all()
    sequence = max(before, default=0) + 1
    session.add(_draft(letter, content, files.docx, files.pdf, at, sequence))
    for sibling in siblings:
        number = id_of(sibling)
        if number in share.answered:
            move(sibling, RequestState.TO_SIGN, at)
            mark_done(session, number, Step.REPLY, at=at, flow_run_id=flow_run)
        if number in (*share.answered, *share.withdrawn):
            sibling.reply_sequence = sequence
    record(
        session,
        policy=letter.policy,
        at=at,
        actor=FLOW,
        action="partial-reply-drafted" if share.pending else "reply-drafted",
        letter_id=letter.id,
        detail={
            "lines": len(content.lines),
            "sequence": sequence,
            "requests": list(share.answered),
            "later": list(share.pending),
        },
    )


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


def reply_to(session: Session, request: Request) -> Reply | None:
    """The reply that answers a request; None until it is drafted."""
    return session.exec(
        select(Reply).where(
            Reply.letter_id == request.letter_id, Reply.sequence == request.reply_sequence
        )
    ).first()


def ready_to_reply(session: Session, letter_id: int) -> bool:
    """Whether everything that a letter asked for is done, so that its reply can be drafted."""
    return _ready(_siblings(session, session.get_one(Letter, letter_id)))


def _siblings(session: Session, letter: Letter) -> Sequence[Request]:
    return session.exec(select(Request).where(Request.letter_id == letter.id)).all()


def _ready(siblings: Sequence[Request]) -> bool:
    open_ones = [request.state for request in siblings if is_open(request.state)]
    return bool(open_ones) and not BEFORE_REPLY.intersection(open_ones) and _any_done(siblings)


def partly_done(siblings: Sequence[Request]) -> bool:
    """Whether some of a letter's requests are done, no reply drafted for them, and others not."""
    return _any_done(siblings) and any(one.state in BEFORE_REPLY for one in siblings)


def _any_done(siblings: Sequence[Request]) -> bool:
    return any(request.state is RequestState.PROVISIONED for request in siblings)


def settle_letter(session: Session, letter: Letter) -> None:
    """A letter is answered once none of its requests waits for a reply any more."""
    session.flush()
    siblings = _siblings(session, letter)
    unanswered = {*BEFORE_REPLY, RequestState.PROVISIONED, RequestState.TO_SIGN}
    if letter.state is LetterState.RECEIVED and not any(
        request.state in unanswered for request in siblings
    ):
        letter.state = LetterState.ANSWERED


def _draft(
    letter: Letter,
    content: ReplyContent,
    docx: bytes,
    pdf: bytes,
    at: datetime,
    sequence: int = 1,
) -> Reply:
    return Reply(
        letter_id=id_of(letter),
        sequence=sequence,
        drafted_at=at,
        content=json.loads(to_json(content)),
        docx=docx,
        pdf=pdf,
        docx_sha256=sha256(docx).hexdigest(),
        pdf_sha256=sha256(pdf).hexdigest(),
    )
