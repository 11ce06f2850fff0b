"""When a process of a round kills itself, and what it wrote down before."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

#: how many of the points at which nobody died yet are chosen for one process
_CHOSEN = 0.3


class Journal:
    """A file of lines that several processes append to; what was written survives their death."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, **told: Any) -> None:
        """Append a line, whole or not at all."""
        told["at"] = round(monotonic(), 2)
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line)
        finally:
            os.close(file)

    def read(self) -> list[dict[str, Any]]:
        """All lines so far."""
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text().splitlines()]


@dataclass(frozen=True)
class Kill:
    """At which points a process is to die: at the first of those chosen by ``seed``.

    ``spared``: points at which somebody died already.
    """

    seed: str
    spared: frozenset[str]

    def chooses(self, point: str) -> bool:
        """The same answer for the same seed."""
        return point not in self.spared and Random(f"{self.seed} {point}").random() < _CHOSEN


class Killer:
    """Told of every point that its process passes; kills it at the first that is chosen."""

    def __init__(self, kill: Kill | None, journal: Journal, who: str) -> None:
        self._kill = kill
        self._journal = journal
        self._who = who
        self._seen: set[str] = set()

    def __call__(self, point: str) -> None:
        """The process has come to a point."""
        named = f"{self._who}: {point}"
        if named not in self._seen:
            self._seen.add(named)
            self._journal.write(seen=named)
        if self._kill is not None and self._kill.chooses(named):
            self._journal.write(killed=named)
            os.kill(os.getpid(), signal.SIGKILL)
