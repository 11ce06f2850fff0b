"""The centre's own decisions on days off, applied over those that come with the program.

A decision may come at any time and must not wait for a version of the program.  Each file that was
applied is kept as it came; the later one wins.
"""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models.append_only import append_only


@append_only
class CalendarDecision(SQLModel, table=True):
    """A file of decisions, of the shape of ``official_days.yaml``; ``id`` tells the order."""

    __tablename__ = "calendar_decision"

    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    text: str
    at: datetime
    author: str


def applied(session: Session) -> list[tuple[str, str]]:
    """Text and name of each file that was applied, in that order."""
    told = select(CalendarDecision.text, CalendarDecision.file_name)
    return [(text, name) for text, name in session.exec(told.order_by(col(CalendarDecision.id)))]
