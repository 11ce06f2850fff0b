"""Who is signed in at a browser.  Of the session's id only a hash is kept."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Field, Session, SQLModel, col, select, update


class WebSession(SQLModel, table=True):
    """One signing-in.  It ends for every tab and every copy of its cookie at once."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    last_seen: datetime
    ended_at: datetime | None = None

    def stands(self, at: datetime, idle: timedelta, longest: timedelta) -> bool:
        """Whether it holds at an aware moment: not ended, not idle for too long, not too old."""
        if self.ended_at is not None:
            return False
        return at - self.last_seen < idle and at - self.created_at < longest


def hash_of(token: str) -> str:
    """What is kept of a session's id.  It has 256 random bits: no dearer hash is needed."""
    return sha256(token.encode()).hexdigest()


def with_token(session: Session, token: str) -> WebSession | None:
    """The session of that id, ended or not."""
    return session.exec(select(WebSession).where(WebSession.token_hash == hash_of(token))).first()


def end_all(session: Session, user_id: int, at: datetime, but: int | None = None) -> None:
    """End every session of an account, but the one of that number."""
    session.exec(
        update(WebSession)
        .where(
            col(WebSession.user_id) == user_id,
            col(WebSession.ended_at).is_(None),
            col(WebSession.id) != (but or 0),
        )
        .values(ended_at=at)
    )
