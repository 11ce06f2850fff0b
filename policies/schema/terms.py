"""How long an answer may take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from policies.schema.base import Kind, RequestType, Rule, Shape, TermEnd, TermStart, TermUnit


class TermRule(Rule):
    types: tuple[RequestType, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = tuple(Kind)
    length: Annotated[int, Field(ge=1)] | None = None
    unit: TermUnit
    starts: TermStart = TermStart.RECEIPT
    ends: TermEnd = TermEnd.ANSWER_SENT

    @model_validator(mode="after")
    def _length_fits_unit(self) -> TermRule:
        if (self.length is None) != (self.unit is TermUnit.NONE):
            raise ValueError("length goes with working-days or days, and is left out for none")
        return self


class AfterHours(Rule):
    """What a receipt after hours or on a day off counts as: that date, or the next working day."""

    counts_as: Literal["same-date", "next-working-day"]


class ReturnEffect(Rule):
    """What a return for correction does to the term."""

    effect: Literal["new-term-at-resubmission"]


class Terms(Shape):
    after_hours: AfterHours
    returned: ReturnEffect
    rules: tuple[TermRule, ...] = Field(min_length=1)
