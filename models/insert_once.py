"""Inserting what may stand there already, in the words of the database at hand."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_once(session: Session, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """An insert that passes over a row whose key another row has; the first one stays."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
