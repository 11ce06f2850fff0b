"""Settings, from the environment."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.settings import MailSystem, Settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONGVU_HOME", "CONGVU_MAIL", "CONGVU_MAIL_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONGVU_DATABASE_URL", "CONGVU_WORKING_HOURS", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_home_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting the data lies where XDG says."""
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert (Path("/data/congvu"), "sqlite:////data/congvu/congvu.sqlite3") == (
        Settings().home,
        Settings().database_url,
    )


def test_home_without_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where XDG says nothing it is the user's own folder."""
    monkeypatch.setenv("HOME", "/people/a")
    assert Path("/people/a/.local/share/congvu") == Settings().home


def test_database_follows_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set home moves the database with it, unless that has a URL of its own."""
    monkeypatch.setenv("CONGVU_HOME", "/elsewhere")
    moved = Settings().database_url
    monkeypatch.setenv("CONGVU_DATABASE_URL", "postgresql://host/db")
    assert ("sqlite:////elsewhere/congvu.sqlite3", "postgresql://host/db") == (
        moved,
        Settings().database_url,
    )


def test_database_url_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL may hold a password: it is not in the printed form."""
    monkeypatch.setenv("CONGVU_DATABASE_URL", "postgresql://user:hidden@host/db")
    assert "hidden" not in repr(Settings())


def test_working_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Working hours are read as spans of local time."""
    monkeypatch.setenv("CONGVU_WORKING_HOURS", '[["08:00", "12:00"]]')
    assert ((time(8), time(12)),) == Settings().working_hours


@pytest.mark.parametrize(
    "hours", ["[]", '[["12:00","08:00"]]', '[["07:00","12:00"],["11:00","17:00"]]']
)
def test_working_hours_out_of_order(monkeypatch: pytest.MonkeyPatch, hours: str) -> None:
    """Spans that are none, turned round or overlapping are refused."""
    monkeypatch.setenv("CONGVU_WORKING_HOURS", hours)
    with pytest.raises(ValidationError, match="one after the other"):
        Settings()


def test_mail_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embedded by default; another one is told of by a file in the home, or one that is named."""
    monkeypatch.setenv("CONGVU_HOME", "/elsewhere")
    assert (MailSystem.EMBEDDED, Path("/elsewhere/mail.toml")) == (
        Settings().mail,
        Settings().mail_file,
    )
    monkeypatch.setenv("CONGVU_MAIL", "ldap")
    monkeypatch.setenv("CONGVU_MAIL_FILE", "~/own.toml")
    monkeypatch.setenv("HOME", "/people/a")
    assert (MailSystem.LDAP, Path("/people/a/own.toml")) == (Settings().mail, Settings().mail_file)
