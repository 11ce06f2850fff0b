"""The worker: takes orders to go on under a lease, and runs the flow of each in this process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flows.engine import (
    FINISH,
    PrefectServer,
    Running,
    announce,
    engine_environment,
    prefect_server,
    sole_worker,
)
from flows.stack import without_values
from flows.surroundings import open_office, working_in
from models.database import reading, writing
from models.outbox import OutboxEntry, finish, lease, release, release_all, renew, something_due
from models.request import Request
from models.settings import Settings
from models.transitions import NEXT, RequestState, is_open, move
from tasks.connectors.errors import TransientError
from tasks.office import Office

_LOG = logging.getLogger("congvu.worker")
_LEASE = 60.0  # seconds; renewed every third of it
_LOOK = 0.25  # seconds between two looks at the outbox
_RECONCILE = 60.0  # seconds
_WATCH = 300.0  # seconds between two looks at the terms, which are counted in hours
_MOST_TRIES = 4  # then the request stands in the failed queue, for somebody to look
_MOST_PAUSE = 300.0  # seconds before a run that broke is tried again
_FAILED = RequestState.FAILED
_WAITS = "hệ thống thư chưa trả lời; tự thử lại cho đến khi được"
_TRIED = "lần đều hỏng; xem nhật ký của bộ máy"


class Worker:
    """Takes orders of one office, a few at a time, until told to stop or long idle."""

    def __init__(self, office: Office, name: str) -> None:
        self._office = office
        self._name = name
        self._stop = asyncio.Event()
        self._runs: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Finish what is running, take no more."""
        self._stop.set()

    def is_wanted(self) -> bool:
        """Whether an order came while it was on its way out of idleness."""
        with reading(self._office.engine) as session:
            return not self._stop.is_set() and something_due(session, self._office.clock())

    async def work(self, idle_seconds: float | None = None) -> None:
        """Until ``stop``, or ``idle_seconds`` without an order.

        A database that does not answer for a while ends nothing: it is looked at again.
        """
        loop = asyncio.get_running_loop()
        await self._free_own_leases()
        reconciling = asyncio.create_task(self._keep_reconciling())
        busy = loop.time()
        try:
            while not self._stop.is_set():
                if await self._take():
                    busy = loop.time()
                elif idle_seconds is not None and loop.time() - busy > idle_seconds:
                    break
                await asyncio.sleep(_LOOK)
        finally:
            reconciling.cancel()
            if self._runs:
                await asyncio.wait(self._runs)

    async def _free_own_leases(self) -> None:
        """What a killed worker of this name held is free at once: there is only one of a name.

        Where that breaks, the leases run out by themselves.
        """
        with _logged("freeing leases"):
            await asyncio.to_thread(self._release_all)

    async def _keep_reconciling(self) -> None:
        """Beside the work, so that nobody waits for it."""
        from flows.reconcile import reconcile
        from flows.term_watch import term_watch

        loop = asyncio.get_running_loop()
        watched = loop.time() - _WATCH
        while True:
            with _logged("reconciling"):
                await reconcile()
            if loop.time() - watched >= _WATCH:
                watched = loop.time()
                with _logged("watching over terms"):
                    await term_watch()
            await asyncio.sleep(_RECONCILE)

    async def _take(self) -> bool:
        room = self._office.settings.flows_at_once - len(self._runs)
        if room > 0:
            with _logged("looking for orders"):
                for entry in await asyncio.to_thread(self._lease, room):
                    run = asyncio.create_task(self._run(entry))
                    self._runs.add(run)
                    run.add_done_callback(self._runs.discard)
        return bool(self._runs)

    def _lease(self, room: int) -> list[OutboxEntry]:
        with reading(self._office.engine) as session:
            if not something_due(session, self._office.clock()):
                return []
        with writing(self._office.engine) as session:
            return lease(session, self._name, self._office.clock(), _LEASE, room)

    async def _run(self, entry: OutboxEntry) -> None:
        from prefect import tags

        from flows.by_type import FLOW_OF
        from flows.reconcile import REQUEST_TAG

        renewing = asyncio.create_task(self._renew(entry))
        ending = self._finish
        try:
            with reading(self._office.engine) as session:
                type_ = session.get_one(Request, entry.request_id).type
            with tags(REQUEST_TAG, f"request:{entry.request_id}"):
                await FLOW_OF[type_](entry.request_id)
        except Exception as error:  # noqa: BLE001 - logged with its stack, and tried again
            # whatever broke the run must not break the worker: the order is tried again, later
            _log("run of R%s", error, entry.request_id)
            passing = isinstance(error, TransientError)
            ending = self._wait if passing else self._give_back
        finally:
            renewing.cancel()
        with _logged(f"ending the run of R{entry.request_id}"):  # where it breaks, the lease ends
            await asyncio.to_thread(ending, entry)

    async def _renew(self, entry: OutboxEntry) -> None:
        while True:
            await asyncio.sleep(_LEASE / 3)
            with _logged("renewing a lease"):
                await asyncio.to_thread(self._hold, entry)

    def _hold(self, entry: OutboxEntry) -> None:
        until = self._office.clock() + timedelta(seconds=_LEASE)
        with writing(self._office.engine) as session:
            renew(session, entry.id or 0, self._name, until)

    def _finish(self, entry: OutboxEntry) -> None:
        with writing(self._office.engine) as session:
            request = session.get_one(Request, entry.request_id)
            failure = request.failure or ""
            if (failure.endswith(_TRIED) or failure == _WAITS) and request.state is not _FAILED:
                request.failure = None  # it ran at last
            finish(session, entry.id or 0, self._name, self._office.clock())

    def _wait(self, entry: OutboxEntry) -> None:
        """Nobody has to ask again: it goes on where the mail system is back, however late."""
        pause = min(2.0**entry.attempts, _MOST_PAUSE)
        with writing(self._office.engine) as session:
            session.get_one(Request, entry.request_id).failure = _WAITS
            release(session, entry.id or 0, self._name, self._office.clock(), pause)

    def _give_back(self, entry: OutboxEntry) -> None:
        pause = min(2.0**entry.attempts, _MOST_PAUSE)
        with writing(self._office.engine) as session:
            request = session.get_one(Request, entry.request_id)
            if entry.attempts >= _MOST_TRIES and is_open(request.state):
                request.failure = f"chạy {entry.attempts} {_TRIED}"
                if _FAILED in NEXT[request.state]:
                    move(request, _FAILED, self._office.clock())
                    finish(session, entry.id or 0, self._name, self._office.clock())
                    return
            release(session, entry.id or 0, self._name, self._office.clock(), pause)

    def _release_all(self) -> None:
        with writing(self._office.engine) as session:
            release_all(session, self._name, self._office.clock())


def _log(what: str, error: BaseException, *names: object) -> None:
    _LOG.error(f"{what} broke\n%s", *names, without_values(error))


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """What breaks inside is logged, and is tried again at its next turn."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - logged with its stack, and tried again
        _log(what, error)


def main() -> int:
    """Run the engine of this home until it is stopped or idle.

    0, also where another one runs already; 1 where the Prefect server ended by itself.
    """
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings()
    with sole_worker(settings, patient=True) as alone:
        if not alone:
            return 0
        announce(settings, None)  # a killed worker's notes: its process id may be anybody's now
        with prefect_server(settings) as server:
            os.environ.update(engine_environment(settings, server.api_url))
            with working_in(open_office(settings)) as office:
                return asyncio.run(_serve(office, settings, server))


async def _serve(office: Office, settings: Settings, server: PrefectServer) -> int:
    worker = Worker(office, name=str(settings.home))

    def end() -> None:
        announce(settings, None)  # who asks from now on waits for the next worker
        worker.stop()

    async def watch() -> None:
        while server.is_alive():
            await asyncio.sleep(1)
        _LOG.error("the Prefect server ended by itself")
        end()

    loop = asyncio.get_running_loop()
    for number in (FINISH, signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    watching = asyncio.create_task(watch())
    try:
        while True:
            announce(settings, Running(os.getpid(), server.api_url, settings.mail))
            await worker.work(idle_seconds=settings.idle_minutes * 60)
            announce(settings, None)
            if not worker.is_wanted():  # who asked before this line saw the notes and relies on us
                break
    finally:
        watching.cancel()
        announce(settings, None)
    return 0 if server.is_alive() else 1


if __name__ == "__main__":
    sys.exit(main())
