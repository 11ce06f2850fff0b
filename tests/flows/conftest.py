"""A desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine import folder, prefect_server
from tests.databases import copy_installation
from tests.flows.cases import Desk, desk_in
from tests.models.rows_made import settings_in


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an upgraded, empty database."""
    folder = tmp_path_factory.mktemp("prepared")
    desk_in(folder).office.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder ``engine`` of a home, in which a Prefect server has made its database.

    That takes it half of its start: who starts one copies this first.
    """
    settings = settings_in(tmp_path_factory.mktemp("prefect"))
    with prefect_server(settings):
        pass
    return folder(settings)


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """An office of this test alone."""
    copy_installation(prepared, tmp_path)
    desk = desk_in(tmp_path)
    yield desk
    desk.office.engine.dispose()
