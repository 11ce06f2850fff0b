"""The file that says where the mail system is and what opens it, for its owner alone (0600)."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

_Text = Annotated[str, StringConstraints(min_length=1)]


class MailFileFault(ValueError):
    """The file cannot be used; the message names it and repeats none of its values."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LdapAccess(_Part):
    """The directory: where, as whom, and below which entry the accounts are."""

    uri: _Text = Field(pattern="^ldaps?://")
    authority: Path | None = None  # of the server's certificate; None: those of the machine
    bind_dn: _Text
    password: _Text = Field(repr=False)
    accounts: _Text  # DN of the entry above the accounts


class DoveadmAccess(_Part):
    """Dovecot's HTTP API, which ends sessions and deletes mail."""

    url: _Text = Field(pattern="^https?://")
    authority: Path | None = None
    key: _Text = Field(repr=False)


class MailAccess(_Part):
    """A mail system of OpenLDAP and Dovecot."""

    ldap: LdapAccess
    doveadm: DoveadmAccess


def read_mail_file(path: Path) -> MailAccess:
    """What stands in the file (TOML).  Raises MailFileFault, with what to do."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MailFileFault(
            f"không đọc được {path} ({error.strerror}): tệp này cho biết hệ thống thư ở đâu;"
            " congvu mailstack up tạo nó, hoặc đặt CONGVU_MAIL_FILE"
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise MailFileFault(f"{path} chứa mật khẩu mà người khác đọc được: chmod 600 {path}")
    try:
        return MailAccess.model_validate(_parsed(path, text))
    except ValidationError as error:
        places = [".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)]
        raise MailFileFault(f"{path}: thiếu hoặc sai {', '.join(places)}") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MailFileFault(f"{path}: không phải TOML ({error})") from None
