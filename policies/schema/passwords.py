"""What a password must be."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from policies.schema.base import Rule, Shape


class MinLength(Rule):
    rule: Literal["min-length"]
    value: int
    administrator: bool = False  # true: for administrators' accounts only


class CharacterClasses(Rule):
    """``at_least`` of the four classes; ``special`` is a closed list only where ``closed``.

    ``letters``: which ones count as upper and lower case, ``any`` (also Đ, ậ) or only a–z, A–Z.
    """

    rule: Literal["character-classes"]
    at_least: int
    special: str
    closed: bool
    letters: Literal["ascii", "any"] = "any"


class NotContaining(Rule):
    """``whole``: the thing itself; ``parts``: also each part of it of three characters or more."""

    rule: Literal["not-containing"]
    what: Literal["account", "full-name", "birth-date"]
    match: Literal["whole", "parts"] = "whole"


class NotGuessable(Rule):
    rule: Literal["not-guessable"]
    strings: tuple[str, ...]


class NotRecent(Rule):
    rule: Literal["not-recent"]
    last: int


class ChangeAt(Rule):
    rule: Literal["change-at"]
    event: Literal["first-login", "after-issue", "after-reset", "after-restore"]


class ChangeEvery(Rule):
    rule: Literal["change-every"]
    months: int
    administrator: bool = False


class NotShared(Rule):
    """Not used for other systems: known to the person only, told to them, not checked."""

    rule: Literal["not-shared"]


class PasswordExample(Rule):
    password: str
    accepted: bool
    account: str | None = None
    name: str | None = None
    birth_date: date | None = None
    administrator: bool = False


PasswordRule = Annotated[
    MinLength
    | CharacterClasses
    | NotContaining
    | NotGuessable
    | NotRecent
    | ChangeAt
    | ChangeEvery
    | NotShared,
    Field(discriminator="rule"),
]


class Passwords(Shape):
    rules: tuple[PasswordRule, ...] = Field(min_length=1)
    examples: tuple[PasswordExample, ...] = ()
