"""The verb that hands over passwords: the only one that prints any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import here
from flows.commands.output import JSON, finish
from flows.commands.work import REQUEST, number_of

if TYPE_CHECKING:
    from flows.desk.hand_over import HandingOver, NotHandedOver


def hand_over(
    request: Annotated[str, REQUEST],
    as_user: Annotated[str, typer.Option("--as", help="người bàn giao")],
    line: Annotated[int | None, typer.Option(help="số dòng; bỏ trống: mọi dòng đã xong")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bàn giao mật khẩu ban đầu: tạo khi hiện, hiện một lần, chỉ lưu bản băm."""
    from flows.desk.hand_over import hand_over as prepare

    _, number = number_of(request)
    with here.told(as_json):
        handing = prepare(here.office(), here.operator(as_user), number, line)
    failed = _as_json(handing) if as_json else _for_people(handing)
    finish(not failed)


def _for_people(handing: HandingOver) -> list[NotHandedOver]:
    """A line a password, each printed before the next is made; those that failed."""
    from flows.desk.hand_over import HandedOver

    failed = []
    typer.echo(f"{'Dòng':>4}  {'Họ tên, cơ quan':<32}  {'Địa chỉ':<36}  Mật khẩu")
    for one in handing.each():
        if isinstance(one, HandedOver):
            typer.echo(f"{one.line:>4}  {one.name:<32}  {one.address:<36}  {one.password}")
        else:
            failed.append(one)
    for missing in (*handing.passed_over, *failed):
        typer.echo(f"{missing.line:>4}  không bàn giao: {missing.reason}")
    typer.echo("Mật khẩu chỉ hiện một lần này, không lưu ở đâu. Người nhận:")
    for duty in handing.duties:
        typer.echo(f"  – {duty}")
    return failed


def _as_json(handing: HandingOver) -> list[NotHandedOver]:
    """One document, written row by row: of a call that is cut off, what was made can be read."""
    from flows.desk.hand_over import HandedOver

    failed = []
    typer.echo(f'{{"request": {handing.request_id}, "handed_over": [', nl=False)
    comma = ""
    for one in handing.each():
        if isinstance(one, HandedOver):
            row = {
                "line": one.line,
                "name": one.name,
                "address": one.address,
                "password": one.password,
            }
            typer.echo(f"{comma}\n  {json.dumps(row, ensure_ascii=False)}", nl=False)
            comma = ","
        else:
            failed.append(one)
    missing = [
        {"line": each.line, "reason": each.reason} for each in (*handing.passed_over, *failed)
    ]
    duties = [{"text": duty.text, "article": duty.article} for duty in handing.duties]
    rest = json.dumps({"not_handed_over": missing, "duties": duties}, ensure_ascii=False, indent=2)
    typer.echo(f"\n], {rest.removeprefix('{')}")
    return failed
