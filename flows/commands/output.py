"""What a verb prints: one JSON document, or lines for people; and how it exits."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn

import typer

from policies.explain import show_date
from policies.working_days import LOCAL_ZONE, to_local

LOCAL = LOCAL_ZONE

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*(@[a-z0-9]+([.-][a-z0-9]+)+)?")

Json = bool
POLICY = typer.Option("--policy", "-p", help="hung-yen, bac-giang, … hoặc đường dẫn tệp YAML")
JSON = typer.Option("--json", help="in một văn bản JSON duy nhất")


def emit(document: Mapping[str, Any], lines: Iterable[str], as_json: bool) -> None:
    """Print the JSON document, or the lines."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            typer.echo(line)


def finish(positive: bool) -> None:
    """Exit 1 on a negative answer; return on a positive one."""
    if not positive:
        raise typer.Exit(1)


def refuse_call(message: str) -> NoReturn:
    """A malformed call: the message on standard error, exit 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def moment(at: datetime | None) -> str | None:
    """A moment in local time, ISO 8601."""
    return at.astimezone(LOCAL).isoformat(timespec="seconds") if at else None


def shown(at: datetime | None) -> str:
    """A moment the Vietnamese way."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}" if at else "…"


def read_date(text: str | None, option: str) -> date | None:
    """A date as YYYY-MM-DD or dd/mm/yyyy; exits 2 on anything else."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=LOCAL).date()
        except ValueError:
            continue
    refuse_call(f"{option}: «{text}» không phải ngày (YYYY-MM-DD)")


def read_birth_date(text: str | None, option: str) -> date | None:
    """A date of birth as YYYY-MM-DD, not in the future; exits 2 on anything else."""
    if text is None:
        return None
    try:
        born = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        born = None
    if born is None:
        refuse_call(f"{option}: «{text}» không phải ngày (YYYY-MM-DD)")
    if born > datetime.now(LOCAL).date():
        refuse_call(f"{option}: ngày sinh {show_date(born)} ở tương lai")
    return born


def read_taken(texts: Iterable[str], option: str, domain: str) -> frozenset[str]:
    """Addresses, or local parts of the domain; exits 2 on anything else."""
    taken = set()
    for text in texts:
        address = text.strip().lower()
        if not _ADDRESS.fullmatch(address):
            refuse_call(f"{option}: «{text}» không phải địa chỉ thư hoặc phần trước @")
        taken.add(address if "@" in address else f"{address}@{domain}")
    return frozenset(taken)


def read_password(option: str) -> str:
    """One line of standard input, UTF-8; exits 2 on anything else, without repeating it."""
    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        refuse_call(f"{option}: cần văn bản UTF-8")
    line = text.removesuffix("\n").removesuffix("\r")
    if "\n" in line or "\r" in line:
        refuse_call(f"{option}: chỉ một dòng là mật khẩu")
    return line


def read_moment(text: str, option: str) -> datetime:
    """A moment as ISO 8601; without a zone it is local time.  Exits 2 on anything else."""
    try:
        moment = to_local(datetime.fromisoformat(text))
        moment.astimezone(UTC)  # as it would be stored
    except ValueError:
        refuse_call(f"{option}: «{text}» không phải thời điểm ISO 8601")
    except OverflowError:
        refuse_call(f"{option}: «{text}» ở ngoài các năm tính được")
    return moment
