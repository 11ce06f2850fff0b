"""What is wrong with one cell, and how a message repeats what stands there."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[\s.]?[0-9]){8,}(?![0-9])")
_LONGEST_QUOTE = 80  # characters


class Unreadable(ValueError):
    """The cell cannot be read; the message says in Vietnamese why and how to write it."""

    def __init__(self, message: str) -> None:
        super().__init__(masked(message))


def quoted(text: str) -> str:
    """The text as a message repeats it: «…», cut, numbers masked, nothing in it that acts.

    Characters that cannot be seen, turn the writing direction or steer a terminal are left out.
    """
    beginning = unicodedata.normalize("NFC", text[: 2 * _LONGEST_QUOTE])
    seen = "".join(char if char.isprintable() else " " for char in beginning)
    plain = " ".join(seen.split())
    cut = len(plain) > _LONGEST_QUOTE or len(text) > 2 * _LONGEST_QUOTE
    shown = masked(plain)[:_LONGEST_QUOTE]
    return f"«{shown}…»" if cut else f"«{shown}»"


def masked(text: str) -> str:
    """The text, citizen numbers (9 or 12 and more digits) and phones cut to their last three."""
    return _DIGITS.sub(_last_three, text)


def _last_three(match: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", match[0])
    neither = len(digits) in (10, 11) and not digits.startswith("0")
    return match[0] if neither else f"…{digits[-3:]}"
