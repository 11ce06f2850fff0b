"""Taking turns at something long, without holding the database's write lock meanwhile."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from models.settings import Settings


@contextmanager
def turn(settings: Settings, what: str) -> Iterator[None]:
    """Wait for the others of this installation who do ``what``; a killed one gives its turn back.

    It spares work that would be for nothing.  Other machines on the same database do not know of
    it: what must happen once is seen to by the transaction.
    """
    with (settings.make_home() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
