"""Reset a password: the account has no usable one until a new one is handed over."""

from __future__ import annotations

from datetime import datetime

from models.mailbox import Mailbox
from models.request import Line
from tasks.connectors.port import Connector
from tasks.provisioning.work import Case, Job, Work, each, each_done, each_line


def _prepare(case: Case, line: Line) -> Job[None]:
    return Job(line.id or 0, line.mailbox_id or "", None)


def _carry_out(connector: Connector, job: Job[None], operation: str, at: datetime) -> None:
    connector.set_password(job.mailbox_id, password_hash=None, operation=operation)


def _confirm(case: Case, line: Line, job: Job[None]) -> None:
    case.session.get_one(Mailbox, job.mailbox_id).awaiting_handover = True


RESET_PASSWORD = Work(each_line(_prepare), each(_carry_out), each_done(_confirm))
