"""Incoming letters, their files, and the faults found in them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Word
from models.sealed import SealedBytes, SealedText


class LetterState(StrEnum):
    """Where an incoming letter stands.  ``RETURNED``: it had faults and went back unread."""

    RECEIVED = "received"
    RETURNED = "returned"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ReturnTerm(StrEnum):
    """The term of the answer to a letter that goes back.  ``STANDS``: its clock has not begun."""

    COUNTED = "counted"
    PROVISIONAL = "provisional"
    STANDS = "stands"
    NONE = "none"
    UNCOUNTED = "uncounted"


class Letter(SQLModel, table=True):
    """A letter of an agency, as it came; or what somebody asked without one.

    ``return_due``, ``return_term``: of a letter with faults, until when it must be answered.
    ``attempt``: which letter of its policy brought this very file; a second one comes only after
    the first went back.  The constraint stands against two at the same moment.

    ``without_letter``: asked by telephone, fax, e-mail or in person, and written down here by
    ``recorded_by``; ``requester`` is who asked, ``sender`` for whom (None: for themself).
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("policy", "sha256", "attempt", name="uq_letter_policy_sha256_attempt"),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy: str
    regulation_sha: str = Field(foreign_key="regulation_text.sha256", max_length=64)
    state: LetterState = Field(default=LetterState.RECEIVED, sa_type=Word(LetterState), index=True)
    channel: str
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    file_name: str
    sha256: str = Field(max_length=64)
    attempt: int = 1
    sender: str | None = None
    sender_organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", index=True
    )
    superior: str | None = None
    number: str | None = None
    dated: date | None = None
    subject: str | None = None
    requester: str | None = None
    requester_position: str | None = None
    requester_unit: str | None = None
    requester_phone: str | None = Field(
        default=None, sa_type=SealedText("letter.requester_phone"), repr=False
    )
    form_id: str | None = None
    corrects_letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    return_due: datetime | None = None
    return_term: ReturnTerm | None = Field(default=None, sa_type=Word(ReturnTerm))
    without_letter: bool = False

    @property
    def by_individual(self) -> bool:
        """Whether somebody asked for themself; what comes as a letter comes from an agency."""
        return self.without_letter and self.sender is None

    @property
    def asked_by(self) -> str | None:
        """The agency; of a request that somebody made for themself, their name.  None: not told."""
        return self.requester if self.by_individual else self.sender


class LetterFile(SQLModel, table=True):
    """A file of a letter, byte by byte, kept encrypted."""

    __tablename__ = "letter_file"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    name: str
    media_type: str
    sha256: str = Field(max_length=64)
    size: int  # bytes
    content: bytes = Field(sa_type=SealedBytes("letter_file.content"), repr=False)


class LetterFault(SQLModel, table=True):
    """A fault found on reading, in the words shown to the agency."""

    __tablename__ = "letter_fault"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    place: str
    message: str
