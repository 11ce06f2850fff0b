"""What is wrong with a regulation file: every fault at once, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RegulationFault:
    """One fault of a regulation file."""

    file: str
    line: int  # from 1
    path: str  # "naming.levels[2].address"
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.expected}"


class RegulationError(ValueError):
    """The file is malformed; ``faults`` holds all that was found."""

    def __init__(self, faults: Sequence[RegulationFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownPolicy(ValueError):
    """No regulation of that id, and no file of that path."""

    def __init__(self, policy: str, known: Sequence[str]) -> None:
        self.policy = policy
        super().__init__(
            f"không có quy chế «{policy}»; có: {', '.join(known)}, hoặc đường dẫn tệp YAML"
        )
