"""The sample letters that come with the project: shipped as files, and made here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

SAMPLES = Path(__file__).parents[2] / "samples"
INDEX = "samples.yaml"


@dataclass(frozen=True)
class Sample:
    """A sample letter as shipped; ``received`` is aware, in local time."""

    path: Path
    policy: str
    received: datetime
    title: str
    decided: bool  # false: it is left in the queue


def shipped() -> tuple[Sample, ...]:
    """The sample letters in the order in which they are meant to be submitted."""
    entries = yaml.safe_load((SAMPLES / INDEX).read_text(encoding="utf-8"))
    return tuple(
        Sample(
            SAMPLES / entry["file"],
            entry["policy"],
            datetime.fromisoformat(entry["received"]),
            entry["title"],
            entry["decided"],
        )
        for entry in entries
    )
