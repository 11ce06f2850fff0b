"""Drop a mailbox that the mail system never confirmed, once its line is not carried out after all.

An answer that got lost may have left an account at the mail system, of which nobody was ever told:
it goes too, and only then is the mailbox destroyed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.database import reading, writing
from models.mailbox import Mailbox, MailboxState
from models.request import Line
from models.row import id_of
from models.trail import record
from tasks.connectors.errors import ConnectorError
from tasks.flow_actor import FLOW
from tasks.office import Office

_LOG = logging.getLogger("congvu.provisioning")
_OPERATION = "dropped"


def drop_unborn(session: Session, line: Line, at: datetime) -> None:
    """Drop what the line was to make, if it was to make any; the line is free to make another.

    ``at`` is aware.  The caller commits.
    """
    unborn = select(Mailbox).where(
        Mailbox.line_id == id_of(line), Mailbox.state == MailboxState.RESERVED
    )
    for mailbox in session.exec(unborn):
        mailbox.state, mailbox.state_since = MailboxState.DROPPED, at
        mailbox.state_reason = "chưa được tạo, đề nghị không được chấp thuận"
        mailbox.line_id = None
        if line.mailbox_id == mailbox.id:
            line.mailbox_id = None


def dropped(office: Office) -> Sequence[str]:
    """The mailboxes of which the mail system may still have an account, by id."""
    with reading(office.engine) as session:
        return session.exec(
            select(Mailbox.id)
            .where(Mailbox.state == MailboxState.DROPPED)
            .order_by(col(Mailbox.state_since))
        ).all()


def clear_dropped(office: Office) -> int:
    """Let the mail system forget them; how many are gone.  Safe at any time, by several at once.

    One that the mail system does not give up, or does not answer about, is left for the next look.
    """
    return sum(_cleared(office, mailbox_id) for mailbox_id in dropped(office))


def _cleared(office: Office, mailbox_id: str) -> bool:
    connector, at = office.connector, office.clock()
    try:
        stood = connector.get(mailbox_id) is not None
        if stood:
            connector.revoke(mailbox_id, at=at, operation=_OPERATION)
            connector.purge(mailbox_id, operation=_OPERATION)
    except ConnectorError as error:
        _LOG.warning("mailbox %s cannot be cleared: %s", mailbox_id, type(error).__name__)
        return False
    with writing(office.engine) as session:
        mailbox = session.get_one(Mailbox, mailbox_id, with_for_update=True)
        if mailbox.state is not MailboxState.DROPPED:
            return False  # another look was quicker
        mailbox.state, mailbox.state_since = MailboxState.PURGED, at
        record(
            session,
            policy=mailbox.policy,
            at=at,
            actor=FLOW,
            action="mailbox-cleared",
            mailbox_id=mailbox_id,
            detail={"account": stood},
        )
    return True
