"""The gate: nothing of ours is served to who is not signed in."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.gate import COOKIE, SIGN_IN, Gate

PATHS = ("/", "/hang-doi", "/tep/van-ban/1", "/media/a.png", "/_stcore/host-config")


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ours")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("ours")
    await socket.close()


@pytest.fixture
def browser() -> TestClient:
    """A browser before an application that knows one session."""
    routes = [WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", page)]
    gate = Gate(Starlette(routes=routes), stands=lambda token: token == "known")
    return TestClient(gate, follow_redirects=False)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", [None, "", "forged", "known2"])
def test_pages_send_to_the_sign_in(browser: TestClient, path: str, token: str | None) -> None:
    """Without a session that stands every address leads to the sign-in."""
    if token is not None:
        browser.cookies.set(COOKIE, token)
    answer = browser.get(path)
    assert (303, SIGN_IN) == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize("path", PATHS)
def test_who_is_signed_in_passes(browser: TestClient, path: str) -> None:
    """With a session that stands every address answers, kept from frames and guesses of type."""
    browser.cookies.set(COOKIE, "known")
    answer = browser.get(path)
    assert "ours" == answer.text
    assert ("DENY", "nosniff") == (
        answer.headers["x-frame-options"],
        answer.headers["x-content-type-options"],
    )


def test_what_is_no_navigation_is_refused(browser: TestClient) -> None:
    """An upload or a script's request gets a plain no, not a page."""
    assert 401 == browser.put("/_stcore/upload_file/1/2").status_code
    assert 401 == browser.get("/", headers={"sec-fetch-mode": "cors"}).status_code


def test_a_link_from_elsewhere_is_asked_again(browser: TestClient) -> None:
    """A link in a letter brings no strict cookie: a page of our own asks for the same address."""
    answer = browser.get("/ho-so", headers={"sec-fetch-site": "cross-site"})
    assert 200 == answer.status_code
    assert 'http-equiv="refresh"' in answer.text


@pytest.mark.parametrize("token", [None, "forged"])
def test_websockets_are_closed(browser: TestClient, token: str | None) -> None:
    """The stream of a page is closed before it is accepted."""
    if token is not None:
        browser.cookies.set(COOKIE, token)
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream"):
        pass


def test_a_websocket_of_a_session_passes(browser: TestClient) -> None:
    """The stream of a page answers who is signed in."""
    browser.cookies.set(COOKIE, "known")
    with browser.websocket_connect("/_stcore/stream") as socket:
        assert "ours" == socket.receive_text()


def test_the_sign_in_is_open(browser: TestClient) -> None:
    """The sign-in, the server's health and Streamlit's own assets need no session."""
    for path in (SIGN_IN, "/_stcore/health", "/static/js/index.js"):
        assert "ours" == browser.get(path).text
    assert 303 == browser.get("/staticx").status_code
