"""Which password was handed over when and by whom; the password itself is nowhere."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select, update

from models.mailbox import Mailbox


class HandOver(SQLModel, table=True):
    """The one password that a line brought, handed over.  A new one comes with another line."""

    __tablename__ = "hand_over"

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="line.id", unique=True)
    mailbox_id: str = Field(foreign_key="mailbox.id", max_length=36, index=True)
    at: datetime
    author: str


def claim(session: Session, *, line_id: int, mailbox_id: str, at: datetime, author: str) -> bool:
    """Take the hand-over of a mailbox's password; False where another call took it.

    Compare-and-set in the database: of two at once exactly one hands over.  ``at`` is aware.
    """
    taken = session.exec(
        update(Mailbox)
        .where(col(Mailbox.id) == mailbox_id, col(Mailbox.awaiting_handover).is_(True))
        .values(awaiting_handover=False)
    )
    if taken.rowcount != 1:
        return False
    session.add(HandOver(line_id=line_id, mailbox_id=mailbox_id, at=at, author=author))
    session.flush()
    return True


def give_back(session: Session, line_id: int) -> None:
    """Undo a claim whose password never reached the mail system."""
    made = session.exec(select(HandOver).where(HandOver.line_id == line_id)).first()
    if made is not None:
        session.get_one(Mailbox, made.mailbox_id).awaiting_handover = True
        session.delete(made)


def of_line(session: Session, line_id: int) -> HandOver | None:
    """The hand-over of what a line brought."""
    return session.exec(select(HandOver).where(HandOver.line_id == line_id)).first()


def last_of_mailbox(session: Session, mailbox_id: str) -> HandOver | None:
    """The newest hand-over of a mailbox's password."""
    return session.exec(
        select(HandOver).where(HandOver.mailbox_id == mailbox_id).order_by(col(HandOver.id).desc())
    ).first()
