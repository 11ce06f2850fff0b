"""Which mailbox a line speaks of: by its address, or by name, position and unit."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.mailbox import Address, AddressState, Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.request import Line
from policies.naming import fold
from policies.schema import Kind

_GONE = (MailboxState.PURGED,)


@dataclass(frozen=True)
class Match:
    """The mailbox, or why there is none; ``choices``: addresses from which the reviewer picks."""

    mailbox: Mailbox | None
    note: str
    choices: tuple[str, ...] = ()


def match_mailbox(session: Session, policy: str, domain: str, line: Line) -> Match:
    """The one mailbox that the line means.  None or several go to the reviewer."""
    if line.address:
        return by_address(session, policy, domain, line.address)
    if line.kind is Kind.ORGANISATION:
        found = _of_organisation(session, policy, line)
        wanted = f"cơ quan «{line.name}»"
    else:
        found = _of_person(session, policy, line)
        wanted = f"«{line.name}», {line.position or 'không ghi chức vụ'}, {line.unit or '…'}"
    if len(found) == 1:
        return Match(found[0], f"khớp theo tên, chức vụ, đơn vị: {wanted}")
    if not found:
        return Match(None, f"không tìm thấy hộp thư của {wanted}")
    addresses = tuple(primary_address(session, mailbox) or mailbox.id for mailbox in found)
    return Match(None, f"có {len(found)} hộp thư khớp với {wanted}", addresses)


def by_address(session: Session, policy: str, domain: str, written: str) -> Match:
    """The mailbox that has, or ever had, an address."""
    address = written.strip().lower()
    if "@" not in address:
        address = f"{address}@{domain}"
    row = session.get(Address, address)
    if row is None or row.policy != policy or row.mailbox_id is None:
        return Match(None, f"không có hộp thư {address}")
    mailbox = session.get_one(Mailbox, row.mailbox_id)
    if mailbox.state in _GONE:
        return Match(None, f"hộp thư {address} đã hủy")
    return Match(mailbox, f"hộp thư {address}")


def primary_address(session: Session, mailbox: Mailbox) -> str | None:
    """The address under which a mailbox sends."""
    wanted = select(Address.address).where(
        Address.mailbox_id == mailbox.id,
        col(Address.is_primary).is_(True),
        Address.state == AddressState.ISSUED,
    )
    return session.exec(wanted).first()


def position_of(session: Session, mailbox_id: str | None) -> str | None:
    """The present position of a mailbox's holder, as the directory knows it."""
    held = (
        select(Assignment.position)
        .join(Mailbox, col(Mailbox.person_id) == col(Assignment.person_id))
        .where(Mailbox.id == mailbox_id, col(Assignment.ends).is_(None))
        .order_by(col(Assignment.id).desc())
    )
    return session.exec(held).first()


def _of_person(session: Session, policy: str, line: Line) -> list[Mailbox]:
    wanted = (
        select(Mailbox, Person)
        .join(Person, col(Mailbox.person_id) == col(Person.id))
        .where(
            Mailbox.policy == policy,
            Person.key == fold(line.name or ""),
            col(Mailbox.state).not_in(_GONE),
        )
    )
    pairs = session.exec(wanted).all()
    if line.birth_date:
        pairs = [p for p in pairs if p[1].birth_date in (None, line.birth_date)]
    if len(pairs) > 1 and line.citizen_number:
        pairs = [p for p in pairs if p[1].citizen_number == line.citizen_number] or pairs
    units = {fold(name) for name in (line.unit, line.former_unit) if name}
    held = [mailbox for mailbox, person in pairs if _works_in(session, person, units)]
    if len(held) > 1 and line.position:
        by_position = [m for m in held if _has_position(session, m, line.position)]
        return by_position or held
    return held


def _works_in(session: Session, person: Person, units: set[str]) -> bool:
    if not units:
        return True
    names = (
        select(Organisation.key)
        .join(Assignment, col(Assignment.organisation_id) == col(Organisation.id))
        .where(Assignment.person_id == person.id, col(Assignment.ends).is_(None))
    )
    return any(
        key == unit or unit.startswith(f"{key} ") or key.startswith(f"{unit} ")
        for key in session.exec(names)
        for unit in units
    )


def _has_position(session: Session, mailbox: Mailbox, position: str) -> bool:
    held = select(Assignment.position).where(
        Assignment.person_id == mailbox.person_id, col(Assignment.ends).is_(None)
    )
    return fold(position) in {fold(name or "") for name in session.exec(held)}


def _of_organisation(session: Session, policy: str, line: Line) -> list[Mailbox]:
    wanted = (
        select(Mailbox)
        .join(Organisation, col(Mailbox.organisation_id) == col(Organisation.id))
        .where(
            Mailbox.policy == policy,
            Mailbox.kind == Kind.ORGANISATION,
            Organisation.key == fold(line.name or ""),
            col(Mailbox.state).not_in(_GONE),
        )
    )
    return list(session.exec(wanted))
