"""What an installation sets, from the environment (``CONGVU_…``)."""

from __future__ import annotations

import os
from datetime import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from policies.home import home_of


def _default_home() -> Path:
    return home_of(os.environ)


def _default_key_file() -> Path:
    """In the XDG configuration directory of this user: what backs up the data leaves it out."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config) / "congvu" / "congvu.key"


def _default_url(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['home'] / 'congvu.sqlite3'}"


class Settings(BaseSettings):
    """The settings of an installation; each is read from ``CONGVU_<NAME>``.

    ``working_hours`` are spans of local time on a working day.
    """

    model_config = SettingsConfigDict(env_prefix="CONGVU_", frozen=True)

    home: Path = Field(default_factory=_default_home)
    # hidden in the printed form: it may hold a password
    database_url: str = Field(default_factory=_default_url, repr=False)
    # the key of personal data; a backup of the database must not bring it along
    key_file: Path = Field(default_factory=_default_key_file, validate_default=True)
    busy_timeout_seconds: float = Field(default=30.0, gt=0)
    working_hours: tuple[tuple[time, time], ...] = (
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17, 0)),
    )
    # a letter partly done is answered so many working hours before its term ends; 0: never
    partial_reply_hours: float = Field(default=8.0, ge=0)
    # signing in: so many failures lock an account for so long; a session ends after so long unused,
    # and after so long in any case
    sign_in_failures: int = Field(default=5, ge=1)
    lock_out_minutes: float = Field(default=15.0, gt=0)
    session_idle_minutes: float = Field(default=60.0, gt=0)
    session_hours: float = Field(default=12.0, gt=0)
    idle_minutes: float = Field(default=15.0, gt=0)
    flows_at_once: int = Field(default=4, ge=1)

    @field_validator("home", "key_file")
    @classmethod
    def _whole_path(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("key_file")
    @classmethod
    def _apart(cls, key_file: Path, info: ValidationInfo) -> Path:
        home = info.data.get("home")
        if home is not None and key_file.resolve().is_relative_to(home.resolve()):
            raise PydanticCustomError("key_in_home", "the key lies inside the home")
        return key_file

    @field_validator("working_hours")
    @classmethod
    def _in_order(cls, hours: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
        moments = [moment for span in hours for moment in span]
        if not hours or any(a >= b for a, b in pairwise(moments)):
            raise ValueError("working hours are spans of time, one after the other")
        return hours

    def make_home(self) -> Path:
        """The folder of this installation, made for its owner alone (0700) where missing."""
        for folder in (*reversed(self.home.parents), self.home):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        return self.home
