"""Citizen numbers as they may be shown: the last three digits only."""

from __future__ import annotations

import re

_CITIZEN_NUMBER = re.compile(r"(?<![\w-])(?:\d{9}|\d{12})(?![\w-])")  # CMND, CCCD


def masked(number: str | None) -> str | None:
    """A citizen number of which only the last three digits are shown."""
    return "*" * (len(number) - 3) + number[-3:] if number else None


def mask_citizen_numbers(text: str) -> str:
    """A text in which somebody may have typed a citizen number."""
    return _CITIZEN_NUMBER.sub(lambda found: masked(found[0]) or "", text)
