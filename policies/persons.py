"""A person's address, tried along the regulation's order of candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
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
from policies.consistency import parts_of
from policies.explain import Reason, because
from policies.naming import PersonName
from policies.organisations import UNNAMED, Organisation, Unlabelled
from policies.pattern_words import in_words
from policies.schema import PersonCandidate, Regulation

_MOST_NUMBERS = 10_000


@dataclass
class PersonQuestion:
    """One question about a person.  ``taken``: whether a whole address was ever issued.

    ``shared_in_letter``: another new person of the same letter has the same first candidate.
    """

    regulation: Regulation
    person: PersonName
    managing: Organisation | None
    birth_date: date | None
    taken: Taken
    shared_in_letter: bool
    _tried: dict[str, None] = field(default_factory=dict)  # in order, each once
    _refused: list[RefusedCandidate] = field(default_factory=list)
    _reasons: list[Reason] = field(default_factory=list)

    def answer(self) -> AddressAnswer:
        """The first candidate that can be given; else what to settle, or what input lacks."""
        rules = self.regulation.naming.persons
        if self.managing and any("unit" in parts_of(c.pattern) for c in rules.candidates):
            self._reasons += self.managing.explanation
        lacking: list[Reason] = []
        for step, candidate in enumerate(rules.candidates):
            missing = self._missing(candidate)
            if missing is not None:
                if missing.agreement and step == 0:  # the main form cannot be made
                    return agreement(missing.reason.article, (*self._reasons, missing.reason))
                words = in_words(candidate.pattern)
                skipped = f"không dùng được cách đặt tên gồm {words}: {missing.reason.text}"
                self._reasons.append(Reason(skipped, candidate.article))
                if not missing.agreement and self._could_serve(candidate):
                    lacking.append(missing.reason)
                continue
            address = self._first_free(candidate, step)
            if address:
                words = in_words(candidate.pattern)
                made = f"{address} gồm {words}; địa chỉ này trước đó chưa cấp cho ai"
                self._reasons += because(made, candidate)
                return self._answered(address, candidate.article, None)
        if lacking:  # the regulation has a form left: the question is at fault
            return self._answered(None, lacking[0].article, lacking[0])
        self._reasons += because(
            "đã hết các cách đặt tên mà quy chế nêu: cần thống nhất tên hộp thư", rules.exhausted
        )
        return self._answered(None, rules.exhausted.article, None)

    def _answered(
        self, address: str | None, article: str | None, lacking: Reason | None
    ) -> AddressAnswer:
        if lacking and not self._tried:
            return refusal(lacking)
        reasons = [*self._reasons, lacking] if lacking else self._reasons
        return AddressAnswer(
            address,
            tuple(self._tried),
            tuple(self._refused),
            article,
            address is None and lacking is None,
            lacking,
            tuple(dict.fromkeys(reasons)),
        )

    def _first_free(self, candidate: PersonCandidate, step: int) -> str | None:
        """The first address of the candidate that can be given; why the others cannot is noted."""
        before = len(self._refused)
        for local, personal in self._locals(candidate):
            address = f"{local}@{self.regulation.domain}"
            if address in self._tried:
                continue
            self._tried[address] = None
            reason = self._reason_against(address, personal, step)
            if reason is None:
                self._reasons += _refusals(self._refused[before:])
                return address
            self._refused.append(RefusedCandidate(address, reason, candidate.article))
            if unusable(self.regulation, local, personal):
                break  # a higher number mends neither the word nor the length
        self._reasons += _refusals(self._refused[before:])
        return None

    def _reason_against(self, address: str, personal: str, step: int) -> str | None:
        all_differ = self.regulation.naming.persons.same_letter == "all-differ"
        if step == 0 and self.shared_in_letter and all_differ:
            return "trùng với người khác trong cùng văn bản đề nghị"
        return objection_to_address(self.regulation, address, personal, self.taken)

    def _could_serve(self, candidate: PersonCandidate) -> bool:
        """Whether the candidate is worth asking for what it lacks."""
        _, personal = next(self._locals(candidate))
        return unusable(self.regulation, personal, personal) is None

    def _missing(self, candidate: PersonCandidate) -> Unlabelled | None:
        """What the pattern needs and the question does not tell."""
        parts = parts_of(candidate.pattern)
        article = candidate.article
        if "yy" in parts and self.birth_date is None:
            return Unlabelled(Reason("cần biết ngày sinh", article), agreement=False)
        if "unit" not in parts or self._unit_label():
            return None
        if self.managing is None:
            return Unlabelled(Reason("cần nêu đơn vị quản lý", article), agreement=False)
        reason = Reason(f"nhãn của «{self.managing.name}» cần thống nhất", article)
        return self.managing.unlabelled or Unlabelled(reason, agreement=True)

    def _unit_label(self) -> str:
        """The managing organisation's label; a suffix climbs where the level has none."""
        at = self.managing
        if self.regulation.naming.persons.suffix == "unit-address":
            return (at.address if at else None) or ""
        while at and at.level == UNNAMED and at.as_suffix is None:
            at = at.parent  # a khoa of a hospital: the hospital's, or its department's
        return (at.as_suffix if at else None) or ""

    def _locals(self, candidate: PersonCandidate) -> Iterator[tuple[str, str]]:
        """Local parts of the pattern (one, or one a number), each with its personal part."""
        parts = self._parts()
        personal = candidate.pattern.format_map({**parts, "n": "", "unit": ""}).strip("._-")
        # the number's place is found once: a common name walks past hundreds of taken ones
        before, numbered, after = candidate.pattern.format_map({**parts, "n": "#"}).partition("#")
        if not numbered:
            yield before, personal
            return
        for number in range(candidate.first_number, _MOST_NUMBERS + 1):
            yield f"{before}{number}{after}", personal

    def _parts(self) -> dict[str, str]:
        """What the patterns take, but for the number."""
        person = self.person
        others = person.others
        return {
            "initials": person.initials,
            "given": person.given,
            "surname": others[0] if others else "",
            "surname_initial": others[0][0] if others else "",
            "middle": "".join(others[1:]),
            "full": "".join(person.words),
            "unit": self._unit_label(),
            "yy": f"{self.birth_date.year % 100:02}" if self.birth_date else "",
        }

    def lacking(self) -> Reason | None:
        """Why one of the forms cannot be made of what is known, the first of them."""
        found = (
            self._missing(candidate) for candidate in self.regulation.naming.persons.candidates
        )
        return next((missing.reason for missing in found if missing), None)

    def has_form(self, local: str) -> bool:
        """Whether one of the forms that can be made gives that local part, whatever its number."""
        return any(
            self._missing(candidate) is None and self._gives(candidate, local)
            for candidate in self.regulation.naming.persons.candidates
        )

    def _gives(self, candidate: PersonCandidate, local: str) -> bool:
        made = candidate.pattern.format_map({**self._parts(), "n": "#"})
        before, numbered, after = made.partition("#")
        if not numbered:
            return local == made
        number = local[len(before) : len(local) - len(after)]
        if local != f"{before}{number}{after}" or not re.fullmatch("[1-9][0-9]{0,8}", number):
            return False
        return int(number) >= candidate.first_number

    def first_form(self) -> str | None:
        """The local part that comes first by the regulation; None where it cannot be made."""
        first = self.regulation.naming.persons.candidates[0]
        return None if self._missing(first) else next(self._locals(first))[0]


def _refusals(refused: list[RefusedCandidate]) -> list[Reason]:
    """One sentence for each reason: a hundred taken numbers are told in one."""
    reasons: list[Reason] = []
    for why in dict.fromkeys(entry.reason for entry in refused):
        same = [entry for entry in refused if entry.reason == why]
        names = ", ".join(entry.address for entry in same[:3])
        if len(same) > 3:
            names += f" … {same[-1].address} ({len(same)} địa chỉ)"
        reasons.append(Reason(f"{names} {why}", same[0].article))
    return reasons
