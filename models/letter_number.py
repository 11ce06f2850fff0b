"""The register of outgoing letters: which number a body gave to which reply."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, func, select

from models.append_only import append_only

_TYPED_IN = {"autoincrement": False}  # no column of this key is counted by the database


@dataclass(frozen=True)
class IssuingBody:
    """Whose letterhead a letter carries: ``issuer`` as the regulation of that policy writes it."""

    policy: str
    issuer: str


@append_only
class LetterNumber(SQLModel, table=True):
    """A number given to a reply.  A body gives each once a year, and a reply gets one.

    ``year`` is that of ``dated``, the local date of the reply (Nghị định 30/2020/NĐ-CP Điều 15
    khoản 1).
    """

    __tablename__ = "letter_number"
    __table_args__ = (Index("ix_letter_number_dated", "policy", "issuer", "dated"),)

    policy: str = Field(primary_key=True)
    issuer: str = Field(primary_key=True)
    year: int = Field(primary_key=True, sa_column_kwargs=_TYPED_IN)
    number: int = Field(primary_key=True, sa_column_kwargs=_TYPED_IN)
    dated: date
    reply_id: int = Field(foreign_key="reply.id", unique=True)


def given(session: Session, body: IssuingBody, year: int, number: int) -> LetterNumber | None:
    """Whether and to which reply the body gave that number in that year."""
    return session.get(LetterNumber, (body.policy, body.issuer, year, number))


def highest(session: Session, body: IssuingBody, year: int) -> int:
    """The highest number that the body gave in that year; 0 where it gave none."""
    found = session.exec(
        select(func.max(LetterNumber.number)).where(
            LetterNumber.policy == body.policy,
            LetterNumber.issuer == body.issuer,
            LetterNumber.year == year,
        )
    ).one()
    return found or 0


def latest(session: Session, body: IssuingBody) -> LetterNumber | None:
    """The number with the latest date, of several the highest; None where the body gave none."""
    return session.exec(
        select(LetterNumber)
        .where(LetterNumber.policy == body.policy, LetterNumber.issuer == body.issuer)
        .order_by(col(LetterNumber.dated).desc(), col(LetterNumber.number).desc())
    ).first()
