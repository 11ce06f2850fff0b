"""Four places with one thing of each kind, and one of each kind of person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import select

from flows.desk.decide import Decision, decide
from flows.desk.hold import take
from flows.desk.roles import Span, grant_role, set_approval_levels, set_substitute
from models.database import writing
from models.request import Line
from models.role import Granted, Role
from models.transitions import LineState, RequestState, move, move_line
from models.user import Actor
from models.verdict import Outcome
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, MONDAY, REVIEWER, Desk, new_person
from tests.flows.people_made import add_account, add_organisation, somebody

NOWHERE = 999_999
_LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"


@dataclass(frozen=True)
class Place:
    """One organisation's requests in the states that the use cases want, by number."""

    name: str
    policy: str
    organisation: int
    sender: str
    review: int
    waiting: int
    done: int  # its reply is drafted, its password not handed over
    failed: int
    issued: int
    letter: int  # that of ``issued``
    returned: int  # a letter with faults
    mailbox: str

    def nowhere(self) -> Place:
        """The same, of what does not exist."""
        return replace(
            self,
            organisation=NOWHERE,
            mailbox="nobody@nowhere.gov.vn",
            review=NOWHERE,
            waiting=NOWHERE,
            done=NOWHERE,
            failed=NOWHERE,
            issued=NOWHERE,
            letter=NOWHERE,
            returned=NOWHERE,
        )


@dataclass(frozen=True)
class World:
    """``places``: of the agency's own organisation, of one below it, of another one of the same
    province, and of another province.
    """

    places: dict[str, Place]
    people: dict[str, Actor]
    colleagues: dict[str, int]  # another account of each province's staff
    holder: int  # the first province's staff, who has its failed requests in hand
    grants: dict[str, int]  # by the name of a place, for want of another
    substitutions: dict[str, int]


def make_world(desk: Desk, out: Path) -> World:
    """Everything, in an empty office."""
    office = desk.office
    own = add_organisation(office, "phu-tho", "Sở Nội vụ")
    child = add_organisation(office, "phu-tho", "Phòng Pháp chế", own)
    other = add_organisation(office, "phu-tho", "Sở Công Thương")
    far = add_organisation(office, "khanh-hoa", "Sở Nội vụ")
    places = {
        "own": _place(desk, out, "own", "phu-tho", own, "Sở Nội vụ"),
        "child": _place(
            desk, out, "child", "phu-tho", child, "Phòng Pháp chế trực thuộc Sở Nội vụ"
        ),
        "other": _place(desk, out, "other", "phu-tho", other, "Sở Công Thương"),
        "far": _place(desk, out, "far", "khanh-hoa", far, "Sở Nội vụ"),
    }
    staff = somebody(office, "staff", Granted(Role.STAFF, "phu-tho"))
    people = {
        "operator": Actor("operator", "command"),
        "agency": somebody(office, "agency", Granted(Role.AGENCY, "phu-tho", own)),
        "staff": staff,
        "supervisor": somebody(office, "supervisor", Granted(Role.SUPERVISOR, "phu-tho")),
        "administrator": somebody(office, "administrator", Granted(Role.ADMINISTRATOR)),
        "nobody": somebody(office, "nobody"),
        "flow": Actor("flow", "flow"),
        "unknown": Actor("staff", "page"),
        "somebody else's session": replace(staff, user_id=(staff.user_id or 0) + 1),
    }
    colleagues = {
        "phu-tho": add_account(office, "colleague", Granted(Role.STAFF, "phu-tho")),
        "khanh-hoa": add_account(office, "colleague2", Granted(Role.STAFF, "khanh-hoa")),
    }
    grants, substitutions = {}, {}
    for name in places:
        span = Span(MONDAY.date(), MONDAY.date())
        more = Granted(Role.STAFF, "phu-tho")
        grants[name] = grant_role(office, CLERK, "colleague", more, span)
        substitutions[name] = set_substitute(office, CLERK, "nobody", "colleague", span)
    for place in places.values():
        if place.policy == "phu-tho":
            take(office, staff, place.failed)
    return World(places, people, colleagues, staff.user_id or 0, grants, substitutions)


def _place(desk: Desk, out: Path, name: str, policy: str, organisation: int, sender: str) -> Place:
    review = _sent(desk, policy, sender)[1]
    waiting = _waiting(desk, policy, sender)
    done = _sent(desk, policy, sender)[1]
    desk.decide(done)
    desk.run(done)
    letter, issued = _sent(desk, policy, sender)
    desk.decide(issued)
    desk.run(issued)
    desk.issue(letter, str(letter), out)
    return Place(
        name=name,
        policy=policy,
        organisation=organisation,
        sender=sender,
        review=review,
        waiting=waiting,
        done=done,
        failed=_failed(desk, policy, sender),
        issued=issued,
        letter=letter,
        returned=_sent(desk, policy, sender, faulty=True)[0],
        mailbox=desk.lines(issued)[0].proposed_address or "",
    )


def letter_of(number: int, policy: str) -> list[list[FilledRow]]:
    """The rows of one new person, another with each number, as the province's form wants them."""
    first, second = _LETTERS[number // 22 % 22], _LETTERS[number % 22]
    person = new_person(f"Nguyễn {first}a {second}ung", number)
    return [[person], []] if policy == "phu-tho" else [[], [person]]


def _sent(desk: Desk, policy: str, sender: str, *, faulty: bool = False) -> tuple[int, int]:
    rows = letter_of(desk.letters, policy)
    wrong = ("Nguyễn", "張") if faulty else None
    done = desk.send(policy, FORMS[policy], rows, sender=sender, replace=wrong)
    if faulty:
        assert done.faults
        return done.letter_id, NOWHERE
    ((request, _),) = done.requests
    desk.run(request)
    return done.letter_id, request


FORMS = {"phu-tho": "mau-03", "khanh-hoa": "phu-luc"}


def _waiting(desk: Desk, policy: str, sender: str) -> int:
    set_approval_levels(desk.office, CLERK, policy, 2)
    _, request = _sent(desk, policy, sender)
    decide(desk.office, REVIEWER, Decision(request, Outcome.APPROVED))
    set_approval_levels(desk.office, CLERK, policy, 1)
    assert desk.request(request).state is RequestState.WAITING_FOR_APPROVAL
    return request


def _failed(desk: Desk, policy: str, sender: str) -> int:
    _, number = _sent(desk, policy, sender)
    desk.decide(number)
    with writing(desk.office.engine) as session:
        request = session.get_one(type(desk.request(number)), number)
        for state in (RequestState.PROVISIONING, RequestState.FAILED):
            move(request, state, MONDAY)
        for line in session.exec(select(Line).where(Line.request_id == number)):
            move_line(line, LineState.FAILED)
    return number
