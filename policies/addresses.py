"""The address that a regulation gives to a person or an organisation, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policies.answers import (
    AddressAnswer,
    RefusedCandidate,
    Taken,
    agreement,
    objection_to_address,
    refusal,
    unusable,
)
from policies.explain import Reason, because, blank_date_note, not_in_force
from policies.levels import common_article
from policies.naming import NameRefused, read_person
from policies.organisations import Organisation, recognise
from policies.persons import PersonQuestion
from policies.schema import Kind, Regulation

__all__ = ["AddressAnswer", "Addressing", "RefusedCandidate", "objection_to_address"]


class Addressing:
    """Addresses of one regulation on one day, for many questions.

    ``on``: local date.  What a name of an organisation means is worked out once.
    """

    def __init__(self, regulation: Regulation, on: date) -> None:
        self._too_soon = not_in_force(regulation, on)
        naming = regulation.naming.on(on)
        if naming is not regulation.naming:
            regulation = regulation.model_copy(update={"naming": naming})
        self._regulation = regulation
        self._closing = blank_date_note(regulation)
        self._managing: dict[tuple[str | None, str | None], Organisation | NameRefused | None] = {}

    def address(
        self,
        kind: Kind,
        name: str,
        *,
        unit: str | None = None,
        parent: str | None = None,
        birth_date: date | None = None,
        given: str | None = None,
        taken: Taken,
        shared_in_letter: bool = False,
    ) -> AddressAnswer:
        """The address for a new mailbox under the regulation.

        ``unit``: the organisation that manages the person, ``parent`` its superior, as people
        write them; for an organisation either names its superior.  ``given``: the word that is the
        given name, where it is not the last.  ``taken``: whether a whole address was ever issued.
        ``shared_in_letter``: another new person of the same letter has the same first candidate.
        """
        if self._too_soon:
            return refusal(self._too_soon)
        regulation = self._regulation
        at = self.managing(unit, parent)
        if isinstance(at, NameRefused):
            return refusal(Reason(at.reason, common_article(regulation)))
        if kind is Kind.ORGANISATION:
            answer = _organisation_address(regulation, name, at, taken)
        else:
            person = read_person(name, given)
            if isinstance(person, NameRefused):
                return refusal(Reason(person.reason, regulation.naming.persons.article))
            question = PersonQuestion(regulation, person, at, birth_date, taken, shared_in_letter)
            answer = question.answer()
        return replace(answer, explanation=answer.explanation + self._closing)

    def managing(self, unit: str | None, parent: str | None) -> Organisation | NameRefused | None:
        """What ``unit`` and ``parent`` of a question name; None where both are missing."""
        asked = (unit, parent)
        if asked not in self._managing:
            self._managing[asked] = _managing(self._regulation, unit, parent)
        return self._managing[asked]


def _managing(
    regulation: Regulation, unit: str | None, parent: str | None
) -> Organisation | NameRefused | None:
    if unit is None:
        return None if parent is None else recognise(regulation, parent)
    return recognise(regulation, unit, parent)


def _organisation_address(
    regulation: Regulation,
    name: str,
    above: Organisation | None,
    taken: Taken,
) -> AddressAnswer:
    found = recognise(regulation, name, above)
    if isinstance(found, NameRefused):
        return refusal(Reason(found.reason, common_article(regulation)))
    if found.address is None:
        return _without_label(found)
    address = f"{found.address}@{regulation.domain}"
    clash = regulation.naming.organisation_clash
    reason = objection_to_address(regulation, address, found.address, taken)
    explanation = tuple(dict.fromkeys(found.explanation))
    if reason is None:
        free = Reason(f"{address} trước đó chưa cấp cho ai", found.article)
        explanation = (*explanation, free)
        return AddressAnswer(address, (address,), (), found.article, False, None, explanation)
    refused = RefusedCandidate(address, reason, clash.article)
    settle = (
        "tên hộp thư theo quy tắc không dùng được: cần thống nhất tên khác"
        if unusable(regulation, found.address, found.address)
        else "tên hộp thư của cơ quan bị trùng: cần thống nhất tên khác"
    )
    explanation = (
        *explanation,
        Reason(f"{address} {reason}", found.article),
        *because(settle, clash),
    )
    return AddressAnswer(None, (address,), (refused,), clash.article, True, None, explanation)


def _without_label(found: Organisation) -> AddressAnswer:
    """No label: settled by agreement where the regulation says so; else the question lacks it."""
    why = found.unlabelled
    if why is None or why.agreement:
        return agreement(why.reason.article if why else found.article, found.explanation)
    return refusal(why.reason)
