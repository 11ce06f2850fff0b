"""A process that has imported everything, and forks the processes of a round from itself.

A worker that starts by itself takes two seconds to import the engine; a fork of this one takes
milliseconds, and is as much a process of its own: with connections, threads and a death of its own.
``python -m tests.soak.nursery`` reads a JSON document a line and answers each with one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Child:
    """A process of the nursery's; ``code`` as ``subprocess`` tells it, None while it runs."""

    nursery: Nursery
    pid: int
    code: int | None = None

    def poll(self) -> int | None:
        """How it ended, if it did."""
        if self.code is None:
            self.code = self.nursery.ask(poll=self.pid)
        return self.code


class Nursery:
    """The other side: starts the nursery with an environment, and asks it for processes."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.ask(ready=True)

    def ask(self, **wanted: Any) -> Any:
        """Its answer to one document."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the nursery ended: {self._process.poll()}")
        return json.loads(answer)

    def start(self, environment: Mapping[str, str], log: Path, **role: Any) -> Child:
        """A process that plays a role of ``tests.soak.roles``; what it complains of goes to log."""
        given = {"environment": dict(environment), "log": str(log), "role": role}
        return Child(self, self.ask(fork=given))

    def stop(self) -> None:
        """End it; its children that still run are killed by the kernel with it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def _serve() -> None:
    from tests.soak import roles

    roles.warm_up()
    for line in sys.stdin:
        wanted = json.loads(line)
        answer: Any = True
        if "fork" in wanted:
            answer = os.fork()
            if answer == 0:
                os._exit(_play(roles.ROLES, wanted["fork"]))
        elif "poll" in wanted:
            ended, status = os.waitpid(wanted["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _play(roles: Mapping[str, Any], given: dict[str, Any]) -> int:
    """In the child: its own environment and log, then its role."""
    import ctypes
    import signal
    import traceback

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no child outlives the nursery
    log = os.open(given["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    null = os.open(os.devnull, os.O_RDWR)
    for here, there in ((null, 0), (null, 1), (log, 2)):
        os.dup2(here, there)
    os.environ.update(given["environment"])
    role = given["role"]
    try:
        return int(roles[role.pop("play")](**role) or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stderr.flush()


if __name__ == "__main__":
    _serve()
