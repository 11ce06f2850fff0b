"""The centre's own decisions on days off: files in its home, applied over the shipped ones.

A decision may come at any time and must not wait for a version of the program.  Each file that was
applied is kept as it came, numbered; the later one wins.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from policies.official_days import OfficialDays, parse_official_days
from policies.working_days import YEARS, Calendar

FOLDER = "days-off"


def home_of(environment: Mapping[str, str]) -> Path:
    """The home of this installation: ``CONGVU_HOME``, else the XDG data directory of the user."""
    data = environment.get("XDG_DATA_HOME") or "~/.local/share"
    home = environment.get("CONGVU_HOME") or Path(data).expanduser() / "congvu"
    return Path(home).expanduser().absolute()


def applied_files(home: Path) -> tuple[Path, ...]:
    """The files of decisions that were applied, in that order."""
    return tuple(sorted((home / FOLDER).glob("[0-9]*.yaml")))


def calendar_in(home: Path) -> Calendar:
    """The calendar of an installation: library, shipped decisions, its own decisions.

    Raises OfficialDaysError, naming file and line, where a file was spoilt.
    """
    return Calendar.official(added=applied_files(home))


def read_decisions(text: str, file: str) -> OfficialDays:
    """The decisions in a YAML text of the shape of ``official_days.yaml``.

    ``file`` names it in faults.  Raises OfficialDaysError.
    """
    return parse_official_days(text, file, YEARS)


def with_decisions(home: Path, text: str, file: str) -> Calendar:
    """The calendar as it would be with one more file.  Raises OfficialDaysError."""
    return Calendar.official(added=applied_files(home), trial=(text, file))


def keep_decisions(home: Path, text: str) -> Path:
    """Keep a file among those applied; the newest one is not kept a second time.

    Whole or not at all: it gets its name only once it is written, and no name is taken twice.
    """
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    before = applied_files(home)
    if before and before[-1].read_text(encoding="utf-8") == text:
        return before[-1]
    written = folder / f".{os.getpid()}.new"
    written.write_text(text, encoding="utf-8")
    number = int(before[-1].stem) if before else 0
    try:
        while True:
            number += 1
            kept = folder / f"{number:04}.yaml"
            try:
                os.link(written, kept)  # fails where another process took the number
            except FileExistsError:
                continue
            return kept
    finally:
        written.unlink()
