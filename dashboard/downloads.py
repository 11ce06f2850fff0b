"""Files for a browser: an agency's letter, a reply in Word or PDF.  Each is on the trail."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.gate import cookie_of
from flows.desk.download import File, Layout, letter_file, reply_file
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.sign_in import session_actor
from models.user import Actor
from tasks.office import Office

_FOLDER = "/tep"


def letter_address(letter_id: int) -> str:
    """Where a letter's file is fetched."""
    return f"{_FOLDER}/van-ban/{letter_id}"


def reply_address(letter_id: int, sequence: int, layout: Layout) -> str:
    """Where a reply is fetched."""
    return f"{_FOLDER}/tra-loi/{letter_id}/{sequence}.{layout}"


def routes(office: Office) -> list[Route]:
    """The addresses of files.  In another's place a substitute fetches with ``?thay=account``."""

    async def letter(request: Request) -> Response:
        number = request.path_params["letter"]
        return await _answer(office, request, lambda actor: letter_file(office, actor, number))

    async def reply(request: Request) -> Response:
        asked = request.path_params
        layout: Layout = "pdf" if asked["layout"] == "pdf" else "docx"
        return await _answer(
            office,
            request,
            lambda actor: reply_file(office, actor, asked["letter"], asked["sequence"], layout),
        )

    return [
        Route(f"{_FOLDER}/van-ban/{{letter:int}}", letter),
        Route(f"{_FOLDER}/tra-loi/{{letter:int}}/{{sequence:int}}.{{layout}}", reply),
    ]


async def _answer(office: Office, request: Request, file: Callable[[Actor], File]) -> Response:
    token = cookie_of(dict(request.headers.raw)) or ""
    stands_for = request.query_params.get("thay", "")
    acts_for = int(stands_for) if stands_for.isdigit() else None
    actor = await run_sync(session_actor, office, token, acts_for)
    if actor is None:
        return PlainTextResponse("hãy đăng nhập lại", 401)
    try:
        found = await run_sync(file, actor)
    except (Refused, NotAllowed) as no:
        return PlainTextResponse(str(no), 404)
    return Response(
        found.content,
        media_type=found.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "cache-control": "no-store",
        },
    )
