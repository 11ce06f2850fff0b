"""Sign in and out.  How a person is known is apart from the session that follows from it.

Another way to know people (OpenID Connect) ends with ``begin_session``, as the password does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from secrets import token_urlsafe

from sqlmodel import Session

from flows.desk.refusal import Refused
from flows.desk.rights import account_of
from models.database import reading, writing
from models.role import provinces_of
from models.row import id_of
from models.sign_in_try import claim_try, forget_tries
from models.trail import record
from models.user import Actor, User, with_login
from models.web_session import WebSession, end_all, hash_of, with_token
from tasks.account_password import objection_to_password
from tasks.acting import actor_of, stands
from tasks.office import Office, local_date
from tasks.password_hash import fits, hash_password

_LONGEST_LOGIN = 64
_SEEN_EVERY = timedelta(minutes=1)  # how exactly it is kept when a session was last used


def new_token() -> str:
    """A session's id: 256 random bits."""
    return token_urlsafe(32)


@dataclass(frozen=True)
class SignedIn:
    """A session has begun; ``token`` goes to the browser's cookie and is kept nowhere."""

    token: str = field(repr=False)
    user_id: int
    must_change: bool


def sign_in(
    office: Office, login: str, password: str, token: Callable[[], str] = new_token
) -> SignedIn:
    """Begin a session by name and password.

    Raises Refused, in the same words and after the same work, whatever was wrong: no such name,
    wrong password, closed account, locked after failures.
    """
    known = _known(office, login.strip().lower()[:_LONGEST_LOGIN], password)
    if known is None:
        minutes = office.settings.lock_out_minutes
        raise Refused(
            "tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị khóa"
            f" (tự mở sau {minutes:g} phút)"
        )
    return begin_session(office, id_of(known), token)


def begin_session(office: Office, user_id: int, token: Callable[[], str] = new_token) -> SignedIn:
    """Begin a session of an account that is known to be there, in whatever way."""
    at, made = office.clock(), token()
    with writing(office.engine) as session:
        user = session.get_one(User, user_id)
        if not user.active:
            raise Refused("tài khoản đã ngừng dùng")
        forget_tries(session, user.login)
        session.add(
            WebSession(token_hash=hash_of(made), user_id=user_id, created_at=at, last_seen=at)
        )
        return SignedIn(made, user_id, user.must_change)


def session_actor(office: Office, token: str, acts_for_id: int | None = None) -> Actor | None:
    """Who a browser's session is, in the own place or in that of ``acts_for_id``.

    None where it has ended, by signing out, by time, or with its account.
    """
    at = office.clock()
    with reading(office.engine) as session:
        known = with_token(session, token)
        if known is None:
            return None
        actor = actor_of(session, office.settings, at, known.id, acts_for_id)
    if actor is not None and at - known.last_seen >= _SEEN_EVERY:
        with writing(office.engine) as session:
            still = session.get_one(WebSession, known.id)
            if stands(still, office.settings, at):
                still.last_seen = max(still.last_seen, at)
    return actor


def sign_out(office: Office, token: str) -> None:
    """End a session, in every tab and for every copy of its cookie."""
    with writing(office.engine) as session:
        known = with_token(session, token)
        if known is not None and known.ended_at is None:
            known.ended_at = office.clock()


def change_password(office: Office, actor: Actor, old: str, new: str) -> None:
    """Change one's own password; the account's other sessions end.

    Raises Refused (the old one is wrong, the new one will not do), NotAllowed.
    """
    now = account_of(office, replace(actor, acts_for_id=None))
    login = now.login or ""
    with reading(office.engine) as session:
        name = session.get_one(User, now.user_id).name
    objection = objection_to_password(new, login, name)
    if objection is None and old == new:
        objection = "mật khẩu mới phải khác mật khẩu cũ"
    if objection:
        raise Refused(objection)
    if _known(office, login, old) is None:
        raise Refused("mật khẩu hiện tại không đúng")
    hashed, at = hash_password(new), office.clock()
    with writing(office.engine) as session:
        user = session.get_one(User, now.user_id)
        user.password_hash, user.must_change, user.password_set_at = hashed, False, at
        forget_tries(session, login)
        end_all(session, id_of(user), at, but=now.session_id)
        record(
            session, policy=home_of(session, user, at), at=at, actor=now, action="password-changed"
        )


def home_of(session: Session, user: User, at: datetime) -> str | None:
    """The province on whose trail an account's doings stand; None: on the installation's."""
    provinces = provinces_of(session, id_of(user), local_date(at))
    return next(iter(provinces)) if len(provinces) == 1 else None


def _known(office: Office, login: str, password: str) -> User | None:
    """The account of that name and password; a try is counted before its password is looked at."""
    at, settings = office.clock(), office.settings
    nobody = _hash_of_nobody()
    with writing(office.engine) as session:
        tried = claim_try(
            session,
            login,
            at,
            most=settings.sign_in_failures,
            lock_for=timedelta(minutes=settings.lock_out_minutes),
        )
        user = with_login(session, login)
    hashed = user.password_hash if user and user.active and tried else None
    if fits(hashed or nobody, password) and hashed:
        return user
    if user is not None and tried is not None and tried.locked_until is not None:
        with writing(office.engine) as session:
            record(
                session,
                policy=home_of(session, user, at),
                at=at,
                actor=Actor(user.name, "page", login=user.login),
                action="account-locked",
                detail={"until": tried.locked_until.isoformat()},
            )
    return None


@cache
def _hash_of_nobody() -> str:
    """What a password is compared with where nobody has the name: it takes as long."""
    return hash_password(new_token())
