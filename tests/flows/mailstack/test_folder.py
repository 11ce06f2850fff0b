"""Where a mail system lies, and what is remembered of it."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.mailstack.client import tell_client
from flows.mailstack.folder import Folder, MailstackFailed, folder_of, invent, make
from models.settings import Settings


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account may enter."""
    with tempfile.TemporaryDirectory(prefix="c-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_in_the_home_where_the_servers_get_there(place: Path) -> None:
    """Below a home that any account may pass through, it is in the home."""
    (place / "home").mkdir(mode=0o711)
    assert place / "home" / "mailstack" == folder_of(Settings(home=place / "home"), None).path


def test_elsewhere_where_they_do_not(place: Path) -> None:
    """A home that only its owner enters has a folder of its own in /var/lib; always the same."""
    (place / "home").mkdir(mode=0o700)
    settings = Settings(home=place / "home")
    found = folder_of(settings, None).path
    assert Path("/var/lib") == found.parent
    assert found == folder_of(settings, None).path
    assert found != folder_of(Settings(home=place / "other" / "home"), None).path


def test_as_named(place: Path) -> None:
    """The folder that is named is taken, unless the servers cannot get there."""
    assert place / "own" == folder_of(Settings(home=place), place / "own").path
    (place / "closed").mkdir(mode=0o700)
    with pytest.raises(MailstackFailed, match="--dir"):
        make(Folder(place / "closed" / "own"))


def test_a_path_too_long_for_a_socket(place: Path) -> None:
    """It is said before anything is made."""
    long = place / ("x" * 60)
    with pytest.raises(MailstackFailed, match="quá dài"):
        make(Folder(long))
    assert not long.exists()


def test_what_is_made_up_is_kept(place: Path) -> None:
    """Ports and secrets are made up once; domains are added; only the owner reads them."""
    folder = Folder(place)
    first = invent(["b.gov.vn"], folder.known())
    folder.remember(first)
    again = invent(["a.gov.vn"], folder.known())
    assert (first.ports, first.secrets) == (again.ports, again.secrets)
    assert ("a.gov.vn", "b.gov.vn") == again.domains
    assert 0o600 == stat.S_IMODE((place / "mailstack.json").stat().st_mode)
    assert not any(secret in repr(first) for secret in first.secrets.values())


def test_a_mail_file_of_somebody_else_is_left_alone(place: Path) -> None:
    """What a person wrote for a mail system of his own is not overwritten; ours is."""
    folder, settings = Folder(place), Settings(home=place / "home")
    folder.client.write_text('# Written by "congvu mailstack up": …\n[ldap]\n')
    tell_client(folder, settings)
    assert folder.client.read_text() == settings.mail_file.read_text()
    settings.mail_file.write_text("[ldap]\nuri = …\n")
    assert "được giữ nguyên" in tell_client(folder, settings)
    assert "[ldap]\nuri = …\n" == settings.mail_file.read_text()
