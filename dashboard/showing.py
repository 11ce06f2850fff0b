"""Dates and numbers the Vietnamese way, and people's text as it is."""

from __future__ import annotations

import re
from datetime import date, datetime

from policies.working_days import to_local

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:^&])")


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it was written, whatever stands in it."""
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


def day(moment: date | datetime | None) -> str:
    """dd/mm/yyyy, local; a dash for none."""
    if moment is None:
        return "–"
    on = to_local(moment).date() if isinstance(moment, datetime) else moment
    return f"{on:%d/%m/%Y}"


def moment(at: datetime | None) -> str:
    """dd/mm/yyyy hh:mm, local; a dash for none."""
    return "–" if at is None else f"{to_local(at):%d/%m/%Y %H:%M}"


def number(value: float | None, digits: int = 0) -> str:
    """1.234,5; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def share(value: float | None) -> str:
    """A share of one in per cent; a dash for none."""
    return "–" if value is None else f"{number(100 * value, 1)} %"
