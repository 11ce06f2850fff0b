"""Who has a request in hand, since when."""

from __future__ import annotations

from threading import Thread

import pytest

from flows.desk import look
from flows.desk.hold import Holder, hand_on, take
from flows.desk.queues import Wanted, queue_page
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.roles import Span, set_substitute
from flows.desk.withdraw import withdraw
from models.holding import Holding
from models.role import Granted, Role
from models.trail import TrailEntry
from models.user import Actor
from tests.flows.cases import CLERK, MONDAY, Desk
from tests.flows.deciding import STAFF, SUPERVISOR, proposed
from tests.flows.people_made import add_account, signed_in, somebody


@pytest.fixture
def staff(desk: Desk) -> Actor:
    """Account 1."""
    return somebody(desk.office, "staff", STAFF)


@pytest.fixture
def colleague(desk: Desk, staff: Actor) -> Actor:
    """Account 2."""
    return somebody(desk.office, "colleague", STAFF)


def test_who_takes_a_request_has_it(desk: Desk, staff: Actor) -> None:
    """In the queue and on its page, since when; and on the trail."""
    request = proposed(desk)
    before = desk.request(request)
    take(desk.office, staff, request)
    holder = Holder(1, "Staff", desk.clock.now)
    (row,) = queue_page(desk.office, staff, Wanted()).rows
    assert (holder, holder) == (row.holder, look.show_request(desk.office, staff, request).holder)
    (told,) = [entry for entry in desk.all(TrailEntry) if entry.action == "request-taken"]
    assert ("Staff", None, "staff") == (told.actor, told.detail["from"], told.detail["to_login"])
    # a worker that read the request before goes on undisturbed
    assert before.version == desk.request(request).version


def test_what_another_has_is_taken_only_by_whoever_saw_that(
    desk: Desk, staff: Actor, colleague: Actor
) -> None:
    """Somebody who saw it free is told who has it by now."""
    request = proposed(desk)
    take(desk.office, staff, request)
    with pytest.raises(Refused, match="vừa đổi người xử lý: Staff đang xử lý"):
        take(desk.office, colleague, request)
    take(desk.office, colleague, request, seen=1)
    with pytest.raises(Refused, match="Colleague đang xử lý"):
        take(desk.office, staff, request, seen=1)
    assert [2] == [held.user_id for held in desk.all(Holding)]


def test_of_many_at_once_one_has_it(desk: Desk, staff: Actor, colleague: Actor) -> None:
    """The others are told."""
    request = proposed(desk)
    told: list[str] = []

    def call(actor: Actor) -> None:
        try:
            take(desk.office, actor, request)
        except Refused as refused:
            told.append(str(refused))

    threads = [Thread(target=call, args=(actor,)) for actor in (staff, colleague) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (5, 1) == (len(told), len(desk.all(Holding)))


def test_one_hands_on_what_one_has(desk: Desk, staff: Actor, colleague: Actor) -> None:
    """Not what a colleague has, nor what nobody has; a supervisor hands on either."""
    leader = somebody(desk.office, "leader", SUPERVISOR)
    one, other = proposed(desk), proposed(desk, "Phạm Văn Dũng")
    for seen in (None, 1):
        with pytest.raises(Refused, match="chỉ người đang xử lý hoặc lãnh đạo"):
            hand_on(desk.office, staff, one, 2, seen=seen)
    take(desk.office, staff, one)
    hand_on(desk.office, staff, one, 2, seen=1)
    with pytest.raises(Refused, match="chỉ người đang xử lý hoặc lãnh đạo"):
        hand_on(desk.office, staff, one, 1, seen=2)
    hand_on(desk.office, leader, one, 1, seen=2)
    hand_on(desk.office, leader, other, 2)
    assert [(one, 1), (other, 2)] == [(h.request_id, h.user_id) for h in desk.all(Holding)]


def test_it_is_handed_on_within_the_centre(desk: Desk, staff: Actor) -> None:
    """To nobody of another province, of an agency, without a role, or whose account is closed."""
    office = desk.office
    request = proposed(desk)
    take(office, staff, request)
    far = add_account(office, "far", Granted(Role.STAFF, "khanh-hoa"))
    without = add_account(office, "without")
    chief = add_account(office, "chief", Granted(Role.ADMINISTRATOR))
    for to in (far, without, chief, 999):
        with pytest.raises(Refused, match="không phải chuyên viên hay lãnh đạo"):
            hand_on(office, staff, request, to, seen=1)


def test_a_substitute_hands_on_what_the_other_has(desk: Desk, staff: Actor) -> None:
    """Who is away can do it by nobody else."""
    office = desk.office
    request = proposed(desk)
    take(office, staff, request)
    deputy = add_account(office, "deputy", STAFF)
    set_substitute(office, CLERK, "deputy", "staff", Span(MONDAY.date(), MONDAY.date()))
    hand_on(office, signed_in(office, deputy, 1), request, deputy, seen=1)
    assert [deputy] == [held.user_id for held in desk.all(Holding)]


def test_what_is_closed_is_nobodys(desk: Desk, staff: Actor) -> None:
    """A request that was taken back cannot be taken in hand."""
    request = proposed(desk)
    withdraw(desk.office, CLERK, request)
    with pytest.raises(Refused, match="đã kết thúc"):
        take(desk.office, staff, request)
    with pytest.raises(NotAllowed, match="có tài khoản"):
        take(desk.office, CLERK, request)
