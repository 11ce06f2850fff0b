"""Reading ``official_days.yaml``: the decisions on days off that the library lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from policies.errors import RegulationError
from policies.schema import Shape
from policies.yaml_file import Place, faults_at, read_shape

OFFICIAL_DAYS = Path(__file__).with_name("official_days.yaml")


class OfficialDaysError(RegulationError):
    """The file of official decisions is malformed; ``faults`` name file and line."""


class OfficialDecision(Shape):
    """A decision on days off, and on days worked instead."""

    decision: str  # as it is cited after "theo"
    issued: date
    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    source: str


class DecidedYear(Shape):
    """A year whose official schedule is known, and from where."""

    year: int
    source: str


class OfficialDays(Shape):
    """The shape of ``official_days.yaml``."""

    decided_years: tuple[DecidedYear, ...]
    decisions: tuple[OfficialDecision, ...] = ()


def parse_official_days(text: str, file: str, years: Sequence[int]) -> OfficialDays:
    """The decisions in a YAML text.

    ``file`` names it in faults; ``years`` are those that a decision may touch.
    Raises OfficialDaysError with every fault found, each with its line.
    """
    days, lines = read_shape(OfficialDays, text, file, OfficialDaysError)
    if wrong := faults_at(file, lines, _wrong_days(days, years)):
        raise OfficialDaysError(wrong)
    return days


def _wrong_days(days: OfficialDays, years: Sequence[int]) -> Iterator[tuple[Place, str]]:
    seen: set[date] = set()
    for number, decision in enumerate(days.decisions):
        for key, listed in (("off", decision.off), ("work", decision.work)):
            for index, day in enumerate(listed):
                at: Place = ("decisions", number, key, index)
                if day in seen:
                    yield at, "ngày này đã nêu ở trên"
                if day.year not in years:
                    yield at, f"cần một ngày trong các năm {years[0]}–{years[-1]}"
                seen.add(day)
