"""An office whose clock stands still, with requests in its queues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from flows.surroundings import working_in
from models.database import engine_for, upgrade
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.office import Office
from tests.dashboard.cases_made import NOW
from tests.models.rows_made import settings_in


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office in which the page works, its database empty."""
    monkeypatch.setenv("CONGVU_HOME", str(tmp_path))
    settings = settings_in(tmp_path)
    engine = engine_for(settings)
    upgrade(engine)

    def clock() -> datetime:
        return NOW

    with working_in(Office(engine, settings, EmbeddedDirectory(engine, clock), clock)) as made:
        yield made
    engine.dispose()
