"""Reply letters, drafted by the program and issued by a clerk."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Word
from models.sealed import SealedBytes


class ReplyState(StrEnum):
    """A draft has neither number nor date."""

    DRAFTED = "drafted"
    ISSUED = "issued"


class Reply(SQLModel, table=True):
    """A reply to a letter; ``content`` is what it says, without citizen numbers or passwords."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("letter_id", "sequence", name="uq_reply_letter_id_sequence"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id")
    sequence: int = 1
    state: ReplyState = Field(default=ReplyState.DRAFTED, sa_type=Word(ReplyState))
    drafted_at: datetime
    number: str | None = None
    dated: date | None = None
    issued_at: datetime | None = None
    issued_by: str | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    docx: bytes = Field(sa_type=SealedBytes("reply.docx"), repr=False)
    pdf: bytes = Field(sa_type=SealedBytes("reply.pdf"), repr=False)
    docx_sha256: str = Field(max_length=64)
    pdf_sha256: str = Field(max_length=64)
