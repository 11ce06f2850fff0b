"""An installation of the benchmarks' own: that of whoever measures is left alone."""

from __future__ import annotations

from pathlib import Path

from models.settings import MailSystem, Settings


def installed_in(
    folder: Path, mail: MailSystem = MailSystem.EMBEDDED, mail_file: Path | None = None
) -> Settings:
    """Data and key in that folder, on SQLite, whatever the environment says."""
    home = folder / "data"
    return Settings(
        home=home,
        mail=mail,
        mail_file=mail_file or home / "mail.toml",
        database_url=f"sqlite:///{home / 'congvu.sqlite3'}",
        key_file=folder / "keys" / "congvu.key",
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """What a process is told to work in it."""
    return {
        "CONGVU_HOME": str(settings.home),
        "CONGVU_DATABASE_URL": settings.database_url,
        "CONGVU_KEY_FILE": str(settings.key_file),
        "CONGVU_MAIL": settings.mail,
        "CONGVU_MAIL_FILE": str(settings.mail_file),
    }
