"""The worker: takes orders to go on under a lease, and runs the flow of each in this process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from datetime import timedelta

from flows.engine import Running, announce, engine_environment, prefect_server, sole_worker
from flows.surroundings import open_office, working_in
from models.database import reading, writing
from models.outbox import OutboxEntry, finish, lease, release, release_all, renew, something_due
from models.request import Request
from models.settings import Settings
from models.transitions import NEXT, RequestState, move
from tasks.office import Office

_LOG = logging.getLogger("congvu.worker")
_LEASE = 60.0  # seconds; renewed every third of it
_LOOK = 0.25  # seconds between two looks at the outbox
_RECONCILE = 60.0  # seconds
_MOST_TRIES = 4  # then the request stands in the failed queue, for somebody to look
_MOST_PAUSE = 300.0  # seconds before a run that broke is tried again


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

    async def work(self, idle_seconds: float | None = None) -> None:
        """Until ``stop``, or ``idle_seconds`` without an order."""
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._free_own_leases)
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

    async def _keep_reconciling(self) -> None:
        """Beside the work, so that nobody waits for it; a failure is logged and tried again."""
        from flows.reconcile import reconcile

        while True:
            try:
                await reconcile()
            except Exception:  # noqa: BLE001 - logged with its stack, and tried again
                _LOG.exception("reconciling broke")
            await asyncio.sleep(_RECONCILE)

    async def _take(self) -> bool:
        room = self._office.settings.flows_at_once - len(self._runs)
        if room > 0:
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
        try:
            with reading(self._office.engine) as session:
                type_ = session.get_one(Request, entry.request_id).type
            with tags(REQUEST_TAG, f"request:{entry.request_id}"):
                await FLOW_OF[type_](entry.request_id)
        except Exception:  # noqa: BLE001 - logged with its stack, and tried again
            # whatever broke the run must not break the worker: the order is tried again, later
            _LOG.exception("run of R%s broke", entry.request_id)
            await asyncio.to_thread(self._give_back, entry)
        else:
            await asyncio.to_thread(self._finish, entry)
        finally:
            renewing.cancel()

    async def _renew(self, entry: OutboxEntry) -> None:
        while True:
            await asyncio.sleep(_LEASE / 3)
            await asyncio.to_thread(self._hold, entry)

    def _hold(self, entry: OutboxEntry) -> None:
        until = self._office.clock() + timedelta(seconds=_LEASE)
        with writing(self._office.engine) as session:
            renew(session, entry.id or 0, self._name, until)

    def _finish(self, entry: OutboxEntry) -> None:
        with writing(self._office.engine) as session:
            finish(session, entry.id or 0, self._name, self._office.clock())

    def _give_back(self, entry: OutboxEntry) -> None:
        pause = min(2.0**entry.attempts, _MOST_PAUSE)
        with writing(self._office.engine) as session:
            request = session.get_one(Request, entry.request_id)
            if entry.attempts >= _MOST_TRIES and RequestState.FAILED in NEXT[request.state]:
                move(request, RequestState.FAILED, self._office.clock())
                request.failure = f"chạy {entry.attempts} lần đều hỏng; xem nhật ký của bộ máy"
                finish(session, entry.id or 0, self._name, self._office.clock())
                return
            release(session, entry.id or 0, self._name, self._office.clock(), pause)

    def _free_own_leases(self) -> None:
        """What a killed worker of this name held is free at once: there is only one of a name."""
        with writing(self._office.engine) as session:
            release_all(session, self._name, self._office.clock())


def main() -> int:
    """Run the engine of this home until it is stopped or idle; 0 where another one runs already."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings()
    with sole_worker(settings, patient=True) as alone:
        if not alone:
            return 0
        with prefect_server(settings) as api_url:
            os.environ.update(engine_environment(settings, api_url))
            office = open_office(settings)
            announce(settings, Running(os.getpid(), api_url))
            try:
                with working_in(office):
                    asyncio.run(_serve(office, settings))
            finally:
                announce(settings, None)
    return 0


async def _serve(office: Office, settings: Settings) -> None:
    worker = Worker(office, name=str(settings.home))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    await worker.work(idle_seconds=settings.idle_minutes * 60)


if __name__ == "__main__":
    sys.exit(main())
