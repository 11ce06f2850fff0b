"""Quotas, and the life of a mailbox."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from policies.schema.base import Kind, Rule, Shape


class Quota(Rule):
    """Sizes in MiB.  ``grant_mb`` is what a new mailbox gets."""

    kind: Kind
    minimum_mb: int | None = None
    maximum_mb: int | None = None
    more_on_request: bool = False
    attachment_mb: int | None = None
    grant_mb: int


class Period(Shape):
    """A length of time in exactly one unit."""

    months: int | None = None
    days: int | None = None
    working_days: int | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Period:
        if sum(part is not None for part in (self.months, self.days, self.working_days)) != 1:
            raise ValueError("a period has exactly one of months, days, working_days")
        return self


Activity = Literal["send", "receive", "login", "access"]


class Inactivity(Rule):
    """Without any ``activity`` for ``after`` (from issue where there never was one): ``then``."""

    rule: Literal["inactivity"]
    activity: tuple[Activity, ...]
    after: Period
    then: Literal["lock", "revoke", "purge"]
    may: bool = False  # the text permits, it does not command
    notice: bool = False  # with a notice to the user or managing organisation
    unless_reason_stated: bool = False


class DefaultPasswordKept(Rule):
    rule: Literal["default-password-kept"]
    after: Period
    then: Literal["lock"]


class LockedThen(Rule):
    """Locked for ``after`` without a request to restore."""

    rule: Literal["locked-then"]
    after: Period
    then: Literal["revoke", "purge"]


class LockForCause(Rule):
    rule: Literal["lock-for-cause"]
    causes: tuple[
        Literal["virus", "hijack", "leaked-password", "spam-or-malware", "prohibited-act"], ...
    ]


class WhileLocked(Rule):
    rule: Literal["while-locked"]
    login: bool
    send: bool
    receive: bool


class RevokeOn(Rule):
    rule: Literal["revoke-on"]
    events: tuple[Literal["request", "transfer", "retirement", "resignation", "dissolution"], ...]
    ask_within: Period | None = None  # the organisation asks within this of the decision


class Rank(StrEnum):
    """Rank as far as retention depends on it (Phú Thọ Điều 5 khoản 4 điểm d)."""

    HEAD = "head"
    DIVISION = "division"


class Retention(Rule):
    """A revoked mailbox of a person of ``rank`` is kept, send-locked, then purged."""

    rule: Literal["retention"]
    rank: Rank
    positions: tuple[str, ...]  # names that positions of this rank begin with
    keep: Period
    counted_from: Literal["decision"]


class Transfer(Rule):
    """Moved inside the province.

    ``keep``: same mailbox, other data; ``rename``: new address, the old one kept as another;
    ``new-mailbox``: a new one, the one held before stops ``old_stops_within`` of the decision.
    """

    rule: Literal["transfer"]
    then: Literal["keep", "rename", "new-mailbox"]
    old_stops_within: Period | None = None


class Restoration(Rule):
    rule: Literal["restoration"]
    new_password: bool


class EmergencyRevocation(Rule):
    rule: Literal["emergency-revocation"]


LifecycleRule = Annotated[
    Inactivity
    | DefaultPasswordKept
    | LockedThen
    | LockForCause
    | WhileLocked
    | RevokeOn
    | Retention
    | Transfer
    | Restoration
    | EmergencyRevocation,
    Field(discriminator="rule"),
]
