"""What a list tells anew of mailboxes that the directory knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.mailbox import Address, Mailbox
from models.organisation import Organisation
from models.person import Person
from policies.naming import clean
from tasks.directory import Post, assign, assignment_of
from tasks.importing.mailbox_list import ListedMailbox
from tasks.importing.places import Place
from tasks.importing.plan_mailboxes import PlannedMailbox


def change(session: Session, planned: Sequence[PlannedMailbox], on: date) -> None:
    """Write the changes of each row, those and nothing else.  ``on``: local date of the import."""
    posts = []
    for one in planned:
        mailbox = one.mailbox
        if mailbox is None or not one.plan.changes:
            continue
        fields = {change.field for change in one.plan.changes}
        _mailbox(mailbox, one.listed, fields)
        if one.person:
            _person(one.person, one.listed, fields)
            if fields & {"place", "position"}:
                posts.append(_post(session, one, one.person))
        elif "place" in fields:
            mailbox.organisation_id = _organisation(session, one.place).id
        if "departure" in fields:
            row = session.get_one(Address, one.listed.address)
            row.departure = str(one.plan.departure) if one.plan.departure else None
    assign(session, posts, on)
    session.flush()


def _mailbox(mailbox: Mailbox, listed: ListedMailbox, fields: set[str]) -> None:
    if "name" in fields:
        mailbox.display_name = clean(listed.name)
    if "phone" in fields:
        mailbox.phone = listed.phone
    if "representative" in fields:
        mailbox.representative = listed.representative
    if "quota_mb" in fields and listed.quota_mb:
        mailbox.quota_mb = listed.quota_mb


def _person(person: Person, listed: ListedMailbox, fields: set[str]) -> None:
    if "name" in fields:
        person.full_name = clean(listed.name)
    if "phone" in fields:
        person.phone = listed.phone
    if "birth_date" in fields:
        person.birth_date = listed.birth_date
    if "citizen_number" in fields:
        person.citizen_number = listed.citizen_number


def _post(session: Session, one: PlannedMailbox, person: Person) -> Post:
    """Where the person works now; a list without a position leaves the one that is known."""
    held = assignment_of(session, person.id)
    position = one.listed.position or (held.position if held else None)
    return Post(person, _organisation(session, one.place), position)


def _organisation(session: Session, place: Place) -> Organisation:
    if place.known is None:
        raise ValueError(f"«{place}» was not added")
    return session.get_one(Organisation, place.known.id)
