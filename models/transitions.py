"""Allowed moves of requests and lines, and the queue in which each open request stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.request import Line, Request


class RequestState(StrEnum):
    """Where a request stands.  ``PROVISIONED`` waits for the other requests of its letter."""

    NEW = "new"
    IN_REVIEW = "in_review"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    APPROVED = "approved"
    PROVISIONING = "provisioning"
    PROVISIONED = "provisioned"
    TO_SIGN = "to_sign"
    WAITING_FOR_AGENCY = "waiting_for_agency"
    FAILED = "failed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Queue(StrEnum):
    """A list of open requests that somebody works through."""

    NEW = "new"
    IN_REVIEW = "in-review"
    WAITING_FOR_APPROVAL = "waiting-for-approval"
    WAITING_FOR_AGENCY = "waiting-for-agency"
    PROVISIONING = "provisioning"
    TO_SIGN = "to-sign"
    FAILED = "failed"


class LineState(StrEnum):
    """Where a line stands.  ``DONE``: the mail system confirmed it."""

    RECEIVED = "received"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"
    DONE = "done"
    FAILED = "failed"


class IllegalTransition(Exception):
    """A move that the table does not allow; nothing was changed."""

    def __init__(self, seen: StrEnum, to: StrEnum) -> None:
        super().__init__(f"{type(seen).__name__}: {seen} does not lead to {to}")
        self.seen = seen
        self.to = to


_R = RequestState
#: The states that may follow each state of a request; closed ones are followed by none.
NEXT: dict[RequestState, frozenset[RequestState]] = {
    _R.NEW: frozenset({_R.IN_REVIEW, _R.WITHDRAWN}),
    # nothing approved: straight to the reply
    _R.IN_REVIEW: frozenset({_R.WAITING_FOR_APPROVAL, _R.APPROVED, _R.PROVISIONED, _R.WITHDRAWN}),
    # the second level of a province that has two; back where the supervisor does not agree
    _R.WAITING_FOR_APPROVAL: frozenset({_R.APPROVED, _R.PROVISIONED, _R.IN_REVIEW, _R.WITHDRAWN}),
    _R.APPROVED: frozenset({_R.PROVISIONING, _R.WITHDRAWN}),
    # back to review where an address was taken meanwhile in the mail system
    _R.PROVISIONING: frozenset({_R.PROVISIONED, _R.FAILED, _R.IN_REVIEW}),
    # failed: the reply could not be drafted
    _R.PROVISIONED: frozenset({_R.TO_SIGN, _R.FAILED}),
    _R.TO_SIGN: frozenset({_R.CLOSED, _R.WAITING_FOR_AGENCY}),
    _R.WAITING_FOR_AGENCY: frozenset({_R.CLOSED}),
    _R.FAILED: frozenset({_R.PROVISIONING, _R.IN_REVIEW}),
    _R.CLOSED: frozenset(),
    _R.WITHDRAWN: frozenset(),
}

_L = LineState
#: The states that may follow each state of a line.
NEXT_OF_LINE: dict[LineState, frozenset[LineState]] = {
    _L.RECEIVED: frozenset({_L.PROPOSED}),
    _L.PROPOSED: frozenset({_L.APPROVED, _L.REFUSED, _L.RETURNED}),
    # proposed again: the mail system found the address taken
    _L.APPROVED: frozenset({_L.DONE, _L.FAILED, _L.PROPOSED}),
    _L.FAILED: frozenset({_L.DONE, _L.APPROVED, _L.PROPOSED}),
    # proposed again: the supervisor sent the decision back
    _L.REFUSED: frozenset({_L.PROPOSED}),
    _L.RETURNED: frozenset({_L.PROPOSED}),
    _L.DONE: frozenset(),
}

#: A state without a queue is closed.
QUEUE_OF: dict[RequestState, Queue] = {
    _R.NEW: Queue.NEW,
    _R.IN_REVIEW: Queue.IN_REVIEW,
    _R.WAITING_FOR_APPROVAL: Queue.WAITING_FOR_APPROVAL,
    _R.APPROVED: Queue.PROVISIONING,
    _R.PROVISIONING: Queue.PROVISIONING,
    _R.PROVISIONED: Queue.PROVISIONING,
    _R.TO_SIGN: Queue.TO_SIGN,
    _R.WAITING_FOR_AGENCY: Queue.WAITING_FOR_AGENCY,
    _R.FAILED: Queue.FAILED,
}


def is_open(state: RequestState) -> bool:
    """Whether somebody or something still has work with a request in this state."""
    return state in QUEUE_OF


def check_line(seen: LineState, to: LineState) -> None:
    """Raises ``IllegalTransition`` where ``to`` does not follow ``seen``."""
    if to not in NEXT_OF_LINE[seen]:
        raise IllegalTransition(seen, to)


def move(request: Request, to: RequestState, at: datetime) -> None:
    """Move a request; ``at`` is time-zone-aware.  Raises ``IllegalTransition``."""
    if to not in NEXT[request.state]:
        raise IllegalTransition(request.state, to)
    request.state = to
    request.state_since = at


def move_line(line: Line, to: LineState) -> None:
    """Move a line.  Raises ``IllegalTransition``."""
    check_line(line.state, to)
    line.state = to
