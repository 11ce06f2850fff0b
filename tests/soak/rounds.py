"""A round: random letters and decisions, everything killed at random, recovery, and the audit."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

from models.database import reading
from models.outbox import requests_waiting
from tests.databases import drop_installation
from tests.flows.cases import MONDAY, desk_in
from tests.soak.audit_of_round import audit_of
from tests.soak.nursery import Child, Nursery
from tests.soak.people import Act, People
from tests.soak.place import Place
from tests.soak.roles import REFUSED, Clock

#: how often the worker of a round is killed, and how often somebody at the desk is
WORKERS_KILLED, DESKS_KILLED = 5, 5
_PAUSE = 0.03
_LOOK = 0.15  # seconds between two looks at what there is to do
_KILLED = -signal.SIGKILL


@dataclass
class Told:
    """What became of a round."""

    problems: list[str]
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    acts: int = 0
    lines: int = 0


class Round:
    """One round in a folder of its own, on an engine that several rounds share."""

    patience = 120.0  # seconds: a round that takes longer has lost something

    def __init__(
        self, seed: str, prepared: Path, folder: Path, nursery: Nursery, engine: Mapping[str, str]
    ) -> None:
        self.seed = seed
        self.place = Place.made(prepared, folder)
        self.nursery = nursery
        self.environment = {**engine, **self.place.environment}
        self.clock = self._clock()
        self.desk = desk_in(self.place.home)
        self.desk.office = replace(self.desk.office, clock=self.clock)
        self.people = People(self.desk, self.place, seed)
        self.chance = Random(f"{seed} kills")
        self.told = Told([])
        self.spared: set[str] = set()  # points at which somebody died already
        self.worker: Child | None = None
        self.dies_at: dict[int, float] = {}  # process: the moment at which it is killed anywhere
        self.started: Counter[str] = Counter()
        self.until = monotonic() + self.patience

    def _clock(self) -> Clock:
        """The office opens on a Monday morning of the five regulations' time, or some days later."""
        day = Random(f"{self.seed} day").randrange(5)
        return Clock((MONDAY + timedelta(days=day, hours=2)).isoformat(), monotonic())

    def run(self, spared: set[str]) -> Told:
        """All of it; ``spared`` grows.  The folder stays where something was wrong."""
        self.spared, began = spared, monotonic()
        self.people.write_letters()
        try:
            self._work()
            self._recover()
            self.told.problems += audit_of(self.desk.office, self.place)
        except TimeoutError as error:
            self.told.problems.append(str(error))
        finally:
            self._end(self.worker)
        for line in self.place.journal.read():
            self.told.kills.update([line["killed"]] if "killed" in line else [])
        self.told.seconds = monotonic() - began
        self.desk.office.engine.dispose()
        if not self.told.problems:
            drop_installation(self.place.home)
        return self.told

    # ── the course of a round ───────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        """Until every letter is sent, everything is decided and answered, and nobody goes on."""
        act: Act | None = None
        process: Child | None = None
        while True:
            self._look_after_the_engine()
            if process is not None:
                code = self._ended(process)
                if code is not None and act is not None:
                    # who was killed does the same again
                    process = self._act(act) if code == _KILLED else None
                    self._act_ended(act, code)
            if process is None:
                acts = self.people.acts(self.clock())
                if acts:
                    act = self.chance.choice(acts)
                    process = self._act(act)
                elif not self._goes_on():
                    return
                else:
                    sleep(_LOOK)
            self._wait("the round does not come to its end")

    def _goes_on(self) -> bool:
        with reading(self.desk.office.engine) as session:
            return bool(requests_waiting(session))

    def _act(self, act: Act) -> Child:
        self.told.acts += 1
        return self._start(act.what, play="desk", act=act.given, limit=DESKS_KILLED)

    def _act_ended(self, act: Act, code: int) -> None:
        if code in (0, REFUSED):
            self.people.ended(act, refused=code == REFUSED)
        elif code != _KILLED:
            self.told.problems.append(f"{act.what} ended with {code}: see {self.place.log}")
            self.people.ended(act, refused=True)

    def _look_after_the_engine(self) -> None:
        """There is a worker; one that was killed is followed by another."""
        if self.worker is not None and self._ended(self.worker) is not None:
            if self.worker.code != _KILLED:
                self.told.problems.append(f"the worker ended with {self.worker.code}")
            self.worker = None
        if self.worker is None:
            self.worker = self._start("worker", play="worker", limit=WORKERS_KILLED)

    def _recover(self) -> None:
        """What the last worker left is found by one that is not killed; it ends when idle."""
        self._end(self.worker)
        self.worker = self._start("last worker", play="worker", idle=0.2, limit=0, calm=True)
        while self._ended(self.worker) is None:
            self._wait("the last worker does not come to rest")
        if self.worker.code != 0:
            self.told.problems.append(f"the last worker ended with {self.worker.code}")
        self.worker = None

    def _wait(self, told: str) -> None:
        if monotonic() > self.until:
            raise TimeoutError(told)
        sleep(_PAUSE)

    # ── processes ───────────────────────────────────────────────────────────────────────────────

    def _start(
        self, what: str, *, play: str, limit: int, calm: bool = False, **given: Any
    ) -> Child:
        """A process of the nursery, which may kill itself, or be killed at a moment of its life."""
        kill = None
        turn = self.started[what]
        chance = Random(f"{self.seed} {what} {turn}")
        self.started[what] += 1
        dies = self.started[f"{play} killed"] < limit
        if dies and chance.random() < 0.75:
            kill = {"seed": f"{self.seed} {what} {turn}", "spared": sorted(self.spared)}
        child = self.nursery.start(
            self.environment,
            self.place.log,
            play=play,
            who=play,
            kill=kill,
            journal=str(self.place.folder / "journal"),
            clock=[self.clock().isoformat(), monotonic()],
            trouble=None if calm else f"{self.seed} {what} {turn}",
            **given,
        )
        if dies and kill is None and chance.random() < (1 if play == "worker" else 0.3):
            self.dies_at[child.pid] = monotonic() + chance.uniform(0.0, 1.2)
        return child

    def _ended(self, child: Child) -> int | None:
        """How it ended, if it did; one whose moment has come is killed."""
        moment = self.dies_at.get(child.pid)
        if moment is not None and moment < monotonic() and child.poll() is None:
            del self.dies_at[child.pid]
            self._note("at some moment")
            os.kill(child.pid, signal.SIGKILL)
        code = child.poll()
        if code == _KILLED:
            self.started["worker killed" if child is self.worker else "desk killed"] += 1
            self.dies_at.pop(child.pid, None)
            self.spared |= {
                line["killed"] for line in self.place.journal.read() if "killed" in line
            }
        return code

    def _note(self, what: str) -> None:
        self.place.journal.write(killed=what)

    def _end(self, child: Child | None) -> None:
        """Kill it where it stands, if it does."""
        if child is not None and child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
            while child.poll() is None:
                sleep(_PAUSE)
