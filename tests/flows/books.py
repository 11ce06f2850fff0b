"""All that an installation has written down, read at one moment, for an audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, SQLModel, col, select

from flows.desk.queues import QueueRow, queue
from models.database import reading
from models.deadline import DeadlineEntry
from models.directory import DirectoryAccount, DirectoryAddress
from models.hand_over import HandOver
from models.letter import Letter
from models.mailbox import Address, Mailbox
from models.outbox import OutboxEntry
from models.person import Person
from models.reply import Reply
from models.request import Line, Request
from models.row import id_of
from models.step import Step, StepDone
from models.trail import TrailEntry
from models.transitions import LineState, RequestState
from models.user import Actor
from models.verdict import Verdict
from models.work_order import WorkOrder
from tasks.office import Office
from tasks.trail_check import Checked, check_chains

T = TypeVar("T", bound=SQLModel)
#: a line whose work may be half way: the mail system may be ahead of our records
_HALF_WAY = (LineState.APPROVED, LineState.FAILED, LineState.PROPOSED)
_MOVES = "moves_seen_by_tests"


@dataclass(frozen=True)
class Move:
    """A change of state as the database saw it, whoever made it."""

    table: str
    row: int
    old: str
    new: str


class Books:
    """Every row that an audit looks at; one session, one state of the database."""

    def __init__(self, office: Office) -> None:
        with reading(office.engine) as session:
            self.letters = _all(session, Letter)
            self.requests = _all(session, Request)
            self.lines = _all(session, Line)
            self.verdicts = _all(session, Verdict)
            self.steps = _all(session, StepDone)
            self.orders = _all(session, OutboxEntry)
            self.work_orders = _all(session, WorkOrder)
            self.deadlines = _all(session, DeadlineEntry)
            self.replies = _all(session, Reply)
            self.hand_overs = _all(session, HandOver)
            self.mailboxes = {box.id: box for box in session.exec(select(Mailbox))}
            self.people = {id_of(person): person for person in session.exec(select(Person))}
            self.addresses = {row.address: row for row in session.exec(select(Address))}
            self.accounts = {
                account.mailbox_id: account for account in session.exec(select(DirectoryAccount))
            }
            self.directory = {row.address: row for row in session.exec(select(DirectoryAddress))}
            self.trail = _all(session, TrailEntry)
            self.chains: list[Checked] = check_chains(session)
            self.moves = _moves(session.connection())
        self.queue: list[QueueRow] = queue(office, Actor("auditor", "command"))

    @cached_property
    def lines_of(self) -> dict[int, list[Line]]:
        """By request."""
        return grouped(self.lines, "request_id")

    @cached_property
    def verdicts_of(self) -> dict[int, list[Verdict]]:
        """By line, in order."""
        return grouped(self.verdicts, "line_id")

    @cached_property
    def entries_of_line(self) -> dict[int, list[TrailEntry]]:
        """The trail by line."""
        return grouped((entry for entry in self.trail if entry.line_id), "line_id")

    @cached_property
    def entries_of(self) -> dict[int, list[TrailEntry]]:
        """The trail by request."""
        return grouped((entry for entry in self.trail if entry.request_id), "request_id")

    @cached_property
    def ledger_of(self) -> dict[int, list[DeadlineEntry]]:
        """By request."""
        return grouped(self.deadlines, "request_id")

    @cached_property
    def requests_of(self) -> dict[int, list[Request]]:
        """By letter."""
        return grouped(self.requests, "letter_id")

    @cached_property
    def request_of(self) -> dict[int, Request]:
        """By number."""
        return {id_of(request): request for request in self.requests}

    @cached_property
    def done(self) -> dict[int, set[Step]]:
        """Which steps of a request are done."""
        found: dict[int, set[Step]] = defaultdict(set)
        for row in self.steps:
            found[row.request_id].add(Step(row.step))
        return found

    @cached_property
    def half_way(self) -> set[str]:
        """Mailboxes of which the mail system may know more than we do."""
        return {
            line.mailbox_id
            for line in self.lines
            if line.mailbox_id and line.state in _HALF_WAY and self._in_work(line)
        } | {
            box.id
            for box in self.mailboxes.values()
            if any(line.id == box.line_id and line.state in _HALF_WAY for line in self.lines)
        }

    def _in_work(self, line: Line) -> bool:
        return self.request_of[line.request_id].state is not RequestState.WITHDRAWN


def _all(session: Session, table: type[T]) -> list[T]:
    return list(session.exec(select(table).order_by(col(getattr(table, "id")))))  # noqa: B009 - every table here has one


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    """Rows by one of their columns; an empty list for what has none."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def watch_moves(engine: Engine) -> None:
    """Let the database itself write down every change of state, so that no way around is missed."""
    with engine.begin() as connection:
        connection.execute(
            text(f"CREATE TABLE {_MOVES} (place TEXT, row_id INTEGER, old TEXT, new TEXT)")
        )
        for table in ("request", "line"):
            for statement in _trigger(connection.dialect.name, table):
                connection.execute(text(statement))


def _trigger(dialect: str, table: str) -> list[str]:
    insert = f"INSERT INTO {_MOVES} VALUES ('{table}', OLD.id, OLD.state, NEW.state);"
    head = f"CREATE TRIGGER moves_of_{table} AFTER UPDATE OF state ON {table} FOR EACH ROW"
    when = "WHEN (OLD.state <> NEW.state)"
    if dialect == "sqlite":
        return [f"{head} {when} BEGIN {insert} END"]
    return [
        f"CREATE FUNCTION moves_of_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {insert} RETURN NULL; END $$",
        f"{head} {when} EXECUTE FUNCTION moves_of_{table}()",
    ]


def _moves(connection: Connection) -> list[Move]:
    rows = connection.execute(text(f"SELECT place, row_id, old, new FROM {_MOVES}"))  # noqa: S608 - our own name
    return [Move(*row) for row in rows]
