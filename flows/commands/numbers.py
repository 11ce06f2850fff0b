"""The verb numbers: how each body numbers its letters; a series is started and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import here
from flows.commands.law import regulation_of
from flows.commands.output import JSON, LOCAL, POLICY, emit

if TYPE_CHECKING:
    from flows.desk.number_series import NumberingView

numbers_app = typer.Typer(
    invoke_without_command=True,
    help="Số văn bản trả lời: văn thư gõ số, hoặc dãy số liên tục theo cơ quan và năm.",
)
_ONE = typer.Option("--policy", "-p", help="chỉ một tỉnh")
_BODY = typer.Option("--body", help="cơ quan ban hành; mặc định: theo phần đầu văn bản của quy chế")


@numbers_app.callback()
def numbers(
    context: typer.Context,
    policy: Annotated[str | None, _ONE] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Mỗi cơ quan ban hành đánh số thế nào, số nào đã phát hành gần nhất."""
    if context.invoked_subcommand is not None:
        return
    from flows.desk.number_series import numberings

    found = numberings(here.office(), here.operator(), policy)
    lines = [_line(each) for each in found] or ["chưa có số nào; văn thư gõ số khi phát hành"]
    emit({"numbers": [_row(each) for each in found]}, lines, as_json)


@numbers_app.command()
def start(
    policy: Annotated[str, POLICY],
    at: Annotated[int, typer.Option(help="số đầu tiên của dãy")],
    as_user: Annotated[str, typer.Option("--as", help="người đặt")],
    year: Annotated[int | None, typer.Option(help="năm; mặc định: năm nay")] = None,
    body: Annotated[str | None, _BODY] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đánh số theo dãy từ một số của một năm; các năm sau tự bắt đầu từ 01."""
    from datetime import datetime

    from flows.desk.number_series import start_series

    regulation = regulation_of(policy)
    with here.told(as_json):
        view = start_series(
            here.office(),
            here.operator(as_user),
            regulation,
            at=at,
            year=year or datetime.now(LOCAL).year,
            issuer=body,
        )
    emit(_row(view), [_line(view)], as_json)


@numbers_app.command()
def stop(
    policy: Annotated[str, POLICY],
    as_user: Annotated[str, typer.Option("--as", help="người dừng")],
    body: Annotated[str | None, _BODY] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Dừng dãy số: văn thư lại gõ số."""
    from flows.desk.number_series import stop_series

    regulation = regulation_of(policy)
    with here.told(as_json):
        view = stop_series(here.office(), here.operator(as_user), regulation, issuer=body)
    emit(_row(view), [_line(view)], as_json)


def _row(view: NumberingView) -> dict[str, Any]:
    return {
        "policy": view.body.policy,
        "body": view.body.issuer,
        "series": {"since": view.since, "year": view.year, "next": view.next}
        if view.since
        else None,
        "last": {"number": view.last, "date": view.dated} if view.last else None,
    }


def _line(view: NumberingView) -> str:
    from tasks.letters.wording import two_digits

    how = "văn thư gõ số"
    if view.since and view.next:
        how = f"dãy số năm {view.year}, số kế tiếp {two_digits(view.next)}"
    last = ""
    if view.last and view.dated:
        last = f"; đã phát hành gần nhất: số {two_digits(view.last)} ngày {view.dated:%d/%m/%Y}"
    return f"{view.body.policy} – {view.body.issuer}: {how}{last}"
