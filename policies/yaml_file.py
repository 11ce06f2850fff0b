"""A YAML file read into a shape: every fault at once, each with its line and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from policies.errors import RegulationError, RegulationFault

S = TypeVar("S", bound=BaseModel)
Place = tuple[str | int, ...]
Lines = dict[Place, int]

_EXPECTED = {
    "missing": "thiếu khóa này",
    "extra_forbidden": "khóa không có trong mẫu",
    "tuple_type": "cần một danh sách",
    "model_type": "cần các khóa và giá trị",
    "model_attributes_type": "cần các khóa và giá trị",
    "string_type": "cần một dòng chữ",
    "int_parsing": "cần một số nguyên",
    "int_type": "cần một số nguyên",
    "bool_parsing": "cần true hoặc false",
    "bool_type": "cần true hoặc false",
    "too_short": "danh sách còn thiếu phần tử",
}


# libyaml where PyYAML was built with it: ten times faster, the same result
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc] # the base is chosen when the module is loaded
    """Only true and false are booleans ("off" and "no" are words), and dates stay text.

    The shape reads the dates, so that an impossible one is found with its line.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - overrides PyYAML's own class variable
        first: [
            (tag, pattern)
            for tag, pattern in rules
            if not tag.endswith(":timestamp") and (not tag.endswith(":bool") or first in "tTfF")
        ]
        for first, rules in _Base.yaml_implicit_resolvers.items()
    }


def read_shape(
    shape: type[S], text: str, file: str, error: type[RegulationError] = RegulationError
) -> tuple[S, Lines]:
    """The shape that a YAML text holds, and the line of every path in it.

    ``file`` names the text in faults.  Raises ``error`` with every fault found.
    """
    data, lines = _compose(text, file, error)
    try:
        return shape.model_validate(data), lines
    except ValidationError as found:
        details = found.errors(include_url=False)
        raise error([_detail_fault(file, lines, detail) for detail in details]) from found


def faults_at(file: str, lines: Lines, found: Iterable[tuple[Place, str]]) -> list[RegulationFault]:
    """Faults of a shape that was read, by their paths."""
    return [fault_at(file, lines, place, expected) for place, expected in found]


def fault_at(file: str, lines: Lines, place: Place, expected: str) -> RegulationFault:
    """A fault at a path; a missing key stands at the line of what lacks it."""
    # pydantic puts the tag of a union into the path; what is not in the file is passed over
    at: Place = ()
    for part in place:
        if (*at, part) in lines:
            at = (*at, part)
    missing = place[-1:] if at[-1:] != place[-1:] else ()
    return RegulationFault(file, lines.get(at, 1), _dotted((*at, *missing)), expected)


def _detail_fault(file: str, lines: Lines, detail: Any) -> RegulationFault:
    expected = _EXPECTED.get(detail["type"], detail["msg"])
    if detail["type"].startswith("date"):
        expected = "cần một ngày có thật, dạng 2026-01-02"
    if detail["type"] in ("enum", "literal_error"):
        expected = f"cần một trong: {detail['ctx']['expected']}"
    if detail["type"] == "value_error":
        expected = str(detail["ctx"]["error"])
    return fault_at(file, lines, detail["loc"], expected)


def _compose(text: str, file: str, error: type[RegulationError]) -> tuple[Any, Lines]:
    lines: Lines = {(): 1}
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            doubled = list(_walk(node, (), lines)) if node else []
            data = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
    except yaml.YAMLError as found:
        mark = getattr(found, "problem_mark", None)
        problem = getattr(found, "problem", None) or str(found)
        line = mark.line + 1 if mark else 1
        raise error([RegulationFault(file, line, "", f"YAML hỏng: {problem}")]) from found
    if doubled:
        raise error(
            [RegulationFault(file, line, _dotted(at), "khóa lặp lại") for at, line in doubled]
        )
    return data, lines


def _walk(node: yaml.Node, at: Place, lines: Lines) -> Iterator[tuple[Place, int]]:
    """Note the line of every path; yield the keys that stand twice in one mapping."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*at, str(key.value))
            line = key.start_mark.line + 1
            if here in seen:
                yield here, line
            seen.add(here)
            lines[here] = line
            yield from _walk(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*at, index), lines)


def _dotted(at: Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)
    return text.removeprefix(".")
