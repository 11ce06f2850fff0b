"""What questions of law need of an installation, read without the packages of the rest."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from flows.commands.output import refuse_call

if TYPE_CHECKING:
    from policies.working_days import Calendar, WorkingHours

_HOURS = "CONGVU_WORKING_HOURS"


def calendar_here() -> Calendar:
    """The calendar of this installation, its own decisions over those that come with the program.

    Exits 3 where its database does not answer: an answer without them could be wrong.
    """
    from flows.commands.own_decisions import NotReadable, own_decisions
    from policies.working_days import Calendar

    try:
        return Calendar.official(added=own_decisions())
    except NotReadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from error


def hours_here() -> WorkingHours:
    """The centre's working hours; exits 2 where the variable is none."""
    from datetime import time

    from pydantic import TypeAdapter, ValidationError

    from policies.working_days import WorkingHours

    written = os.environ.get(_HOURS)
    if written is None:
        return WorkingHours()
    try:
        sessions = TypeAdapter(tuple[tuple[time, time], ...]).validate_json(written)
        return WorkingHours(sessions)
    except (ValidationError, ValueError):
        refuse_call(f"biến môi trường {_HOURS}: giá trị không dùng được")
