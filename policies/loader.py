"""Reading a regulation file: every fault at once, each with file and line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from policies.consistency import inconsistencies
from policies.errors import RegulationError, RegulationFault, UnknownPolicy
from policies.schema import Regulation
from policies.yaml_file import faults_at, read_shape

REGULATIONS = Path(__file__).parent / "regulations"


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
    regulation, lines = read_shape(Regulation, text, file)
    if faults := faults_at(file, lines, inconsistencies(regulation)):
        raise RegulationError(faults)
    return regulation
