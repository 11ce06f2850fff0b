"""Which flow carries out which type of request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from flows.change import change
from flows.lock import lock
from flows.new_mailbox import new_mailbox
from flows.password_reset import password_reset
from flows.restoration import restoration
from flows.revocation import revocation
from policies.schema import RequestType

FLOW_OF: dict[RequestType, Callable[[int], Awaitable[object]]] = {
    RequestType.NEW: new_mailbox,
    RequestType.CHANGE: change,
    RequestType.REVOKE: revocation,
    RequestType.RESET_PASSWORD: password_reset,
    RequestType.LOCK: lock,
    RequestType.RESTORE: restoration,
}
