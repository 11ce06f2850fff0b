"""Requests, one a kind of what a letter asks for, and their lines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, UniqueConstraint, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Field, Session, SQLModel, col

from models.columns import Word
from models.portions import portions
from models.sealed import SealedText
from models.transitions import LineState, RequestState, check_line
from models.verdict import Outcome
from policies.schema import Kind, Rank, RequestType

_request_version = Column("version", Integer, nullable=False)


class Request(SQLModel, table=True):
    """What a letter asks of one type.  State changes only through ``models.transitions.move``.

    ``version`` rises by one with every update; a change made on an older reading raises
    SQLAlchemy's ``StaleDataError``.
    """

    __tablename__ = "request"
    __table_args__ = (UniqueConstraint("letter_id", "type", name="uq_request_letter_id_type"),)
    __mapper_args__ = {"version_id_col": _request_version}

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    policy: str
    type: RequestType = Field(sa_type=Word(RequestType))
    state: RequestState = Field(default=RequestState.NEW, sa_type=Word(RequestState), index=True)
    created_at: datetime
    state_since: datetime
    failure: str | None = None
    reply_sequence: int | None = None  # which reply to its letter answers it
    version: int | None = Field(default=None, sa_column=_request_version)


def _nothing() -> list[str]:
    # a function of ours: pydantic looks at the signature for each row, which is slow on ``list``
    return []


class Line(SQLModel, table=True):
    """One person or organisation of a request: what was asked, proposed, decided and done."""

    __tablename__ = "line"
    __table_args__ = (UniqueConstraint("request_id", "number", name="uq_line_request_id_number"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    number: int
    section: str
    row: int
    kind: Kind = Field(sa_type=Word(Kind))
    state: LineState = Field(default=LineState.RECEIVED, sa_type=Word(LineState))

    # as read from the form
    name: str | None = None
    birth_date: date | None = None
    position: str | None = None
    unit: str | None = None
    former_unit: str | None = None
    address: str | None = None
    decision_number: str | None = None
    decision_date: date | None = None
    citizen_number: str | None = Field(
        default=None, sa_type=SealedText("line.citizen_number"), repr=False
    )
    phone: str | None = Field(default=None, sa_type=SealedText("line.phone"), repr=False)
    representative: str | None = None
    representative_position: str | None = None
    change_what: str | None = None
    # people write numbers here too
    change_to: str | None = Field(default=None, sa_type=SealedText("line.change_to"), repr=False)
    reason: str | None = Field(default=None, sa_type=SealedText("line.reason"), repr=False)
    note: str | None = Field(default=None, sa_type=SealedText("line.note"), repr=False)

    # as understood and proposed
    mailbox_id: str | None = Field(
        default=None, foreign_key="mailbox.id", max_length=36, index=True
    )
    match_note: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    rank: Rank | None = Field(default=None, sa_type=Word(Rank))
    proposed_address: str | None = None
    needs_agreement: bool = False
    needs: list[str] = Field(default_factory=_nothing, sa_type=JSON)
    explanation: list[str] = Field(default_factory=_nothing, sa_type=JSON)
    suggested_verdict: Outcome | None = Field(default=None, sa_type=Word(Outcome))
    suggested_reason: str | None = None
    suggested_article: str | None = None

    # as the mail system confirmed it
    done_at: datetime | None = None
    failure: str | None = None

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Only what tells which line it is: a line's text is personal data."""
        return [("id", self.id), ("request_id", self.request_id), ("number", self.number)]


def move_lines_if(
    session: Session, lines: Sequence[Line], seen: LineState, to: LineState
) -> list[Line]:
    """Move lines that still stand where they were seen; those with which another was first.

    Compare-and-set in the database, so that of two decisions at once the second is told.
    Raises ``IllegalTransition`` where ``to`` does not follow ``seen``.
    """
    check_line(seen, to)
    moved: set[int | None] = set()
    for some in portions(lines):
        ids = [line.id for line in some]
        moved.update(
            session.execute(
                update(Line)
                .where(col(Line.id).in_(ids), col(Line.state) == seen)
                .values(state=to)
                .returning(col(Line.id))
                .execution_options(synchronize_session=False)
            ).scalars()
        )
    for line in lines:  # what the database says now, without reading each line again
        set_committed_value(line, "state", to if line.id in moved else line.state)
    return [line for line in lines if line.id not in moved]
