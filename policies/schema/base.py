"""What every rule of a regulation has: its source, its reading, its dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints


class RequestType(StrEnum):
    """What an agency may ask for; one Prefect flow each."""

    NEW = "new"
    CHANGE = "change"
    REVOKE = "revoke"
    RESET_PASSWORD = "reset-password"
    LOCK = "lock"
    RESTORE = "restore"


class Kind(StrEnum):
    """Whose mailbox it is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class TermUnit(StrEnum):
    """How a term is counted; ``NONE`` where the regulation sets no term."""

    WORKING_DAYS = "working-days"
    DAYS = "days"
    NONE = "none"


class TermStart(StrEnum):
    """What starts a term."""

    RECEIPT = "receipt"
    COMPLETE_INFORMATION = "complete-information"


class TermEnd(StrEnum):
    """What ends a term."""

    ANSWER_SENT = "answer-sent"
    WORK_DONE = "work-done"


# "Điều 7 khoản 2 điểm b", "Quyết định Điều 2", "Phụ lục Mẫu số 03",
# "Bộ luật Dân sự 2015 Điều 148 khoản 5"
Article = Annotated[
    str, StringConstraints(pattern=r"^(Quyết định |Bộ luật Dân sự 2015 )?(Điều \d+|Phụ lục)")
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
#: A local part or a piece of one: what a rule may write itself.
LocalPart = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$")]


class Shape(BaseModel):
    """Base of every shape: frozen, and extra keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Rule(Shape):
    """One rule with its source and, where its value changed, its dates."""

    article: Article
    text: str | None = None
    reading: str | None = None
    since: date | None = None
    until: date | None = None

    def applies(self, on: date) -> bool:
        """Whether the rule holds on that local date (``until`` is the last day)."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


R = TypeVar("R", bound=Rule)


def in_force(rules: Sequence[R], on: date) -> tuple[R, ...]:
    """Those of the rules that hold on that local date, in their order."""
    return tuple(rule for rule in rules if rule.applies(on))
