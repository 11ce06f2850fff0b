"""A decision is bound to the plan that was seen."""

from __future__ import annotations

import pytest

from flows.desk.approve import Approval, approve
from flows.desk.decide import Decision, decide
from flows.desk.plan_seen import PlanMoved
from flows.desk.roles import set_approval_levels
from models.database import writing
from models.mailbox import Address, AddressState, Mailbox, MailboxState
from models.verdict import Outcome, Verdict
from policies.schema import RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, MONDAY, Desk
from tests.flows.deciding import STAFF, SUPERVISOR, proposed, seen
from tests.flows.people_made import somebody


def revoked(desk: Desk) -> int:
    """A mailbox that stands, and a request to revoke it, in review."""
    new = proposed(desk, "Trần Mạnh Hùng")
    desk.decide(new)
    desk.run(new)
    fields = LineFields(
        name="Trần Mạnh Hùng",
        unit="Phòng Pháp chế",
        address="hungtm@phutho.gov.vn",
        decision_number="9/QĐ-SNV",
        decision_date=MONDAY.date(),
    )
    gone = [FilledRow(RequestType.REVOKE, fields)]
    ((request, _),) = desk.send("phu-tho", "mau-03", [[], gone]).requests
    desk.run(request)
    return request


def locked(desk: Desk, request: int) -> None:
    with writing(desk.office.engine) as session:
        box = session.get_one(Mailbox, desk.lines(request)[0].mailbox_id)
        box.state = MailboxState.LOCKED


def moved_address(desk: Desk, request: int) -> None:
    with writing(desk.office.engine) as session:
        mailbox_id = desk.lines(request)[0].mailbox_id
        session.add(
            Address(
                address="khac@phutho.gov.vn",
                policy="phu-tho",
                mailbox_id=mailbox_id,
                state=AddressState.ISSUED,
                at=MONDAY,
            )
        )


def decided_by_another(desk: Desk, request: int) -> None:
    desk.decide(request, Outcome.RETURNED, 1, reason="thiếu")


@pytest.mark.parametrize("change", [locked, moved_address, decided_by_another])
def test_a_decision_is_bound_to_what_was_seen(desk: Desk, change: object) -> None:
    """Where the directory or the request moved since, nothing is decided; seen anew, it is."""
    actor = somebody(desk.office, "staff", STAFF)
    request = revoked(desk)
    before = seen(desk, actor, request)
    change(desk, request)  # type: ignore[operator] # one of the three
    verdicts = len(desk.all(Verdict))
    with pytest.raises(PlanMoved, match="đã thay đổi so với khi xem"):
        decide(desk.office, actor, Decision(request, Outcome.REFUSED, 1, "không", plan=before))
    assert (verdicts, True) == (len(desk.all(Verdict)), before != seen(desk, actor, request))


def test_somebody_of_the_same_name_with_a_new_mailbox_moves_the_plan(desk: Desk) -> None:
    """The second request for one person is looked at again once the first is done."""
    first, second = proposed(desk, "Trần Mạnh Hùng"), proposed(desk, "Trần Mạnh Hùng")
    before = seen(desk, CLERK, second)
    desk.decide(first)
    desk.run(first)
    assert before != seen(desk, CLERK, second)


def test_what_others_do_elsewhere_moves_no_plan(desk: Desk) -> None:
    """Looking again, another's request, or taking this one in hand change nothing in it."""
    actor = somebody(desk.office, "staff", STAFF)
    request = proposed(desk)
    before = seen(desk, actor, request)
    other = proposed(desk, "Phạm Văn Dũng")
    desk.decide(other)
    desk.run(other)
    assert before == seen(desk, actor, request)
    decide(desk.office, actor, Decision(request, Outcome.APPROVED, plan=before))


def test_a_page_decides_only_what_it_has_seen(desk: Desk) -> None:
    """Without the plan of the request it is refused, at either level; the command may do so."""
    set_approval_levels(desk.office, CLERK, "phu-tho", 2)
    staff, leader = somebody(desk.office, "s", STAFF), somebody(desk.office, "l", SUPERVISOR)
    request = proposed(desk)
    with pytest.raises(PlanMoved):
        decide(desk.office, staff, Decision(request, Outcome.APPROVED))
    desk.decide(request)
    for plan in (None, "", "0" * 64):
        with pytest.raises(PlanMoved):
            approve(desk.office, leader, Approval(request, plan))
