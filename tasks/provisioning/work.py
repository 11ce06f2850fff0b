"""The three parts of every kind of work: prepare in the database, carry out, confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlmodel import Session

from models.letter import Letter
from models.organisation import Organisation
from models.request import Line, Request
from policies.schema import Regulation
from policies.working_days import Calendar
from tasks.connectors.errors import ConflictError, PermanentError
from tasks.connectors.port import Capability, Connector
from tasks.office import local_date

W = TypeVar("W")

#: What the mail system answered on one job: None where it is as wanted.
Answer = ConflictError | PermanentError | None


@dataclass(frozen=True)
class Case:
    """The request to which lines belong, inside one transaction.

    ``capabilities``: what the mail system can do.  ``organisations``: those found or added in the
    transaction so far, by the name that the lines write.
    """

    session: Session
    regulation: Regulation
    letter: Letter
    request: Request
    at: datetime
    calendar: Calendar
    capabilities: frozenset[Capability]
    organisations: dict[str, Organisation] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The local date whose rules apply: that of the letter's receipt."""
        return local_date(self.letter.received_at)


@dataclass(frozen=True)
class Job(Generic[W]):
    """One line's work: the mailbox, and the end state that is wanted of it."""

    line_id: int
    mailbox_id: str
    want: W


@dataclass(frozen=True)
class Work(Generic[W]):
    """One kind of work.

    ``prepare`` and ``confirm`` run inside a transaction and touch the database alone;
    ``carry_out`` runs outside and speaks to the mail system alone.  All three may run again for the
    same line: a kill between any two of them does no harm.
    """

    prepare: Callable[[Case, Sequence[Line]], Sequence[Job[W]]]
    carry_out: Callable[[Connector, Sequence[Job[W]], str, datetime], Sequence[Answer]]
    confirm: Callable[[Case, Sequence[tuple[Line, Job[W]]]], None]


def each_line(
    prepare: Callable[[Case, Line], Job[W]],
) -> Callable[[Case, Sequence[Line]], Sequence[Job[W]]]:
    """Prepare line by line."""
    return lambda case, lines: [prepare(case, line) for line in lines]


def each_done(
    confirm: Callable[[Case, Line, Job[W]], None],
) -> Callable[[Case, Sequence[tuple[Line, Job[W]]]], None]:
    """Confirm line by line."""

    def confirm_all(case: Case, done: Sequence[tuple[Line, Job[W]]]) -> None:
        for line, job in done:
            confirm(case, line, job)

    return confirm_all


def each(
    do: Callable[[Connector, Job[W], str, datetime], None],
) -> Callable[[Connector, Sequence[Job[W]], str, datetime], Sequence[Answer]]:
    """Carry out job by job; one that the mail system refuses does not stop the others."""

    def carry_out(
        connector: Connector, jobs: Sequence[Job[W]], operation: str, at: datetime
    ) -> Sequence[Answer]:
        answers: list[Answer] = []
        for job in jobs:
            try:
                do(connector, job, operation, at)
                answers.append(None)
            except (ConflictError, PermanentError) as error:
                answers.append(error)
        return answers

    return carry_out
