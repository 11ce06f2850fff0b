"""Who may approve what, in one level or two, and in whose place."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from flows.desk import look
from flows.desk.approve import Approval, approve, send_back
from flows.desk.decide import Decision, decide
from flows.desk.explain import explain_request, paragraphs
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.roles import Span, set_approval_levels, set_substitute
from flows.desk.submit import submit
from flows.desk.withdraw import withdraw
from flows.reconcile import take_up_lost
from models.deadline import DeadlineEntry, DeadlineKind
from models.mailbox import Address, AddressState, Mailbox
from models.trail import TrailEntry
from models.transitions import LineState, Queue, RequestState
from models.user import Actor
from models.verdict import Outcome, Verdict
from models.work_order import WorkOrder
from policies.loader import source
from tasks.receive import Incoming
from tests.flows.cases import CLERK, MONDAY, REVIEWER, Desk, new_people
from tests.flows.deciding import STAFF, SUPERVISOR, decided, proposed, seen, state
from tests.flows.people_made import add_account, signed_in, somebody
from tests.tasks.forms.letters_made import mau_03

LEADER = Actor("leader", "command")


@pytest.fixture
def two_levels(desk: Desk) -> Desk:
    """Phú Thọ has a second level."""
    set_approval_levels(desk.office, CLERK, "phu-tho", 2)
    return desk


# ── one level ───────────────────────────────────────────────────────────────────────────────────


def test_who_typed_in_a_letter_cannot_approve_it(desk: Desk) -> None:
    """But may refuse and return its lines; a colleague approves."""
    typist = somebody(desk.office, "typist", STAFF)
    colleague = somebody(desk.office, "colleague", STAFF)
    incoming = Incoming(mau_03("xlsx"), "a.xlsx", "application/octet-stream", "form", MONDAY)
    ((request, _),) = submit(desk.office, typist, incoming, *source("phu-tho")).requests
    desk.run(request)
    for line in (None, 1):
        with pytest.raises(Refused, match="không được duyệt"):
            decided(desk, typist, request, line=line)
    decided(desk, typist, request, Outcome.RETURNED, 1)
    decided(desk, colleague, request)
    assert RequestState.APPROVED is state(desk, request)
    assert ["typist", "colleague"] == [
        verdict.author.lower() for verdict in desk.all(Verdict) if verdict.line_id in (1, 2)
    ]


def test_the_operator_is_known_by_the_name_given(desk: Desk) -> None:
    """The clerk who submitted cannot approve under the same name."""
    request = proposed(desk)
    with pytest.raises(Refused, match="không được duyệt"):
        decide(desk.office, CLERK, Decision(request, Outcome.APPROVED))
    desk.decide(request)
    assert RequestState.APPROVED is state(desk, request)


# ── two levels ──────────────────────────────────────────────────────────────────────────────────


def test_with_two_levels_nothing_goes_on_before_the_second(two_levels: Desk) -> None:
    """It waits in a queue of its own; no run and no reconciling takes it further."""
    desk = two_levels
    request = proposed(desk)
    desk.decide(request, Outcome.REFUSED, 2, reason="chưa có quyết định")
    desk.decide(request)
    (row,) = look.queue(desk.office, CLERK)
    assert (Queue.WAITING_FOR_APPROVAL, 0) == (row.queue, row.undecided)
    desk.run(request)
    assert 0 == take_up_lost(desk.office)
    assert RequestState.WAITING_FOR_APPROVAL is state(desk, request)
    assert [] == desk.all(Mailbox)
    approve(desk.office, LEADER, Approval(request))
    assert RequestState.APPROVED is state(desk, request)
    desk.run(request)
    assert RequestState.TO_SIGN is state(desk, request)
    assert 1 == len(desk.all(Mailbox))


def test_what_was_refused_is_let_go_at_the_second_level(two_levels: Desk) -> None:
    """Until then its address is held: the decision may come back."""
    desk = two_levels
    request = proposed(desk)
    desk.decide(request, Outcome.REFUSED, 2, reason="chưa có quyết định")
    desk.decide(request)
    held = [row.address for row in desk.all(Address) if row.state is AddressState.RESERVED]
    assert ["binhlt@phutho.gov.vn", "hungtm@phutho.gov.vn"] == sorted(held)
    approve(desk.office, LEADER, Approval(request))
    assert ["hungtm@phutho.gov.vn"] == [row.address for row in desk.all(Address)]


def test_what_is_sent_back_is_decided_anew(two_levels: Desk) -> None:
    """With its reason on the trail; the verdicts of before stay on record and count no more."""
    desk = two_levels
    request = proposed(desk)
    desk.decide(request, Outcome.REFUSED, 2, reason="chưa có quyết định")
    desk.decide(request)
    with pytest.raises(Refused, match="phải nêu lý do"):
        send_back(desk.office, LEADER, Approval(request), "  ")
    send_back(desk.office, LEADER, Approval(request), "dòng 2 đã có quyết định")
    assert {LineState.PROPOSED} == {line.state for line in desk.lines(request)}
    view = look.show_request(desk.office, CLERK, request)
    assert [None, None] == [line.verdict for line in view.lines]
    assert Queue.IN_REVIEW is look.queue(desk.office, CLERK)[0].queue
    desk.decide(request)
    approve(desk.office, LEADER, Approval(request))
    desk.run(request)
    assert [LineState.DONE] * 2 == [line.state for line in desk.lines(request)]
    assert 4 == len(desk.all(Verdict))
    (told,) = [entry for entry in desk.all(TrailEntry) if entry.action == "request-sent-back"]
    assert "dòng 2 đã có quyết định" == told.detail["reason"]


def test_a_return_stops_the_clock_once_it_is_approved(two_levels: Desk) -> None:
    """Phú Thọ's term begins at complete information; the decision counts at the second level."""

    def stopped() -> int:
        return sum(e.kind is DeadlineKind.RETURNED for e in two_levels.all(DeadlineEntry))

    request = proposed(two_levels, "Trần Mạnh Hùng")
    two_levels.decide(request, Outcome.RETURNED, 1, reason="thiếu")
    assert 0 == stopped()
    approve(two_levels.office, LEADER, Approval(request))
    assert (1, RequestState.PROVISIONED) == (stopped(), state(two_levels, request))


def test_the_second_level_gives_the_order(desk: Desk) -> None:
    """Where deciding and executing are apart, the order is the approval's, and is one."""
    set_approval_levels(desk.office, CLERK, "hung-yen", 2)
    done = desk.send("hung-yen", "mau-chuan", [new_people("Nguyễn Hoàng Phúc"), []])
    ((request, _),) = done.requests
    desk.run(request)
    desk.decide(request, line=1)
    assert [] == desk.all(WorkOrder)
    approve(desk.office, LEADER, Approval(request))
    assert ["leader"] == [order.author for order in desk.all(WorkOrder)]


def test_only_what_waits_can_be_approved(two_levels: Desk) -> None:
    """Neither what is in review, nor twice."""
    request = proposed(two_levels)
    with pytest.raises(Refused, match="không ở bước phê duyệt"):
        approve(two_levels.office, LEADER, Approval(request))
    two_levels.decide(request)
    approve(two_levels.office, LEADER, Approval(request))
    with pytest.raises(Refused, match="không ở bước phê duyệt"):
        send_back(two_levels.office, LEADER, Approval(request), "xem lại")


def test_what_waits_for_approval_can_be_withdrawn(two_levels: Desk) -> None:
    """Its addresses are free again."""
    request = proposed(two_levels)
    two_levels.decide(request)
    withdraw(two_levels.office, CLERK, request)
    assert (RequestState.WITHDRAWN, []) == (state(two_levels, request), two_levels.all(Address))


def test_who_decided_cannot_approve(two_levels: Desk) -> None:
    """Nor who typed in the letter; of the operators nobody under the same name."""
    desk = two_levels
    both = somebody(desk.office, "both", STAFF, SUPERVISOR)
    leader = somebody(desk.office, "leader", SUPERVISOR)
    clerk = somebody(desk.office, "clerk", STAFF)
    request = proposed(desk)
    decided(desk, clerk, request, Outcome.REFUSED, 1)
    decided(desk, both, request)
    with pytest.raises(NotAllowed):
        approve(desk.office, clerk, Approval(request, seen(desk, clerk, request)))
    with pytest.raises(Refused, match="không phê duyệt được ở bước sau"):
        approve(desk.office, both, Approval(request, seen(desk, both, request)))
    approve(desk.office, leader, Approval(request, seen(desk, leader, request)))
    other = proposed(desk, "Phạm Văn Dũng")
    desk.decide(other)
    for same in (CLERK, REVIEWER):
        with pytest.raises(Refused, match="không"):
            approve(desk.office, same, Approval(other))


def test_of_two_who_approve_at_once_one_is_told(two_levels: Desk) -> None:
    """It goes on its way once."""
    desk = two_levels
    request = proposed(desk)
    desk.decide(request)
    told: list[object] = []

    def call() -> None:
        try:
            approve(desk.office, LEADER, Approval(request))
            told.append(None)
        except Refused as refused:
            told.append(refused)

    threads = [Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == told.count(None)
    assert 1 == sum(entry.action == "request-approved" for entry in desk.all(TrailEntry))


def test_an_undecided_line_is_not_told_as_decided(two_levels: Desk) -> None:
    """Before the second level the explanation says that there is no result yet."""
    request = proposed(two_levels)
    two_levels.decide(request)
    told = " ".join(paragraphs(explain_request(two_levels.office, CLERK, request)))
    assert ("chưa có kết quả" in told, "Kết quả: đồng ý" in told) == (True, False)


# ── substitutes ─────────────────────────────────────────────────────────────────────────────────


def test_a_substitute_acts_in_its_dates_under_both_names(two_levels: Desk) -> None:
    """On verdict and trail; before the first day, and after the last, not at all."""
    desk = two_levels
    office = desk.office
    leader = add_account(office, "leader", SUPERVISOR, name="Lê Văn Lãnh")
    deputy = add_account(office, "deputy", STAFF, name="Trần Thị Phó")
    request = proposed(desk)
    desk.decide(request)
    today = desk.clock.now.date()
    set_substitute(
        office,
        CLERK,
        "deputy",
        "leader",
        Span(today + timedelta(days=1), today + timedelta(days=2)),
    )
    with pytest.raises(AssertionError):
        signed_in(office, deputy, leader)
    desk.clock.now += timedelta(days=1)
    actor = signed_in(office, deputy, leader)
    desk.clock.now += timedelta(hours=40)  # the session of before is over, and so are the dates
    with pytest.raises(NotAllowed):
        approve(office, actor, Approval(request, ""))
    desk.clock.now -= timedelta(hours=40)
    approve(office, actor, Approval(request, seen(desk, actor, request)))
    (told,) = [entry for entry in desk.all(TrailEntry) if entry.action == "request-approved"]
    assert ("Trần Thị Phó thay Lê Văn Lãnh", "deputy", "leader") == (
        told.actor,
        told.detail["login"],
        told.detail["for_login"],
    )


def test_a_substitute_does_not_lift_what_binds_either(two_levels: Desk) -> None:
    """Who decided cannot approve in another's place, nor have it approved in the own place."""
    desk = two_levels
    office = desk.office
    clerk = add_account(office, "clerk", STAFF)
    leader = add_account(office, "leader", SUPERVISOR, STAFF)
    third = add_account(office, "third")
    span = Span(MONDAY.date(), MONDAY.date())
    set_substitute(office, CLERK, "clerk", "leader", span)
    set_substitute(office, CLERK, "third", "leader", span)
    one, other = proposed(desk), proposed(desk, "Phạm Văn Dũng")
    decided(desk, signed_in(office, clerk), one)
    decided(desk, signed_in(office, leader), other)
    for actor, request in (
        (signed_in(office, clerk, leader), one),
        (signed_in(office, third, leader), other),
    ):
        with pytest.raises(Refused, match="không phê duyệt được ở bước sau"):
            approve(office, actor, Approval(request, seen(desk, actor, request)))
