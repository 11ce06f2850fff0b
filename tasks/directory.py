"""People and organisations as the letters tell them: found, or added."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from models.organisation import Organisation, find_or_add
from models.person import Assignment, Person
from models.request import Line
from models.row import id_of
from policies.naming import clean, fold
from policies.organisations import Organisation as Recognised
from policies.organisations import recognise
from policies.spelling import split_superior
from tasks.provisioning.work import Case


def organisation_named(case: Case, name: str) -> Organisation:
    """The organisation of that name; a unit of the sender's stands below the sender."""
    sender = case.letter.sender
    own, superior = split_superior(clean(name))
    if superior is None and sender and fold(sender) != fold(own):
        superior = sender
    parent = _add(case, superior, None, None) if superior else None
    return _add(case, own, parent, superior)


def _add(case: Case, name: str, parent: Organisation | None, superior: str | None) -> Organisation:
    seen = recognise(case.regulation, name, superior)
    level = seen.level if isinstance(seen, Recognised) else None
    label = seen.as_parent if isinstance(seen, Recognised) else None
    return find_or_add(
        case.session,
        Organisation(
            policy=case.regulation.id,
            name=clean(name),
            key=fold(name),
            level=level,
            parent_id=parent.id if parent else None,
            address_label=label,
        ),
    )


def person_of(case: Case, line: Line) -> Person:
    """The person of a line: known by citizen number, or new."""
    known = None
    if line.citizen_number:
        known = case.session.exec(
            select(Person).where(
                Person.policy == case.regulation.id, Person.citizen_number == line.citizen_number
            )
        ).first()
    person = known or Person(
        policy=case.regulation.id,
        full_name=clean(line.name or ""),
        key=fold(line.name or ""),
        birth_date=line.birth_date,
        citizen_number=line.citizen_number,
        phone=line.phone,
    )
    case.session.add(person)
    case.session.flush()
    return person


def assign(case: Case, person: Person, organisation: Organisation, position: str | None) -> None:
    """The person works there from now on; what was before ends the day before."""
    current = case.session.exec(
        select(Assignment).where(Assignment.person_id == person.id, col(Assignment.ends).is_(None))
    ).all()
    for assignment in current:
        if assignment.organisation_id == organisation.id and assignment.position == position:
            return
        assignment.ends = _day_before(case.on)
    case.session.add(
        Assignment(
            person_id=id_of(person),
            organisation_id=id_of(organisation),
            position=position,
            starts=case.on,
        )
    )


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
