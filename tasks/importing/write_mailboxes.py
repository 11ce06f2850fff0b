"""Rows of a list become mailboxes: one portion in one transaction, made twice it is made once.

Three parts, as in provisioning: the rows are written as ``RESERVED``, the mail system is told, the
rows get the state in which the mailboxes are.  A kill between any two does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from models.insert_once import insert_once
from models.mailbox import Address, AddressState, AddressTaken, Mailbox, MailboxState
from models.person import Assignment, Person
from models.row import id_of
from policies.lifecycle import grant_mb
from policies.naming import clean, fold
from policies.schema import Kind, Regulation
from policies.working_days import LOCAL_ZONE
from tasks.connectors.port import Account
from tasks.importing.mailbox_list import ListedMailbox
from tasks.importing.plan_mailboxes import PlannedMailbox
from tasks.office import local_date

# else rows that lack different columns are so many statements
_IN_ONE = {"render_nulls": True}


@dataclass(frozen=True)
class Writing:
    """What a portion is written with; ``at`` is time-zone-aware."""

    session: Session
    regulation: Regulation
    file_id: int
    file_name: str
    at: datetime

    @property
    def on(self) -> date:
        """The local date of the import."""
        return local_date(self.at)


def write(writing: Writing, planned: Sequence[PlannedMailbox]) -> None:
    """Write the new ones as ``RESERVED``, with all their addresses, issued for ever.

    Raises AddressTaken where somebody else got one of them meanwhile.
    """
    new = [one for one in planned if one.mailbox is None]
    people = _people(writing, new)
    _insert(writing.session, Mailbox, [_mailbox(writing, one, people) for one in new])
    _issue(writing, planned)
    posts = [_post(writing, one, people[one.listed.row]) for one in new if one.listed.row in people]
    _insert(writing.session, Assignment, posts)


def _insert(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows, execution_options=_IN_ONE)


def _people(writing: Writing, new: Sequence[PlannedMailbox]) -> dict[int, int]:
    """The person of each row that has one, both by number: known, or added now."""
    of_row: dict[int, int] = {}
    added: dict[tuple[str, str | int], dict[str, Any]] = {}
    keys: dict[int, tuple[str, str | int]] = {}
    for one in new:
        listed = one.listed
        if one.person is not None:
            of_row[listed.row] = id_of(one.person)
        elif listed.kind is Kind.PERSON:
            # with a citizen number one person whatever the rows, else one a row
            key = (fold(listed.name), listed.citizen_number or listed.row)
            keys[listed.row] = key
            added.setdefault(key, _person(writing, listed))
    if added:
        adding = insert(Person).returning(col(Person.id), sort_by_parameter_order=True)
        rows = list(added.values())
        ids = writing.session.execute(adding, rows, execution_options=_IN_ONE).scalars()
        numbers = dict(zip(added, ids, strict=True))
        of_row.update({row: numbers[key] for row, key in keys.items()})
    return of_row


def _person(writing: Writing, listed: ListedMailbox) -> dict[str, Any]:
    return {
        "policy": writing.regulation.id,
        "full_name": clean(listed.name),
        "key": fold(listed.name),
        "birth_date": listed.birth_date,
        "citizen_number": listed.citizen_number,
        "phone": listed.phone,
    }


def _mailbox(writing: Writing, one: PlannedMailbox, people: dict[int, int]) -> dict[str, Any]:
    listed = one.listed
    person = people.get(listed.row)
    created = _moment(writing, listed.issued)
    quota = listed.quota_mb or grant_mb(writing.regulation, listed.kind, writing.on).grant_mb
    return {
        "id": one.mailbox_id,
        "policy": writing.regulation.id,
        "kind": listed.kind,
        "state": MailboxState.RESERVED,
        "state_reason": _reason(writing, one),
        "state_since": _moment(writing, listed.since or listed.issued),
        "display_name": clean(listed.name),
        "person_id": person,
        "organisation_id": None if person or one.place.known is None else one.place.known.id,
        "representative": listed.representative,
        "phone": listed.phone,
        "quota_mb": quota,
        "awaiting_handover": False,  # its holder has a password already, which congvu never saw
        "created_at": created,
        "imported_file_id": writing.file_id,
    }


def _moment(writing: Writing, day: date | None) -> datetime:
    """The beginning of a local day; the import's own moment where none is told."""
    return datetime.combine(day, time(), LOCAL_ZONE) if day else writing.at


def _reason(writing: Writing, one: PlannedMailbox) -> str | None:
    if one.listed.state is MailboxState.ACTIVE:
        return None
    return one.listed.reason or f"theo danh sách đã nhập «{writing.file_name}»"


def _issue(writing: Writing, planned: Sequence[PlannedMailbox]) -> None:
    rows = [
        {
            "address": address,
            "policy": writing.regulation.id,
            "mailbox_id": one.mailbox_id,
            "state": AddressState.ISSUED,
            "is_primary": address == one.listed.address,
            "at": _moment(writing, one.listed.issued),
            "departure": str(one.plan.departure)
            if one.plan.departure and address == one.listed.address
            else None,
        }
        for one in planned
        for address in one.missing
    ]
    if not rows:
        return
    # in one order for all, so that two transactions never wait for each other crosswise
    rows.sort(key=lambda row: str(row["address"]))
    adding = insert_once(writing.session, Address).returning(col(Address.address))
    lost = {str(row["address"]) for row in rows}.difference(
        writing.session.execute(adding, rows, execution_options=_IN_ONE).scalars()
    )
    if lost:
        raise AddressTaken(min(lost))


def _post(writing: Writing, one: PlannedMailbox, person_id: int) -> dict[str, Any]:
    known = one.place.known
    if known is None:
        raise ValueError(f"row {one.listed.row}: its organisation was not added")
    return {
        "person_id": person_id,
        "organisation_id": id_of(known),
        "position": one.listed.position,
        "starts": one.listed.issued or writing.on,
    }


def accounts(writing: Writing, planned: Sequence[PlannedMailbox]) -> list[Account]:
    """What the mail system is to know of the rows; of those that are purged nothing."""
    return [
        Account(
            mailbox_id=one.mailbox_id,
            addresses=one.listed.addresses,
            display_name=clean(one.listed.name),
            quota_mb=_quota(writing, one),
            has_password=False,
            login_lock=_lock(writing, one, MailboxState.LOCKED),
            send_lock=_lock(writing, one, MailboxState.SEND_LOCKED),
            revoked_at=_moment(writing, one.listed.since)
            if one.listed.state is MailboxState.REVOKED
            else None,
        )
        for one in planned
        if one.listed.state is not MailboxState.PURGED
    ]


def _quota(writing: Writing, one: PlannedMailbox) -> int:
    if one.listed.quota_mb:
        return one.listed.quota_mb
    if one.mailbox:
        return one.mailbox.quota_mb
    return grant_mb(writing.regulation, one.listed.kind, writing.on).grant_mb


def _lock(writing: Writing, one: PlannedMailbox, state: MailboxState) -> str | None:
    return _reason(writing, one) if one.listed.state is state else None


def confirm(session: Session, standing: dict[str, MailboxState]) -> None:
    """The mail system knows them: mailboxes by id get the state in which the list has them."""
    by_state: dict[MailboxState, list[str]] = defaultdict(list)
    for one, state in standing.items():
        by_state[state].append(one)
    for state, ids in by_state.items():
        session.execute(
            update(Mailbox)
            .where(col(Mailbox.id).in_(ids), col(Mailbox.state) == MailboxState.RESERVED)
            .values(state=state)
            .execution_options(synchronize_session=False)
        )
