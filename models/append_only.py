"""Tables whose rows are written once: refused here first, and by triggers in the database."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

T = TypeVar("T", bound=SQLModel)


class AppendOnly(Exception):
    """A row that is written once was about to be changed or deleted."""


def _refuse(mapper: Mapper[SQLModel], connection: Connection, target: SQLModel) -> None:
    raise AppendOnly(f"{mapper.local_table} is append-only")


def append_only(table: type[T]) -> type[T]:
    """Class decorator: refuse every update and deletion through the session.

    The first migration sets triggers that refuse them in the database too.
    """
    event.listen(table, "before_update", _refuse)
    event.listen(table, "before_delete", _refuse)
    return table
