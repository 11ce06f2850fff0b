"""Reading a regulation file: every fault at once, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from policies.consistency import inconsistencies
from policies.errors import RegulationError, RegulationFault, UnknownPolicy
from policies.schema import Regulation

REGULATIONS = Path(__file__).parent / "regulations"

# libyaml where PyYAML was built with it: ten times faster, the same result
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]
Lines = dict[Path_, int]


def policy_ids() -> tuple[str, ...]:
    """Ids of the regulations that come with the project, sorted."""
    return tuple(sorted(path.stem for path in REGULATIONS.glob("*.yaml")))


def source(policy: str | Path) -> tuple[str, str]:
    """Text and file name of a regulation, by id or by the path of a YAML file.

    Raises UnknownPolicy where there is neither, RegulationError where the file is not UTF-8 text.
    """
    path = Path(policy)
    if path.suffix not in (".yaml", ".yml"):
        path = REGULATIONS / f"{policy}.yaml"
    if not path.is_file():
        raise UnknownPolicy(str(policy), policy_ids())
    try:
        return path.read_text(encoding="utf-8"), path.name
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        fault = RegulationFault(path.name, line, "", "cần văn bản UTF-8")
        raise RegulationError([fault]) from error


def load(policy: str | Path) -> Regulation:
    """The regulation of that id or file; raises as ``source`` and ``parse`` do."""
    return parse(*source(policy))


@lru_cache(maxsize=32)
def parse(text: str, file: str) -> Regulation:
    """A regulation from YAML text; ``file`` names it in faults.  Raises RegulationError."""
    data, lines = _compose(text, file)
    try:
        regulation = Regulation.model_validate(data)
    except ValidationError as error:
        raise RegulationError(
            [_fault(file, lines, detail["loc"], detail["msg"]) for detail in error.errors()]
        ) from error
    faults = [_fault(file, lines, path, text) for path, text in inconsistencies(regulation)]
    if faults:
        raise RegulationError(faults)
    return regulation


def compose(text: str, file: str) -> tuple[Any, Lines]:
    """Plain data of a YAML text and the line of each path in it.  Raises RegulationError."""
    return _compose(text, file)


def _compose(text: str, file: str) -> tuple[Any, Lines]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise RegulationError([RegulationFault(file, 1, "", "tệp trống")])
        lines: Lines = {}
        doubled = list(_walk(node, (), lines))
        if doubled:
            raise RegulationError(
                [RegulationFault(file, line, _dotted(at), "khóa lặp lại") for at, line in doubled]
            )
        return loader.construct_document(node), lines
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, RegulationError):
            raise
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise RegulationError([RegulationFault(file, line, "", f"YAML hỏng: {problem}")]) from error
    finally:
        loader.dispose()


def _walk(node: yaml.Node, at: Path_, lines: Lines) -> Iterator[tuple[Path_, int]]:
    """Note the line of every path; yield the keys that stand twice in one mapping."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*at, str(key.value))
            if key.value in seen:
                yield here, key.start_mark.line + 1
            seen.add(key.value)
            lines[here] = key.start_mark.line + 1
            yield from _walk(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*at, index), lines)


def _fault(file: str, lines: Lines, loc: Path_, expected: str) -> RegulationFault:
    # pydantic puts the tag of a union into the path; what is not in the file is passed over
    at: Path_ = ()
    for part in loc:
        if (*at, part) in lines:
            at = (*at, part)
    missing = [str(part) for part in loc[-1:] if at[-1:] != loc[-1:]]
    return RegulationFault(file, lines.get(at, 1), _dotted((*at, *missing)), expected)


def _dotted(at: Path_) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)
    return text.removeprefix(".")
