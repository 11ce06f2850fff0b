"""Who acts at a page: an account as it stands at that moment, in its own place or in another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from models.role import Role, granted_to
from models.row import id_of
from models.settings import Settings
from models.substitute import stood_in_for
from models.user import Actor, User
from models.web_session import WebSession
from tasks.office import local_date


def actor_of(
    session: Session,
    settings: Settings,
    at: datetime,
    session_id: int | None,
    acts_for_id: int | None = None,
) -> Actor | None:
    """The actor of a web session at an aware moment.

    ``acts_for_id``: the account in whose place it acts.  None where the session does not stand any
    more, where the account is closed, or where it is not, or no longer, that one's substitute.
    """
    signed_in = session.get(WebSession, session_id) if session_id is not None else None
    if signed_in is None or not stands(signed_in, settings, at):
        return None
    user = session.get_one(User, signed_in.user_id)
    if not user.active:
        return None
    on = local_date(at)
    own = Actor(
        name=user.name,
        via="page",
        login=user.login,
        user_id=user.id,
        session_id=signed_in.id,
        must_change=user.must_change,
        granted=granted_to(session, id_of(user), on),
    )
    if acts_for_id is None:
        return own
    other = session.get(User, acts_for_id)
    if other is None or not other.active or other.id not in stood_in_for(session, id_of(user), on):
        return None
    return replace(
        own,
        name=f"{user.name} thay {other.name}",
        acts_for_id=other.id,
        acts_for_login=other.login,
        # who sets up people does it in nobody's place
        granted=tuple(
            each
            for each in granted_to(session, id_of(other), on)
            if each.role is not Role.ADMINISTRATOR
        ),
    )


def stands(signed_in: WebSession, settings: Settings, at: datetime) -> bool:
    """Whether a session holds, by the settings' limits."""
    return signed_in.stands(
        at,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )
