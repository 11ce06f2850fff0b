"""A desk for each test, and the engine and the mail system that some of them need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.engine import engine_environment, prefect_server
from tests.databases import copy_installation
from tests.flows.cases import Desk, desk_in
from tests.models.rows_made import settings_in

if TYPE_CHECKING:
    from tests.flows.real_mail import RealMail
    from tests.mail_system import MailSystem


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


@pytest.fixture
def real(desk: Desk, mail: MailSystem) -> Iterator[RealMail]:
    """The same desk, which provisions on real servers."""
    from tests.flows.real_mail import on_real_mail

    with mail.connector() as connector:
        yield on_real_mail(desk, mail, connector)


@pytest.fixture(scope="session")
def engine_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """A Prefect server of these tests; yields the environment of its workers."""
    settings = settings_in(tmp_path_factory.mktemp("engine"))
    with prefect_server(settings) as server:
        yield engine_environment(settings, server.api_url)
