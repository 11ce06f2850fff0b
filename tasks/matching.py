"""Which mailbox a line speaks of: by its address, or by name, position and unit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from models.letter import Letter
from models.mailbox import Address, AddressState, Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.request import Line, Request
from policies.naming import fold
from policies.schema import Kind, RequestType
from policies.spelling import organisation_key
from tasks.changes import Change, ChangeKind, understand_change
from tasks.directory import assignment_of, names_of_place

_NOT_THERE = (MailboxState.RESERVED, MailboxState.PURGED)  # not yet, no longer


@dataclass(frozen=True)
class Match:
    """The mailbox, or why there is none; ``choices``: addresses from which the reviewer picks.

    ``doubt``: what speaks against the mailbox found, for the reviewer to settle.
    """

    mailbox: Mailbox | None
    note: str
    choices: tuple[str, ...] = ()
    doubt: str | None = None


def match_mailbox(session: Session, policy: str, domain: str, line: Line) -> Match:
    """The one mailbox that the line means.  None, several and doubts go to the reviewer."""
    request = session.get_one(Request, line.request_id)
    letter = session.get_one(Letter, request.letter_id)
    sender = letter.sender
    if line.address:
        match = by_address(session, policy, domain, line.address)
    else:
        match = _by_name(session, policy, line, sender)
    if match.mailbox is None:
        return match
    doubts = []
    if line.address:
        doubts.append(_other_name(session, match.mailbox, line))
    elif request.type is not RequestType.CHANGE:
        doubts.append(_other_position(session, match.mailbox, line))
    if letter.by_individual:
        doubts.append(_of_another(session, match.mailbox, letter.requester))
    elif not _comes_from_elsewhere(request.type, line):
        doubts.append(_other_agency(session, match.mailbox, sender))
    told = "; ".join(doubt for doubt in doubts if doubt)
    return replace(match, note=f"{match.note}; {told}", doubt=told) if told else match


def by_address(session: Session, policy: str, domain: str, written: str) -> Match:
    """The mailbox that has, or ever had, an address."""
    address = written.strip().lower()
    if "@" not in address:
        address = f"{address}@{domain}"
    row = session.get(Address, address)
    if row is None or row.policy != policy or row.mailbox_id is None:
        return Match(None, f"không có hộp thư {address}")
    mailbox = session.get_one(Mailbox, row.mailbox_id)
    if mailbox.state in _NOT_THERE:
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
    mailbox = session.get(Mailbox, mailbox_id) if mailbox_id else None
    held = assignment_of(session, mailbox.person_id) if mailbox and mailbox.person_id else None
    return held.position if held else None


def _by_name(session: Session, policy: str, line: Line, sender: str | None) -> Match:
    if line.kind is Kind.ORGANISATION:
        found = _of_organisation(session, policy, line, sender)
        compared, wanted = ["tên", "cơ quan cấp trên"], f"cơ quan «{line.name}»"
    else:
        found, compared = _of_person(session, policy, line, sender)
        unit = line.former_unit or line.unit or "không ghi đơn vị"
        wanted = f"«{line.name}», {line.position or 'không ghi chức vụ'}, {unit}"
    if sender:
        wanted = f"{wanted} ({sender})"
    if len(found) == 1:
        return Match(found[0], f"hộp thư khớp theo {', '.join(compared)}: {wanted}")
    if not found:
        return Match(None, f"không tìm thấy hộp thư của {wanted}")
    addresses = tuple(primary_address(session, mailbox) or mailbox.id for mailbox in found)
    return Match(None, f"có {len(found)} hộp thư khớp với {wanted}", addresses)


def _of_person(
    session: Session, policy: str, line: Line, sender: str | None
) -> tuple[list[Mailbox], list[str]]:
    """The mailboxes of people who fit, and what was compared."""
    wanted = (
        select(Mailbox, Person)
        .join(Person, col(Mailbox.person_id) == col(Person.id))
        .where(
            Mailbox.policy == policy,
            Person.key == fold(line.name or ""),
            col(Mailbox.state).not_in(_NOT_THERE),
        )
    )
    pairs = session.exec(wanted).all()
    compared = ["họ tên"]
    if line.birth_date:
        pairs = [p for p in pairs if p[1].birth_date in (None, line.birth_date)]
        compared.append("ngày sinh")
    if len(pairs) > 1 and line.citizen_number:
        pairs = [p for p in pairs if p[1].citizen_number == line.citizen_number] or pairs
        compared.append("số CMND/CCCD")
    compared.append("nơi công tác trước đó" if line.former_unit else "đơn vị và cơ quan")
    held = [m for m, _ in pairs if _works_there(chain_of(session, m), line, sender)]
    if len(held) > 1 and line.position:
        held = [m for m in held if _has_position(session, m, line.position)] or held
    if line.position and any(_has_position(session, m, line.position) for m in held):
        compared.append("chức vụ")
    return held, compared


def _works_there(chain: tuple[str, ...], line: Line, sender: str | None) -> bool:
    """Whether organisations, the own one first and its root last, are those that the line names.

    Whole names only: "Văn phòng" is not "Văn phòng Đăng ký đất đai".  Khánh Hòa's former unit is
    where the person still is; it may be of another agency.
    """
    if not chain:
        return False
    if line.former_unit:
        own, superior = map(_key, names_of_place(line.former_unit, None))
        return (own in chain or own == " ".join(chain)) and (not superior or superior in chain)
    own, superior = map(_key, names_of_place(line.unit or sender or "", sender))
    if own == _key(sender):  # the agency alone is named: anybody of its own, or of its units
        return not own or own in chain
    return chain[0] == own and (not superior or superior in chain[1:])


def _of_organisation(
    session: Session, policy: str, line: Line, sender: str | None
) -> list[Mailbox]:
    own, superior = map(_key, names_of_place(line.name or "", sender))
    wanted = (
        select(Mailbox)
        .join(Organisation, col(Mailbox.organisation_id) == col(Organisation.id))
        .where(
            Mailbox.policy == policy,
            Mailbox.kind == Kind.ORGANISATION,
            Organisation.key == own,
            col(Mailbox.state).not_in(_NOT_THERE),
        )
    )
    found = session.exec(wanted).all()
    return [m for m in found if not superior or superior in chain_of(session, m)[1:]]


def chain_of(session: Session, mailbox: Mailbox) -> tuple[str, ...]:
    """The folded names of the holder's organisation and of those above it, root last."""
    at = mailbox.organisation_id
    if mailbox.person_id:
        held = assignment_of(session, mailbox.person_id)
        at = held.organisation_id if held else None
    keys: list[str] = []
    while at is not None:
        organisation = session.get_one(Organisation, at)
        keys.append(organisation.key)
        at = organisation.parent_id
    return tuple(keys)


def _key(name: str | None) -> str:
    return organisation_key(name or "")


def _has_position(session: Session, mailbox: Mailbox, position: str) -> bool:
    held = select(Assignment.position).where(
        Assignment.person_id == mailbox.person_id, col(Assignment.ends).is_(None)
    )
    return fold(position) in {fold(name or "") for name in session.exec(held)}


def _other_name(session: Session, mailbox: Mailbox, line: Line) -> str | None:
    own, _ = names_of_place(line.name or "", None)
    person = session.get(Person, mailbox.person_id) if mailbox.person_id else None
    unit = session.get(Organisation, mailbox.organisation_id) if mailbox.organisation_id else None
    key = fold if line.kind is Kind.PERSON else organisation_key
    held = {key(mailbox.display_name), person.key if person else "", unit.key if unit else ""}
    if line.kind is mailbox.kind and held & {key(own), key(line.name or "")}:
        return None
    return f"hộp thư này của «{mailbox.display_name}», đề nghị ghi «{line.name or ''}»"


def _other_position(session: Session, mailbox: Mailbox, line: Line) -> str | None:
    known = position_of(session, mailbox.id)
    if not line.position or not known or _has_position(session, mailbox, line.position):
        return None
    return f"danh bạ ghi chức vụ «{known}», đề nghị ghi «{line.position}»"


def _other_agency(session: Session, mailbox: Mailbox, sender: str | None) -> str | None:
    chain = chain_of(session, mailbox)
    if sender and _key(sender) in chain:
        return None
    return f"theo danh bạ, hộp thư này không thuộc cơ quan đề nghị «{sender or ''}»"


def _of_another(session: Session, mailbox: Mailbox, asker: str | None) -> str | None:
    """Individuals ask for their own mailbox only."""
    person = session.get(Person, mailbox.person_id) if mailbox.person_id else None
    if person is not None and person.key == fold(asker or ""):
        return None
    return f"hộp thư này của «{mailbox.display_name}», người đề nghị là «{asker or ''}»"


def _comes_from_elsewhere(type_: RequestType, line: Line) -> bool:
    """A transfer is asked by the agency that receives the person: still in another's tree."""
    if type_ is not RequestType.CHANGE or line.kind is not Kind.PERSON:
        return False
    change = understand_change(line.kind, line.change_what, line.former_unit)
    return isinstance(change, Change) and change.kind is ChangeKind.UNIT
