"""Where an installation lies: a question of law must find it without the packages of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def home_of(environment: Mapping[str, str]) -> Path:
    """The home of this installation: ``CONGVU_HOME``, else the XDG data directory of the user."""
    data = environment.get("XDG_DATA_HOME") or "~/.local/share"
    home = environment.get("CONGVU_HOME") or Path(data).expanduser() / "congvu"
    return Path(home).expanduser().absolute()
