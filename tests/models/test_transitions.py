"""Moves of requests and lines."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import Engine

from models.database import reading, writing
from models.request import Line, Request, move_lines_if
from models.transitions import (
    NEXT,
    NEXT_OF_LINE,
    QUEUE_OF,
    IllegalTransition,
    LineState,
    Queue,
    RequestState,
    is_open,
    move,
    move_line,
)
from policies.schema import Kind, RequestType
from tests.models.rows_made import NOON, add_request

ENDS = {RequestState.CLOSED, RequestState.WITHDRAWN}


def request_in(state: RequestState) -> Request:
    return Request(
        letter_id=1,
        policy="p",
        type=RequestType.NEW,
        state=state,
        created_at=NOON,
        state_since=NOON,
    )


def reachable_from(state: RequestState) -> set[RequestState]:
    seen: set[RequestState] = set()
    waiting = [state]
    while waiting:
        for following in NEXT[waiting.pop()] - seen:
            seen.add(following)
            waiting.append(following)
    return seen


@pytest.mark.parametrize("state", RequestState)
def test_queue(state: RequestState) -> None:
    """A state has a queue (one: it is a mapping) exactly where something may follow it."""
    assert (bool(NEXT[state]), state not in ENDS) == (state in QUEUE_OF, is_open(state))


def test_every_queue_is_used() -> None:
    """No queue is empty for ever."""
    assert set(Queue) == set(QUEUE_OF.values())


@pytest.mark.parametrize("state", sorted(set(RequestState) - ENDS))
def test_every_open_state_can_end(state: RequestState) -> None:
    """From each open state a request can be closed."""
    assert RequestState.CLOSED in reachable_from(state)


def test_every_state_is_reached() -> None:
    """No state is out of reach of a new request."""
    assert set(RequestState) - {RequestState.NEW} == reachable_from(RequestState.NEW)


@pytest.mark.parametrize(("state", "to"), list(product(RequestState, repeat=2)))
def test_move(state: RequestState, to: RequestState) -> None:
    """A move of the table is made; any other raises and changes nothing."""
    request = request_in(state)
    later = NOON.replace(hour=6)
    if to in NEXT[state]:
        move(request, to, later)
        assert (to, later) == (request.state, request.state_since)
    else:
        with pytest.raises(IllegalTransition):
            move(request, to, later)
        assert (state, NOON) == (request.state, request.state_since)


def test_withdrawal_ends_with_provisioning() -> None:
    """A request can be withdrawn exactly until its provisioning began."""
    assert {
        RequestState.NEW,
        RequestState.IN_REVIEW,
        RequestState.WAITING_FOR_APPROVAL,
        RequestState.APPROVED,
    } == {state for state in RequestState if RequestState.WITHDRAWN in NEXT[state]}


@pytest.mark.parametrize(("state", "to"), list(product(LineState, repeat=2)))
def test_move_line(state: LineState, to: LineState) -> None:
    """A line moves by its table only."""
    line = Line(request_id=1, number=1, section="A", row=1, kind=Kind.PERSON, state=state)
    if to in NEXT_OF_LINE[state]:
        move_line(line, to)
        assert to == line.state
    else:
        with pytest.raises(IllegalTransition):
            move_line(line, to)
        assert state == line.state


def test_second_decision_is_told(engine: Engine) -> None:
    """Of two decisions made on the same reading the second changes nothing and is told."""
    with writing(engine) as session:
        request = add_request(session)
        line = session.get_one(Line, request.id)
        move_line(line, LineState.PROPOSED)
    answers = []
    for to in (LineState.APPROVED, LineState.REFUSED):
        with writing(engine) as session:
            seen = session.get_one(Line, line.id)
            answers.append(not move_lines_if(session, [seen], LineState.PROPOSED, to))
    with reading(engine) as session:
        assert [True, False] == answers
        assert LineState.APPROVED == session.get_one(Line, line.id).state
