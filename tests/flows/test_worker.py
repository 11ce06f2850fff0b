"""The worker: what breaks around it does not end it, and what breaks often is shown."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

import flows.reconcile
import flows.term_watch
import flows.worker
from flows.by_type import FLOW_OF
from flows.desk.look import queue
from flows.worker import Worker
from models import outbox
from models.database import writing
from models.outbox import OutboxEntry
from models.transitions import RequestState
from tests.flows.cases import CLERK, Desk, new_people


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing() -> int:
        return 0

    monkeypatch.setattr(flows.reconcile, "reconcile", nothing)
    monkeypatch.setattr(flows.term_watch, "term_watch", nothing)


def busy(times: int, then: Callable[..., Any]) -> Callable[..., Any]:
    """A look at the database that finds it locked so many times."""
    left = [None] * times

    def look(*given: Any) -> Any:
        if left:
            left.pop()
            raise OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))
        return then(*given)

    return look


def requested(desk: Desk) -> int:
    """A request that nobody worked on yet."""
    people = new_people("Trần Mạnh Hùng")
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
    return request_id


def run_by(monkeypatch: pytest.MonkeyPatch, desk: Desk, request_id: int, run: Any) -> None:
    """What a run of that request does in this test."""
    monkeypatch.setitem(FLOW_OF, desk.request(request_id).type, run)


def entries(desk: Desk) -> list[OutboxEntry]:
    """The orders of the office."""
    return desk.all(OutboxEntry)


def work(desk: Desk) -> None:
    """Until there is nothing to do for a moment."""
    asyncio.run(asyncio.wait_for(Worker(desk.office, "w").work(idle_seconds=0.6), 20))


def test_a_locked_database_ends_no_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks that break – for orders, for old leases – are repeated, and the order is taken."""
    request_id = requested(desk)
    ran = []

    async def run(number: int) -> None:
        ran.append(number)

    run_by(monkeypatch, desk, request_id, run)
    monkeypatch.setattr(flows.worker, "something_due", busy(1, outbox.something_due))
    monkeypatch.setattr(flows.worker, "lease", busy(1, outbox.lease))
    monkeypatch.setattr(flows.worker, "release_all", busy(1, outbox.release_all))
    work(desk)
    assert [request_id] == ran


def test_a_killed_worker_s_orders_are_taken_up_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the next one of its name; what another machine's worker holds is left to it."""
    own, other = requested(desk), requested(desk)
    with writing(desk.office.engine) as session:
        held = {own: "w", other: "another machine's"}
        for entry in session.exec(select(OutboxEntry)):
            entry.leased_by = held[entry.request_id]
            entry.lease_until = desk.clock() + timedelta(seconds=60)
    ran = []

    async def run(number: int) -> None:
        ran.append(number)

    run_by(monkeypatch, desk, own, run)
    work(desk)
    assert [own] == ran


def test_a_run_that_cannot_be_written_off_ends_no_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the end of a run is not written down its lease runs out, and the worker goes on."""
    first, second = requested(desk), requested(desk)
    ran = []

    async def run(number: int) -> None:
        ran.append(number)

    run_by(monkeypatch, desk, first, run)
    monkeypatch.setattr(flows.worker, "finish", busy(1, outbox.finish))
    work(desk)
    assert [first, second] == sorted(ran)
    assert [True, False] == sorted(entry.done_at is None for entry in entries(desk))[::-1]


def test_what_breaks_often_is_shown_and_tried_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new request that broke four times says so in its queue; a run that succeeds clears it."""
    request_id = requested(desk)

    async def broken(number: int) -> None:
        raise ValueError("Trần Mạnh Hùng")

    async def whole(number: int) -> None:
        desk.run(number)

    run_by(monkeypatch, desk, request_id, broken)
    for entry in entries(desk):
        with writing(desk.office.engine) as session:
            session.get_one(OutboxEntry, entry.id).attempts = 3
    work(desk)
    assert "chạy 4 lần đều hỏng; xem nhật ký của bộ máy" == queue(desk.office, CLERK)[0].failure
    (entry,) = entries(desk)
    assert (None, None) == (entry.done_at, entry.leased_by)
    with writing(desk.office.engine) as session:
        session.exec(select(OutboxEntry)).one().not_before = desk.clock()
    run_by(monkeypatch, desk, request_id, whole)
    work(desk)
    request = desk.request(request_id)
    assert (RequestState.IN_REVIEW, None) == (request.state, request.failure)


def test_the_log_quotes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken run is logged with class and line, not with its message."""
    request_id = requested(desk)

    async def broken(number: int) -> None:
        raise ValueError("Trần Mạnh Hùng")

    run_by(monkeypatch, desk, request_id, broken)
    work(desk)
    assert f"run of R{request_id} broke\nbuiltins.ValueError" in caplog.text
    assert "test_worker.py" in caplog.text
    assert "Hùng" not in caplog.text
