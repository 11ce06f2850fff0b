"""The gate before every page, file and websocket: who is not signed in is sent to the sign-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie

from anyio.to_thread import run_sync
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "congvu_session"
SIGN_IN = "/dang-nhap"
_OPEN = frozenset({SIGN_IN, "/_stcore/health"})
_ASSETS = "/static/"  # Streamlit's own scripts, fonts and styles: nothing of ours
_UNKNOWN = 4401  # a websocket's close code, as HTTP's 401
_SECURITY = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline';"
        b" style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
        b" connect-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
    ),
}
# A cookie that is SameSite=Strict does not come with a link from a letter or another site; asked
# again by a page of our own it does.
_AGAIN = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0">'


class Gate:
    """ASGI middleware.  ``stands``: whether the session of a cookie does."""

    def __init__(self, app: ASGIApp, stands: Callable[[str], bool]) -> None:
        self._app = app
        self._stands = stands

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        path = scope["path"]
        token = cookie_of(headers)
        if (
            path in _OPEN
            or path.startswith(_ASSETS)
            or (token is not None and await run_sync(self._stands, token))
        ):
            await self._app(scope, receive, _secured(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _UNKNOWN})
        else:
            await _turned_away(scope, headers, token)(scope, receive, _secured(send))


def cookie_of(headers: Mapping[bytes, bytes]) -> str | None:
    """The session's id that a browser sends; None where it sends none."""
    jar = SimpleCookie()
    try:
        jar.load(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return None
    found = jar.get(COOKIE)
    return found.value if found else None


def _turned_away(
    scope: Scope, headers: Mapping[bytes, bytes], token: str | None
) -> HTMLResponse | PlainTextResponse | RedirectResponse:
    navigates = scope["method"] == "GET" and headers.get(b"sec-fetch-mode", b"navigate") == (
        b"navigate"
    )
    if not navigates:
        return PlainTextResponse("hãy đăng nhập lại", 401)
    if token is None and headers.get(b"sec-fetch-site") == b"cross-site":
        return HTMLResponse(_AGAIN)
    return RedirectResponse(SIGN_IN, 303)


def _secured(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message.get("headers", ())}
            added = [(name, value) for name, value in _SECURITY.items() if name not in given]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return with_headers
