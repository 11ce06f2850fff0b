"""Every table, imported once, so that ``SQLModel.metadata`` is whole."""

from __future__ import annotations

from sqlmodel import SQLModel

from models import (  # noqa: F401 - importing a module declares its tables
    calendar_decision,
    deadline,
    directory,
    hand_over,
    holding,
    imported_file,
    letter,
    letter_number,
    mailbox,
    numbering,
    organisation,
    outbox,
    person,
    province,
    queue_entry,
    regulation_text,
    reply,
    request,
    role,
    sealing_key,
    served,
    sign_in_try,
    step,
    substitute,
    trail,
    user,
    verdict,
    web_session,
    work_order,
)

metadata = SQLModel.metadata
