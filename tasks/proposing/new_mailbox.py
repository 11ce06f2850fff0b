"""The proposal for a new mailbox: its address, or why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.request import Line
from models.verdict import Outcome
from policies.addresses import AddressAnswer
from policies.schema import Kind
from tasks.proposing.desk_view import View, explain, need, suggest
from tasks.proposing.one_each import OneEach


class NewMailboxes:
    """Proposals for the new mailboxes of one request."""

    def __init__(self, view: View, lines: Sequence[Line]) -> None:
        self._view = view
        self._one_each = OneEach(view, lines)
        # where those who clash in one letter must all differ (Khánh Hòa Đ5.2b), they are counted
        all_differ = view.regulation.naming.persons.same_letter == "all-differ"
        self._first = Counter(self._first_candidate(line) for line in lines) if all_differ else {}

    def propose(self, line: Line) -> None:
        """An address, held for the line; or a refusal, or what to settle."""
        second = self._one_each.second_mailbox(line)
        if second:
            explain(line, second)
            suggest(line, Outcome.REFUSED, second, self._view.deciding_article)
            return
        wrong_number = self._one_each.number_of_another(line)
        if wrong_number:
            need(line, wrong_number)
            suggest(line, Outcome.RETURNED, wrong_number, self._view.deciding_article)
            return
        answer = self._ask(line)
        if answer.address:
            self._view.hold(line, answer.address)
        line.proposed_address = answer.address
        line.needs_agreement = answer.needs_agreement
        explain(line, *answer.explanation)
        if answer.address:
            suggest(line, Outcome.APPROVED, None, answer.article)
        elif answer.needs_agreement:
            need(line, f"thống nhất tên hộp thư (--address) theo {answer.article}")
            suggest(line, Outcome.RETURNED, "cần thống nhất tên hộp thư", answer.article)
        else:
            reason = answer.refused_name.text if answer.refused_name else "không đặt được tên"
            need(line, f"{reason} (hoặc thống nhất tên bằng --address)")
            suggest(line, Outcome.RETURNED, reason, answer.article)

    def _ask(self, line: Line) -> AddressAnswer:
        unit, parent = self._view.place(line.kind, line.name, line.unit)
        return self._view.addressing.address(
            line.kind,
            line.name or "",
            unit=unit,
            parent=parent,
            birth_date=line.birth_date,
            taken=self._view.taken.get,
            shared_in_letter=self._first.get(self._first_candidate(line), 0) > 1
            if self._first
            else False,
        )

    def _first_candidate(self, line: Line) -> str:
        """What the line would get if nothing were taken; "" for an organisation."""
        if line.kind is not Kind.PERSON:
            return ""
        answer = self._view.addressing.address(
            Kind.PERSON,
            line.name or "",
            unit=line.unit,
            birth_date=line.birth_date,
            taken=lambda _: False,
        )
        return answer.address or f"L{line.id}"
