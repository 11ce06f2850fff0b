"""Accounts: made, closed and opened again, given a new password.  Roles: ``roles.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from secrets import SystemRandom

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from flows.desk.sign_in import home_of
from models.database import reading, writing
from models.role import RoleGrant
from models.row import id_of
from models.sign_in_try import SignInTry, forget_tries
from models.substitute import Substitute
from models.trail import record
from models.user import Actor, User, with_login
from models.web_session import end_all
from policies.naming import clean
from tasks.account_password import make_account_password, objection_to_password
from tasks.letters.characters import Unprintable, fit_for_print
from tasks.office import Office
from tasks.password_hash import hash_password

_LOGIN = re.compile(r"[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?")
_LONGEST_NAME = 100


@dataclass(frozen=True)
class FirstPassword:
    """An account that must change its password at the first use.

    ``password``: shown this once; None where the caller gave it.
    """

    user_id: int
    login: str
    password: str | None = field(repr=False)


def add_user(
    office: Office,
    actor: Actor,
    login: str,
    name: str,
    password: str | None = None,
    chance: Random | None = None,
) -> FirstPassword:
    """Make an account, without any role yet; its password is made where none is given.

    ``chance``: where it is drawn from, the system's own source by default.  Raises Refused (login
    taken or malformed, no name, a password that will not do), NotAllowed.
    """
    require(office, actor, Act.PEOPLE)
    login, name = login.strip().lower(), _fit(name)
    if not _LOGIN.fullmatch(login):
        raise Refused(
            "tên đăng nhập gồm 1–32 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới"
        )
    given, hashed = _first_password(password, login, name, chance)
    at = office.clock()
    try:
        with writing(office.engine) as session:
            user = User(
                login=login,
                name=name,
                password_hash=hashed,
                password_set_at=at,
                created_at=at,
                created_by=actor.name,
            )
            session.add(user)
            session.flush()
            _record(session, office, actor, user, "person-added", None)
            return FirstPassword(id_of(user), login, given)
    except IntegrityError as error:
        raise Refused(f"đã có tài khoản {login}") from error


def set_active(office: Office, actor: Actor, login: str, active: bool) -> None:
    """Close an account, its sessions at once; or open it again.  Raises Refused, NotAllowed."""
    require(office, actor, Act.PEOPLE)
    with writing(office.engine) as session:
        user = account(session, login)
        if user.id == actor.user_id:
            raise Refused("không tự đóng hoặc mở tài khoản của mình")
        if user.active is active:
            return
        user.active = active
        if not active:
            end_all(session, id_of(user), office.clock())
        action = "person-activated" if active else "person-deactivated"
        _record(session, office, actor, user, action, home_of(session, user, office.clock()))


def reset_password(
    office: Office,
    actor: Actor,
    login: str,
    password: str | None = None,
    chance: Random | None = None,
) -> FirstPassword:
    """Give an account a temporary password, and unlock it; its sessions end.

    Raises Refused (none of that login, a password that will not do), NotAllowed.
    """
    require(office, actor, Act.PEOPLE)
    with reading(office.engine) as session:
        known = account(session, login)
    given, hashed = _first_password(password, known.login, known.name, chance)
    with writing(office.engine) as session:
        user = session.get_one(User, known.id)
        user.password_hash, user.must_change = hashed, True
        user.password_set_at = office.clock()
        forget_tries(session, user.login)
        end_all(session, id_of(user), office.clock())
        home = home_of(session, user, office.clock())
        _record(session, office, actor, user, "password-reset", home)
        return FirstPassword(id_of(user), user.login, given)


@dataclass(frozen=True)
class UserView:
    """An account with all that it was ever granted."""

    user: User
    locked_until: datetime | None
    grants: tuple[RoleGrant, ...]
    substitutes: tuple[Substitute, ...]  # who acts in its place


def users(office: Office, actor: Actor) -> list[UserView]:
    """Every account, by login.  Raises NotAllowed."""
    require(office, actor, Act.PEOPLE)
    at = office.clock()
    with reading(office.engine) as session:
        grants = session.exec(select(RoleGrant).order_by(col(RoleGrant.id))).all()
        substitutes = session.exec(select(Substitute).order_by(col(Substitute.id))).all()
        tries = {tried.login: tried.locked_until for tried in session.exec(select(SignInTry))}
        return [
            UserView(
                user,
                until if (until := tries.get(user.login)) and until > at else None,
                tuple(grant for grant in grants if grant.user_id == user.id),
                tuple(each for each in substitutes if each.for_id == user.id),
            )
            for user in session.exec(select(User).order_by(col(User.login)))
        ]


def account(session: Session, login: str) -> User:
    """The account of that login.  Raises Refused where there is none."""
    user = with_login(session, login)
    if user is None:
        raise Refused(f"không có tài khoản {login}")
    return user


def _fit(name: str) -> str:
    try:
        fit = clean(fit_for_print(name))
    except Unprintable as error:
        raise Refused(str(error)) from error
    if not fit or len(fit) > _LONGEST_NAME:
        raise Refused(f"họ tên phải có từ 1 đến {_LONGEST_NAME} ký tự")
    return fit


def _first_password(
    password: str | None, login: str, name: str, chance: Random | None
) -> tuple[str | None, str]:
    """What is to be shown, and the hash that is kept."""
    if password is None:
        made = make_account_password(chance or SystemRandom())
        return made, hash_password(made)
    objection = objection_to_password(password, login, name)
    if objection:
        raise Refused(objection)
    return None, hash_password(password)


def _record(
    session: Session, office: Office, actor: Actor, user: User, action: str, policy: str | None
) -> None:
    record(
        session,
        policy=policy,
        at=office.clock(),
        actor=actor,
        action=action,
        detail={"person": user.name, "person_login": user.login},
    )
