"""Signing in, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

import flows.desk.sign_in
from flows.desk import look
from flows.desk.people import FirstPassword, add_user, reset_password, set_active
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.roles import Span, grant_role, revoke_role
from flows.desk.sign_in import SignedIn, change_password, session_actor, sign_in, sign_out
from models.role import Granted, Role
from models.sign_in_try import SignInTry
from models.trail import TrailEntry
from models.user import Actor, User
from models.web_session import WebSession
from tests.flows.cases import CLERK, MONDAY, Desk

NEW = "đường dài bốn mùa"
STAFF = Granted(Role.STAFF, "phu-tho")


@pytest.fixture
def made(desk: Desk) -> FirstPassword:
    """Nguyễn Thị Bình, staff of Phú Thọ, with a temporary password."""
    made = add_user(desk.office, CLERK, "binhnt", "Nguyễn Thị Bình")
    grant_role(desk.office, CLERK, "binhnt", STAFF, Span(MONDAY.date()))
    return made


@pytest.fixture
def known(desk: Desk, made: FirstPassword) -> SignedIn:
    """She has changed it, and is signed in."""
    first = sign_in(desk.office, "binhnt", made.password or "")
    change_password(desk.office, actor_of(desk, first), made.password or "", NEW)
    return first


def actor_of(desk: Desk, signed_in: SignedIn) -> Actor:
    actor = session_actor(desk.office, signed_in.token)
    assert actor is not None
    return actor


def refusal(desk: Desk, login: str, password: str) -> str:
    with pytest.raises(Refused) as refused:
        sign_in(desk.office, login, password)
    return str(refused.value)


def looks(desk: Desk, actor: Actor) -> bool:
    try:
        look.queue(desk.office, actor)
    except NotAllowed:
        return False
    return True


def test_the_first_password_opens_only_the_way_to_another(desk: Desk, made: FirstPassword) -> None:
    """Nothing else can be done before it is changed; then everything that the role allows."""
    assert made.password is not None
    signed_in = sign_in(desk.office, " BinhNT ", made.password)
    actor = actor_of(desk, signed_in)
    assert (True, True) == (signed_in.must_change, actor.must_change)
    with pytest.raises(NotAllowed, match="đổi mật khẩu tạm"):
        look.queue(desk.office, actor)
    change_password(desk.office, actor, made.password, NEW)
    assert looks(desk, actor)
    assert actor_of(desk, signed_in).granted == (STAFF,)
    assert not sign_in(desk.office, "binhnt", NEW).must_change


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wrong", NEW, "hiện tại không đúng"),
        (NEW, "ngắn quá", "ít nhất 12"),
        (NEW, "Nguyễn Thị Bình 2026", "họ tên"),
        (NEW, "xx-BINHNT-xx-2026", "tên đăng nhập"),
        (NEW, "abababababababab", "lặp lại"),
        (NEW, "a1b2c3d4" * 17, "dài quá"),
        (NEW, NEW, "phải khác"),
    ],
)
def test_a_new_password_must_do(desk: Desk, known: SignedIn, old: str, new: str, told: str) -> None:
    """Long enough, not one's own name, and told by whoever knows the old one."""
    with pytest.raises(Refused, match=told):
        change_password(desk.office, actor_of(desk, known), old, new)
    assert sign_in(desk.office, "binhnt", NEW).user_id


def test_no_answer_tells_which_names_there_are(
    desk: Desk, known: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, and one password compared each time, whatever is wrong."""
    compared = []

    def counted(password_hash: str, password: str) -> bool:
        compared.append(password_hash.startswith("$argon2id$"))
        return False

    monkeypatch.setattr(flows.desk.sign_in, "fits", counted)
    add_user(desk.office, CLERK, "closed", "Lê Văn Đóng")
    set_active(desk.office, CLERK, "closed", False)
    for _ in range(desk.office.settings.sign_in_failures + 1):  # the last one finds them locked
        told = {refusal(desk, login, "x") for login in ("binhnt", "nobody", "closed", "' OR 1")}
        assert 1 == len(told)
    assert [True] * (4 * (desk.office.settings.sign_in_failures + 1)) == compared


def test_failures_lock_for_a_while(desk: Desk, known: SignedIn) -> None:
    """Then not even the right password opens; later it does; the trail tells of it once."""
    for _ in range(5):
        refusal(desk, "binhnt", "wrong")
    refusal(desk, "binhnt", NEW)
    desk.clock.now += timedelta(minutes=14, seconds=59)
    refusal(desk, "binhnt", NEW)
    desk.clock.now += timedelta(seconds=1)
    assert sign_in(desk.office, "binhnt", NEW).user_id
    locked = [entry for entry in desk.all(TrailEntry) if entry.action == "account-locked"]
    assert [("phu-tho", "binhnt")] == [(entry.policy, entry.detail["login"]) for entry in locked]


def test_a_success_forgets_the_failures(desk: Desk, known: SignedIn) -> None:
    """Four wrong ones, a right one, and four more lock nobody out."""
    for _ in range(2):
        for _ in range(4):
            refusal(desk, "binhnt", "wrong")
        assert sign_in(desk.office, "binhnt", NEW).user_id
    assert [] == desk.all(SignInTry)


def test_many_tries_at_once_get_no_more_than_the_limit(
    desk: Desk, known: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many passwords are compared at the same time."""
    compared = []

    def counted(password_hash: str, password: str) -> bool:
        compared.append(password_hash)
        return False

    monkeypatch.setattr(flows.desk.sign_in, "fits", counted)
    (user,) = desk.all(User)
    threads = [Thread(target=refusal, args=(desk, "binhnt", str(n))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (12, 5) == (len(compared), compared.count(user.password_hash))


def test_a_session_is_kept_as_a_hash(desk: Desk, known: SignedIn) -> None:
    """Neither its id nor the password stands anywhere in the database."""
    stored = str([vars(row) for table in (WebSession, User, TrailEntry) for row in desk.all(table)])
    assert known.token not in stored + repr(known)
    assert NEW not in stored
    assert 43 == len(known.token)  # 256 bits in base64


def test_another_session_gets_another_id(desk: Desk, known: SignedIn) -> None:
    """Nobody can fix it beforehand."""
    assert known.token != sign_in(desk.office, "binhnt", NEW).token


End = Callable[[Desk, SignedIn], None]


@pytest.mark.parametrize(
    "end",
    [
        lambda desk, known: sign_out(desk.office, known.token),
        lambda desk, known: set_active(desk.office, CLERK, "binhnt", False),
        lambda desk, known: reset_password(desk.office, CLERK, "binhnt"),
        lambda desk, known: revoke_role(desk.office, CLERK, 1),
    ],
    ids=["signed out", "closed", "reset", "role taken back"],
)
def test_what_ends_a_session_ends_it_for_every_copy(desk: Desk, known: SignedIn, end: End) -> None:
    """Another tab, a copied cookie, a button of a page drawn before: nothing is done any more."""
    before = actor_of(desk, known)
    assert looks(desk, before)
    end(desk, known)
    assert not looks(desk, before)
    again = session_actor(desk.office, known.token)
    assert again is None or (not looks(desk, again) and again.granted == ())


def test_a_session_ends_unused(desk: Desk, known: SignedIn) -> None:
    """After an hour without a look; each look puts that off, for twelve hours in all."""
    before = actor_of(desk, known)
    for _ in range(11):
        desk.clock.now += timedelta(minutes=59)
        assert looks(desk, actor_of(desk, known))
    desk.clock.now += timedelta(hours=1)
    assert session_actor(desk.office, known.token) is None
    assert not looks(desk, before)
    again = sign_in(desk.office, "binhnt", NEW)
    for _ in range(12):
        actor_of(desk, again)
        desk.clock.now += timedelta(minutes=59, seconds=59)
    desk.clock.now += timedelta(seconds=12)
    assert session_actor(desk.office, again.token) is None


def test_a_new_password_ends_the_other_sessions(desk: Desk, known: SignedIn) -> None:
    """Whoever else was signed in with the old one is out; the one who changed it stays."""
    other = sign_in(desk.office, "binhnt", NEW)
    change_password(desk.office, actor_of(desk, known), NEW, NEW + " khác")
    assert session_actor(desk.office, other.token) is None
    assert looks(desk, actor_of(desk, known))


def test_a_page_cannot_say_who_it_is(desk: Desk, known: SignedIn) -> None:
    """A name, a role or another's number in the actor opens nothing: the session tells."""
    own = actor_of(desk, known)
    other = add_user(desk.office, CLERK, "other", "Người Khác")
    for forged in (
        Actor("Nguyễn Thị Bình", "page"),
        Actor("Quản trị", "page", granted=(Granted(Role.ADMINISTRATOR),)),
        replace(own, user_id=other.user_id),
        replace(own, session_id=999),
        replace(own, acts_for_id=other.user_id),
    ):
        assert not looks(desk, forged)
    promoted = replace(own, granted=(Granted(Role.ADMINISTRATOR),))
    with pytest.raises(NotAllowed):
        add_user(desk.office, promoted, "mine", "Của Tôi")


def test_an_unknown_session_is_nobody(desk: Desk, known: SignedIn) -> None:
    """Neither an empty nor a guessed id; ending it harms nobody."""
    for token in ("", "x", known.token[:-1]):
        sign_out(desk.office, token)
        assert session_actor(desk.office, token) is None
    assert session_actor(desk.office, known.token) is not None
