"""The file that says where the mail system is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.connectors.mail_file import MailFileFault, read_mail_file

WHOLE = """
[ldap]
uri = "ldaps://127.0.0.1:636"
bind_dn = "cn=provisioner,ou=services,o=congvu"
password = "very-secret"
accounts = "ou=accounts,o=congvu"

[doveadm]
url = "https://127.0.0.1:8080"
key = "another-secret"
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    """The file with that text."""
    file = folder / "mail.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_whole(tmp_path: Path) -> None:
    """All that is needed is read; in print no secret shows."""
    access = read_mail_file(written(tmp_path, WHOLE))
    assert ("very-secret", "another-secret") == (access.ldap.password, access.doveadm.key)
    assert "secret" not in repr(access)


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        (WHOLE, 0o640, "chmod 600"),
        (WHOLE, 0o604, "chmod 600"),
        (WHOLE.replace("bind_dn", "binddn"), 0o600, "ldap.bind_dn, ldap.binddn"),
        (WHOLE.replace("ldaps://", "http://"), 0o600, "ldap.uri"),
        (WHOLE.replace("https://", "file://"), 0o600, "doveadm.url"),
        (WHOLE.replace('"very-secret"', '""'), 0o600, "ldap.password"),
        ("[ldap", 0o600, "không phải TOML"),
        ("", 0o600, "ldap, doveadm"),
    ],
)
def test_unusable(tmp_path: Path, text: str, mode: int, told: str) -> None:
    """The fault names the file and the place, and repeats no value."""
    file = written(tmp_path, text, mode)
    with pytest.raises(MailFileFault) as fault:
        read_mail_file(file)
    assert str(file) in str(fault.value)
    assert told in str(fault.value)
    assert "secret" not in str(fault.value)


def test_missing(tmp_path: Path) -> None:
    """Where there is none, it is told what makes it."""
    with pytest.raises(MailFileFault, match="congvu mailstack up"):
        read_mail_file(tmp_path / "mail.toml")
