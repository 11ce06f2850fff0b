"""The office in which flows of this process work.

A flow's parameters are ids only, so its surroundings are given to the process, not to the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flows.desk.queues import put_in_queues
from models.database import engine_for, upgrade
from models.settings import Settings
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.office import Office

_office: Office | None = None


def now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """An office on the settings' database (brought up to date) and the embedded mail directory."""
    engine = engine_for(settings)
    upgrade(engine)
    opened = Office(engine, settings, EmbeddedDirectory(engine, now), now)
    put_in_queues(opened)
    return opened


@contextmanager
def working_in(office: Office) -> Iterator[Office]:
    """Let the flows of this process work in that office for as long as the block lasts."""
    global _office
    before, _office = _office, office
    try:
        yield office
    finally:
        _office = before


def office() -> Office:
    """The office of this process; opened on the environment's settings where none was given."""
    global _office
    if _office is None:
        _office = open_office(Settings())
    return _office
