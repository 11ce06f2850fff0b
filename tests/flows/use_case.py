"""A use case as the matrix of rights calls it, and which role may do it where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.desk import look
from models.database import reading
from models.request import Request
from models.user import Actor
from tasks.forms.content import LetterHeader
from tasks.office import Office
from tasks.receive import Incoming
from tests.flows.cases import MONDAY
from tests.flows.places_made import FORMS, Place, World, letter_of
from tests.tasks.forms.letters_made import filled

OWN = ("own", "child")
PROVINCE = (*OWN, "other")
ALL = (*PROVINCE, "far")


@dataclass(frozen=True)
class Call:
    """What a use case is called with."""

    office: Office
    actor: Actor
    place: Place
    world: World
    folder: Path

    @property
    def plan(self) -> str:
        """What the actor sees; of what does not exist, or is not to be seen, nothing."""
        return self.plan_of(self.place.review)

    def plan_of(self, request: int) -> str:
        with reading(self.office.engine) as session:
            if session.get(Request, request) is None:
                return ""
        return look.show_request(self.office, Actor("operator", "command"), request).plan

    def incoming(self, corrects: int | None = None) -> Incoming:
        """A letter that nobody sent yet."""
        policy, sender = self.place.policy, self.place.sender
        rows = letter_of(900 + len(self.place.sender), policy)
        header = LetterHeader(sender=sender, number="900/CV", dated=MONDAY.date())
        content = filled(policy, FORMS[policy], "xlsx", rows, header)
        return Incoming(content, "a.xlsx", "application/octet-stream", "form", MONDAY, corrects)


@dataclass(frozen=True)
class UseCase:
    """``may``: the places at which each role may do it; a role that is left out may nowhere.

    ``lists``: it answers with what is in reach instead of refusing what is not.  ``elsewhere``: it
    is about a province and no number, so that another province's people are told that they may not.
    """

    call: Callable[[Call], Any]
    may: Mapping[str, tuple[str, ...]]
    writes: bool = True
    lists: bool = False
    elsewhere: bool = False


SEES = {"agency": OWN, "staff": PROVINCE, "supervisor": PROVINCE, "administrator": ALL}
CENTRE = {"staff": PROVINCE, "supervisor": PROVINCE}
CENTRE_SEES = {**CENTRE, "administrator": ALL}
STAFF = {"staff": PROVINCE}
AGENCY_OR_STAFF = {"agency": OWN, "staff": PROVINCE}
ADMINISTRATOR = {"administrator": ALL}


def seen(call: Callable[[Call], Any]) -> UseCase:
    return UseCase(call, SEES, writes=False)


def listed(
    call: Callable[[Call], Iterable[Any]], may: Mapping[str, tuple[str, ...]] | None = None
) -> UseCase:
    """``call`` gives what of the place is listed."""
    return UseCase(lambda c: sorted(map(str, call(c))), may or SEES, writes=False, lists=True)


def own(place: Place, rows: Iterable[Any], *names: str) -> list[Any]:
    """The rows that are the place's own."""
    wanted: dict[str, set[object]] = {
        "request_id": {place.review, place.waiting, place.done, place.failed, place.issued},
        "letter_id": {place.letter, place.returned},
        "organisation_id": {place.organisation},
        "address": {place.mailbox},
        "policy": {place.policy},
        "chain": {place.policy},
    }
    return [row for row in rows if any(getattr(row, name) in wanted[name] for name in names)]
