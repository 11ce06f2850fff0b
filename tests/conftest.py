"""What every test shares: no report to anybody, and no file in anybody's home."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import databases

if TYPE_CHECKING:
    from tests.mail_system import MailSystem

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
    """What is about SQLite itself has no place on PostgreSQL."""
    if databases.on_postgresql:
        about_sqlite = [item for item in items if item.get_closest_marker("sqlite_only")]
        config.hook.pytest_deselected(items=about_sqlite)
        items[:] = [item for item in items if item not in about_sqlite]


@pytest.fixture(autouse=True)
def _databases() -> Iterator[None]:
    yield from databases.those_made_meanwhile()


@pytest.fixture(scope="session")
def running_mail() -> Iterator[MailSystem]:
    """One mail system for the whole run, started where the first test wants it."""
    from tests.mail_system import running_mail_system

    with running_mail_system() as system:
        yield system


@pytest.fixture
def mail(running_mail: MailSystem) -> Iterator[MailSystem]:
    """The same, without an account of another test."""
    yield running_mail
    running_mail.empty()
