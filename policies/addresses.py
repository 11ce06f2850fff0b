"""The address that a regulation gives to a person or an organisation, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from policies.consistency import parts_of
from policies.explain import Explanation, Reason, because, blank_date_note, not_in_force
from policies.naming import NameRefused, PersonName, read_person, reserved_words
from policies.organisations import Organisation, Unlabelled, recognise
from policies.schema import Kind, PersonCandidate, Regulation

_MOST_NUMBERS = 10_000


@dataclass(frozen=True)
class RefusedCandidate:
    """An address that was tried and not given."""

    address: str
    reason: str
    article: str


@dataclass(frozen=True)
class AddressAnswer:
    """What the regulation says.  ``refused_name`` is set where the question itself is refused."""

    address: str | None
    candidates: tuple[str, ...]
    refused: tuple[RefusedCandidate, ...]
    article: str | None
    needs_agreement: bool
    refused_name: Reason | None
    explanation: Explanation


def address_for(
    regulation: Regulation,
    kind: Kind,
    name: str,
    *,
    unit: str | None = None,
    parent: str | None = None,
    birth_date: date | None = None,
    given: str | None = None,
    taken: Callable[[str], bool],
    on: date,
    shared_in_letter: bool = False,
) -> AddressAnswer:
    """The address for a new mailbox under the regulation.

    ``unit``: the organisation that manages the person, ``parent`` its superior, as people write
    them; for an organisation either names its superior.  ``given``: the word that is the given
    name, where it is not the last.  ``taken``: whether a whole address was ever issued.  ``on``:
    local date.  ``shared_in_letter``: another new person of the same letter has the same first
    candidate.
    """
    refusal = not_in_force(regulation, on)
    if refusal:
        return _refused(refusal)
    naming = regulation.naming.on(on)
    if naming is not regulation.naming:
        regulation = regulation.model_copy(update={"naming": naming})
    if kind is Kind.ORGANISATION:
        answer = _organisation_address(regulation, name, unit, parent, taken)
    else:
        person = read_person(name, given)
        if isinstance(person, NameRefused):
            return _refused(Reason(person.reason, regulation.naming.persons.article))
        at = _managing(regulation, unit, parent)
        if isinstance(at, NameRefused):
            return _refused(Reason(at.reason, regulation.naming.persons.article))
        people = _People(regulation, person, at, birth_date, taken, shared_in_letter)
        answer = people.answer()
    return replace(answer, explanation=answer.explanation + blank_date_note(regulation))


def _refused(reason: Reason) -> AddressAnswer:
    return AddressAnswer(None, (), (), reason.article, False, reason, (reason,))


def _managing(
    regulation: Regulation, unit: str | None, parent: str | None
) -> Organisation | NameRefused | None:
    if unit is None:
        return None if parent is None else recognise(regulation, parent)
    return recognise(regulation, unit, parent)


def _organisation_address(
    regulation: Regulation,
    name: str,
    unit: str | None,
    parent: str | None,
    taken: Callable[[str], bool],
) -> AddressAnswer:
    above = _managing(regulation, unit, parent)
    found = above if isinstance(above, NameRefused) else recognise(regulation, name, above)
    if isinstance(found, NameRefused):
        return _refused(Reason(found.reason, regulation.naming.levels[0].article))
    if found.address is None:
        return _without_label(found.unlabelled, found.article)
    address = f"{found.address}@{regulation.domain}"
    clash = regulation.naming.organisation_clash
    reason = objection_to_address(regulation, address, found.address, taken)
    if reason is None:
        free = Reason(f"{address} chưa từng cấp", found.article)
        explanation = (*found.explanation, free)
        return AddressAnswer(address, (address,), (), found.article, False, None, explanation)
    refused = RefusedCandidate(address, reason, clash.article)
    explanation = (
        *found.explanation,
        Reason(f"{address}: {reason}", found.article),
        *because("tên hộp thư của cơ quan bị trùng: cần thống nhất tên khác", clash),
    )
    return AddressAnswer(None, (address,), (refused,), clash.article, True, None, explanation)


def _without_label(why: Unlabelled | None, article: str) -> AddressAnswer:
    """No label: settled by agreement where the regulation says so; else the question lacks it."""
    why = why or Unlabelled(Reason("tên cần thống nhất", article), agreement=True)
    if why.agreement:
        return AddressAnswer(None, (), (), why.reason.article, True, None, (why.reason,))
    return _refused(why.reason)


def objection_to_address(
    regulation: Regulation, address: str, personal: str, taken: Callable[[str], bool]
) -> str | None:
    """Why an address cannot be given; ``personal`` is the part that names its holder.

    ``taken``: whether a whole address was ever issued.  None where it can be given.
    """
    local = address.partition("@")[0]
    if {local, personal} & (reserved_words() | set(regulation.naming.reserved)):
        return "là từ không dùng làm tên hộp thư"
    if len(local) > 64:
        return "dài quá 64 ký tự (RFC 5321)"
    if taken(address):
        return "đã cấp; địa chỉ đã cấp không cấp lại cho người khác"
    return None


@dataclass
class _People:
    """One question about a person, tried along the regulation's order of candidates."""

    regulation: Regulation
    person: PersonName
    managing: Organisation | None
    birth_date: date | None
    taken: Callable[[str], bool]
    shared_in_letter: bool

    def answer(self) -> AddressAnswer:
        rules = self.regulation.naming.persons
        tried: list[str] = []
        refused: list[RefusedCandidate] = []
        reasons: list[Reason] = []
        if self.managing and any(
            "unit" in parts_of(candidate.pattern) for candidate in rules.candidates
        ):
            reasons += self.managing.explanation
        for step, candidate in enumerate(rules.candidates):
            missing = self._missing(candidate)
            if missing is not None:
                if step == 0:  # the regulation's main form cannot be made: the question is at fault
                    return _without_label(missing, candidate.article)
                reasons.append(
                    Reason(
                        f"bỏ qua dạng {candidate.pattern}: {missing.reason.text}", candidate.article
                    )
                )
                continue
            before = len(refused)
            for address, personal in self._addresses(candidate):
                if address in tried:
                    continue
                tried.append(address)
                reason = self._reason_against(address, personal, step)
                if reason is None:
                    reasons += _refusals(refused[before:])
                    made = f"dạng {candidate.pattern} → {address}, chưa từng cấp"
                    reasons += because(made, candidate)
                    return _found(address, candidate.article, tried, refused, reasons)
                refused.append(RefusedCandidate(address, reason, candidate.article))
            reasons += _refusals(refused[before:])
        reasons += because("hết các dạng quy chế nêu: cần thống nhất tên hộp thư", rules.exhausted)
        return _found(None, rules.exhausted.article, tried, refused, reasons)

    def _reason_against(self, address: str, personal: str, step: int) -> str | None:
        all_differ = self.regulation.naming.persons.same_letter == "all-differ"
        if step == 0 and self.shared_in_letter and all_differ:
            return "trùng với người khác trong cùng văn bản đề nghị"
        return objection_to_address(self.regulation, address, personal, self.taken)

    def _missing(self, candidate: PersonCandidate) -> Unlabelled | None:
        """What the pattern needs and the question does not tell."""
        parts = parts_of(candidate.pattern)
        article = candidate.article
        if "yy" in parts and self.birth_date is None:
            return Unlabelled(Reason("cần ngày sinh", article), agreement=False)
        if "unit" not in parts or self._unit_label():
            return None
        if self.managing is None:
            return Unlabelled(Reason("cần nêu đơn vị quản lý", article), agreement=False)
        reason = Reason(f"nhãn của «{self.managing.name}» cần thống nhất", article)
        return self.managing.unlabelled or Unlabelled(reason, agreement=True)

    def _unit_label(self) -> str:
        if self.managing is None:
            return ""
        whole = self.regulation.naming.persons.suffix == "unit-address"
        return (self.managing.address if whole else self.managing.as_suffix) or ""

    def _addresses(self, candidate: PersonCandidate) -> Iterator[tuple[str, str]]:
        """Addresses of the pattern (one, or one a number), each with its personal part."""
        person = self.person
        others = person.others
        parts = {
            "initials": person.initials,
            "given": person.given,
            "surname": others[0] if others else "",
            "surname_initial": others[0][0] if others else "",
            "middle": "".join(others[1:]),
            "full": "".join(person.words),
            "unit": self._unit_label(),
            "yy": f"{self.birth_date.year % 100:02}" if self.birth_date else "",
        }
        numbered = "n" in parts_of(candidate.pattern)
        numbers = count(candidate.first_number) if numbered else [0]
        for number in numbers:
            if number > _MOST_NUMBERS:
                return
            local = candidate.pattern.format_map({**parts, "n": number})
            personal = candidate.pattern.format_map({**parts, "n": "", "unit": ""}).strip("._-")
            yield f"{local}@{self.regulation.domain}", personal


def _found(
    address: str | None,
    article: str,
    tried: list[str],
    refused: list[RefusedCandidate],
    reasons: list[Reason],
) -> AddressAnswer:
    return AddressAnswer(
        address, tuple(tried), tuple(refused), article, address is None, None, tuple(reasons)
    )


def _refusals(refused: list[RefusedCandidate]) -> list[Reason]:
    """One sentence for each reason: a hundred taken numbers are told in one."""
    reasons: list[Reason] = []
    for why in dict.fromkeys(entry.reason for entry in refused):
        same = [entry for entry in refused if entry.reason == why]
        names = ", ".join(entry.address for entry in same[:3])
        if len(same) > 3:
            names += f" … {same[-1].address} ({len(same)} địa chỉ)"
        reasons.append(Reason(f"{names}: {why}", same[0].article))
    return reasons
