"""One sample letter before it is written, and the lines that letters of new people share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from policies.schema import RequestType
from tasks.forms.archive import Layout
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.sampling.people import Person, people

_LOCAL = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has kept it since 1975


@dataclass(frozen=True)
class Letter:
    """A sample letter; ``received`` is local time, ``rows`` stand for the form's sections."""

    name: str
    policy: str
    form: str
    layout: Layout
    received: datetime
    title: str
    header: LetterHeader
    rows: tuple[tuple[FilledRow, ...], ...]
    decided: bool = True  # false: it is left in the queue, for the visitor to decide

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.{self.layout}"


def local(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """A time in Asia/Ho_Chi_Minh."""
    return datetime(year, month, day, hour, minute, tzinfo=_LOCAL)


def new_person(
    person: Person,
    *,
    unit: str,
    position: str,
    decision_number: str | None = None,
    decision_date: date | None = None,
) -> FilledRow:
    """A line of the standard form for a new mailbox."""
    return FilledRow(
        RequestType.NEW,
        LineFields(
            name=person.name,
            birth_date=person.birth_date,
            unit=unit,
            position=position,
            phone=person.phone,
            decision_number=decision_number,
            decision_date=decision_date,
        ),
    )


def staff(units: Mapping[str, int], seed: int) -> tuple[tuple[str, int, Person], ...]:
    """So many people for each unit: unit, place in it from 0, person."""
    places = [(unit, at) for unit, size in units.items() for at in range(size)]
    found = islice(people(seed), len(places))
    return tuple((unit, at, person) for (unit, at), person in zip(places, found, strict=True))
