"""Every use case × every role × own, lower and foreign organisation, and another province."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect as inspect_database
from sqlalchemy import text

import flows.desk
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.database import reading
from tests.databases import copy_installation
from tests.flows.cases import Desk, desk_in
from tests.flows.places_made import World, make_world
from tests.flows.use_case import ALL, Call, UseCase
from tests.flows.use_cases import USE_CASES

#: What takes an office and no actor, and why nobody's rights are asked.
WITHOUT_ACTOR = {
    "sign_in.sign_in": "nobody is known yet",
    "sign_in.begin_session": "follows on having been known",
    "sign_in.session_actor": "tells who the actor is; whoever has the session's id is that one",
    "sign_in.sign_out": "whoever has the session's id may end it",
    "going_on.still_going": "whether a worker has an order for a request that the caller knows",
    "going_on.wait_until_settled": "the same, waiting",
    "submit.law_on": "reads a regulation, for submit and record, which ask",
    "meant_reply.draft_missing_return": "a part of issue, which asks",
    "queues.put_in_queues": "mends rows of an older version when the office opens; tells nothing",
}
#: What takes an actor, and is not asked about by itself.
WITH_ACTOR = {
    "sign_in.change_password": "one's own alone: see test_sign_in.py",
    "submit.keep_and_go_on": "the second half of submit and record, which ask",
    "rights.require": "is the question itself",
    "rights.account_of": "a part of the question",
}
_NUMBER = re.compile(r"\b[RL]?\d+\b|\S+@\S+")


@dataclass(frozen=True)
class Prepared:
    """A world in a folder, whose database nobody has open."""

    folder: Path
    world: World


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made once; each test works on copies."""
    folder = tmp_path_factory.mktemp("world")
    desk = desk_in(folder)
    world = make_world(desk, folder / "out")
    desk.office.engine.dispose()
    return Prepared(folder, world)


class Copies:
    """Copies of the world, as many as a test wants."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        self._prepared, self._folder = prepared, folder
        self._made: list[Desk] = []

    def another(self) -> Desk:
        folder = self._folder / str(len(self._made))
        copy_installation(self._prepared.folder, folder)
        self._made.append(desk_in(folder))
        return self._made[-1]

    def close(self) -> None:
        for desk in self._made:
            desk.office.engine.dispose()


@pytest.fixture
def copies(prepared: Prepared, tmp_path: Path) -> Iterator[Copies]:
    """Of this test alone."""
    made = Copies(prepared, tmp_path)
    yield made
    made.close()


def outcome(use_case: UseCase, call: Call) -> tuple[str, Any]:
    """What came of it, without the numbers that the caller gave."""
    try:
        return "answered", use_case.call(call)
    except NotAllowed as error:
        return "not allowed", str(error)
    except Refused as error:
        return "refused", tuple(_NUMBER.sub("#", reason) for reason in error.reasons)


def rows(desk: Desk) -> dict[str, list[str]]:
    """Everything that is kept."""
    with reading(desk.office.engine) as session:
        names = inspect_database(session.connection()).get_table_names()
        return {
            name: sorted(map(str, session.execute(text(f"SELECT * FROM {name}"))))  # noqa: S608 - ours
            for name in names
        }


def may(use_case: UseCase, role: str) -> tuple[str, ...]:
    return use_case.may.get(role, ALL if role == "operator" else ())


def test_every_use_case_is_in_the_matrix() -> None:
    """A function of the desk that takes an office takes an actor too, and stands in the table."""
    found: set[str] = set()
    without: set[str] = set()
    for module in pkgutil.iter_modules(flows.desk.__path__):
        members = vars(importlib.import_module(f"flows.desk.{module.name}"))
        for name, member in members.items():
            own = getattr(member, "__module__", "") == f"flows.desk.{module.name}"
            if not own or name.startswith("_") or not inspect.isfunction(member):
                continue
            parameters = list(inspect.signature(member).parameters)
            if parameters[:1] == ["office"]:
                known = parameters[1:2] == ["actor"]
                (found if known else without).add(f"{module.name}.{name}")
    assert {*USE_CASES, *WITH_ACTOR} == found
    assert set(WITHOUT_ACTOR) == without


@pytest.mark.parametrize("name", USE_CASES)
def test_what_is_not_allowed_is_as_if_it_did_not_exist(
    prepared: Prepared, copies: Copies, name: str
) -> None:
    """To whoever may do it somewhere; to whoever may nowhere it says so.  Nothing is written."""
    use_case, world, desk = USE_CASES[name], prepared.world, copies.another()
    before = rows(desk)
    for role, actor in world.people.items():
        allowed = may(use_case, role)
        for place in (world.places[each] for each in ALL if each not in allowed):
            call = Call(desk.office, actor, place, world, desk.office.settings.home)
            got = outcome(use_case, call)
            if not allowed or (use_case.elsewhere and place.name == "far"):
                assert ("not allowed", role, place.name) == (got[0], role, place.name)
            elif use_case.lists:
                assert ("answered", []) == got
            else:
                nowhere = Call(desk.office, actor, place.nowhere(), world, call.folder)
                assert "refused" == got[0]
                assert outcome(use_case, nowhere) == got
    assert before == rows(desk)


@pytest.mark.parametrize("name", USE_CASES)
def test_what_is_allowed_is_done(prepared: Prepared, copies: Copies, name: str) -> None:
    """By each role, at each of its places."""
    use_case, world = USE_CASES[name], prepared.world
    desk = copies.another()
    for role, actor in world.people.items():
        allowed = may(use_case, role)
        if not allowed:
            continue
        if use_case.writes:
            desk = copies.another()
        before = rows(desk)
        for place in (world.places[each] for each in allowed):
            call = Call(desk.office, actor, place, world, desk.office.settings.home)
            how, got = outcome(use_case, call)
            assert ("answered", role, place.name) == (how, role, place.name), got
            assert not use_case.lists or got, (role, place.name)
        if not use_case.writes:
            assert before == rows(desk)
