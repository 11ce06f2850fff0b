"""What is wrong with one cell."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[\s.]?[0-9]){8,}(?![0-9])")


class Unreadable(ValueError):
    """The cell cannot be read; the message says in Vietnamese why and how to write it."""

    def __init__(self, message: str) -> None:
        super().__init__(masked(message))


def masked(text: str) -> str:
    """The text, citizen numbers (9 or 12 and more digits) and phones cut to their last three."""
    return _DIGITS.sub(_last_three, text)


def _last_three(match: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", match[0])
    neither = len(digits) in (10, 11) and not digits.startswith("0")
    return match[0] if neither else f"…{digits[-3:]}"
