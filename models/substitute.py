"""Who stands in for whom, from when until when."""

from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, select


class Substitute(SQLModel, table=True):
    """An account that may act in another's place; both dates are local, ``ends`` the last day."""

    __tablename__ = "substitute"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)  # who acts
    for_id: int = Field(foreign_key="user_account.id", index=True)  # in whose place
    starts: date
    ends: date
    set_at: datetime
    set_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None


def stood_in_for(session: Session, user_id: int, on: date) -> list[int]:
    """The accounts in whose place that one may act on a local date."""
    wanted = select(Substitute.for_id).where(
        Substitute.user_id == user_id,
        col(Substitute.revoked_at).is_(None),
        col(Substitute.starts) <= on,
        col(Substitute.ends) >= on,
    )
    return sorted(set(session.exec(wanted)))
