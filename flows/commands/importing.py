"""The verb import: what existed before congvu, looked at first, taken over with --apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import here
from flows.commands.law import regulation_of
from flows.commands.output import JSON, POLICY, emit, finish, refuse_call

if TYPE_CHECKING:
    from tasks.importing.plan import Report, RowPlan

import_app = typer.Typer(
    no_args_is_help=True, help="Nhập cơ quan, hộp thư đã có: xem trước, rồi mới ghi (--apply)."
)
_FILE = typer.Argument(help="danh sách CSV (UTF-8) hoặc XLSX")
_AS = typer.Option("--as", help="người nhập")
_APPLY = typer.Option("--apply", help="ghi thật; không có thì chỉ xem trước")


@import_app.command("mailboxes")
def mailboxes(
    file: Annotated[Path, _FILE],
    policy: Annotated[str, POLICY],
    as_user: Annotated[str | None, _AS] = None,
    apply: Annotated[bool, _APPLY] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhập hộp thư đang có, kể cả đã thu hồi: địa chỉ đã cấp không cấp lại nữa."""
    from flows.desk.import_mailboxes import import_mailboxes

    _take(import_mailboxes, file, policy, as_user, apply, as_json)


@import_app.command("organisations")
def organisations(
    file: Annotated[Path, _FILE],
    policy: Annotated[str, POLICY],
    as_user: Annotated[str | None, _AS] = None,
    apply: Annotated[bool, _APPLY] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhập cơ quan, đơn vị đang có, theo mã hoặc theo tên dưới cấp trên."""
    from flows.desk.import_organisations import import_organisations

    _take(import_organisations, file, policy, as_user, apply, as_json)


@import_app.command("communes")
def communes(
    policy: Annotated[str, POLICY],
    as_user: Annotated[str | None, _AS] = None,
    apply: Annotated[bool, _APPLY] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhập cơ quan cấp xã (và cấp huyện trước 7/2025) của tỉnh, theo mã đơn vị hành chính."""
    from flows.desk.import_organisations import import_communes
    from policies.administrative_units import NoUnits, units_of

    regulation = regulation_of(policy)
    try:
        units = units_of(regulation.province)
    except NoUnits as error:
        refuse_call(str(error))
    with here.told(as_json):
        report = import_communes(
            here.office(), here.operator(as_user), regulation, units, apply=apply
        )
    _tell(report, as_json, apply)


@import_app.command("template")
def template(
    subject: Annotated[str, typer.Argument(help="organisations hoặc mailboxes")],
    out: Annotated[Path, typer.Option(help="tệp .csv hoặc .xlsx")],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Xuất một danh sách trống với các cột được nhận."""
    from models.imported_file import Subject
    from tasks.importing.template import csv_template, xlsx_template

    makers = {".csv": csv_template, ".xlsx": xlsx_template}
    if subject not in set(Subject):
        refuse_call(f"«{subject}»: chỉ có {', '.join(Subject)}")
    if out.suffix not in makers:
        refuse_call(f"--out: cần tệp {' hoặc '.join(makers)}")
    try:
        out.write_bytes(makers[out.suffix](Subject(subject)))
    except OSError as error:
        refuse_call(f"không ghi được {out}: {error.strerror}")
    emit({"file": str(out)}, [str(out)], as_json)


def _take(
    use_case: Callable[..., Report],
    file: Path,
    policy: str,
    as_user: str | None,
    apply: bool,
    as_json: bool,
) -> None:
    """Import a list by its use case, and tell what it does or did."""
    regulation, content = regulation_of(policy), _content(file)
    with here.told(as_json):
        report = use_case(
            here.office(), here.operator(as_user), regulation, content, file.name, apply=apply
        )
    _tell(report, as_json, apply)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        refuse_call(f"không đọc được {file}: {error.strerror}")


def _tell(report: Report, as_json: bool, apply: bool) -> None:
    emit(_document(report), _lines(report, apply), as_json)
    finish(report.accepted and not report.failed and report.stopped is None)


def _document(report: Report) -> dict[str, Any]:
    from tasks.importing.plan import Effect

    return {
        "file": report.file_name,
        "sha256": report.sha256,
        "applied": report.applied,
        "understood": {
            "format": report.told,
            "columns": [{"heading": heading, "as": title} for heading, title in report.columns],
            "remarks": list(report.remarks),
        },
        "counts": {effect.value: report.count(effect) for effect in Effect},
        "departing": sum(row.departure is not None for row in report.rows),
        "rows": [_row(row) for row in report.rows],
        "failed": [{"address": address, "reason": why} for address, why in report.failed],
        "stopped": report.stopped,
    }


def _row(row: RowPlan) -> dict[str, Any]:
    departure, by_rule = row.departure, row.by_rule
    return {
        "row": row.row,
        "what": row.what,
        "name": row.name,
        "effect": row.effect.value,
        "changes": [str(change) for change in row.changes],
        "notes": list(row.notes),
        "faults": [{"column": fault.column, "reason": fault.reason} for fault in row.faults],
        "departure": {"text": departure.text, "article": departure.article} if departure else None,
        "address": row.address,
        "by_rule": {"text": by_rule.text, "article": by_rule.article} if by_rule else None,
    }


def _lines(report: Report, apply: bool) -> Iterator[str]:
    from tasks.importing.plan import EFFECT_WORDS, Effect

    yield f"{report.file_name}: {report.told}; sha256 {report.sha256}"
    for heading, title in report.columns:
        yield f"  cột «{heading}»" + ("" if heading == title else f" hiểu là «{title}»")
    yield from (f"  {remark}" for remark in report.remarks)
    for row in report.rows:
        name = f" ({row.name})" if row.name else ""
        yield f"dòng {row.row}: {EFFECT_WORDS[row.effect]} – {row.what}{name}"
        yield from (f"    {fault}" for fault in row.faults)
        yield from (f"    {change}" for change in row.changes)
        yield from (f"    lưu ý: {note}" for note in row.notes)
        if row.by_rule:
            yield f"    {row.by_rule}"
        if row.departure:
            yield f"    tên hộp thư trái quy tắc, vẫn nhận: {row.departure}"
    departing = sum(row.departure is not None for row in report.rows)
    if departing:
        yield f"{departing} hộp thư có tên trái quy tắc của quy chế, được ghi dấu"
    counts = (f"{report.count(effect)} {EFFECT_WORDS[effect]}" for effect in Effect)
    changed = report.count(Effect.NEW) + report.count(Effect.CHANGED)
    done = ("đã ghi" if changed else "không có gì để ghi") if report.applied else "chưa ghi gì"
    yield f"{', '.join(counts)}; {done}"
    for address, why in report.failed:
        yield f"hệ thống thư chưa nhận {address}: {why}; xử lý rồi chạy lại"
    if report.stopped:
        yield f"DỪNG GIỮA CHỪNG: {report.stopped}"
    elif not report.accepted:
        yield "có dòng không nhận được: cả danh sách không được ghi; sửa rồi chạy lại"
    elif not apply:
        yield "đây là xem trước; thêm --apply để ghi"
