"""What questions of law need of an installation, read without the database's packages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flows.commands.output import refuse_call

if TYPE_CHECKING:
    from policies.working_days import Calendar, WorkingHours

_HOURS = "CONGVU_WORKING_HOURS"


def calendar_here() -> Calendar:
    """The calendar of this installation; exits 2 where one of its own files was spoilt."""
    from policies.official_days import OfficialDaysError
    from policies.own_days import calendar_in, home_of

    try:
        return calendar_in(home_of(os.environ))
    except OfficialDaysError as error:
        refuse_call(str(error))


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
