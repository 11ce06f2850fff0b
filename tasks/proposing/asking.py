"""Whether the regulation lets this be asked, by whom and by which way it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policies.explain import Explanation, because
from policies.schema import Channel, Regulation, RequestType
from tasks.wording import CHANNEL_WORDS, TYPE_WORDS, WAY_WORDS

Who = Literal["organisation", "individual"]
_WHO: dict[Who, str] = {"organisation": "cơ quan, đơn vị", "individual": "cá nhân"}


@dataclass(frozen=True)
class Objection:
    """Why a request may not be asked so, the article that says it, and how that is read."""

    reason: str
    article: str
    reading: str | None = None

    def __str__(self) -> str:
        told = f"{self.reason} ({self.article})"
        return f"{told}. Cách hiểu được chọn: {self.reading}" if self.reading else told


def main_channel(regulation: Regulation) -> str:
    """The first channel that the regulation names and does not exclude."""
    return next(channel.name for channel in regulation.channels if not channel.refused)


def objection_to(
    regulation: Regulation, type_: RequestType, channel: str, who: Who = "organisation"
) -> Objection | None:
    """What stands against such a request that came by a channel; None if nothing."""
    return objection_to_asker(regulation, type_, who) or objection_to_channel(
        regulation, type_, channel
    )


def objection_to_asker(regulation: Regulation, type_: RequestType, who: Who) -> Objection | None:
    """What stands against anybody of a kind asking for such a thing; None if nothing."""
    asking = [rule for rule in regulation.requesters if type_ in rule.types]
    if any(rule.who == who for rule in asking):
        return None
    reason = f"quy chế không nêu {_WHO[who]} được đề nghị {TYPE_WORDS[type_]}"
    nearest = asking[0] if asking else regulation.requesters[0]
    return Objection(reason, nearest.article)


def objection_to_channel(
    regulation: Regulation, type_: RequestType, channel: str
) -> Objection | None:
    """What stands against such a request's coming by a channel; None if nothing."""
    if admitting(regulation, type_, channel):
        return None
    rules = [rule for rule in regulation.channels if rule.name == channel]
    excluding = next((rule for rule in rules if rule.refused and type_ in rule.types), None)
    named = excluding or regulation.channels[0]
    way = CHANNEL_WORDS.get(channel, channel)
    reason = f"không tiếp nhận đề nghị {TYPE_WORDS[type_]} qua {way}"
    return Objection(reason, named.article, excluding.reading if excluding else None)


def admitting(regulation: Regulation, type_: RequestType, channel: str) -> Channel | None:
    """The rule by which such a request may come by a channel; None where there is none."""
    return next(
        (
            rule
            for rule in regulation.channels
            if rule.name == channel and type_ in rule.types and not rule.refused
        ),
        None,
    )


def why_admitted(regulation: Regulation, type_: RequestType, channel: str) -> Explanation:
    """By which rule a request without a letter was taken, and how that is read."""
    rule = admitting(regulation, type_, channel)
    return because(f"đề nghị {WAY_WORDS[channel]} được tiếp nhận", rule) if rule else ()
