"""Accounts of a test, signed in without the work of a password."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from flows.desk.sign_in import begin_session, session_actor
from models.database import writing
from models.organisation import Organisation
from models.role import Granted, RoleGrant
from models.row import id_of
from models.user import Actor, User
from policies.naming import fold
from tasks.office import Office
from tests.flows.cases import MONDAY

LONG_AGO = date(2026, 1, 1)


def add_account(office: Office, login: str, *granted: Granted, name: str | None = None) -> int:
    """An account with those roles since long ago; nobody knows its password."""
    with writing(office.engine) as session:
        user = User(
            login=login,
            name=name or login.capitalize(),
            must_change=False,
            password_set_at=MONDAY,
            created_at=MONDAY,
            created_by="test",
        )
        session.add(user)
        session.flush()
        for each in granted:
            give(session, id_of(user), each)
        return id_of(user)


def give(session: Session, user_id: int, granted: Granted) -> RoleGrant:
    """A role since long ago."""
    grant = RoleGrant(
        user_id=user_id,
        role=granted.role,
        policy=granted.policy,
        organisation_id=granted.organisation_id,
        starts=LONG_AGO,
        granted_at=MONDAY,
        granted_by="test",
    )
    session.add(grant)
    return grant


def signed_in(office: Office, user_id: int, acts_for_id: int | None = None) -> Actor:
    """The actor of a session of that account."""
    actor = session_actor(office, begin_session(office, user_id).token, acts_for_id)
    assert actor is not None
    return actor


def somebody(office: Office, login: str, *granted: Granted, name: str | None = None) -> Actor:
    """An account with those roles, signed in."""
    return signed_in(office, add_account(office, login, *granted, name=name))


def add_organisation(office: Office, policy: str, name: str, parent: int | None = None) -> int:
    """An organisation of the directory."""
    with writing(office.engine) as session:
        made = Organisation(policy=policy, name=name, key=fold(name), parent_id=parent)
        session.add(made)
        session.flush()
        return id_of(made)
