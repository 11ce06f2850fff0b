"""Tries to sign in, counted by the name that was typed, whether anybody has that name or not."""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, delete, select

from models.insert_once import insert_once

_KEPT = timedelta(days=1)


class SignInTry(SQLModel, table=True):
    """How often a name was tried since it last signed in, or since its last lock ran out."""

    __tablename__ = "sign_in_try"

    login: str = Field(primary_key=True)
    failures: int = 0
    last_at: datetime
    locked_until: datetime | None = None


def claim_try(
    session: Session, login: str, at: datetime, *, most: int, lock_for: timedelta
) -> SignInTry | None:
    """Count a try before its password is looked at; None where the name is locked.

    Counted first, many at once get no more than ``most`` in all.  ``at`` is aware.  What nobody
    tried for a day is forgotten.
    """
    session.exec(delete(SignInTry).where(col(SignInTry.last_at) < at - _KEPT))
    first = {"login": login, "failures": 0, "last_at": at}
    session.execute(insert_once(session, SignInTry).values(first))
    tried = session.exec(select(SignInTry).where(SignInTry.login == login).with_for_update()).one()
    if tried.locked_until is not None:
        if at < tried.locked_until:
            return None
        tried.failures, tried.locked_until = 0, None
    tried.failures += 1
    tried.last_at = at
    if tried.failures >= most:
        tried.locked_until = at + lock_for
    return tried


def forget_tries(session: Session, login: str) -> None:
    """The name signed in, or was given a new password."""
    session.exec(delete(SignInTry).where(col(SignInTry.login) == login))


def locked_until(session: Session, login: str) -> datetime | None:
    """Until when a name is locked; it may have run out."""
    tried = session.get(SignInTry, login)
    return tried.locked_until if tried else None
