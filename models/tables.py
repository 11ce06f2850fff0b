"""Every table, imported once, so that ``SQLModel.metadata`` is whole."""

from __future__ import annotations

from sqlmodel import SQLModel

from models import (  # noqa: F401 - importing a module declares its tables
    deadline,
    directory,
    hand_over,
    imported_file,
    letter,
    letter_number,
    mailbox,
    numbering,
    organisation,
    outbox,
    person,
    queue_entry,
    regulation_text,
    reply,
    request,
    sealing_key,
    served,
    step,
    trail,
    verdict,
    work_order,
)

metadata = SQLModel.metadata
