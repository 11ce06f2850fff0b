"""Whether the regulation lets this be asked, by whom and by which way it came."""

from __future__ import annotations

from dataclasses import dataclass

from policies.schema import Channel, Regulation, RequestType
from tasks.wording import CHANNEL_WORDS, TYPE_WORDS


@dataclass(frozen=True)
class Objection:
    """Why a request may not be asked so, and the article that says it."""

    reason: str
    article: str


def main_channel(regulation: Regulation) -> str:
    """The first channel that the regulation names and does not exclude."""
    return next(channel.name for channel in regulation.channels if not channel.refused)


def objection_to(regulation: Regulation, type_: RequestType, channel: str) -> Objection | None:
    """What stands against a request of an organisation that came by a channel; None if nothing."""
    asking = [rule for rule in regulation.requesters if rule.who == "organisation"]
    if not any(type_ in rule.types for rule in asking):
        reason = f"quy chế không nêu cơ quan, đơn vị được đề nghị {TYPE_WORDS[type_]}"
        return Objection(reason, regulation.requesters[0].article)
    rules = [rule for rule in regulation.channels if rule.name == channel]
    if any(_takes(rule, type_) for rule in rules):
        return None
    excluding = next((rule for rule in rules if rule.refused and type_ in rule.types), None)
    named = excluding or regulation.channels[0]
    way = CHANNEL_WORDS.get(channel, channel)
    reason = f"không tiếp nhận đề nghị {TYPE_WORDS[type_]} qua {way}"
    return Objection(reason, named.article)


def _takes(rule: Channel, type_: RequestType) -> bool:
    return not rule.refused and type_ in rule.types
