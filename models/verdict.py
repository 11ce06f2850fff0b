"""What was decided on a line; never edited, the latest counts."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from models.append_only import append_only
from models.columns import Word


class Outcome(StrEnum):
    """How a line was decided."""

    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"


@append_only
class Verdict(SQLModel, table=True):
    """One decision on one line, with its reason and article, and who made it."""

    __tablename__ = "verdict"

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="line.id", index=True)
    outcome: Outcome = Field(sa_type=Word(Outcome))
    reason: str | None = None
    article: str | None = None
    author: str
    author_id: int | None = Field(default=None, foreign_key="user_account.id")
    acts_for_id: int | None = Field(default=None, foreign_key="user_account.id")
    via: str
    at: datetime


def last_verdict(session: Session, line_id: int) -> Verdict | None:
    """What counts on a line; None while it is undecided."""
    return session.exec(
        select(Verdict).where(Verdict.line_id == line_id).order_by(col(Verdict.id).desc())
    ).first()
