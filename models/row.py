"""A row that the database has numbered."""

from __future__ import annotations

from typing import Protocol


class Numbered(Protocol):
    """A row with a number of the database's; None until it is flushed."""

    id: int | None


def id_of(row: Numbered) -> int:
    """The number of a row.  Raises ValueError where the row was never flushed."""
    if row.id is None:
        raise ValueError(f"{type(row).__name__} has no number before it is flushed")
    return row.id
