"""The outbox and its leases."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import Engine
from sqlmodel import select

from models.database import reading, writing
from models.outbox import (
    OutboxEntry,
    enqueue,
    finish,
    lease,
    release,
    renew,
    requests_waiting,
)
from tests.models.rows_made import NOON, request_ids


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ask(engine: Engine, request_id: int) -> int:
    with writing(engine) as session:
        entry = enqueue(session, request_id, NOON, "decided")
        assert entry.id is not None
        return entry.id


def take(engine: Engine, worker: str, at: datetime = NOON, limit: int = 10) -> list[int]:
    """The requests that the worker got, for 60 seconds."""
    with writing(engine) as session:
        return [entry.request_id for entry in lease(session, worker, at, 60, limit)]


def test_two_workers(engine: Engine) -> None:
    """Two workers that race for forty entries get each of them once."""
    requests = request_ids(engine, 40)
    for request_id in requests:
        ask(engine, request_id)
    got: dict[str, list[int]] = {"a": [], "b": []}
    start = Barrier(2)

    def work(worker: str) -> None:
        start.wait()
        while taken := take(engine, worker, limit=3):
            got[worker].extend(taken)

    workers = [Thread(target=work, args=(worker,)) for worker in got]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert requests == sorted(got["a"] + got["b"])


def test_one_untaken_entry(engine: Engine) -> None:
    """Asking twice before a worker came is asking once."""
    [request_id] = request_ids(engine, 1)
    assert ask(engine, request_id) == ask(engine, request_id)


def test_asked_again_while_in_work(engine: Engine) -> None:
    """What is asked while a worker has the request waits until that worker has finished."""
    [request_id] = request_ids(engine, 1)
    first = ask(engine, request_id)
    take(engine, "a")
    second = ask(engine, request_id)
    while_in_work = take(engine, "b")
    with writing(engine) as session:
        assert finish(session, first, "a", NOON)
    assert (True, [], [request_id]) == (first != second, while_in_work, take(engine, "b"))


def test_lease_that_ran_out(engine: Engine) -> None:
    """The entry of a worker that died is taken by another when its lease ends, not before."""
    [request_id] = request_ids(engine, 1)
    ask(engine, request_id)
    take(engine, "a")
    assert ([], [request_id]) == (take(engine, "b", later(59)), take(engine, "b", later(60)))


def test_worker_that_lost_its_lease(engine: Engine) -> None:
    """A worker whose entry was taken over can neither renew, give back nor finish it."""
    [request_id] = request_ids(engine, 1)
    entry = ask(engine, request_id)
    take(engine, "a")
    take(engine, "b", later(60))
    with writing(engine) as session:
        assert [False, False, False] == [
            renew(session, entry, "a", later(200)),
            release(session, entry, "a", later(61), 0),
            finish(session, entry, "a", later(61)),
        ]
        assert finish(session, entry, "b", later(62))


def test_renewed(engine: Engine) -> None:
    """A renewed lease holds until its new end."""
    [request_id] = request_ids(engine, 1)
    entry = ask(engine, request_id)
    take(engine, "a")
    with writing(engine) as session:
        assert renew(session, entry, "a", later(100))
    assert ([], [request_id]) == (take(engine, "b", later(99)), take(engine, "b", later(100)))


def test_given_back(engine: Engine) -> None:
    """An entry given back is taken again after its pause, and counts its attempts."""
    [request_id] = request_ids(engine, 1)
    entry = ask(engine, request_id)
    take(engine, "a")
    with writing(engine) as session:
        assert release(session, entry, "a", later(1), 30)
    assert ([], [request_id]) == (take(engine, "a", later(30)), take(engine, "a", later(31)))
    with reading(engine) as session:
        assert 2 == session.get_one(OutboxEntry, entry).attempts


def test_given_back_after_being_asked_again(engine: Engine) -> None:
    """Where the request was asked for again, giving back leaves one entry to take."""
    [request_id] = request_ids(engine, 1)
    first = ask(engine, request_id)
    take(engine, "a")
    second = ask(engine, request_id)
    with writing(engine) as session:
        assert release(session, first, "a", NOON, 0)
    with reading(engine) as session:
        assert [second] == session.exec(
            select(OutboxEntry.id).where(OutboxEntry.done_at == None)  # noqa: E711 - SQL
        ).all()


def test_not_before(engine: Engine) -> None:
    """An entry for later is not taken before its time."""
    [request_id] = request_ids(engine, 1)
    with writing(engine) as session:
        enqueue(session, request_id, NOON, "retry", not_before=later(10))
    assert ([], [request_id]) == (take(engine, "a", later(9)), take(engine, "a", later(10)))


def test_asked_during_a_pause(engine: Engine) -> None:
    """An entry that waits out a pause is taken as soon as somebody asks again, and no later."""
    [request_id] = request_ids(engine, 1)
    with writing(engine) as session:
        enqueue(session, request_id, NOON, "retry", not_before=later(300))
    with writing(engine) as session:
        enqueue(session, request_id, later(10), "decided")
        enqueue(session, request_id, NOON, "retry", not_before=later(500))
    assert ([], [request_id]) == (take(engine, "a", later(9)), take(engine, "a", later(10)))


def test_requests_waiting(engine: Engine) -> None:
    """A request waits while its entry is untaken or in work, not when it is done."""
    untaken, in_work, done = request_ids(engine, 3)
    for request_id in (done, in_work, untaken):
        entry = ask(engine, request_id)
        if request_id == untaken:
            continue
        assert [request_id] == take(engine, "a")
        if request_id == done:
            with writing(engine) as session:
                finish(session, entry, "a", NOON)
    with reading(engine) as session:
        assert {untaken, in_work} == requests_waiting(session)
