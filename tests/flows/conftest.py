"""A desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copy_installation
from tests.flows.cases import Desk, desk_in


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an upgraded, empty database."""
    folder = tmp_path_factory.mktemp("prepared")
    desk_in(folder).office.engine.dispose()
    return folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """An office of this test alone."""
    copy_installation(prepared, tmp_path)
    desk = desk_in(tmp_path)
    yield desk
    desk.office.engine.dispose()
