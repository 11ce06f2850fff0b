"""The verb of the second level: approve what was decided, or send it back."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands import here
from flows.commands.output import JSON, emit, refuse_call
from flows.commands.work import NO_WAIT, REQUEST, number_of


def approve(
    request: Annotated[str, REQUEST],
    as_user: Annotated[str, typer.Option("--as", help="người phê duyệt")],
    back: Annotated[bool, typer.Option("--back", help="không phê duyệt, trả về thẩm định")] = False,
    reason: Annotated[str | None, typer.Option(help="lý do trả về")] = None,
    plan: Annotated[str | None, typer.Option(help="mã phương án đã xem (show --json)")] = None,
    no_wait: Annotated[bool, NO_WAIT] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Phê duyệt kết quả thẩm định, nơi có hai cấp; hoặc trả về thẩm định."""
    from flows.desk.approve import Approval, send_back
    from flows.desk.approve import approve as make_count
    from flows.desk.look import show_request
    from tasks.wording import REQUEST_WORDS

    if back is not (reason is not None):
        refuse_call("--back và --reason đi cùng nhau")
    _, number = number_of(request)
    office, actor, approval = here.office(), here.operator(as_user), Approval(number, plan)
    with here.told(as_json):
        if reason is not None:
            send_back(office, actor, approval, reason)
        else:
            make_count(office, actor, approval)
    if not back:
        here.go_on(office, [number], wait=not no_wait)
    state = show_request(office, actor, number).request.state
    emit({"request": number, "state": state}, [f"R{number}: {REQUEST_WORDS[state]}"], as_json)
