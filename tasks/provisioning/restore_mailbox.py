"""Restore a locked or revoked mailbox, with a new password where the regulation asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.mailbox import Mailbox, MailboxState
from models.request import Line
from policies.lifecycle import restoration_resets
from tasks.connectors.port import Capability, Connector
from tasks.provisioning.work import Case, Job, Work, each, each_done, each_line


@dataclass(frozen=True)
class Restoring:
    """Whether the password goes; whatever stands in the way of use goes anyhow."""

    new_password: bool


def _prepare(case: Case, line: Line) -> Job[Restoring]:
    want = Restoring(new_password=restoration_resets(case.regulation, case.on))
    return Job(line.id or 0, line.mailbox_id or "", want)


def _carry_out(connector: Connector, job: Job[Restoring], operation: str, at: datetime) -> None:
    if job.want.new_password:  # before the lock goes: the old password never works again
        connector.set_password(job.mailbox_id, password_hash=None, operation=operation)
    connector.restore(job.mailbox_id, operation=operation)
    can = connector.capabilities()
    if Capability.SEND_LOCK in can:
        connector.set_send_lock(job.mailbox_id, reason=None, operation=operation)
    if Capability.LOGIN_LOCK in can:
        connector.set_login_lock(job.mailbox_id, reason=None, operation=operation)


def _confirm(case: Case, line: Line, job: Job[Restoring]) -> None:
    mailbox = case.session.get_one(Mailbox, job.mailbox_id)
    mailbox.state, mailbox.state_since = MailboxState.ACTIVE, case.at
    mailbox.state_reason = mailbox.state_article = None
    mailbox.purge_on = mailbox.stops_on = None
    if job.want.new_password:
        mailbox.awaiting_handover = True


RESTORE_MAILBOX = Work(each_line(_prepare), each(_carry_out), each_done(_confirm))
