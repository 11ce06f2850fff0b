"""Lock a mailbox: nobody logs in; mail still arrives."""

from __future__ import annotations

from datetime import datetime

from models.mailbox import Mailbox, MailboxState
from models.request import Line
from policies.schema import LockForCause, in_force
from tasks.citing import reference
from tasks.connectors.errors import PermanentError
from tasks.connectors.port import Capability, Connector
from tasks.masking import mask_numbers
from tasks.provisioning.lacking import NO_LOGIN_LOCK
from tasks.provisioning.work import Case, Job, Work, each, each_done, each_line


def _prepare(case: Case, line: Line) -> Job[str]:
    asker = "người sử dụng" if case.letter.by_individual else "cơ quan, đơn vị"
    asked = mask_numbers(line.reason or line.note or f"theo đề nghị của {asker}")
    reason = f"tạm khóa: {asked} ({reference(case.letter)})"
    return Job(line.id or 0, line.mailbox_id or "", reason)


def _carry_out(connector: Connector, job: Job[str], operation: str, at: datetime) -> None:
    if Capability.LOGIN_LOCK not in connector.capabilities():
        raise PermanentError(NO_LOGIN_LOCK)
    connector.set_login_lock(job.mailbox_id, reason=job.want, operation=operation)


def _confirm(case: Case, line: Line, job: Job[str]) -> None:
    mailbox = case.session.get_one(Mailbox, job.mailbox_id)
    mailbox.state, mailbox.state_since = MailboxState.LOCKED, case.at
    mailbox.state_reason = job.want
    causes = [
        rule.article
        for rule in in_force(case.regulation.lifecycle, case.on)
        if isinstance(rule, LockForCause)
    ]
    mailbox.state_article = line.suggested_article or next(iter(causes), None)


LOCK_MAILBOX = Work(each_line(_prepare), each(_carry_out), each_done(_confirm))
