"""The worker: what breaks around it does not end it, and what breaks often is shown."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
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
from tasks.connectors.errors import TransientError
from tests.flows.cases import Desk, new_people


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
    assert "chạy 4 lần đều hỏng; xem nhật ký của bộ máy" == queue(desk.office)[0].failure
    (entry,) = entries(desk)
    assert (None, None) == (entry.done_at, entry.leased_by)
    with writing(desk.office.engine) as session:
        session.exec(select(OutboxEntry)).one().not_before = desk.clock()
    run_by(monkeypatch, desk, request_id, whole)
    work(desk)
    request = desk.request(request_id)
    assert (RequestState.IN_REVIEW, None) == (request.state, request.failure)


def test_a_silent_mail_system_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it was tried, no request fails for it: it says so and is tried again later."""
    request_id = requested(desk)
    desk.run(request_id)
    desk.decide(request_id)

    async def silent(number: int) -> None:
        raise TransientError("R1: TransientError")

    run_by(monkeypatch, desk, request_id, silent)
    with writing(desk.office.engine) as session:
        for entry in session.exec(select(OutboxEntry)):
            entry.attempts = 7
    work(desk)
    assert RequestState.APPROVED is desk.request(request_id).state
    told = "hệ thống thư chưa trả lời; tự thử lại cho đến khi được"
    assert told == queue(desk.office)[0].failure
    (waiting,) = [entry for entry in entries(desk) if entry.done_at is None]
    assert (None, 256.0) == (
        waiting.leased_by,
        (waiting.not_before - desk.clock()).total_seconds(),
    )


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
