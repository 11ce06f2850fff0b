"""What a verb prints: one JSON document, or lines for people; and how it exits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import typer

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

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


def read_moment(text: str, option: str) -> datetime:
    """A moment as ISO 8601; without a zone it is local time.  Exits 2 on anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse_call(f"{option}: «{text}» không phải thời điểm ISO 8601")
    return moment.replace(tzinfo=LOCAL) if moment.tzinfo is None else moment.astimezone(LOCAL)
