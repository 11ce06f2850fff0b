"""Create mailboxes: without a usable password, which is handed over later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select

from models.mailbox import Mailbox, MailboxState, issue
from models.person import Person
from models.request import Line
from policies.lifecycle import grant_mb
from policies.naming import clean
from policies.schema import Kind
from tasks.connectors.port import AccountSpec, Connector
from tasks.directory import assign, organisation_named, person_of
from tasks.provisioning.work import Answer, Case, Job, Work


def _prepare(case: Case, line: Line) -> Job[AccountSpec]:
    known = case.session.exec(select(Mailbox).where(Mailbox.line_id == line.id)).first()
    mailbox = known or new_mailbox(case, line)
    line.mailbox_id = mailbox.id
    spec = AccountSpec(
        mailbox.id, line.proposed_address or "", mailbox.display_name, mailbox.quota_mb
    )
    return Job(line.id or 0, mailbox.id, spec)


def new_mailbox(case: Case, line: Line, holder: Person | None = None) -> Mailbox:
    """The row of a mailbox that the mail system has not confirmed yet.

    ``holder`` is somebody known; without one the line's person or organisation is found or added.
    """
    mailbox = Mailbox(
        policy=case.regulation.id,
        kind=line.kind,
        state=MailboxState.RESERVED,
        state_since=case.at,
        display_name=clean(line.name or ""),
        representative=line.representative,
        phone=line.phone,
        quota_mb=grant_mb(case.regulation, line.kind, case.on).grant_mb,
        created_at=case.at,
        line_id=line.id,
    )
    if holder is not None:
        mailbox.person_id = line.person_id = holder.id
    elif line.kind is Kind.PERSON:
        person = person_of(case, line)
        unit = organisation_named(case, line.unit or case.letter.sender or "…")
        assign(case, person, unit, line.position)
        mailbox.person_id, line.person_id = person.id, person.id
        line.organisation_id = unit.id
    else:
        organisation = organisation_named(case, line.name or "…")
        mailbox.organisation_id, line.organisation_id = organisation.id, organisation.id
    case.session.add(mailbox)
    case.session.flush()
    return mailbox


def _carry_out(
    connector: Connector, jobs: Sequence[Job[AccountSpec]], operation: str, at: datetime
) -> Sequence[Answer]:
    ensured = connector.ensure_accounts([job.want for job in jobs], operation=operation)
    return [answer.error for answer in ensured]


def confirm_created(case: Case, line: Line, mailbox_id: str, address: str) -> None:
    """The mail system has it: the mailbox is active and its address issued for ever."""
    mailbox = case.session.get_one(Mailbox, mailbox_id)
    if mailbox.state is MailboxState.RESERVED:
        mailbox.state, mailbox.state_since = MailboxState.ACTIVE, case.at
    issue(
        case.session,
        address,
        policy=case.regulation.id,
        mailbox_id=mailbox_id,
        line_id=line.id,
        primary=True,
        at=case.at,
    )


def _confirm(case: Case, line: Line, job: Job[AccountSpec]) -> None:
    confirm_created(case, line, job.mailbox_id, job.want.address)


CREATE_MAILBOX = Work(_prepare, _carry_out, _confirm)
