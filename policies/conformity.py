"""Addresses that exist already, held against a regulation: a fact that may depart from its rules.

The form is judged, not the order in which forms are taken: whoever held the plainer address when
this one was given may be gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.addresses import Addressing
from policies.answers import unusable
from policies.explain import Reason
from policies.levels import common_article
from policies.naming import NameRefused, read_person
from policies.organisations import Organisation, recognise
from policies.persons import PersonQuestion
from policies.schema import Kind, Regulation


class Conformity(StrEnum):
    """How an existing address stands to the regulation.

    ``UNJUDGED``: what is known of the holder does not tell what the address would be.
    """

    FOLLOWS = "follows"
    DEPARTS = "departs"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Judged:
    """The judgement, and why with its article; no reason where the address follows the rules."""

    conformity: Conformity
    reason: Reason | None = None


_FOLLOWS = Judged(Conformity.FOLLOWS)


class Judging:
    """Existing addresses under one regulation as it reads on one day (local date), for many."""

    def __init__(self, regulation: Regulation, on: date) -> None:
        naming = regulation.naming.on(on)
        if naming is not regulation.naming:
            regulation = regulation.model_copy(update={"naming": naming})
        self._regulation = regulation
        self._addressing = Addressing(regulation, on)
        self._judged: dict[tuple[object, ...], Judged] = {}

    def judge(
        self,
        kind: Kind,
        address: str,
        name: str,
        *,
        unit: str | None = None,
        parent: str | None = None,
        birth_date: date | None = None,
    ) -> Judged:
        """Whether the whole address, in lower case, has a form that the regulation gives.

        ``unit``, ``parent`` as in ``Addressing.address``.  The same question is judged once.
        """
        asked = (kind, address, name, unit, parent, birth_date)
        if asked not in self._judged:
            self._judged[asked] = self._judge(*asked)
        return self._judged[asked]

    def _judge(
        self,
        kind: Kind,
        address: str,
        name: str,
        unit: str | None,
        parent: str | None,
        birth_date: date | None,
    ) -> Judged:
        local = address.partition("@")[0]
        at = self._addressing.managing(unit, parent)
        if isinstance(at, NameRefused):
            return _unjudged(Reason(at.reason, common_article(self._regulation)))
        if kind is Kind.ORGANISATION:
            return self._organisation(local, name, at)
        return self._person(local, name, at, birth_date)

    def _organisation(self, local: str, name: str, above: Organisation | None) -> Judged:
        found = recognise(self._regulation, name, above)
        if isinstance(found, NameRefused):
            return _unjudged(Reason(found.reason, common_article(self._regulation)))
        if found.address == local:
            return _FOLLOWS
        why = unusable(self._regulation, local, local)
        if why:
            return _departs(why, found.article)
        if found.address is None:
            missing = found.unlabelled
            agreed = missing is None or missing.agreement
            return _FOLLOWS if agreed else _unjudged(missing.reason if missing else None)
        if unusable(self._regulation, found.address, found.address):
            return _FOLLOWS  # by agreement: the rule's own address is given to nobody
        by_rule = f"{found.address}@{self._regulation.domain}"
        return _departs(f"theo quy chế là {by_rule}", found.article)

    def _person(
        self, local: str, name: str, at: Organisation | None, birth_date: date | None
    ) -> Judged:
        rules = self._regulation.naming.persons
        person = read_person(name)
        if isinstance(person, NameRefused):
            return _unjudged(Reason(person.reason, rules.article))
        question = PersonQuestion(
            self._regulation, person, at, birth_date, lambda _: None, shared_in_letter=False
        )
        article = rules.candidates[0].article
        why = unusable(self._regulation, local, local)
        if why:
            return _departs(why, article)
        if question.has_form(local):
            return _FOLLOWS
        lacking = question.lacking()
        if lacking:
            return _unjudged(lacking)
        by_rule = f"{question.first_form()}@{self._regulation.domain}"
        return _departs(f"không theo dạng nào của quy chế, dạng thứ nhất là {by_rule}", article)


def _departs(why: str, article: str) -> Judged:
    return Judged(Conformity.DEPARTS, Reason(why, article))


def _unjudged(reason: Reason | None) -> Judged:
    return Judged(Conformity.UNJUDGED, reason)
