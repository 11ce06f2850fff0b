"""Reading ``official_days.yaml``: the decisions on days off that the library lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from policies.errors import RegulationError, RegulationFault
from policies.schema import Shape

OFFICIAL_DAYS = Path(__file__).with_name("official_days.yaml")

Place = tuple[str | int, ...]
Lines = dict[Place, int]

_EXPECTED = {
    "missing": "thiếu khóa này",
    "extra_forbidden": "khóa không có trong mẫu",
    "tuple_type": "cần một danh sách",
    "model_type": "cần các khóa và giá trị",
    "string_type": "cần một dòng chữ",
    "int_parsing": "cần một năm, ví dụ 2026",
}


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
    data, lines = _compose(text, file)
    try:
        days = OfficialDays.model_validate(data)
    except ValidationError as error:
        faults = [_fault(file, lines, detail) for detail in error.errors()]
        raise OfficialDaysError(faults) from error
    if wrong := [
        RegulationFault(file, lines[at], _dotted(at), expected)
        for at, expected in _wrong_days(days, years)
    ]:
        raise OfficialDaysError(wrong)
    return days


def _compose(text: str, file: str) -> tuple[Any, Lines]:
    # BaseLoader leaves all scalars text, so that an impossible date is found with its own line
    loader = yaml.BaseLoader(text)
    lines: Lines = {(): 1}
    try:
        node = loader.get_single_node()
        doubled = list(_walk(node, (), lines)) if node else []
        if doubled:
            raise OfficialDaysError(
                [RegulationFault(file, lines[at], _dotted(at), "khóa lặp lại") for at in doubled]
            )
        return (loader.construct_document(node) if node else None), lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        fault = RegulationFault(file, line, "", f"YAML hỏng: {error.problem}")
        raise OfficialDaysError([fault]) from error
    finally:
        loader.dispose()


def _walk(node: yaml.Node, at: Place, lines: Lines) -> Iterator[Place]:
    """Note the line of every path; yield the keys that stand twice."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*at, str(key.value))
            lines[here] = key.start_mark.line + 1
            if here in seen:
                yield here
            seen.add(here)
            yield from _walk(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*at, index), lines)


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


def _fault(file: str, lines: Lines, detail: Any) -> RegulationFault:
    at: Place = detail["loc"]
    path = _dotted(at)
    expected = _EXPECTED.get(detail["type"], detail["msg"])
    if detail["type"].startswith("date"):
        expected = "cần một ngày có thật, dạng 2026-01-02"
    while at not in lines:  # a missing key stands at the line of what lacks it
        at = at[:-1]
    return RegulationFault(file, lines[at], path, expected)


def _dotted(at: Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)
    return text.removeprefix(".")
