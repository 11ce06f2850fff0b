"""One figure: what was measured, what is to be reached, and what it is to be seen beside."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

R = TypeVar("R")


@dataclass(frozen=True)
class Figure:
    """``measured``, ``reach`` and ``beside`` in one ``unit``; ``reach`` is an upper bound.

    ``beside_what``: the lower bound measured in the same run.  ``note``: how it was measured.
    """

    work: str
    unit: str
    measured: float
    reach: float
    beside: float | None
    beside_what: str
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the figure is within its reach."""
        return self.measured <= self.reach


def seconds(work: Callable[[], R]) -> tuple[float, R]:
    """How long a call took, and what it gave."""
    start = time.perf_counter()
    given = work()
    return time.perf_counter() - start, given


def middle(work: Callable[[], object], times: int) -> float:
    """The median of so many calls, in seconds; one call before them warms up."""
    work()
    return median(seconds(work)[0] for _ in range(times))
