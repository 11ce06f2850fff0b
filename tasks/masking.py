"""Citizen numbers and phones as they may be shown: no more than tells whether they are the same."""

from __future__ import annotations

import re

_CITIZEN_NUMBER = re.compile(r"(?<![\w-])(?:\d{9}|\d{12})(?![\w-])")  # CMND, CCCD
_PHONE = re.compile(r"(?<![\w+-])(?!\d\d[.-]\d\d[.-]\d{4}\b)(?:\+84|0)(?:[ .-]?\d){8,10}(?![\w-])")
_FIRST, _LAST = 2, 3  # digits of a phone that are shown


def masked(number: str | None) -> str | None:
    """A citizen number of which only the last three digits are shown."""
    return "*" * (len(number) - 3) + number[-3:] if number else None


def masked_phone(phone: str | None) -> str | None:
    """A phone, or what was meant to be one, by its first two and last three digits."""
    if not phone:
        return None
    digits = [at for at, sign in enumerate(phone) if sign.isdigit()]
    hidden = set(digits[_FIRST:-_LAST])
    return "".join("•" if at in hidden else sign for at, sign in enumerate(phone))


def mask_citizen_numbers(text: str) -> str:
    """A text in which somebody may have typed a citizen number."""
    return _CITIZEN_NUMBER.sub(lambda found: masked(found[0]) or "", text)


def mask_numbers(text: str) -> str:
    """A text in which somebody may have typed a citizen number or a phone."""
    phones_masked = _PHONE.sub(lambda found: masked_phone(found[0]) or "", text)
    return mask_citizen_numbers(phones_masked)
