"""The verbs about people: accounts, roles, substitutes, levels of approval."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import here
from flows.commands.law import regulation_of
from flows.commands.output import (
    JSON,
    LOCAL,
    POLICY,
    emit,
    read_date,
    read_password,
    refuse_call,
)

if TYPE_CHECKING:
    from flows.desk.people import FirstPassword
    from flows.desk.roles import Span

user_app = typer.Typer(
    no_args_is_help=True, help="Người dùng của trang web: tài khoản, vai trò, làm thay, số cấp."
)
_LOGIN = typer.Argument(help="tên đăng nhập")
_AS = typer.Option("--as", help="người thực hiện; mặc định: tài khoản của máy này")
_STDIN = typer.Option("--password-stdin", help="đọc mật khẩu tạm từ đầu vào chuẩn, không tự tạo")
_FROM = typer.Option("--from", help="từ ngày; mặc định: hôm nay")
_UNTIL = typer.Option("--until", help="đến hết ngày")
As = Annotated[str | None, _AS]
Json = Annotated[bool, JSON]


@user_app.command("add")
def add(
    login: Annotated[str, _LOGIN],
    name: Annotated[str, typer.Option(help="họ tên")],
    from_stdin: Annotated[bool, _STDIN] = False,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Tạo tài khoản, chưa có vai trò; mật khẩu tạm hiện một lần, phải đổi khi dùng lần đầu."""
    from flows.desk.people import add_user

    password = read_password("--password-stdin") if from_stdin else None
    with here.told(as_json):
        made = add_user(here.office(), here.operator(as_user), login, name, password)
    _first_password(made, as_json)


@user_app.command("password")
def password(
    login: Annotated[str, _LOGIN],
    from_stdin: Annotated[bool, _STDIN] = False,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Cấp lại mật khẩu tạm và mở khóa đăng nhập; các phiên đang dùng kết thúc."""
    from flows.desk.people import reset_password

    given = read_password("--password-stdin") if from_stdin else None
    with here.told(as_json):
        made = reset_password(here.office(), here.operator(as_user), login, given)
    _first_password(made, as_json)


@user_app.command("close")
def close(login: Annotated[str, _LOGIN], as_user: As = None, as_json: Json = False) -> None:
    """Đóng tài khoản; các phiên đang dùng kết thúc."""
    _set_active(login, as_user, as_json, active=False)


@user_app.command("open")
def reopen(login: Annotated[str, _LOGIN], as_user: As = None, as_json: Json = False) -> None:
    """Mở lại tài khoản đã đóng."""
    _set_active(login, as_user, as_json, active=True)


@user_app.command("list")
def list_users(as_json: Json = False) -> None:
    """Mọi tài khoản, vai trò và người làm thay."""
    from flows.commands.people_rows import user_lines, user_row
    from flows.desk.people import users

    with here.told(as_json):
        found = users(here.office(), here.operator())
    logins = {view.user.id: view.user.login for view in found}
    lines = [line for view in found for line in user_lines(view, logins)]
    document = {"users": [user_row(view, logins) for view in found]}
    emit(document, lines or ["chưa có tài khoản nào"], as_json)


@user_app.command("role")
def role(
    login: Annotated[str, _LOGIN],
    role: Annotated[str, typer.Argument(help="agency, staff, supervisor hoặc administrator")],
    policy: Annotated[str | None, POLICY] = None,
    organisation: Annotated[
        str | None, typer.Option(help="cơ quan của vai trò agency: tên, hoặc số O12")
    ] = None,
    starts: Annotated[str | None, _FROM] = None,
    until: Annotated[str | None, _UNTIL] = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Cấp vai trò: cơ quan, chuyên viên, lãnh đạo của một tỉnh; hoặc quản trị."""
    from flows.desk.roles import grant_role
    from models.role import Granted, Role

    if role not in list(Role):
        refuse_call(f"«{role}»: chỉ có {', '.join(Role)}")
    place = regulation_of(policy).id if policy else None
    if organisation is not None and place is None:
        refuse_call("--organisation đi cùng --policy")
    number = _organisation(place, organisation) if place and organisation else None
    span = _span(starts, until)
    with here.told(as_json):
        made = grant_role(
            here.office(),
            here.operator(as_user),
            login,
            Granted(Role(role), place, number),
            span,
        )
    emit({"login": login, "grant": made}, [f"{login}: đã cấp vai trò (số {made})"], as_json)


@user_app.command("end-role")
def end_role(
    number: Annotated[int, typer.Argument(help="số của vai trò, xem «user list»")],
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Thôi một vai trò, ngay bây giờ."""
    from flows.desk.roles import revoke_role

    with here.told(as_json):
        revoke_role(here.office(), here.operator(as_user), number)
    emit({"grant": number, "ended": True}, [f"đã thôi vai trò số {number}"], as_json)


@user_app.command("substitute")
def substitute(
    login: Annotated[str, _LOGIN],
    for_login: Annotated[str, typer.Option("--for", help="làm thay ai: tên đăng nhập")],
    until: Annotated[str, _UNTIL],
    starts: Annotated[str | None, _FROM] = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Cử một người làm thay người khác trong thời gian đã định."""
    from flows.desk.roles import set_substitute

    span = _span(starts, until)
    with here.told(as_json):
        made = set_substitute(here.office(), here.operator(as_user), login, for_login, span)
    told = f"{login} làm thay {for_login} (số {made})"
    emit({"login": login, "for": for_login, "substitute": made}, [told], as_json)


@user_app.command("end-substitute")
def end_substitute(
    number: Annotated[int, typer.Argument(help="số của việc làm thay, xem «user list»")],
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Thôi làm thay, ngay bây giờ."""
    from flows.desk.roles import end_substitute as end

    with here.told(as_json):
        end(here.office(), here.operator(as_user), number)
    emit({"substitute": number, "ended": True}, [f"đã thôi việc làm thay số {number}"], as_json)


@user_app.command("levels")
def levels(
    levels: Annotated[
        int, typer.Argument(help="1: quyết định có hiệu lực ngay; 2: lãnh đạo duyệt")
    ],
    policy: Annotated[str, POLICY],
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Đặt số cấp phê duyệt của một tỉnh."""
    from flows.desk.roles import set_approval_levels

    place = regulation_of(policy).id
    with here.told(as_json):
        set_approval_levels(here.office(), here.operator(as_user), place, levels)
    emit({"policy": place, "levels": levels}, [f"{place}: {levels} cấp phê duyệt"], as_json)


def _set_active(login: str, as_user: str | None, as_json: bool, *, active: bool) -> None:
    from flows.desk.people import set_active

    with here.told(as_json):
        set_active(here.office(), here.operator(as_user), login, active)
    told = "đã mở lại" if active else "đã đóng"
    emit({"login": login, "active": active}, [f"{login}: {told}"], as_json)


def _first_password(made: FirstPassword, as_json: bool) -> None:
    document: dict[str, Any] = {"login": made.login, "user": made.user_id}
    lines = [f"{made.login}: phải đổi mật khẩu khi dùng lần đầu"]
    if made.password is not None:
        document["password"] = made.password
        lines.insert(0, f"mật khẩu tạm, chỉ hiện một lần này: {made.password}")
    emit(document, lines, as_json)


def _span(starts: str | None, until: str | None) -> Span:
    from flows.desk.roles import Span

    first = read_date(starts, "--from") or datetime.now(LOCAL).date()
    return Span(first, read_date(until, "--until"))


def _organisation(policy: str, written: str) -> int:
    """By number, or by its whole name; exits 2 where that is not one."""
    from flows.desk.lists import organisations
    from policies.naming import fold

    found = organisations(here.office(), here.operator(), policy, words="", most=100_000)
    if written[:1] in "Oo" and written[1:].isdecimal():
        found = [one for one in found if one.organisation_id == int(written[1:])]
    else:
        found = [one for one in found if fold(one.name) == fold(written)]
    if not found:
        refuse_call(f"--organisation: danh bạ của tỉnh không có «{written}»")
    if len(found) > 1:
        tops = (f"O{one.organisation_id} ({one.superior or 'không có cấp trên'})" for one in found)
        refuse_call(f"--organisation: có nhiều «{written}», hãy nêu số: {'; '.join(tops)}")
    return found[0].organisation_id
