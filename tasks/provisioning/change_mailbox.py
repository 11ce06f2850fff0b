"""Change a mailbox: details, quota, a new name or unit and with it perhaps a new address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import select

from models.mailbox import Mailbox, MailboxState, issue
from models.person import Person
from models.request import Line
from policies.lifecycle import date_after, transfer
from policies.naming import clean, fold
from policies.schema import Kind
from policies.working_days import Calendar
from tasks.changes import ChangeKind, quota_asked, understand_change
from tasks.connectors.port import AccountSpec, Connector
from tasks.directory import assign, organisation_named
from tasks.matching import primary_address
from tasks.provisioning.create_mailbox import confirm_created, new_mailbox
from tasks.provisioning.work import Case, Job, Work, each


@dataclass(frozen=True)
class Wanted:
    """The end state of the account; None where it stays as it is."""

    kind: ChangeKind
    display_name: str
    quota_mb: int | None = None
    address: str | None = None  # a new primary address; the old one goes on receiving
    successor: AccountSpec | None = None  # a transfer that makes a new mailbox
    old_stops_on: date | None = None  # … and stops the one held before


def _prepare(case: Case, line: Line) -> Job[Wanted]:
    mailbox = case.session.get_one(Mailbox, line.mailbox_id)
    change = understand_change(line.kind, line.change_what, line.former_unit)
    kind = change.kind if change else ChangeKind.POSITION
    to = clean(line.change_to or "")
    name = to if kind is ChangeKind.NAME else mailbox.display_name
    now_at = primary_address(case.session, mailbox)
    address = line.proposed_address if line.proposed_address != now_at else None
    job = Job(line.id or 0, mailbox.id, Wanted(kind, name, address=address))
    if kind is ChangeKind.QUOTA:
        return Job(job.line_id, mailbox.id, Wanted(kind, name, quota_mb=quota_asked(to)))
    rule = transfer(case.regulation, case.on) if kind is ChangeKind.UNIT else None
    if rule and rule.then == "new-mailbox" and address and line.kind is Kind.PERSON:
        stops = None
        if rule.old_stops_within:
            since = line.decision_date or case.on
            stops = date_after(since, rule.old_stops_within, Calendar.official())
        successor = _successor(case, line, mailbox)
        spec = AccountSpec(successor.id, address, name, successor.quota_mb)
        return Job(job.line_id, mailbox.id, Wanted(kind, name, successor=spec, old_stops_on=stops))
    return job


def _successor(case: Case, line: Line, old: Mailbox) -> Mailbox:
    """The new mailbox of someone who moved; made once for the line."""
    known = case.session.exec(select(Mailbox).where(Mailbox.line_id == line.id)).first()
    if known is not None:
        return known
    made = new_mailbox(case, line, holder=case.session.get(Person, old.person_id))
    made.quota_mb = old.quota_mb
    return made


def _carry_out(connector: Connector, job: Job[Wanted], operation: str, at: datetime) -> None:
    want = job.want
    if want.successor is not None:
        (answer,) = connector.ensure_accounts([want.successor], operation=operation)
        if answer.error is not None:
            raise answer.error
        return
    if want.quota_mb is not None:
        connector.set_quota(job.mailbox_id, quota_mb=want.quota_mb, operation=operation)
    if want.address is not None:
        connector.rename(job.mailbox_id, address=want.address, keep_old=True, operation=operation)
    connector.update_info(job.mailbox_id, display_name=want.display_name, operation=operation)


def _confirm(case: Case, line: Line, job: Job[Wanted]) -> None:
    mailbox = case.session.get_one(Mailbox, job.mailbox_id)
    want = job.want
    if want.successor is not None:
        confirm_created(case, line, want.successor.mailbox_id, want.successor.address)
        mailbox.stops_on = want.old_stops_on
        return
    mailbox.display_name = want.display_name
    mailbox.quota_mb = want.quota_mb or mailbox.quota_mb
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
    _details(case, line, mailbox, want.kind)


def _details(case: Case, line: Line, mailbox: Mailbox, kind: ChangeKind) -> None:
    """What only our own records hold."""
    to = clean(line.change_to or "")
    person = case.session.get(Person, mailbox.person_id) if mailbox.person_id else None
    if kind is ChangeKind.PHONE:
        mailbox.phone = to
        if person:
            person.phone = to
    elif kind is ChangeKind.REPRESENTATIVE:
        mailbox.representative = to
        mailbox.awaiting_handover = mailbox.state is MailboxState.ACTIVE
    elif kind is ChangeKind.NAME and person:
        person.full_name, person.key = to, fold(to)
    elif kind is ChangeKind.POSITION and person:
        assign(case, person, organisation_named(case, line.unit or "…"), to)
    elif kind is ChangeKind.UNIT and person:
        assign(case, person, organisation_named(case, to or line.unit or "…"), line.position)


CHANGE_MAILBOX = Work(_prepare, each(_carry_out), _confirm)
