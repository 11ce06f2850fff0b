"""A worker that dies where a test wants it to: run as a process of its own.

``python -m tests.flows.dying_worker NAME WHERE``: WHERE is a step ("after-intake" …), or
"inside-provisioning" (the mail system has the accounts, our records don't know it yet),
"at-line-N" (LDAP has answered to that many new accounts), or "nowhere".  CONGVU_HOME and
PREFECT_API_URL come from the environment.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flows import steps
from flows.surroundings import open_office, working_in
from flows.worker import Worker
from models.settings import Settings
from tasks.connectors.embedded import EmbeddedDirectory


def dying_after(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work; the process is killed as soon as it is done."""

    def done_and_dead(*given: Any, **named: Any) -> Any:
        work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return done_and_dead


def dying_at(number: int, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work; the process is killed when it is done for that many-th time."""
    done = itertools.count(1)

    def one_more(*given: Any, **named: Any) -> Any:
        answer = work(*given, **named)
        if next(done) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return one_more


PLACES: dict[str, tuple[Any, str]] = {
    "after-intake": (steps, "take_in"),
    "after-review": (steps, "review_lines"),
    "inside-provisioning": (EmbeddedDirectory, "ensure_accounts"),
    "after-provisioning": (steps, "provision"),
    "after-reply": (steps, "draft_reply"),
}


def main(name: str, where: str) -> None:
    """Work until there is nothing to do, or until the place of death."""
    if where in PLACES:
        owner, attribute = PLACES[where]
        setattr(owner, attribute, dying_after(getattr(owner, attribute)))
    elif where.startswith("at-line-"):
        from tasks.connectors import ldap_batches

        said = dying_at(int(where.removeprefix("at-line-")), ldap_batches._said)
        ldap_batches._said = said
    with working_in(open_office(Settings())) as office:
        asyncio.run(Worker(office, name).work(idle_seconds=0.5))


if __name__ == "__main__":
    main(*sys.argv[1:])
