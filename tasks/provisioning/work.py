"""The three parts of every kind of work: prepare in the database, carry out, confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlmodel import Session

from models.letter import Letter
from models.request import Line, Request
from policies.schema import Regulation
from tasks.connectors.errors import ConflictError, PermanentError
from tasks.connectors.port import Connector
from tasks.office import local_date

W = TypeVar("W")

#: What the mail system answered on one job: None where it is as wanted.
Answer = ConflictError | PermanentError | None


@dataclass(frozen=True)
class Case:
    """The request to which lines belong, inside one transaction."""

    session: Session
    regulation: Regulation
    letter: Letter
    request: Request
    at: datetime

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

    prepare: Callable[[Case, Line], Job[W]]
    carry_out: Callable[[Connector, Sequence[Job[W]], str, datetime], Sequence[Answer]]
    confirm: Callable[[Case, Line, Job[W]], None]


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
