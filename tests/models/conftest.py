"""A database with every table, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import upgrade
from tests.databases import copy_installation
from tests.models.rows_made import engine_in


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an upgraded, empty database."""
    folder = tmp_path_factory.mktemp("upgraded")
    engine = engine_in(folder)
    upgrade(engine)
    engine.dispose()
    return folder


@pytest.fixture
def engine(upgraded: Path, tmp_path: Path) -> Iterator[Engine]:
    """The engine of an installation of this test alone."""
    copy_installation(upgraded, tmp_path)
    engine = engine_in(tmp_path)
    yield engine
    engine.dispose()
