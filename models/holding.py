"""Who has a request in hand, since when."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, update

from models.insert_once import insert_once


class Holding(SQLModel, table=True):
    """The one who works on a request.

    A table of its own: whoever takes a request must not disturb what a worker does with it.
    """

    __tablename__ = "holding"

    request_id: int = Field(primary_key=True, foreign_key="request.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    since: datetime


def hold_if(
    session: Session, request_id: int, *, seen: int | None, user_id: int, at: datetime
) -> bool:
    """Give a request to an account, where still the one has it that was ``seen`` (None: nobody).

    Compare-and-set in the database: of two at once exactly one gets it.  ``at`` is aware.
    """
    if seen is None:
        row = {"request_id": request_id, "user_id": user_id, "since": at}
        return bool(session.execute(insert_once(session, Holding).values(row)).rowcount)  # type: ignore[attr-defined] # a cursor's result
    changed = session.exec(
        update(Holding)
        .where(col(Holding.request_id) == request_id, col(Holding.user_id) == seen)
        .values(user_id=user_id, since=at)
    )
    return changed.rowcount == 1
