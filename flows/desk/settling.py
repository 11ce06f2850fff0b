"""What the reviewer settles beside a verdict: an agreed address, the mailbox meant, a rank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.letter import Letter
from models.mailbox import Address, AddressState, reserve
from models.request import Line, Request
from models.row import id_of
from models.verdict import Outcome
from policies.addresses import objection_to_address
from policies.answers import Held, told_held
from policies.lifecycle import retention_for_rank
from policies.schema import Kind, Rank, Regulation, RequestType
from policies.working_days import Calendar
from tasks.matching import by_address
from tasks.office import local_date
from tasks.proposing.desk_view import explain, release_reservation, suggest
from tasks.proposing.proposals import Proposals
from tasks.wording import OUTCOME_WORDS

_LOCAL_PART = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_AGREE, _RANK = "thống nhất", "--rank"  # words of the needs that these settle


@dataclass(frozen=True)
class Settled:
    """What the reviewer settles, where a line asks for it."""

    address: str | None = None  # a new address, agreed with the organisation
    mailbox: str | None = None  # an address of the mailbox that the line means
    rank: Rank | None = None  # on which a retention depends


@dataclass(frozen=True)
class Settling:
    """The request to whose lines it belongs, inside one transaction."""

    session: Session
    regulation: Regulation
    letter: Letter
    request: Request
    at: datetime
    calendar: Calendar

    def objections(self, line: Line, settled: Settled, *, alone: bool) -> list[str]:
        """Take over what is settled; what still stands against approving the line.

        ``alone``: the decision names this line; one on all lines follows the proposals only.
        """
        if settled.mailbox:
            problem = self._mean_mailbox(line, settled.mailbox)
            if problem:
                return [problem]
        if settled.rank and any(_RANK in need for need in line.needs):
            self._rank(line, settled.rank)
        if settled.address:
            problem = self._agree(line, settled.address)
            if problem:
                return [problem]
        return self._open_questions(line, alone)

    def _mean_mailbox(self, line: Line, written: str) -> str | None:
        policy, domain = self.request.policy, self.regulation.domain
        match = by_address(self.session, policy, domain, written)
        if self.request.type is RequestType.NEW or match.mailbox is None:
            return "hộp thư cấp mới chưa có gì để chọn" if match.mailbox else match.note
        note = f"{match.note}, do người thẩm định xác định"
        proposals = Proposals(self.session, self.regulation, self.letter, [line], self.calendar)
        proposals.settle_mailbox(self.request.type, line, match.mailbox, note)
        return None

    def _rank(self, line: Line, rank: Rank) -> None:
        kept = retention_for_rank(self.regulation, rank, local_date(self.letter.received_at))
        if kept is None:
            return
        line.rank = kept.rank
        line.needs = [need for need in line.needs if _RANK not in need]
        told = f"duy trì {kept.keep.days} ngày theo chức vụ do người thẩm định xác định"
        explain(line, f"hộp thư được {told} ({kept.article})")

    def _agree(self, line: Line, written: str) -> str | None:
        if line.suggested_verdict is Outcome.REFUSED:
            return line.suggested_reason  # a name that is agreed does not lift a refusal
        asked = line.needs_agreement or any(_AGREE in n for n in line.needs)
        asked = asked or self.request.type is RequestType.NEW
        if not asked:
            return "dòng này không cần thống nhất địa chỉ"
        domain = self.regulation.domain
        local, _, written_domain = written.strip().lower().partition("@")
        address = f"{local}@{domain}"
        if written_domain not in ("", domain) or not _LOCAL_PART.fullmatch(local):
            return f"«{written}» không phải địa chỉ hợp lệ của @{domain}"
        why_not = objection_to_address(self.regulation, address, local, lambda _: False)
        if why_not:
            return f"{address} {why_not}"
        release_reservation(self.session, line)
        line_id, policy = id_of(line), self.regulation.id
        if not reserve(self.session, address, policy=policy, line_id=line_id, at=self.at):
            return f"{address} {told_held(self._held(address))}"
        line.proposed_address, line.needs_agreement = address, False
        line.needs = [need for need in line.needs if _AGREE not in need]
        explain(line, f"địa chỉ {address} do các bên thống nhất")
        naming = self.regulation.naming
        person = line.kind is Kind.PERSON
        rule = naming.persons.exhausted if person else naming.organisation_clash
        suggest(line, Outcome.APPROVED, None, rule.article)
        return None

    def _held(self, address: str) -> Held:
        row = self.session.get(Address, address)
        return Held.RESERVED if row and row.state is AddressState.RESERVED else Held.ISSUED

    def _open_questions(self, line: Line, alone: bool) -> list[str]:
        if line.needs:
            return list(line.needs)
        if self.request.type is RequestType.NEW and not line.proposed_address:
            if line.suggested_verdict is Outcome.REFUSED and line.suggested_reason:
                return [line.suggested_reason]
            return ["chưa có địa chỉ (--address)"]
        if self.request.type is not RequestType.NEW and line.mailbox_id is None:
            return ["chưa xác định được hộp thư (--mailbox)"]
        if not alone and line.suggested_verdict is not Outcome.APPROVED:
            proposed = OUTCOME_WORDS[line.suggested_verdict or Outcome.RETURNED]
            return [f"được đề xuất {proposed} ({line.suggested_reason}): quyết định riêng (--line)"]
        return []
