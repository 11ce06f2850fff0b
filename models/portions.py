"""Values in portions: databases bound the parameters of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

V = TypeVar("V")
_AT_ONCE = 500


def portions(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """The values in their order, as many at a time as one statement takes."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
