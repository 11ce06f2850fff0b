"""What every test shares: no report to anybody, and no file in anybody's home."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases

_HOME = Path(tempfile.mkdtemp(prefix="congvu-tests-"))
os.environ["CONGVU_HOME"] = str(_HOME / "congvu")
os.environ["CONGVU_KEY_FILE"] = str(_HOME / "keys" / "congvu.key")
os.environ["PREFECT_HOME"] = str(_HOME / "prefect")
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    """On which database the tests run."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Said once, before any test is collected."""
    databases.on_postgresql = config.getoption("--database") == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about one of the two databases has no place on the other."""
    other = "sqlite_only" if databases.on_postgresql else "postgresql_only"
    about_other = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=about_other)
    items[:] = [item for item in items if item not in about_other]


@pytest.fixture(autouse=True)
def _databases() -> Iterator[None]:
    yield from databases.those_made_meanwhile()
