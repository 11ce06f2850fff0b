"""The verbs of terms: extend, explain, watch; and the calendar's: show, check, apply."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import here
from flows.commands.output import JSON, emit, read_moment, refuse_call
from flows.commands.work import REQUEST, number_of
from policies.explain import show_date
from policies.official_days import OfficialDays, OfficialDaysError

if TYPE_CHECKING:
    from flows.desk.calendar_decisions import Recounted

calendar_app = typer.Typer(no_args_is_help=True, help="Lịch làm việc: xem, kiểm tra, áp dụng.")
_FILE = typer.Argument(help="tệp YAML theo mẫu của policies/official_days.yaml")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def extend(
    request: Annotated[str, REQUEST],
    reason: Annotated[str, typer.Option(help="lý do")],
    as_user: Annotated[str, typer.Option("--as", help="người gia hạn")],
    until: Annotated[
        str | None, typer.Option(help="đến lúc nào, ISO 8601; chỉ ngày: hết ngày")
    ] = None,
    days: Annotated[int | None, typer.Option(help="thêm mấy ngày làm việc")] = None,
    article: Annotated[str | None, typer.Option(help="căn cứ cho phép gia hạn, nếu có")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Gia hạn một đề nghị; thời hạn theo quy chế và lý do được giữ trong sổ."""
    from flows.commands.rows import moment
    from flows.desk.extend import Extension
    from flows.desk.extend import extend as put_off

    _, number = number_of(request)
    whole = f"{until}T23:59:59" if until and _DAY.fullmatch(until) else until
    extension = Extension(
        request_id=number,
        reason=reason,
        until=read_moment(whole, "--until") if whole else None,
        working_days=days,
        article=article,
    )
    with here.told(as_json):
        done = put_off(here.office(), here.operator(as_user), extension)
    document = {
        "request": number,
        "before": moment(done.before),
        "due": moment(done.due),
        "due_by_law": moment(done.by_law),
        "explanation": list(done.explanation),
    }
    emit(document, [f"R{number}: đã gia hạn", *(f"  – {s}" for s in done.explanation)], as_json)


def explain(
    about: Annotated[str, typer.Argument(help="đề nghị (R12), văn bản (L3) hoặc địa chỉ hộp thư")],
    line: Annotated[int | None, typer.Option(help="chỉ một dòng của đề nghị")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Giải thích bằng lời có thể gửi cho cơ quan: địa chỉ, thời hạn, từ chối, tạm khóa."""
    from flows.desk import explain as explaining

    with here.told(as_json):
        if "@" in about:
            sections = explaining.explain_mailbox(here.office(), here.operator(), about)
        else:
            kind, number = number_of(about, "RL")
            if kind == "L":
                sections = explaining.explain_letter(here.office(), here.operator(), number)
            else:
                sections = explaining.explain_request(here.office(), here.operator(), number, line)
    document = {
        "sections": [
            {"heading": section.heading, "sentences": list(section.sentences)}
            for section in sections
        ]
    }
    emit(document, explaining.paragraphs(sections), as_json)


def watch(as_json: Annotated[bool, JSON] = False) -> None:
    """Xem lại thời hạn một lượt: tính lại theo lịch mới, soạn trả lời bước đầu khi sắp đến hạn."""
    from flows.desk.watching import watch_terms

    with here.told(as_json):
        done = watch_terms(here.office(), here.operator())
    document = {"recounted": _recounted(done.recounted), "drafted": list(done.drafted)}
    lines = [*_told(done.recounted), *(f"L{n}: đã soạn trả lời bước đầu" for n in done.drafted)]
    emit(document, lines or ["không có việc gì đến hạn"], as_json)


@calendar_app.command("show")
def show_calendar(
    year: Annotated[int | None, typer.Option(help="năm; mặc định: năm nay")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Lịch đang dùng: phiên bản, ngày nghỉ trong tuần, ngày làm bù, quyết định đã áp dụng."""
    from datetime import date, datetime, timedelta

    from flows.commands.own_settings import calendar_here
    from policies.working_days import LOCAL_ZONE, YEARS, weekday_name

    calendar = calendar_here()
    wanted = year or datetime.now(LOCAL_ZONE).year
    if wanted not in YEARS:
        refuse_call(f"--year: chỉ có các năm {YEARS[0]}–{YEARS[-1]}")
    days = [date(wanted, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == wanted]
    off = [
        (d, calendar.why_off(d)) for d in days if d.weekday() < 5 and not calendar.is_working_day(d)
    ]
    worked = [(d, why) for d in days if (why := calendar.why_worked(d))]
    provisional = calendar.is_provisional(wanted)
    document = {
        "calendar": calendar.version,
        "year": wanted,
        "provisional": provisional,
        "off": [{"date": d.isoformat(), "why": why} for d, why in off],
        "worked": [{"date": d.isoformat(), "why": why} for d, why in worked],
        "decisions": [each.model_dump(mode="json") for each in calendar.decisions],
    }
    state = "tạm tính: chưa có lịch nghỉ chính thức" if provisional else "có lịch nghỉ chính thức"
    lines = [f"Lịch {calendar.version}; năm {wanted} {state}"]
    lines += [f"  nghỉ {show_date(d)} ({weekday_name(d)}): {why}" for d, why in off]
    lines += [f"  làm  {show_date(d)} ({weekday_name(d)}): {why}" for d, why in worked]
    lines += [
        f"  quyết định: {each.decision} ngày {show_date(each.issued)}"
        for each in calendar.decisions
    ]
    emit(document, lines, as_json)


@calendar_app.command("check")
def check_calendar(file: Annotated[Path, _FILE], as_json: Annotated[bool, JSON] = False) -> None:
    """Kiểm tra một tệp quyết định về ngày nghỉ; không lưu gì."""
    from policies.official_days import parse_official_days
    from policies.working_days import YEARS

    try:
        days = parse_official_days(_text(file), file.name, YEARS)
    except OfficialDaysError as error:
        faults = [str(fault) for fault in error.faults]
        emit({"faults": faults}, faults, as_json)
        raise typer.Exit(1) from error
    emit({"faults": [], **days.model_dump(mode="json")}, _decisions(days), as_json)


@calendar_app.command("apply")
def apply_calendar(
    file: Annotated[Path, _FILE],
    as_user: Annotated[str, typer.Option("--as", help="người áp dụng")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="chỉ xem đề nghị nào đổi hạn")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Áp dụng quyết định về ngày nghỉ: lưu tệp, tính lại hạn của mọi đề nghị đang mở."""
    from flows.desk.calendar_decisions import apply_decisions

    text = _text(file)
    with here.told(as_json):
        done = apply_decisions(
            here.office(), here.operator(as_user), text, file.name, dry_run=dry_run
        )
    document = {
        "calendar": done.version,
        "dry_run": dry_run,
        **done.decisions.model_dump(mode="json"),
        "recounted": _recounted(done.recounted),
    }
    head = "Xem trước, chưa lưu gì" if dry_run else "Đã áp dụng"
    changed = f"{len(done.recounted)} đề nghị đang mở {'sẽ ' if dry_run else ''}đổi hạn"
    lines = [f"{head}: lịch {done.version}; {changed}"]
    emit(document, [*lines, *_decisions(done.decisions), *_told(done.recounted)], as_json)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        refuse_call(f"{file}: cần văn bản UTF-8")
    except OSError as error:
        refuse_call(f"không đọc được {file}: {error.strerror}")


def _decisions(days: OfficialDays) -> list[str]:
    lines = [
        f"  năm {each.year}: có lịch nghỉ chính thức ({each.source})" for each in days.decided_years
    ]
    for each in days.decisions:
        off = ", ".join(map(show_date, each.off)) or "không"
        work = ", ".join(map(show_date, each.work)) or "không"
        lines.append(f"  {each.decision} ngày {show_date(each.issued)}: nghỉ {off}; làm bù {work}")
    return lines


def _recounted(recounted: tuple[Recounted, ...]) -> list[dict[str, Any]]:
    from flows.commands.rows import moment

    return [
        {"request": r.request_id, "old": moment(r.old), "new": moment(r.new), "why": r.why}
        for r in recounted
    ]


def _told(recounted: tuple[Recounted, ...]) -> list[str]:
    return [f"  R{each.request_id}: {each.why}" for each in recounted]
