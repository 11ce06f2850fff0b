"""Files that leave the program: an agency's letter as it came, a reply in Word or PDF.

Who took which is on the trail; looking at them on a page is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.letter import LetterFile
from models.reply import Reply, ReplyState
from models.trail import record
from models.user import Actor
from tasks.office import Office

Layout = Literal["docx", "pdf"]
_MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class File:
    """A file to be handed to a browser."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def letter_file(office: Office, actor: Actor, letter_id: int) -> File:
    """A letter's file, byte by byte as it came.

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.DOWNLOAD)
    with writing(office.engine) as session:
        letter = reach.letter(session, letter_id)
        kept = session.exec(select(LetterFile).where(LetterFile.letter_id == letter_id)).first()
        if kept is None:
            raise Refused(f"văn bản L{letter_id} không có tệp")
        record(
            session,
            policy=letter.policy,
            at=office.clock(),
            actor=actor,
            action="letter-downloaded",
            letter_id=letter_id,
            detail={"file": kept.name, "sha256": kept.sha256},
        )
        # whatever it says of itself: a browser must keep it, and not show it
        return File(kept.name, "application/octet-stream", kept.content)


def reply_file(office: Office, actor: Actor, letter_id: int, sequence: int, layout: Layout) -> File:
    """A reply to a letter; ``sequence``: which of them.  An agency gets it once it is issued.

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.DOWNLOAD)
    with writing(office.engine) as session:
        letter = reach.letter(session, letter_id)
        reply = session.exec(
            select(Reply).where(Reply.letter_id == letter_id, Reply.sequence == sequence)
        ).first()
        if reply is None or (not reach.inside and reply.state is not ReplyState.ISSUED):
            raise Refused(f"văn bản L{letter_id} chưa có văn bản trả lời số {sequence}")
        record(
            session,
            policy=letter.policy,
            at=office.clock(),
            actor=actor,
            action="reply-downloaded",
            letter_id=letter_id,
            detail={"sequence": sequence, "layout": layout, "state": reply.state},
        )
        content = reply.docx if layout == "docx" else reply.pdf
        numbered = f"so-{reply.number}" if reply.number else "du-thao"
        return File(f"{numbered}_L{letter_id}.{layout}", _MEDIA[layout], content)
