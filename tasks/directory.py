"""People and organisations as the letters tell them: found, or added."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.organisation import Organisation, find, find_or_add, sole
from models.person import Assignment, Person
from models.request import Line
from models.row import id_of
from policies.naming import clean, fold
from policies.organisations import Organisation as Recognised
from policies.organisations import recognise
from policies.schema import Regulation
from policies.spelling import begins, organisation_key, spelling
from policies.superiors import split_superior
from tasks.provisioning.work import Case

_COMMUNE = re.compile(r"(uy ban nhan dan|ubnd) (xa|phuong|thi tran)\b")
_DISTRICT = re.compile(r"(uy ban nhan dan|ubnd) (huyen|quan|thi xa|thanh pho|tx|tp)\b")


def names_of_place(name: str, sender: str | None) -> tuple[str, str | None]:
    """A unit's own name and its superior's: the one named, else the sender, else none.

    A body that is never a unit of another ("Sở …") stands by itself; but a commune's committee
    in a letter of its district's stands below that.
    """
    own, superior = split_superior(clean(name))
    if superior is not None or not sender or organisation_key(sender) == organisation_key(own):
        return own, superior
    if _COMMUNE.match(fold(own)) and _DISTRICT.match(fold(sender)):
        return own, sender
    return own, None if is_body(own) else sender


def is_body(name: str) -> bool:
    """Whether the name alone tells which body is meant: "Sở …", "Ủy ban nhân dân …", no unit."""
    keys = organisation_key(name).split()
    return any(begins(keys, start) for start in spelling().never_a_unit)


def organisation_named(case: Case, name: str) -> Organisation:
    """The organisation of that name; a unit of the sender's stands below the sender."""
    if name not in case.organisations:
        case.organisations[name] = _named(case, name)
    return case.organisations[name]


def _named(case: Case, name: str) -> Organisation:
    session, regulation, letter = case.session, case.regulation, case.letter
    own, superior = names_of_place(name, letter.sender)
    number = letter.sender_organisation_id
    sender = session.get(Organisation, number) if number else None
    if sender is not None and superior in (None, letter.sender):
        if fold(own) in (sender.key, fold(letter.sender or "")):
            return sender
        if superior is not None:
            return find_or_add(session, organisation_row(regulation, own, sender, sender.name))
    if superior is None:
        return find_or_add_body(session, regulation, own)
    parent = find_or_add_body(session, regulation, superior)
    return find_or_add(session, organisation_row(regulation, own, parent, superior))


def find_or_add_body(session: Session, regulation: Regulation, name: str) -> Organisation:
    """The organisation of a name without a superior: at the root, else the one so named, or new.

    A commune's committee stands below its district's, and letters name it alone.
    """
    policy, key = regulation.id, organisation_key(name)
    found = find(session, policy=policy, key=key, parent_id=None)
    if found is None and is_body(name):
        found = sole(session, policy=policy, key=key)
    return found or find_or_add(session, organisation_row(regulation, name, None, None))


def organisation_row(
    regulation: Regulation, name: str, parent: Organisation | None, superior: str | None
) -> Organisation:
    """A row as it would be added; ``superior`` is the parent's name as it was written."""
    level, label = level_and_label(regulation, name, superior)
    return Organisation(
        policy=regulation.id,
        name=clean(name),
        key=organisation_key(name),
        level=level,
        parent_id=parent.id if parent else None,
        address_label=label,
    )


def level_and_label(
    regulation: Regulation, name: str, superior: str | None
) -> tuple[str | None, str | None]:
    """The level of an organisation and its label as a parent, where the regulation knows them."""
    seen = recognise(regulation, name, superior)
    return (seen.level, seen.as_parent) if isinstance(seen, Recognised) else (None, None)


def rename_organisation(case: Case, organisation: Organisation, name: str) -> Organisation:
    """The organisation under its new name; or the one beside it that bears that name already."""
    own, _ = split_superior(clean(name))
    policy, above = case.regulation.id, organisation.parent_id
    bearer = find(case.session, policy=policy, key=organisation_key(own), parent_id=above)
    if bearer is not None and bearer.id != organisation.id:
        return bearer
    parent = case.session.get(Organisation, above) if above else None
    organisation.name, organisation.key = own, organisation_key(own)
    organisation.level, organisation.address_label = level_and_label(
        case.regulation, own, parent.name if parent else None
    )
    return organisation


def people_of(case: Case, lines: Sequence[Line]) -> dict[int, Person]:
    """The person of each line, by the line's number in the database.

    Known by citizen number and name, or new; the same new person twice is one.
    """
    numbers = {line.citizen_number for line in lines if line.citizen_number}
    same_number = select(Person).where(
        Person.policy == case.regulation.id, col(Person.citizen_number).in_(numbers)
    )
    known = {
        (person.citizen_number, person.key): person for person in case.session.exec(same_number)
    }
    people = {}
    for line in lines:
        key = fold(line.name or "")
        person = known.get((line.citizen_number, key)) or Person(
            policy=case.regulation.id,
            full_name=clean(line.name or ""),
            key=key,
            birth_date=line.birth_date,
            citizen_number=line.citizen_number,
            phone=line.phone,
        )
        if line.citizen_number:
            known[line.citizen_number, key] = person
        people[id_of(line)] = person
    case.session.add_all(people.values())
    case.session.flush()
    return people


def assignment_of(session: Session, person_id: int | None) -> Assignment | None:
    """Where a person works at present, as the directory knows it."""
    return session.exec(
        select(Assignment)
        .where(Assignment.person_id == person_id, col(Assignment.ends).is_(None))
        .order_by(col(Assignment.id).desc())
    ).first()


@dataclass(frozen=True)
class Post:
    """Where somebody works from now on."""

    person: Person
    organisation: Organisation
    position: str | None


def assign(session: Session, posts: Sequence[Post], on: date) -> None:
    """The people work there from that local date on; what was before ends the day before.

    What began the same day, or later, ends the day it began.
    """
    ids = {id_of(post.person) for post in posts}
    current: dict[int, list[Assignment]] = defaultdict(list)
    for held in session.exec(
        select(Assignment).where(col(Assignment.person_id).in_(ids), col(Assignment.ends).is_(None))
    ):
        current[held.person_id].append(held)
    for post in posts:
        _assign(session, post, on, current[id_of(post.person)])


def _assign(session: Session, post: Post, on: date, current: list[Assignment]) -> None:
    place = id_of(post.organisation)
    for held in current:
        if held.ends is not None:
            continue  # ended by an earlier line of the same letter
        if held.organisation_id == place and held.position == post.position:
            return
        held.ends = max(held.starts, on - timedelta(days=1))
    new = Assignment(
        person_id=id_of(post.person),
        organisation_id=place,
        position=post.position,
        starts=on,
    )
    current.append(new)
    session.add(new)
