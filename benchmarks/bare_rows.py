"""Rows that were written with care, written again without any: the lower bound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy import insert as insert_into
from sqlmodel import SQLModel, select

from benchmarks.figure import seconds
from models.database import reading
from models.sealed import keep_key
from tasks.office import Office


def insert_bare(
    office: Office, folder: Path, tables: Sequence[type[SQLModel]]
) -> tuple[float, int]:
    """The rows of those tables, inserted into an empty database, one transaction a table.

    How many seconds that takes, and how many rows there are.
    """
    with reading(office.engine) as session:
        rows = {
            table: [row.model_dump() for row in session.exec(select(table))] for table in tables
        }
    # no checks of foreign keys; what is sealed is sealed here too
    empty = create_engine(f"sqlite:///{folder}/bare.sqlite3", hide_parameters=True)
    keep_key(empty.dialect, office.settings.key_file)
    SQLModel.metadata.create_all(empty)

    def insert() -> None:
        for table, values in rows.items():
            with empty.begin() as connection:
                connection.execute(insert_into(table), values)

    took, _ = seconds(insert)
    empty.dispose()
    return took, sum(len(values) for values in rows.values())
