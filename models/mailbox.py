"""Mailboxes, keyed by an id that never changes, and every address ever issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import Word
from models.insert_once import insert_once
from models.portions import portions
from models.sealed import SealedText
from policies.schema import Kind


class MailboxState(StrEnum):
    """Where a mailbox stands.  ``RESERVED``: the mail system has not confirmed it yet."""

    RESERVED = "reserved"
    ACTIVE = "active"
    LOCKED = "locked"
    SEND_LOCKED = "send_locked"
    REVOKED = "revoked"
    PURGED = "purged"


class AddressState(StrEnum):
    """``RESERVED`` for a line that is being decided; ``ISSUED`` once and for ever."""

    RESERVED = "reserved"
    ISSUED = "issued"


class Mailbox(SQLModel, table=True):
    """A mailbox of a person or an organisation.

    ``line_id`` is the line that created it: one line creates at most one mailbox.  It is no foreign
    key because lines already point to mailboxes.
    """

    __tablename__ = "mailbox"

    id: str = Field(default_factory=lambda: str(uuid4()), primary_key=True, max_length=36)
    policy: str = Field(index=True)
    kind: Kind = Field(sa_type=Word(Kind))
    state: MailboxState = Field(default=MailboxState.RESERVED, sa_type=Word(MailboxState))
    state_reason: str | None = None
    state_article: str | None = None
    state_since: datetime
    display_name: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    representative: str | None = None
    phone: str | None = Field(default=None, sa_type=SealedText("mailbox.phone"), repr=False)
    quota_mb: int
    awaiting_handover: bool = True  # no usable password yet
    created_at: datetime
    purge_on: date | None = None
    stops_on: date | None = None
    line_id: int | None = Field(default=None, unique=True)
    # the file from which it came, where it existed before congvu
    imported_file_id: int | None = Field(default=None, foreign_key="imported_file.id")


class Address(SQLModel, table=True):
    """A whole address in lower case.  Once issued it is never deleted nor given to another mailbox.

    A reservation (``RESERVED``, with the line that holds it) may be released.  ``departure``: how
    an address that existed before congvu departs from the regulation's rules, with the article.
    """

    __tablename__ = "address"
    __table_args__ = (
        CheckConstraint("state <> 'issued' OR mailbox_id IS NOT NULL", name="ck_address_issued"),
    )

    address: str = Field(primary_key=True)
    policy: str = Field(index=True)
    mailbox_id: str | None = Field(
        default=None, foreign_key="mailbox.id", max_length=36, index=True
    )
    line_id: int | None = Field(default=None, foreign_key="line.id", index=True)
    state: AddressState = Field(default=AddressState.RESERVED, sa_type=Word(AddressState))
    is_primary: bool = False
    at: datetime
    departure: str | None = None


class AddressTaken(Exception):
    """An address was about to be issued to a mailbox while another line or mailbox holds it."""

    def __init__(self, address: str) -> None:
        super().__init__(f"address held by another: {address}")
        self.address = address


def reserve(session: Session, address: str, *, policy: str, line_id: int, at: datetime) -> bool:
    """Hold an address for a line; False where another line or mailbox has it.

    ``at`` is time-zone-aware.  Of several transactions at once exactly one gets the address: the
    primary key decides.  Reserving again for the same line is True and changes nothing.
    """
    whole = address.lower()
    held = session.get(Address, whole)
    if held is None:
        try:
            with session.begin_nested():
                session.add(Address(address=whole, policy=policy, line_id=line_id, at=at))
        except IntegrityError:
            held = session.get(Address, whole)
            if held is None:  # not the address but another constraint was broken
                raise
        else:
            return True
    return held.state is AddressState.RESERVED and held.line_id == line_id


def reserve_all(
    session: Session, wanted: Mapping[str, int], *, policy: str, at: datetime
) -> set[str]:
    """Hold many addresses, each for its line; those that somebody else has.

    ``wanted``: line by address.  As ``reserve``, in one statement; what is lost is in lower case.
    """
    lines = {address.lower(): line_id for address, line_id in wanted.items()}
    # in one order for all, so that two transactions never wait for each other crosswise
    rows = [
        {
            "address": address,
            "policy": policy,
            "line_id": lines[address],
            "state": AddressState.RESERVED,
            "is_primary": False,
            "at": at,
        }
        for address in sorted(lines)
    ]
    if not rows:
        return set()
    adding = insert_once(session, Address).returning(col(Address.address))
    lost = set(lines).difference(session.execute(adding, rows).scalars())
    if not lost:
        return lost
    own = session.exec(
        select(Address).where(
            col(Address.address).in_(lost), Address.state == AddressState.RESERVED
        )
    )
    return lost.difference(row.address for row in own if row.line_id == lines[row.address])


@dataclass(frozen=True)
class Issuing:
    """An address for a mailbox, and the line that asked for it."""

    address: str
    mailbox_id: str
    line_id: int | None
    primary: bool = True


def issue(
    session: Session,
    address: str,
    *,
    policy: str,
    mailbox_id: str,
    line_id: int | None,
    primary: bool,
    at: datetime,
) -> Address:
    """Give one address to a mailbox for ever, see ``issue_all``."""
    wanted = Issuing(address, mailbox_id, line_id, primary)
    (given,) = issue_all(session, [wanted], policy=policy, at=at)
    return given


def issue_all(
    session: Session, wanted: Sequence[Issuing], *, policy: str, at: datetime
) -> list[Address]:
    """Give addresses to mailboxes for ever; where ``primary``, their other ones become aliases.

    ``at`` is time-zone-aware.  Issuing again to the same mailbox changes ``is_primary`` at most.
    Raises ``AddressTaken`` where another line reserved one or another mailbox was issued it.
    """
    known = _among(session, Address.address, [each.address.lower() for each in wanted])
    held = {row.address: row for row in known}
    renamed = [each.mailbox_id for each in wanted if each.primary]
    for row in _among(session, Address.mailbox_id, renamed):
        row.is_primary = False
    given = []
    for each in wanted:
        address = each.address.lower()
        row = _give(session, held.get(address), replace(each, address=address), policy, at)
        row.is_primary = each.primary
        given.append(row)
    session.flush()
    return given


def _give(
    session: Session, held: Address | None, wanted: Issuing, policy: str, at: datetime
) -> Address:
    if held is None:
        held = Address(address=wanted.address, policy=policy, line_id=wanted.line_id, at=at)
        session.add(held)
    elif held.state is AddressState.ISSUED:
        if held.mailbox_id != wanted.mailbox_id:
            raise AddressTaken(wanted.address)
    elif held.line_id != wanted.line_id:
        raise AddressTaken(wanted.address)
    if held.state is AddressState.RESERVED:
        held.state, held.mailbox_id, held.at = AddressState.ISSUED, wanted.mailbox_id, at
    return held


def release(session: Session, line_id: int) -> None:
    """Free what a line had reserved; what was issued stays."""
    session.exec(
        delete(Address).where(
            col(Address.line_id) == line_id, col(Address.state) == AddressState.RESERVED
        )
    )


def addresses_of(session: Session, mailbox_id: str) -> list[Address]:
    """The addresses issued to a mailbox, the primary one first."""
    return list(
        session.exec(
            select(Address)
            .where(Address.mailbox_id == mailbox_id)
            .order_by(col(Address.is_primary).desc(), col(Address.address))
        )
    )


def taken(session: Session, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that are reserved or were ever issued, in lower case."""
    return _known(session, addresses, tuple(AddressState))


def ever_issued(session: Session, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that were ever issued, in lower case."""
    return _known(session, addresses, (AddressState.ISSUED,))


def _known(
    session: Session, addresses: Iterable[str], states: tuple[AddressState, ...]
) -> set[str]:
    whole = sorted({address.lower() for address in addresses})
    return {row.address for row in _among(session, Address.address, whole) if row.state in states}


def _among(session: Session, column: Any, values: Sequence[str]) -> Iterator[Address]:
    """The rows whose column has one of the values."""
    for some in portions(values):
        yield from session.exec(select(Address).where(col(column).in_(some))).all()
