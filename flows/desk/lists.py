"""Lists to choose from: letters, mailboxes, organisations; a page of each is one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from flows.desk.rights import Act, require
from models.database import reading
from models.letter import Letter, LetterState
from models.mailbox import Address, Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.user import Actor
from policies.naming import fold
from policies.schema import Kind
from tasks.office import Office

MOST = 100  # rows a page


@dataclass(frozen=True)
class LetterRow:
    """An incoming letter, the newest first."""

    letter_id: int
    policy: str
    state: LetterState
    sender: str
    number: str | None
    subject: str | None
    received: datetime


def letters(
    office: Office, actor: Actor, *, before: int | None = None, most: int = MOST
) -> list[LetterRow]:
    """The letters in reach, the newest first; ``before``: older than the one of that number.

    Raises NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    wanted = select(Letter).where(reach.letters()).order_by(col(Letter.id).desc()).limit(most)
    if before is not None:
        wanted = wanted.where(col(Letter.id) < before)
    with reading(office.engine) as session:
        return [
            LetterRow(
                letter.id or 0,
                letter.policy,
                letter.state,
                letter.sender or "…",
                letter.number,
                letter.subject,
                letter.received_at,
            )
            for letter in session.exec(wanted)
        ]


@dataclass(frozen=True)
class MailboxRow:
    """A mailbox under its present address."""

    address: str
    policy: str
    kind: Kind
    state: MailboxState
    holder: str
    organisation: str | None
    quota_mb: int


def mailboxes(
    office: Office, actor: Actor, *, words: str = "", after: str = "", most: int = MOST
) -> list[MailboxRow]:
    """The mailboxes in reach by address, from the one after ``after`` on.

    ``words``: each of them in the address, the holder's name or the organisation's, with or
    without diacritics.  Raises NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    at = select(Assignment.organisation_id).where(
        Assignment.person_id == Mailbox.person_id, col(Assignment.ends).is_(None)
    )
    works_at = at.order_by(col(Assignment.id).desc()).limit(1).scalar_subquery()
    wanted = (
        select(Address.address, Mailbox, Person.full_name, Organisation.name)
        .join(Mailbox, col(Mailbox.id) == col(Address.mailbox_id))
        .outerjoin(Person, col(Person.id) == col(Mailbox.person_id))
        .outerjoin(
            Organisation,
            or_(
                col(Organisation.id) == col(Mailbox.organisation_id),
                col(Organisation.id) == works_at,
            ),
        )
        .where(
            col(Address.is_primary).is_(True),
            col(Address.address) > after,
            reach.mailboxes(),
            *(_has(word) for word in fold(words).split()),
        )
        .order_by(col(Address.address))
        .limit(most)
    )
    with reading(office.engine) as session:
        return [
            MailboxRow(
                address,
                box.policy,
                box.kind,
                box.state,
                name or box.display_name,
                organisation,
                box.quota_mb,
            )
            for address, box, name, organisation in session.exec(wanted)
        ]


def _has(word: str) -> ColumnElement[bool]:
    return or_(
        col(Address.address).contains(word, autoescape=True),
        col(Person.key).contains(word, autoescape=True),
        col(Organisation.key).contains(word, autoescape=True),
    )


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation of the directory, and the one above it."""

    organisation_id: int
    policy: str
    name: str
    superior: str | None


def organisations(
    office: Office, actor: Actor, policy: str, *, words: str = "", most: int = MOST
) -> list[OrganisationRow]:
    """The organisations of a province in reach, by name; ``words``: each of them in the name.

    Raises NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    wanted = (
        select(Organisation)
        .where(
            Organisation.policy == policy,
            reach.organisations(),
            *(
                col(Organisation.key).contains(word, autoescape=True)
                for word in fold(words).split()
            ),
        )
        .order_by(col(Organisation.key), col(Organisation.id))
        .limit(most)
    )
    with reading(office.engine) as session:
        found = session.exec(wanted).all()
        above = {one.parent_id for one in found}
        names = dict(
            session.exec(
                select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(above))
            ).all()
        )
        return [
            OrganisationRow(one.id or 0, one.policy, one.name, names.get(one.parent_id))
            for one in found
        ]
