"""Clerks who all issue a letter at the same moment, some of many processes.

``python -m tests.flows.busy_clerks WHERE PROCESSES OUT LETTER…``: a thread for each letter, spread
over so many processes.  WHERE is "here", or "elsewhere": on machines that know nothing of each
other's turns.  CONGVU_HOME and CONGVU_DATABASE_URL come from the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from flows.desk import issue as issuing
from flows.surroundings import open_office
from models.settings import Settings
from tests.flows.cases import Clock, Desk


def desk_here() -> Desk:
    """The installation of the environment, at the tests' hour."""
    clock = Clock()
    return Desk(replace(open_office(Settings()), clock=clock), clock)


def at_once(letters: Sequence[str], out: Path) -> None:
    """Issue them all, a thread each, by the series of their body."""
    desk = desk_here()
    with ThreadPoolExecutor(len(letters)) as clerks:
        list(clerks.map(lambda letter: desk.issue(int(letter), None, out), letters))


def main(where: str, processes: str, out: str, *letters: str) -> None:
    """Fork, so that what costs seconds is imported once; the worst exit code of all is ours."""
    if where == "elsewhere":
        vars(issuing)["turn"] = lambda *_: nullcontext()
    started = []
    for number in range(int(processes)):
        pid = os.fork()
        if pid == 0:
            at_once(letters[number :: int(processes)], Path(out))
            return
        started.append(pid)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started))


if __name__ == "__main__":
    main(*sys.argv[1:])
