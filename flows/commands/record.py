"""The verb for what is asked without a letter: record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import here
from flows.commands.law import regulation_of
from flows.commands.output import JSON, POLICY, emit, finish, read_moment, refuse_call
from flows.commands.work import NO_WAIT, number_of
from policies.schema import FormField, Kind, RequestType

if TYPE_CHECKING:
    from tasks.forms.told import ToldLine


def record(
    policy: Annotated[str, POLICY],
    type_: Annotated[RequestType, typer.Option("--type", help="loại đề nghị")],
    channel: Annotated[str, typer.Option(help="phone, fax, in-person hoặc e-mail")],
    at: Annotated[str, typer.Option(help="thời điểm đề nghị, ví dụ 2026-03-02T08:15")],
    caller: Annotated[str, typer.Option(help="họ tên người đề nghị")],
    line: Annotated[
        list[str],
        typer.Option(help='một hộp thư: "name=…; address=…; unit=…; note=…"; lặp lại được'),
    ],
    as_user: Annotated[str, typer.Option("--as", help="người tiếp nhận")],
    agency: Annotated[
        str | None, typer.Option(help="cơ quan đề nghị; bỏ trống: cá nhân đề nghị cho mình")
    ] = None,
    position: Annotated[str | None, typer.Option(help="chức vụ người đề nghị")] = None,
    unit: Annotated[str | None, typer.Option(help="đơn vị công tác của người đề nghị")] = None,
    phone: Annotated[str | None, typer.Option(help="điện thoại liên hệ")] = None,
    corrects: Annotated[str | None, typer.Option(help="văn bản được chỉnh sửa: L3")] = None,
    no_wait: Annotated[bool, NO_WAIT] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Ghi nhận một đề nghị qua điện thoại, fax, thư điện tử hoặc trực tiếp, không có văn bản."""
    from flows.commands.submitted_rows import submitted_document, submitted_lines
    from flows.desk.record import Call
    from flows.desk.record import record as take_down
    from policies.loader import source
    from tasks.forms.told import Told
    from tasks.wording import WAY_WORDS

    if channel not in WAY_WORDS:
        refuse_call(f"--channel: chỉ có {', '.join(WAY_WORDS)}; văn bản thì dùng congvu submit")
    regulation_of(policy)
    call = Call(
        channel=channel,
        at=read_moment(at, "--at"),
        told=Told(
            type=type_,
            requester=caller,
            agency=agency,
            lines=tuple(map(_line, line)),
            requester_position=position,
            requester_unit=unit,
            requester_phone=phone,
        ),
        corrects=number_of(corrects, "L")[1] if corrects else None,
    )
    office = here.office()
    with here.told(as_json):
        done = take_down(office, here.operator(as_user), call, *source(policy))
    if done.requests and not done.duplicate:
        here.go_on(office, [number for number, _ in done.requests], wait=not no_wait)
    what = f"đề nghị {WAY_WORDS[channel]}"
    emit(submitted_document(done), submitted_lines(done, what), as_json)
    finish(not done.duplicate)


def _line(text: str) -> ToldLine:
    """ "kind=organisation; name=…": the kind (a person where none is said) and the values."""
    values: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, sign, value = (each.strip() for each in part.partition("="))
        if not sign or not name:
            refuse_call(f"--line: «{part}» không có dạng tên=giá trị")
        if name == FormField.CITIZEN_NUMBER:  # a command stays in the history of the shell
            refuse_call("--line: số CMND/CCCD không ghi trên dòng lệnh; dùng biểu mẫu nếu cần")
        if name in values:
            refuse_call(f"--line: «{name}» được nêu hai lần")
        values[name] = value
    from tasks.forms.told import ToldLine

    kind = values.pop("kind", Kind.PERSON.value)
    if kind not in list(Kind):
        refuse_call(f"--line: kind chỉ có {', '.join(Kind)}")
    return ToldLine(Kind(kind), values)
