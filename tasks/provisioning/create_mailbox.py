"""Create mailboxes: without a usable password, which is handed over later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from models.mailbox import Issuing, Mailbox, MailboxState, issue_all
from models.person import Person
from models.request import Line
from policies.lifecycle import grant_mb
from policies.naming import clean
from policies.schema import Kind
from tasks.connectors.port import AccountSpec, Connector
from tasks.directory import Post, assign, organisation_named, people_of
from tasks.provisioning.work import Answer, Case, Job, Work


def _prepare(case: Case, lines: Sequence[Line]) -> list[Job[AccountSpec]]:
    ids = [line.id for line in lines]
    made = case.session.exec(select(Mailbox).where(col(Mailbox.line_id).in_(ids)))
    known = {mailbox.line_id: mailbox for mailbox in made}
    unknown = [line for line in lines if line.id not in known]
    known.update({mailbox.line_id: mailbox for mailbox in new_mailboxes(case, unknown)})
    return [_job(line, known[line.id]) for line in lines]


def _job(line: Line, mailbox: Mailbox) -> Job[AccountSpec]:
    line.mailbox_id = mailbox.id
    spec = AccountSpec(
        mailbox.id, line.proposed_address or "", mailbox.display_name, mailbox.quota_mb
    )
    return Job(line.id or 0, mailbox.id, spec)


def new_mailboxes(case: Case, lines: Sequence[Line], holder: Person | None = None) -> list[Mailbox]:
    """The rows of mailboxes that the mail system has not confirmed yet, one a line.

    ``holder`` is somebody known; without one the line's person or organisation is found or added.
    """
    if holder is None:
        _find_holders(case, lines)
    made = []
    for line in lines:
        if holder is not None:
            line.person_id = holder.id
        person = line.kind is Kind.PERSON or holder is not None
        made.append(
            Mailbox(
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
                person_id=line.person_id if person else None,
                organisation_id=None if person else line.organisation_id,
            )
        )
    case.session.add_all(made)
    case.session.flush()
    return made


def _find_holders(case: Case, lines: Sequence[Line]) -> None:
    """Write into the lines whose the mailboxes will be, and where people work from now on."""
    people = people_of(case, [line for line in lines if line.kind is Kind.PERSON])
    posts = []
    for line in lines:
        if line.kind is Kind.PERSON:
            person = people[line.id or 0]
            unit = organisation_named(case, line.unit or case.letter.sender or "…")
            posts.append(Post(person, unit, line.position))
            line.person_id, line.organisation_id = person.id, unit.id
        else:
            line.organisation_id = organisation_named(case, line.name or "…").id
    assign(case.session, posts, case.on)


def _carry_out(
    connector: Connector, jobs: Sequence[Job[AccountSpec]], operation: str, at: datetime
) -> Sequence[Answer]:
    ensured = connector.ensure_accounts([job.want for job in jobs], operation=operation)
    return [answer.error for answer in ensured]


def confirm_created(case: Case, issued: Sequence[Issuing]) -> None:
    """The mail system has them: the mailboxes are active, and their addresses issued for ever."""
    ids = [each.mailbox_id for each in issued]
    for mailbox in case.session.exec(select(Mailbox).where(col(Mailbox.id).in_(ids))):
        if mailbox.state is MailboxState.RESERVED:
            mailbox.state, mailbox.state_since = MailboxState.ACTIVE, case.at
    issue_all(case.session, issued, policy=case.regulation.id, at=case.at)


def _confirm(case: Case, done: Sequence[tuple[Line, Job[AccountSpec]]]) -> None:
    confirm_created(
        case, [Issuing(job.want.address, job.mailbox_id, line.id) for line, job in done]
    )


CREATE_MAILBOX = Work(_prepare, _carry_out, _confirm)
