"""A round on the product's own engine, whose Prefect server and worker are killed in random order."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from flows import engine
from tests.soak.nursery import Child, Nursery
from tests.soak.rounds import Round
from tests.soak.roles import Clock

#: in random order
_KILLS = ("server", "worker", "server")
_SERVER_ENDED = "the Prefect server ended by itself"


class EngineRound(Round):
    """As ``Round``; the engine is started as a command starts it, and nothing in it is a test's."""

    patience = 240.0  # seconds: the engine starts four times

    def __init__(
        self, seed: str, prepared: Path, folder: Path, nursery: Nursery, engine: Mapping[str, str]
    ) -> None:
        super().__init__(seed, prepared, folder, nursery, {})
        self.settings = self.desk.office.settings
        self._copy_engine(Path(engine["PREFECT_HOME"]) / "prefect.db")
        self.kills = list(_KILLS)
        self.chance.shuffle(self.kills)
        self.starting: Child | None = None
        self.next_kill: float | None = None
        self.servers_killed = 0

    def _clock(self) -> Clock:
        """The real time: the product's own worker knows no other."""
        return Clock(datetime.now(UTC).isoformat(), monotonic())

    def _copy_engine(self, made: Path) -> None:
        """The engine's own tables, so that its first start need not make them."""
        to = engine.folder(self.settings) / "prefect"
        to.mkdir()
        with sqlite3.connect(made) as source, sqlite3.connect(to / "prefect.db") as copy:
            source.backup(copy)
        source.close()
        copy.close()

    def _look_after_the_engine(self) -> None:
        """Where there is none, the next command starts one; when it works, it is killed."""
        if self.starting is not None:
            if self._ended(self.starting) is not None:
                self.starting = None
            return
        running = engine.running(self.settings)
        if running is None:
            self.next_kill = None
            self.starting = self._start("engine", play="real-engine", limit=0)
        elif self.kills and self._goes_on():
            if self.next_kill is None:
                self.next_kill = monotonic() + self.chance.uniform(0.1, 1.5)
            elif self.next_kill < monotonic():
                self._kill(self.kills.pop(), running.pid)

    def _kill(self, what: str, worker: int) -> None:
        self.next_kill = None
        killed = worker if what == "worker" else _server_of(worker)
        if killed is None:
            return  # it is ending by itself
        self._note(f"engine: its {what}")
        os.kill(killed, signal.SIGKILL)
        self.servers_killed += what == "server"
        self._await_end_of(worker, f"the worker goes on after its {what} was killed")

    def _await_end_of(self, process: int, told: str) -> None:
        """The worker notices that its server is gone, and makes room for another."""
        while Path(f"/proc/{process}/exe").exists():
            self._wait(told)

    def _recover(self) -> None:
        """The engine is ended as ``congvu down`` ends it."""
        while self.starting is not None:
            self._look_after_the_engine()
            self._wait("the engine does not start")
        engine.stop(self.settings)
        log = (engine.folder(self.settings) / "engine.log").read_text()
        if log.count(_SERVER_ENDED) < self.servers_killed:
            self.told.problems.append("the worker did not notice that its server was killed")

    def _end(self, child: Child | None) -> None:
        """Nothing of the engine outlives the round."""
        super()._end(self.starting)
        running = engine.running(self.settings)
        if running is not None:
            os.kill(running.pid, signal.SIGKILL)
            sleep(0.1)


def _server_of(worker: int) -> int | None:
    """The process whose parent is the worker."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == worker:
            return int(stat.parent.name)
    return None
