"""Which work a mailbox can take in the state in which it stands."""

from __future__ import annotations

from models.mailbox import MailboxState
from policies.schema import RequestType
from tasks.wording import MAILBOX_WORDS, TYPE_WORDS

_S = MailboxState
_IN_USE = frozenset({_S.ACTIVE, _S.LOCKED, _S.SEND_LOCKED})
#: New mailboxes stand nowhere yet.
TAKES: dict[RequestType, frozenset[MailboxState]] = {
    RequestType.CHANGE: _IN_USE,
    RequestType.RESET_PASSWORD: _IN_USE,
    RequestType.LOCK: _IN_USE,
    RequestType.REVOKE: _IN_USE,
    RequestType.RESTORE: frozenset({_S.LOCKED, _S.SEND_LOCKED, _S.REVOKED}),
}


def objection_to_state(type_: RequestType, state: MailboxState) -> str | None:
    """Why a mailbox in that state cannot take the work; None where it can."""
    if type_ is RequestType.NEW or state in TAKES[type_]:
        return None
    return f"hộp thư {MAILBOX_WORDS[state]}, không {TYPE_WORDS[type_]} được"
