"""Clerks who die while issuing: run as processes of their own.

``python -m tests.flows.dying_clerks OUT``: the letters 1, 2, … are issued at once, and each is
killed at another of the ``PLACES``; it prints how each process ended.  With a LETTER behind: that
one is issued, says "rendering", and goes no further.  CONGVU_HOME and CONGVU_DATABASE_URL come from
the environment.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from flows.desk import issue as issuing
from models import trail
from tests.flows.busy_clerks import desk_here


def killed(*_: object, **__: object) -> NoReturn:
    """The end of this process."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError  # a killed process gets here never


def waiting(*_: object) -> NoReturn:
    """In the middle of making the files, for as long as it takes."""
    print("rendering", flush=True)  # noqa: T201 - heard by the test
    time.sleep(600)
    raise AssertionError


def then_killed(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work; the process is killed as soon as it is done."""

    def done_and_dead(*given: Any, **named: Any) -> NoReturn:
        work(*given, **named)
        killed()

    return done_and_dead


#: what is put in whose place, in the order in which an issue comes by
PLACES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "before the files are made": (issuing, "render", killed),
    "with the files made": (issuing, "render", then_killed(vars(issuing)["render"])),
    "with the row of the body locked": (issuing, "give_number", killed),
    "with the number taken": (issuing, "give_number", then_killed(vars(issuing)["give_number"])),
    "with all of it written": (issuing, "settle", then_killed(vars(issuing)["settle"])),
    "just before the commit": (trail, "_append_to", then_killed(trail._append_to)),
    "just after the commit": (issuing, "write_files", killed),
    "with one file handed out": (Path, "write_bytes", then_killed(Path.write_bytes)),
}


def main(out: str, letter: str | None = None) -> None:
    """Fork, so that what costs seconds is imported once."""
    if letter is not None:
        dying(int(letter), out, (issuing, "render", waiting))
    started = []
    for number, place in enumerate(PLACES.values(), start=1):
        pid = os.fork()
        if pid == 0:
            dying(number, out, place)
        started.append(pid)
    print(*(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started))  # noqa: T201


def dying(letter: int, out: str, place: tuple[Any, str, Callable[..., Any]]) -> NoReturn:
    """Issue the letter until the place of death."""
    desk = desk_here()
    setattr(*place)
    desk.issue(letter, None, Path(out))
    raise AssertionError("it came out alive")


if __name__ == "__main__":
    main(*sys.argv[1:])
