"""Change a mailbox: each line what it asks for and nothing else, so that none undoes another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import select

from models.mailbox import Address, Issuing, Mailbox, MailboxState, addresses_of, issue
from models.organisation import Organisation
from models.person import Person
from models.request import Line
from policies.lifecycle import date_after, transfer
from policies.naming import clean, fold
from policies.schema import Kind, Transfer
from tasks.changes import Change, ChangeKind, phone_asked, quota_asked, understand_change
from tasks.connectors.errors import PermanentError
from tasks.connectors.port import AccountSpec, Capability, Connector
from tasks.directory import Post, assign, assignment_of, organisation_named, rename_organisation
from tasks.matching import primary_address
from tasks.provisioning.create_mailbox import confirm_created, new_mailboxes
from tasks.provisioning.lacking import NO_QUOTA
from tasks.provisioning.work import Case, Job, Work, each, each_done, each_line


@dataclass(frozen=True)
class Wanted:
    """What the line's kind of change makes different in the mail system; None stays as it is."""

    kind: ChangeKind | None  # None: the form does not tell it
    display_name: str | None = None
    quota_mb: int | None = None
    address: str | None = None  # a new primary address; the old one goes on receiving
    new_password: bool = False  # the mailbox goes to another holder
    successor: AccountSpec | None = None  # a transfer that makes a new mailbox
    old_stops_on: date | None = None  # … and stops the one held before


def _prepare(case: Case, line: Line) -> Job[Wanted]:
    mailbox = case.session.get_one(Mailbox, line.mailbox_id)
    change = understand_change(line.kind, line.change_what, line.former_unit)
    kind = change.kind if isinstance(change, Change) else None
    to = clean(line.change_to or "")
    want = Wanted(kind)
    if kind is ChangeKind.NAME:
        want = Wanted(kind, display_name=to, address=_new_address(case, line, mailbox))
    elif kind is ChangeKind.QUOTA:
        want = Wanted(kind, quota_mb=quota_asked(to))
    elif kind is ChangeKind.REPRESENTATIVE:
        want = Wanted(kind, new_password=mailbox.state is MailboxState.ACTIVE)
    elif kind is ChangeKind.UNIT and line.kind is Kind.PERSON:
        rule = transfer(case.regulation, case.on)
        if rule and rule.then == "new-mailbox" and line.proposed_address:
            return _succession(case, line, mailbox, rule)
        if rule and rule.then == "rename":
            want = Wanted(kind, address=_new_address(case, line, mailbox))
    return Job(line.id or 0, mailbox.id, want)


def _new_address(case: Case, line: Line, mailbox: Mailbox) -> str | None:
    """The address that the line brings; None where it only names what was there already."""
    row = case.session.get(Address, line.proposed_address) if line.proposed_address else None
    if row is None or row.is_primary:
        return None
    if row.line_id == line.id:
        return row.address
    # an earlier address of its own comes back, unless another line has changed it meanwhile
    present = next(iter(addresses_of(case.session, mailbox.id)), None)
    unchanged = present is not None and present.at <= case.request.created_at
    return row.address if row.mailbox_id == mailbox.id and unchanged else None


def _succession(case: Case, line: Line, old: Mailbox, rule: Transfer) -> Job[Wanted]:
    """The new mailbox of someone who moved; made once for the line."""
    made = case.session.exec(select(Mailbox).where(Mailbox.line_id == line.id)).first()
    if made is None:
        (made,) = new_mailboxes(case, [line], holder=case.session.get(Person, old.person_id))
        made.display_name, made.quota_mb = old.display_name, old.quota_mb
    stops = None
    if rule.old_stops_within:
        since = line.decision_date or case.on
        stops = date_after(since, rule.old_stops_within, case.calendar)
    spec = AccountSpec(made.id, line.proposed_address or "", made.display_name, made.quota_mb)
    want = Wanted(ChangeKind.UNIT, successor=spec, old_stops_on=stops)
    return Job(line.id or 0, made.id, want)


def _carry_out(connector: Connector, job: Job[Wanted], operation: str, at: datetime) -> None:
    want = job.want
    if want.kind is None:
        raise PermanentError("chưa rõ thông tin cần thay đổi")
    if want.successor is not None:
        (answer,) = connector.ensure_accounts([want.successor], operation=operation)
        if answer.error is not None:
            raise answer.error
        return
    can = connector.capabilities()
    if want.quota_mb is not None:
        if Capability.QUOTA not in can:
            raise PermanentError(NO_QUOTA)
        connector.set_quota(job.mailbox_id, quota_mb=want.quota_mb, operation=operation)
    if want.address is not None:
        keep_old = Capability.OLD_ADDRESS_KEPT in can
        connector.rename(
            job.mailbox_id, address=want.address, keep_old=keep_old, operation=operation
        )
    if want.display_name is not None:
        connector.update_info(job.mailbox_id, display_name=want.display_name, operation=operation)
    if want.new_password:
        connector.set_password(job.mailbox_id, password_hash=None, operation=operation)


def _confirm(case: Case, line: Line, job: Job[Wanted]) -> None:
    mailbox = case.session.get_one(Mailbox, line.mailbox_id)
    want = job.want
    if want.successor is not None:
        address, successor = want.successor.address, want.successor.mailbox_id
        confirm_created(case, [Issuing(address, successor, line.id)])
        mailbox.stops_on = want.old_stops_on
        _details(case, line, mailbox, want.kind)
        return
    if want.address is not None:
        issue(
            case.session,
            want.address,
            policy=case.regulation.id,
            mailbox_id=mailbox.id,
            line_id=line.id,
            primary=True,
            at=case.at,
        )
    mailbox.display_name = want.display_name or mailbox.display_name
    mailbox.quota_mb = want.quota_mb or mailbox.quota_mb
    mailbox.awaiting_handover = want.new_password or mailbox.awaiting_handover
    _details(case, line, mailbox, want.kind)
    line.proposed_address = primary_address(case.session, mailbox)  # as it is now


def _details(case: Case, line: Line, mailbox: Mailbox, kind: ChangeKind | None) -> None:
    """What only our own records hold."""
    to = clean(line.change_to or "")
    person = case.session.get(Person, mailbox.person_id) if mailbox.person_id else None
    if kind is ChangeKind.PHONE:
        mailbox.phone = phone_asked(to)
        if person:
            person.phone = mailbox.phone
    elif kind is ChangeKind.REPRESENTATIVE:
        mailbox.representative = to
    elif kind is ChangeKind.NAME and person:
        person.full_name, person.key = to, fold(to)
    elif kind is ChangeKind.NAME and mailbox.organisation_id:
        named = case.session.get_one(Organisation, mailbox.organisation_id)
        mailbox.organisation_id = rename_organisation(case, named, to).id
    elif person:
        _place(case, line, person, kind)


def _place(case: Case, line: Line, person: Person, kind: ChangeKind | None) -> None:
    """A new position where the person works, or the same position elsewhere."""
    held = assignment_of(case.session, person.id)
    if kind is ChangeKind.POSITION:
        place = case.session.get(Organisation, held.organisation_id) if held else None
        place = place or organisation_named(case, line.unit or case.letter.sender or "…")
        assign(case.session, [Post(person, place, clean(line.change_to or ""))], case.on)
    elif kind is ChangeKind.UNIT:
        place = organisation_named(case, clean(line.change_to or line.unit or "") or "…")
        told = None if _position_asked_apart(case, line) else line.position
        position = told or (held.position if held else None)
        assign(case.session, [Post(person, place, position)], case.on)


def _position_asked_apart(case: Case, line: Line) -> bool:
    """Whether another line of the letter changes the position: that one says what it will be."""
    others = select(Line).where(
        Line.request_id == line.request_id, Line.mailbox_id == line.mailbox_id, Line.id != line.id
    )
    changes = (
        understand_change(other.kind, other.change_what, other.former_unit)
        for other in case.session.exec(others)
    )
    return Change(ChangeKind.POSITION) in changes


CHANGE_MAILBOX = Work(each_line(_prepare), each(_carry_out), each_done(_confirm))
