"""Requests of Phú Thọ to decide on, and decisions as a page gives them."""

from __future__ import annotations

from flows.desk import look
from flows.desk.decide import Decision, decide
from models.role import Granted, Role
from models.transitions import RequestState
from models.user import Actor
from models.verdict import Outcome
from tests.flows.cases import Desk, new_person

STAFF, SUPERVISOR = Granted(Role.STAFF, "phu-tho"), Granted(Role.SUPERVISOR, "phu-tho")


def proposed(desk: Desk, *names: str) -> int:
    """A request of new people, in review; nobody has another's citizen number."""
    people = [
        new_person(name, 10 * desk.letters + number)
        for number, name in enumerate(names or ("Trần Mạnh Hùng", "Lê Thị Bình"))
    ]
    ((request, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
    desk.run(request)
    return request


def seen(desk: Desk, actor: Actor, request: int) -> str:
    """The fingerprint of the plan that the actor sees."""
    return look.show_request(desk.office, actor, request).plan


def decided(
    desk: Desk,
    actor: Actor,
    request: int,
    outcome: Outcome = Outcome.APPROVED,
    line: int | None = None,
) -> None:
    """A verdict, as a page gives it."""
    reason = None if outcome is Outcome.APPROVED else "chưa đủ"
    plan = seen(desk, actor, request)
    decide(desk.office, actor, Decision(request, outcome, line, reason, plan=plan))


def state(desk: Desk, request: int) -> RequestState:
    """Where the request stands."""
    return desk.request(request).state
