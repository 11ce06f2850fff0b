"""An import that dies where a test wants it to: run as a process of its own.

``python -m tests.flows.dying_import FILE PLACE``: killed when it first comes there.  Portions have
two rows.  CONGVU_HOME and CONGVU_DATABASE_URL come from the environment.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.desk import import_mailboxes
from models.database import engine_for
from models.settings import Settings
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.office import Office
from tests.flows.cases import Clock, Desk
from tests.flows.imports import take


def dying(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The same work, before or after which the process is killed."""

    def dead(*given: Any, **named: Any) -> Any:
        if after:
            work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return dead


#: what is replaced there, and whether the process dies after it
PLACES: dict[str, tuple[Any, str, bool]] = {
    "organisations-written": (import_mailboxes, "add_places", True),
    "portion-written": (import_mailboxes, "write", True),
    "portion-committed": (EmbeddedDirectory, "adopt_accounts", False),
    "mail-system-told": (EmbeddedDirectory, "adopt_accounts", True),
    "portion-confirmed": (import_mailboxes, "confirm", True),
}


def main(file: str, place: str) -> None:
    """Import, and die on the way."""
    owner, attribute, after = PLACES[place]
    setattr(owner, attribute, dying(getattr(owner, attribute), after=after))
    import_mailboxes._PORTION = 2
    clock, settings = Clock(), Settings()
    engine = engine_for(settings)
    office = Office(engine, settings, EmbeddedDirectory(engine, clock), clock)
    take(Desk(office, clock), Path(file).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
