"""What the mail system says no to, and what it cannot do: who is told, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from flows.commands.rows import request_lines
from flows.desk import look
from flows.desk.refusal import Refused
from flows.desk.withdraw import retry
from models.database import writing
from models.directory import DirectoryAddress
from models.mailbox import Mailbox, MailboxState
from models.transitions import LineState, RequestState
from policies.schema import RequestType
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.errors import PermanentError, TransientError
from tasks.connectors.port import Account, AccountSpec, Capability, Ensured
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, Desk, new_people

HUNG = "hungtm@phutho.gov.vn"


class Troubled(EmbeddedDirectory):
    """A mail system with a trouble of its own, and without some abilities."""

    trouble: Exception | None = None
    lacks: frozenset[Capability] = frozenset()

    def capabilities(self) -> frozenset[Capability]:
        """What is not lacking."""
        return super().capabilities() - self.lacks

    def ensure_accounts(
        self, wanted: Sequence[AccountSpec], *, operation: str
    ) -> tuple[Ensured, ...]:
        """See ``Connector``."""
        if self.trouble is not None:
            raise self.trouble
        return super().ensure_accounts(wanted, operation=operation)

    def set_send_lock(self, mailbox_id: str, *, reason: str | None, operation: str) -> None:
        """See ``Connector``."""
        if Capability.SEND_LOCK in self.lacks:
            raise PermanentError("không có khóa gửi")
        super().set_send_lock(mailbox_id, reason=reason, operation=operation)


@pytest.fixture
def troubled(desk: Desk) -> Troubled:
    """The mail system of the desk."""
    made = Troubled(desk.office.engine, desk.clock)
    desk.office = replace(desk.office, connector=made)
    return made


def two_people(desk: Desk) -> int:
    """A request for two mailboxes, approved."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng", "Lê Thị Lan"), []])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    desk.decide(request_id)
    return request_id


def account(desk: Desk) -> Account:
    """Hùng's, as the mail system has it."""
    found = {each.address: each for each in desk.office.connector.list_accounts()}
    return found[HUNG]


def test_an_address_that_is_taken_goes_back_to_the_reviewer(desk: Desk) -> None:
    """With the facts; the other lines are done, and once.  It may be approved again as it was."""
    desk.occupy(HUNG)
    request_id = two_people(desk)
    desk.run(request_id)
    assert RequestState.IN_REVIEW is desk.request(request_id).state
    taken, other = desk.lines(request_id)
    assert (LineState.PROPOSED, LineState.DONE) == (taken.state, other.state)
    assert f"tài khoản stranger đang giữ địa chỉ {HUNG}" in taken.explanation[-1]
    assert look.show_request(desk.office, request_id).lines[0].verdict is None
    with pytest.raises(Refused, match="stranger"):
        desk.decide(request_id)  # what is decided together follows the proposals
    with writing(desk.office.engine) as session:
        session.delete(session.get_one(DirectoryAddress, HUNG))
    desk.decide(request_id, line=1)
    desk.run(request_id)
    assert RequestState.TO_SIGN is desk.request(request_id).state
    assert 2 == len(desk.all(Mailbox))


def test_what_the_mail_system_refuses_stands_in_the_failed_queue_until_retried(
    desk: Desk, troubled: Troubled
) -> None:
    """Each line with the reason and what to do; tried again, each is done once."""
    troubled.trouble = PermanentError("tài khoản bind thiếu quyền ghi")
    request_id = two_people(desk)
    desk.run(request_id)
    assert RequestState.FAILED is desk.request(request_id).state
    for line in desk.lines(request_id):
        told = line.failure or ""
        assert "tài khoản bind thiếu quyền ghi" in told
        assert f"congvu retry R{request_id}" in told
    troubled.trouble = None
    retry(desk.office, CLERK, request_id)
    desk.run(request_id)
    assert RequestState.TO_SIGN is desk.request(request_id).state
    assert 2 == len(desk.all(Mailbox))


def test_passing_trouble_fails_no_line(desk: Desk, troubled: Troubled) -> None:
    """It is for the engine to try again: the lines stay approved, and are done then."""
    troubled.trouble = TransientError("không trả lời")
    request_id = two_people(desk)
    with pytest.raises(TransientError):
        desk.run(request_id)
    assert {LineState.APPROVED} == {line.state for line in desk.lines(request_id)}
    troubled.trouble = None
    desk.run(request_id)
    assert RequestState.TO_SIGN is desk.request(request_id).state


def revocation(desk: Desk) -> int:
    """Phú Thọ's request that takes Hùng's mailbox back, proposed."""
    fields = LineFields(
        name="Trần Mạnh Hùng",
        unit="Phòng Pháp chế",
        address=HUNG,
        decision_number="9/QĐ",
        decision_date=date(2026, 3, 2),
    )
    done = desk.send("phu-tho", "mau-03", [[], [FilledRow(RequestType.REVOKE, fields)]])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def test_without_a_send_lock_a_kept_mailbox_is_locked_against_login(
    desk: Desk, troubled: Troubled
) -> None:
    """The reviewer reads so before the verdict; our records say which lock it is."""
    desk.run(two_people(desk))
    troubled.lacks = frozenset({Capability.SEND_LOCK})
    request_id = revocation(desk)
    told = "\n".join(request_lines(look.show_request(desk.office, request_id)))
    assert "hệ thống thư không có khóa gửi riêng" in told
    desk.decide(request_id)
    desk.run(request_id)
    assert RequestState.TO_SIGN is desk.request(request_id).state
    assert (True, None) == (account(desk).login_lock is not None, account(desk).send_lock)
    states = {box.display_name: box.state for box in desk.all(Mailbox)}
    assert MailboxState.LOCKED is states["Trần Mạnh Hùng"]


def test_nothing_is_said_where_nothing_is_lacking(desk: Desk) -> None:
    """A mail system that can do it all brings no notice."""
    desk.run(two_people(desk))
    assert () == look.show_request(desk.office, revocation(desk)).lacking
