"""A desk, the command in a home of its own, and the engine and mail system that some tests need."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows import cli
from flows.commands import here
from flows.engine import engine_environment, prefect_server
from tasks.office import Office
from tests.databases import copy_installation, environment_of
from tests.flows.cases import Call, Desk, desk_in
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
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Call]:
    """The command in a home of its own: exit code, output, errors."""
    for name, value in environment_of(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    before = os.umask(0o022)
    os.umask(before)
    opened: list[Office] = []
    real = here.office

    def office() -> Office:
        opened.append(real())
        return opened[-1]

    monkeypatch.setattr(here, "office", office)

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["congvu", *words])
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        for each in opened:  # the end of a process would do it
            each.engine.dispose()
        out, err = capsys.readouterr()
        return code, out, err

    yield called
    os.umask(before)


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
