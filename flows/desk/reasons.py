"""What people write beside a decision."""

from __future__ import annotations

from flows.desk.refusal import Refused
from tasks.letters.characters import Unprintable, fit_for_print
from tasks.masking import mask_citizen_numbers


def printable(text: str | None) -> str | None:
    """What will stand in an official letter: printable, and without a whole citizen number.

    None where nothing is said.  Raises Refused.
    """
    try:
        return mask_citizen_numbers(fit_for_print(text)) or None if text else None
    except Unprintable as error:
        raise Refused(str(error)) from error
