"""Waiting for requests to go as far as they can: until nobody has an order for them any more."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from models.database import reading
from models.outbox import requests_waiting
from tasks.office import Office


def still_going(office: Office, request_ids: Collection[int]) -> set[int]:
    """Those of the requests that a worker has or will get an order for."""
    with reading(office.engine) as session:
        return set(request_ids) & requests_waiting(session)


def wait_until_settled(
    office: Office,
    request_ids: Collection[int],
    seconds: float,
    progress: Callable[[int], None] = lambda _: None,
) -> bool:
    """Whether all came to rest within that many seconds; ``progress`` gets how many go on."""
    until = time.monotonic() + seconds
    while going := still_going(office, request_ids):
        progress(len(going))
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
