"""Questions of law: answered from the regulations alone, without the engine or the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.output import (
    JSON,
    LOCAL,
    POLICY,
    emit,
    finish,
    read_birth_date,
    read_date,
    read_moment,
    read_password,
    read_taken,
    refuse_call,
)
from flows.commands.own_settings import calendar_here, hours_here
from policies.errors import RegulationError, UnknownPolicy
from policies.explain import Explanation, not_in_force, regulation_title, show_date
from policies.loader import load, policy_ids
from policies.schema import Kind, Regulation, RequestType

policies_app = typer.Typer(no_args_is_help=True, help="Các quy chế: liệt kê, kiểm tra.")


def regulation_of(policy: str) -> Regulation:
    """The regulation named on the command line; exits 2 where there is none or it is malformed."""
    try:
        return load(policy)
    except (UnknownPolicy, RegulationError) as error:
        refuse_call(str(error))


def _sentences(explanation: Explanation) -> list[str]:
    return [str(reason) for reason in explanation]


@policies_app.command("list")
def list_policies(as_json: Annotated[bool, JSON] = False) -> None:
    """Liệt kê các quy chế có sẵn."""
    rows = []
    today = datetime.now(LOCAL).date()
    for policy in policy_ids():
        regulation = regulation_of(policy)
        force = regulation.force
        rows.append(
            {
                "policy": regulation.id,
                "province": regulation.province,
                "number": regulation.number,
                "in_force_from": force.starts.isoformat() if force.starts else None,
                "in_force": not_in_force(regulation, today) is None,
                "domain": regulation.domain,
            }
        )
    lines = [
        f"{row['policy']:<12}{row['province']:<12}số {row['number'] or '…':<20}"
        f"hiệu lực {row['in_force_from'] or '… (để trống)':<16}@{row['domain']}"
        for row in rows
    ]
    emit({"policies": rows}, lines, as_json)


@policies_app.command("check")
def check_policies(
    files: Annotated[
        list[Path] | None, typer.Argument(help="tệp YAML; bỏ trống: mọi quy chế")
    ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Kiểm tra tệp quy chế và chạy mọi ví dụ trong đó."""
    from policies.examples import run_examples

    total = 0
    failed: list[dict[str, object]] = []
    lines: list[str] = []
    for policy in [str(file) for file in files or []] or list(policy_ids()):
        try:
            regulation = load(policy)
        except UnknownPolicy as error:
            refuse_call(str(error))
        except RegulationError as error:
            failed += [
                {"file": f.file, "line": f.line, "path": f.path, "expected": f.expected}
                for f in error.faults
            ]
            lines += [str(fault) for fault in error.faults]
            continue
        report = run_examples(regulation)
        total += report.total
        lines.append(f"{regulation.id}: {report.total} ví dụ, {len(report.failed)} sai")
        for failure in report.failed:
            failed.append(
                {
                    "policy": regulation.id,
                    "article": failure.article,
                    "question": failure.question,
                    "expected": failure.expected,
                    "actual": failure.actual,
                }
            )
            told = f"cần {failure.expected}, được {failure.actual}"
            lines.append(f"  {failure.article}: {failure.question}: {told}")
    emit({"examples": total, "failed": failed}, lines, as_json)
    finish(not failed)


def address(
    policy: Annotated[str, POLICY],
    kind: Annotated[Kind, typer.Option(help="person (cá nhân) hoặc organisation (cơ quan)")],
    name: Annotated[str, typer.Option(help="họ tên, hoặc tên cơ quan như vẫn viết")],
    unit: Annotated[str | None, typer.Option(help="đơn vị quản lý")] = None,
    parent: Annotated[str | None, typer.Option(help="cơ quan cấp trên")] = None,
    birth_date: Annotated[str | None, typer.Option(help="ngày sinh YYYY-MM-DD")] = None,
    given: Annotated[str | None, typer.Option(help="tên chính, khi không phải từ cuối")] = None,
    taken: Annotated[list[str] | None, typer.Option(help="địa chỉ đã cấp")] = None,
    on: Annotated[str | None, typer.Option(help="ngày áp dụng quy chế; mặc định hôm nay")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Địa chỉ thư theo quy chế, kèm giải thích."""
    from policies.addresses import Addressing

    regulation = regulation_of(policy)
    born = read_birth_date(birth_date, "--birth-date")
    issued = read_taken(taken or [], "--taken", regulation.domain)
    day = read_date(on, "--on") or datetime.now(LOCAL).date()
    answer = Addressing(regulation, day).address(
        kind,
        name,
        unit=unit,
        parent=parent,
        birth_date=born,
        given=given,
        taken=issued.__contains__,
    )
    document = {
        "address": answer.address,
        "candidates": list(answer.candidates),
        "refused": [
            {"address": r.address, "reason": r.reason, "article": r.article} for r in answer.refused
        ],
        "article": answer.article,
        "needs_agreement": answer.needs_agreement,
        "reason": str(answer.refused_name) if answer.refused_name else None,
        "explanation": _sentences(answer.explanation),
    }
    headline = answer.address or (
        "cần thống nhất với cơ quan, đơn vị" if answer.needs_agreement else "không đặt được tên"
    )
    emit(document, [headline, *(f"  – {s}" for s in _sentences(answer.explanation))], as_json)
    finish(answer.refused_name is None)


def term(
    policy: Annotated[str, POLICY],
    type_: Annotated[RequestType, typer.Option("--type", help="loại đề nghị")],
    received: Annotated[str, typer.Option(help="thời điểm nhận, ISO 8601; không múi giờ: giờ VN")],
    kind: Annotated[Kind, typer.Option(help="person hoặc organisation")] = Kind.PERSON,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Thời hạn theo quy chế: ngày đến hạn, ngày tính, ngày bỏ qua."""
    from policies.terms import beyond_calendar, deadline, term_text
    from policies.working_days import OutsideCalendar

    regulation = regulation_of(policy)
    moment = read_moment(received, "--received")
    calendar = calendar_here()
    try:
        answer = deadline(regulation, type_, kind, moment, calendar, hours_here())
    except OutsideCalendar:
        answer = beyond_calendar(regulation, type_, kind, moment, calendar)
    text = term_text(answer.length, answer.unit)
    applies = not_in_force(regulation, moment.date()) is None
    asked = {"length": answer.length, "unit": answer.unit.value, "text": text}
    document = {
        "due": answer.due.isoformat() if answer.due else None,
        "term": asked if applies else None,
        "article": answer.article,
        "counted": [day.isoformat() for day in answer.counted],
        "skipped": [{"date": s.date.isoformat(), "why": s.why} for s in answer.skipped],
        "starts": answer.starts,
        "ends": answer.ends,
        "provisional": answer.provisional,
        "calendar": answer.calendar_version,
        "reason": str(answer.refusal) if answer.refusal else None,
        "explanation": _sentences(answer.explanation),
    }
    headline = f"đến hạn: hết ngày {show_date(answer.due.date())}" if answer.due else text
    if answer.refusal:
        headline = str(answer.refusal)
    emit(document, [headline, *(f"  – {s}" for s in _sentences(answer.explanation))], as_json)
    finish(answer.refusal is None)


def check_password(
    policy: Annotated[str, POLICY],
    account: Annotated[str | None, typer.Option(help="tên tài khoản hoặc địa chỉ")] = None,
    name: Annotated[str | None, typer.Option(help="họ tên người dùng")] = None,
    birth_date: Annotated[str | None, typer.Option(help="ngày sinh YYYY-MM-DD")] = None,
    administrator: Annotated[bool, typer.Option("--administrator", help="quản trị viên")] = False,
    on: Annotated[str | None, typer.Option(help="ngày áp dụng quy chế; mặc định hôm nay")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Mật khẩu (đọc từ đầu vào chuẩn) có đúng quy chế không."""
    from policies.passwords import check

    regulation = regulation_of(policy)
    born = read_birth_date(birth_date, "--birth-date")
    day = read_date(on, "--on") or datetime.now(LOCAL).date()
    refusal = not_in_force(regulation, day)
    if refusal:
        document: dict[str, object] = {
            "accepted": False,
            "violations": [],
            "reason": str(refusal),
            "explanation": [str(refusal)],
        }
        emit(document, [str(refusal)], as_json)
        raise typer.Exit(1)
    password = read_password("mật khẩu ở đầu vào chuẩn")
    verdict = check(
        regulation,
        password,
        account=account,
        name=name,
        birth_date=born,
        administrator=administrator,
        on=day,
    )
    document = {
        "accepted": verdict.accepted,
        "violations": [{"rule": v.rule, "article": v.article} for v in verdict.violations],
        "explanation": _sentences(verdict.explanation),
    }
    headline = "đúng quy chế" if verdict.accepted else "không đúng quy chế"
    title = f"{regulation_title(regulation)}: {headline}"
    emit(document, [title, *(f"  – {s}" for s in _sentences(verdict.explanation))], as_json)
    finish(verdict.accepted)
