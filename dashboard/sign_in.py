"""Signing in, and changing a temporary password: plain pages that need no script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.gate import COOKIE, SIGN_IN, cookie_of
from dashboard.words import known, say
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.sign_in import change_password, session_actor, sign_in, sign_out
from tasks.office import Office

CHANGE = "/doi-mat-khau"
SIGN_OUT = "/dang-xuat"
_LONGEST_FORM = 4_096  # bytes


@dataclass(frozen=True)
class Field:
    """What a form asks for."""

    name: str
    label: str
    type: str
    autocomplete: str
    value: str = ""


def routes(office: Office) -> list[Route]:
    """The pages of signing in and out."""

    async def signing_in(request: Request) -> Response:
        if request.method == "GET":
            return _sign_in_page(request)
        form = await _form(request)
        if form is None:
            return _forbidden()
        try:
            done = await run_sync(sign_in, office, form.get("login", ""), form.get("password", ""))
        except Refused as refused:
            return _sign_in_page(request, fault=str(refused), login=form.get("login", ""))
        answer = RedirectResponse(
            _in_language(request, CHANGE if done.must_change else "/"), status_code=303
        )
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, done.token, httponly=True, samesite="strict", secure=secure)
        return answer

    async def changing(request: Request) -> Response:
        token = cookie_of(dict(request.headers.raw)) or ""
        actor = await run_sync(session_actor, office, token)
        if actor is None:
            return RedirectResponse(_in_language(request, SIGN_IN), status_code=303)
        if request.method == "GET":
            return _change_page(request)
        form = await _form(request)
        if form is None:
            return _forbidden()
        old, new = form.get("old", ""), form.get("new", "")
        if new != form.get("again", ""):
            return _change_page(
                request, _told(request, "hai lần nhập mật khẩu mới không giống nhau")
            )
        try:
            await run_sync(change_password, office, actor, old, new)
        except (Refused, NotAllowed) as no:
            return _change_page(request, str(no))
        return RedirectResponse(_in_language(request, "/"), status_code=303)

    async def signing_out(request: Request) -> Response:
        token = cookie_of(dict(request.headers.raw))
        if token:
            await run_sync(sign_out, office, token)
        answer = RedirectResponse(_in_language(request, SIGN_IN), status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return [
        Route(SIGN_IN, signing_in, methods=["GET", "POST"]),
        Route(CHANGE, changing, methods=["GET", "POST"]),
        Route(SIGN_OUT, signing_out, methods=["GET"]),
    ]


def _sign_in_page(request: Request, fault: str = "", login: str = "") -> Response:
    def told(vietnamese: str) -> str:
        return _told(request, vietnamese)

    return _page(
        request,
        title=told("Đăng nhập"),
        action=SIGN_IN,
        button=told("Đăng nhập"),
        fault=fault,
        note="",
        fields=[
            Field("login", told("Tên đăng nhập"), "text", "username", login),
            Field("password", told("Mật khẩu"), "password", "current-password"),
        ],
    )


def _change_page(request: Request, fault: str = "") -> Response:
    def told(vietnamese: str) -> str:
        return _told(request, vietnamese)

    return _page(
        request,
        title=told("Đổi mật khẩu"),
        action=CHANGE,
        button=told("Đổi mật khẩu"),
        fault=fault,
        note=told("Mật khẩu mới có ít nhất 12 ký tự, không chứa tên đăng nhập hoặc họ tên."),
        fields=[
            Field("old", told("Mật khẩu hiện tại"), "password", "current-password"),
            Field("new", told("Mật khẩu mới"), "password", "new-password"),
            Field("again", told("Nhập lại mật khẩu mới"), "password", "new-password"),
        ],
    )


def _page(request: Request, **content: object) -> Response:
    language = _language(request)

    def told(vietnamese: str) -> str:
        return say(language, vietnamese)

    status = 403 if content["fault"] else 200
    page = _template().render(language=language, t=told, **content)
    return HTMLResponse(page, status, {"cache-control": "no-store"})


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent / "html")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined).get_template(
        "sign_in.html"
    )


async def _form(request: Request) -> dict[str, str] | None:
    """What was filled in; None where another site's page sent it, or where it is too long."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return None
    read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in read.items()}


def _forbidden() -> Response:
    return PlainTextResponse("biểu mẫu không hợp lệ", 403)


def _language(request: Request) -> str:
    return known(request.query_params.get("lang"))


def _told(request: Request, vietnamese: str) -> str:
    return say(_language(request), vietnamese)


def _in_language(request: Request, path: str) -> str:
    return path if _language(request) == "vi" else f"{path}?lang={_language(request)}"
