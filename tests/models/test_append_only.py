"""Rows that are written once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from models.append_only import AppendOnly
from models.database import reading, writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter_number import LetterNumber
from models.trail import TrailEntry
from models.verdict import Outcome, Verdict
from tests.models.rows_made import NOON, add_request, reply_to


def trail(session: Session) -> TrailEntry:
    return TrailEntry(
        chain="-",
        sequence=1,
        previous="",
        hash="",
        action="tried",
        at=NOON,
        actor="a",
        via="flow",
    )


def verdict(session: Session) -> Verdict:
    add_request(session)
    return Verdict(line_id=1, outcome=Outcome.APPROVED, author="a", via="page", at=NOON)


def deadline(session: Session) -> DeadlineEntry:
    add_request(session)
    return DeadlineEntry(
        request_id=1, kind=DeadlineKind.STARTED, at=NOON, cause="received", author="a"
    )


def number(session: Session) -> LetterNumber:
    reply_to(session, add_request(session))
    return LetterNumber(policy="p", issuer="a", year=2026, number=8, dated=NOON.date(), reply_id=1)


ROWS = [(trail, "actor"), (verdict, "author"), (deadline, "author"), (number, "issuer")]


@pytest.fixture(params=ROWS, ids=["trail_entry", "verdict", "deadline_entry", "letter_number"])
def written(request: pytest.FixtureRequest, engine: Engine) -> tuple[SQLModel, str]:
    """A row of an append-only table, and a column to try to change."""
    make: Callable[[Session], SQLModel]
    make, column = request.param
    with writing(engine) as session:
        row = make(session)
        session.add(row)
    return row, column


def test_session_refuses_update(engine: Engine, written: tuple[SQLModel, str]) -> None:
    """A change made on the object is refused before it reaches the database."""
    row, column = written
    with pytest.raises(AppendOnly), writing(engine) as session:
        setattr(session.merge(row), column, "b")


def test_session_refuses_deletion(engine: Engine, written: tuple[SQLModel, str]) -> None:
    """A deletion of the object is refused before it reaches the database."""
    with pytest.raises(AppendOnly), writing(engine) as session:
        session.delete(session.merge(written[0]))


@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = 'b'", "DELETE FROM {table}"])
def test_database_refuses(engine: Engine, written: tuple[SQLModel, str], statement: str) -> None:
    """SQL that goes round the session is refused by the database, and the row stays as it was."""
    row, column = written
    table = str(type(row).__tablename__)
    with pytest.raises(IntegrityError, match="append-only"), writing(engine) as session:
        session.connection().execute(text(statement.format(table=table, column=column)))
    with reading(engine) as session:
        assert ["a"] == session.connection().execute(
            text(f"SELECT {column} FROM {table}")  # noqa: S608 - names of this test
        ).scalars().all()
