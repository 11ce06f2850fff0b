"""Clerks who all issue a letter at the same moment, some of many processes.

``python -m tests.flows.busy_clerks OUT ID…``: a thread for each letter; it says "ready", and
begins when it is told a line.  CONGVU_HOME and CONGVU_DATABASE_URL come from the environment.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.desk.issue import issue
from models.database import engine_for
from models.settings import Settings
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.office import Office
from tests.flows.cases import CLERK, MONDAY, Clock


def main(out: str, *letters: str) -> None:
    """Issue them all, dated on the tests' Monday, by the body's series."""
    settings = Settings()
    engine, clock = engine_for(settings), Clock()
    office = Office(engine, settings, EmbeddedDirectory(engine, clock), clock)

    def sign(letter: str) -> None:
        issue(office, CLERK, letter_id=int(letter), dated=MONDAY.date(), out=Path(out))

    with ThreadPoolExecutor(len(letters)) as clerks:
        print("ready", flush=True)  # noqa: T201 - heard by the test
        sys.stdin.readline()
        list(clerks.map(sign, letters))


if __name__ == "__main__":
    main(*sys.argv[1:])
