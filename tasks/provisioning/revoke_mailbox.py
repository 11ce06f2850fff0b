"""Revoke a mailbox; where the regulation keeps it for a while, sending is locked first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from models.mailbox import Mailbox, MailboxState
from models.request import Line
from policies.lifecycle import date_after, retention_for_rank
from policies.schema import Kind
from tasks.citing import reference
from tasks.connectors.port import Capability, Connector
from tasks.provisioning.work import Case, Job, Work, each, each_done, each_line


@dataclass(frozen=True)
class Revocation:
    """What is wanted: revoked at once, or kept with sending locked until ``purge_on``.

    ``lock``: the lock of a kept one; against login where the mail system has none for sending.
    """

    reason: str
    purge_on: date | None
    lock: MailboxState = MailboxState.SEND_LOCKED


def _prepare(case: Case, line: Line) -> Job[Revocation]:
    kept = (
        retention_for_rank(case.regulation, line.rank, case.on)
        if line.rank and line.kind is Kind.PERSON
        else None
    )
    from_day = line.decision_date or case.on
    purge_on = date_after(from_day, kept.keep, case.calendar) if kept else None
    reason = f"thu hồi theo {reference(case.letter)}"
    want = Revocation(reason, purge_on)
    if Capability.SEND_LOCK not in case.capabilities:
        want = replace(want, lock=MailboxState.LOCKED)
    return Job(line.id or 0, line.mailbox_id or "", want)


def _carry_out(connector: Connector, job: Job[Revocation], operation: str, at: datetime) -> None:
    if job.want.purge_on and job.want.lock is MailboxState.LOCKED:
        connector.set_login_lock(job.mailbox_id, reason=job.want.reason, operation=operation)
    elif job.want.purge_on:
        connector.set_send_lock(job.mailbox_id, reason=job.want.reason, operation=operation)
    else:
        connector.revoke(job.mailbox_id, at=at, operation=operation)


def _confirm(case: Case, line: Line, job: Job[Revocation]) -> None:
    mailbox = case.session.get_one(Mailbox, job.mailbox_id)
    kept = job.want.purge_on is not None
    if not kept:
        mailbox.state = MailboxState.REVOKED
    elif mailbox.state is not MailboxState.LOCKED:  # locked against login, it cannot send either
        mailbox.state = job.want.lock
    mailbox.state_since, mailbox.state_reason = case.at, job.want.reason
    mailbox.purge_on = job.want.purge_on
    mailbox.state_article = line.suggested_article or case.regulation.bodies.decides.article


REVOKE_MAILBOX = Work(each_line(_prepare), each(_carry_out), each_done(_confirm))
