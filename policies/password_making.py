"""Initial passwords: drawn by chance, kept where the regulation accepts them."""

from __future__ import annotations

import string
from datetime import date
from random import Random

from policies.passwords import check
from policies.schema import CharacterClasses, MinLength, Regulation

#: What is read aloud or copied by hand without a mistake: no 0 and O, no 1, l and I, no o.
LETTERS = "".join(char for char in string.ascii_letters if char not in "OoIl")
DIGITS = "23456789"
SIGNS = "!@#%$*&"  # those that have a name and lie on every keyboard
LENGTH = 12
_TRIES = 10_000  # at the five regulations every second draw or more is accepted


class NoPassword(ValueError):
    """The rules of a regulation leave no password that could be drawn."""


def make_password(
    regulation: Regulation,
    chance: Random,
    *,
    on: date,
    account: str,
    name: str,
    birth_date: date | None = None,
) -> str:
    """A password that the regulation accepts of that holder on that local date.

    ``chance``: ``secrets.SystemRandom()`` in earnest.  ``account``: the whole address or its local
    part.  Each is drawn whole, and drawn again where ``check`` refuses it, so that all that are
    accepted are equally likely: 70 bits and more at the five regulations.  Raises NoPassword.
    """
    signs, length = signs_of(regulation, on), length_of(regulation, on)
    for _ in range(_TRIES):
        drawn = "".join(chance.choices(LETTERS + DIGITS + signs, k=length))
        verdict = check(regulation, drawn, on=on, account=account, name=name, birth_date=birth_date)
        if verdict.accepted:
            return drawn
    raise NoPassword(f"no password of {length} characters satisfies {regulation.id}")


def length_of(regulation: Regulation, on: date) -> int:
    """Twelve characters, or as many as the regulation asks for where that is more."""
    rules = [rule for rule in regulation.passwords.rules if rule.applies(on)]
    return max([LENGTH, *(rule.value for rule in rules if isinstance(rule, MinLength))])


def signs_of(regulation: Regulation, on: date) -> str:
    """The signs to draw from: those of the regulation's list, of it the readable ones."""
    for rule in regulation.passwords.rules:
        if isinstance(rule, CharacterClasses) and rule.applies(on) and rule.special:
            readable = "".join(sign for sign in SIGNS if sign in rule.special)
            return readable or rule.special
    return SIGNS
