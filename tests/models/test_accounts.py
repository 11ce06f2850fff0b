"""Grants, substitutes, sessions and holders, by their dates and by who came first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import reading, writing
from models.holding import Holding, hold_if
from models.organisation import Organisation, below
from models.role import Granted, Role, RoleGrant, granted_to, provinces_of
from models.row import id_of
from models.sign_in_try import claim_try, forget_tries, locked_until
from models.substitute import Substitute, stood_in_for
from models.user import User, with_login
from models.web_session import WebSession, end_all, hash_of
from tests.models.rows_made import NOON, add_request

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)
DAY = timedelta(days=1)
STAFF = Granted(Role.STAFF, "p")


def add_user(session: Session, login: str = "binh") -> int:
    user = User(login=login, name=login, password_set_at=NOON, created_at=NOON, created_by="test")
    session.add(user)
    session.flush()
    return id_of(user)


def grant(user_id: int, granted: Granted = STAFF, ends: date | None = LAST) -> RoleGrant:
    return RoleGrant(
        user_id=user_id,
        role=granted.role,
        policy=granted.policy,
        organisation_id=granted.organisation_id,
        starts=FIRST,
        ends=ends,
        granted_at=NOON,
        granted_by="test",
    )


@pytest.mark.parametrize(
    ("on", "holds"),
    [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)],
)
def test_a_role_and_a_substitute_hold_on_their_first_and_last_day(
    engine: Engine, on: date, holds: bool
) -> None:
    """And neither on the day before nor on the day after."""
    with writing(engine) as session:
        one, other = add_user(session), add_user(session, "an")
        session.add(grant(one))
        session.add(
            Substitute(
                user_id=one, for_id=other, starts=FIRST, ends=LAST, set_at=NOON, set_by="test"
            )
        )
        session.flush()
        assert ((STAFF,) if holds else ()) == granted_to(session, one, on)
        assert ([other] if holds else []) == stood_in_for(session, one, on)


def test_what_is_taken_back_holds_no_more(engine: Engine) -> None:
    """From that moment on, whatever its dates; one that has no last day holds for good."""
    with writing(engine) as session:
        one = add_user(session)
        ended, lasting = grant(one), grant(one, ends=None)
        session.add_all([ended, lasting])
        ended.revoked_at = NOON
        session.flush()
        assert (STAFF,) == granted_to(session, one, date(2036, 1, 1))
        assert {"p"} == provinces_of(session, one, LAST + DAY)
        lasting.revoked_at = NOON
        session.flush()
        assert (set(), ()) == (provinces_of(session, one, LAST), granted_to(session, one, LAST))


@pytest.mark.parametrize(
    "granted", [Granted(Role.ADMINISTRATOR, "p"), Granted(Role.STAFF), Granted(Role.AGENCY, "p")]
)
def test_a_role_out_of_place_is_refused_by_the_database(engine: Engine, granted: Granted) -> None:
    """An administrator of one province, a clerk of none, an agency without its organisation."""
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(grant(add_user(session), granted))


def test_a_login_is_one_whatever_its_capitals(engine: Engine) -> None:
    """It is found, and is not given twice."""
    with writing(engine) as session:
        number = add_user(session)
        found = with_login(session, " BINH ")
        assert number == (found and found.id)
    with pytest.raises(IntegrityError), writing(engine) as session:
        add_user(session)


def test_an_organisation_and_all_below_it(engine: Engine) -> None:
    """Its units and theirs, not its neighbours; a ring ends."""

    def add(name: str, parent: int | None) -> int:
        made = Organisation(policy="p", name=name, key=name, parent_id=parent)
        session.add(made)
        session.flush()
        return id_of(made)

    with writing(engine) as session:
        top = add("so", None)
        unit = add("phong", top)
        lowest = add("to", unit)
        add("so khac", None)
        assert {top, unit, lowest} == set(session.execute(below(top)).scalars())
        assert {lowest} == set(session.execute(below(lowest)).scalars())
        session.get_one(Organisation, top).parent_id = lowest
        session.flush()
        assert {top, unit, lowest} == set(session.execute(below(unit)).scalars())


def test_of_two_who_take_a_request_one_has_it(engine: Engine) -> None:
    """Both saw that nobody had it; and later both saw who had it."""
    with writing(engine) as session:
        request = id_of(add_request(session))
        one, other = add_user(session), add_user(session, "an")

    def takes(seen: int | None, who: int) -> bool:
        with writing(engine) as session:
            return hold_if(session, request, seen=seen, user_id=who, at=NOON)

    assert [True, False] == [takes(None, one), takes(None, other)]
    assert [True, False, False] == [takes(one, other), takes(one, one), takes(None, one)]
    with reading(engine) as session:
        assert other == session.get_one(Holding, request).user_id


IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)
TICK = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("seen", "at", "stands"),
    [
        (timedelta(), IDLE - TICK, True),
        (timedelta(), IDLE, False),
        (LONGEST - TICK * 2, LONGEST - TICK, True),
        (LONGEST - TICK * 2, LONGEST, False),
    ],
)
def test_a_session_ends_by_time(seen: timedelta, at: timedelta, stands: bool) -> None:
    """Unused for so long, and after so long however it was used."""
    session = WebSession(token_hash="", user_id=1, created_at=NOON, last_seen=NOON + seen)
    assert stands is session.stands(NOON + at, IDLE, LONGEST)
    session.ended_at = NOON
    assert not session.stands(NOON + at, IDLE, LONGEST)


def test_all_sessions_of_an_account_end_but_one(engine: Engine) -> None:
    """Those of others stay."""

    def begin(user_id: int, token: str) -> WebSession:
        made = WebSession(
            token_hash=hash_of(token), user_id=user_id, created_at=NOON, last_seen=NOON
        )
        session.add(made)
        session.flush()
        return made

    with writing(engine) as session:
        one, other = add_user(session), add_user(session, "an")
        begun = [begin(one, "a"), begin(one, "b"), begin(other, "c")]
        end_all(session, one, NOON, but=begun[1].id)
        for each in begun:
            session.refresh(each)
        assert [True, False, False] == [each.ended_at is not None for each in begun]


def test_tries_are_counted_before_the_password_is_looked_at(engine: Engine) -> None:
    """The last that is allowed locks the name already; the lock runs out; success forgets."""
    lock_for = timedelta(minutes=15)

    def tries(minutes: float) -> bool:
        at = NOON + timedelta(minutes=minutes)
        with writing(engine) as session:
            return claim_try(session, "nobody", at, most=3, lock_for=lock_for) is not None

    def until() -> object:
        with reading(engine) as session:
            return locked_until(session, "nobody")

    assert [True, True, True, False] == [tries(minutes) for minutes in (0, 1, 2, 3)]
    assert NOON + timedelta(minutes=2) + lock_for == until()
    assert [False, True, True, True, False] == [tries(m) for m in (16.9, 17, 17, 17, 17)]
    with writing(engine) as session:
        forget_tries(session, "nobody")
    assert (True, None) == (tries(18), until())


def test_what_nobody_tried_for_a_day_is_forgotten(engine: Engine) -> None:
    """Names that somebody guessed do not pile up."""

    def claim(login: str, later: timedelta) -> object:
        with writing(engine) as session:
            return claim_try(session, login, NOON + later, most=1, lock_for=timedelta(days=9))

    assert claim("a", timedelta()) is not None
    assert claim("a", DAY) is None
    assert claim("b", DAY * 2 + TICK) is not None
    with reading(engine) as session:
        assert locked_until(session, "a") is None
