"""Signing in at the browser: cookie, temporary password, signing out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.gate import COOKIE, SIGN_IN
from dashboard.sign_in import CHANGE, SIGN_OUT, routes
from flows.desk.people import add_user
from flows.desk.sign_in import session_actor
from models.user import Actor
from tasks.office import Office

NEW = "mưa thu lá bay 26"


@pytest.fixture
def password(office: Office) -> str:
    """Of Bình's new account."""
    made = add_user(office, Actor("tester", "command"), "binh", "Nguyễn Thị Bình", chance=Random(1))
    return made.password or ""


@pytest.fixture
def browser(office: Office) -> Iterator[TestClient]:
    """A browser before the sign-in of an office."""
    application = Starlette(routes=routes(office))
    with TestClient(application, follow_redirects=False) as made:
        yield made


def enter(browser: TestClient, password: str) -> None:
    browser.post(SIGN_IN, data={"login": "binh", "password": password})


def change(browser: TestClient, old: str, new: str, again: str) -> int:
    answer = browser.post(CHANGE, data={"old": old, "new": new, "again": again})
    return int(answer.status_code)


def test_the_cookie(browser: TestClient, office: Office, password: str) -> None:
    """The right password sets a cookie that no script reads and no other site sends; the temporary
    one leads to its change."""
    answer = browser.post(SIGN_IN, data={"login": "binh", "password": password})
    assert (303, CHANGE) == (answer.status_code, answer.headers["location"])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    actor = session_actor(office, browser.cookies[COOKIE])
    assert actor is not None
    assert ("binh", True) == (actor.login, actor.must_change)


def test_a_wrong_password(browser: TestClient, password: str) -> None:
    """A wrong password and an unknown name get the same words and no cookie."""
    told = []
    for login in ("binh", "nobody"):
        answer = browser.post(SIGN_IN, data={"login": login, "password": password + "x"})
        assert (403, None) == (answer.status_code, answer.headers.get("set-cookie"))
        told.append(answer.text.replace(login, ""))
    assert told[0] == told[1]
    assert password not in told[0]


def test_markup_in_a_name_is_shown_as_it_is(browser: TestClient) -> None:
    """What was typed comes back escaped."""
    answer = browser.post(SIGN_IN, data={"login": '"><script>x</script>', "password": "p"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_another_sites_form_is_refused(browser: TestClient, password: str) -> None:
    """A form that another site sends signs nobody in."""
    filled = {"login": "binh", "password": password}
    answer = browser.post(SIGN_IN, data=filled, headers={"sec-fetch-site": "cross-site"})
    assert (403, None) == (answer.status_code, answer.headers.get("set-cookie"))


def test_a_form_too_long_is_refused(browser: TestClient) -> None:
    """Megabytes in a field are not read."""
    answer = browser.post(SIGN_IN, data={"login": "b" * 10_000, "password": "p"})
    assert 403 == answer.status_code


def test_changing_the_temporary_password(
    browser: TestClient, office: Office, password: str
) -> None:
    """The old one must be right and the new one typed twice alike; then the account may work."""
    enter(browser, password)
    assert 403 == change(browser, password, NEW, "another")
    assert 403 == change(browser, "wrong", NEW, NEW)
    assert 403 == change(browser, password, "ngắn", "ngắn")
    assert 303 == change(browser, password, NEW, NEW)
    actor = session_actor(office, browser.cookies[COOKIE])
    assert actor is not None
    assert not actor.must_change


def test_changing_needs_a_session(browser: TestClient) -> None:
    """Who is not signed in is sent to sign in."""
    assert SIGN_IN == browser.get(CHANGE).headers["location"]


def test_signing_out(browser: TestClient, office: Office, password: str) -> None:
    """After it a copy of the cookie is nobody."""
    enter(browser, password)
    copied = browser.cookies[COOKIE]
    assert SIGN_IN == browser.get(SIGN_OUT).headers["location"]
    assert session_actor(office, copied) is None


def test_english(browser: TestClient) -> None:
    """The page speaks English where its address asks for it, Vietnamese otherwise."""
    assert "Password" in browser.get(f"{SIGN_IN}?lang=en").text
    assert "Mật khẩu" in browser.get(f"{SIGN_IN}?lang=xx").text
