"""A database with every table, made once and copied for each test; and each connector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import reading, upgrade
from models.directory import DirectoryAccount
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.port import Connector
from tests.databases import copy_installation
from tests.models.rows_made import engine_in

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """A connector that is held against the contract, and which operation changed an account."""

    connector: Connector
    last_operation: Callable[[str], str]


@pytest.fixture(params=["embedded", "ldap"])
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    """Each connector in turn, on an empty directory."""
    if request.param == "embedded":
        engine: Engine = request.getfixturevalue("engine")

        def kept(mailbox_id: str) -> str:
            with reading(engine) as session:
                return session.get_one(DirectoryAccount, mailbox_id).last_operation

        yield Held(EmbeddedDirectory(engine, lambda: NOW), kept)
        return
    with request.getfixturevalue("mail").connector() as connector:
        yield Held(connector, connector.last_operation)


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
