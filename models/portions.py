"""Values in portions: databases bound the parameters of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

V = TypeVar("V")
_AT_ONCE = 500


def portions(values: Sequence[V], size: int = _AT_ONCE) -> Iterator[Sequence[V]]:
    """The values in their order, ``size`` at a time; by default as many as one statement takes."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
