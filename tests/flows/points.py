"""The points of a process's work at which a test may kill or interrupt it.

They are found, not listed: before and after every commit, every call to the mail system, every
typesetting, hashing and writing of a file, each named after the function of the product that does
it.  A new transaction is a new point without anybody thinking of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import CO_GENERATOR
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlmodel import Session

import flows.desk.hand_over
import flows.desk.issue
import tasks.reply

#: Told where the work has come to; may end the process, or raise.
OnPoint = Callable[[str], None]
#: Named "before-commit …": a transaction is open, its work not yet kept.
INSIDE = "before-commit"

_PRODUCT = ("flows.", "tasks.")
_WORK = (
    (tasks.reply, "render"),
    (flows.desk.issue, "render"),
    (flows.desk.issue, "write_files"),
    (flows.desk.hand_over, "make_password"),
    (flows.desk.hand_over, "hash_password"),
)


@contextmanager
def passing(on_point: OnPoint) -> Iterator[None]:
    """Tell ``on_point`` of every point that this process passes inside the block."""

    def before_commit(session: Session) -> None:
        if not session.in_nested_transaction():
            on_point(f"{INSIDE} {_owner()}")

    def after_commit(session: Session) -> None:
        if not session.in_nested_transaction():
            on_point(f"after-commit {_owner()}")

    event.listen(Session, "before_commit", before_commit)
    event.listen(Session, "after_commit", after_commit)
    patches = [
        patch.object(module, name, _told(f"{module.__name__}.{name}", module, name, on_point))
        for module, name in _WORK
    ]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
        event.remove(Session, "before_commit", before_commit)
        event.remove(Session, "after_commit", after_commit)


def _told(named: str, module: Any, name: str, on_point: OnPoint) -> Callable[..., Any]:
    work = getattr(module, name)

    def done(*given: Any, **more: Any) -> Any:
        on_point(f"before {named}")
        answer = work(*given, **more)
        on_point(f"after {named}")
        return answer

    return done


def _owner() -> str:
    """The product's function whose transaction it is: the innermost one on the stack.

    A generator is how a transaction is opened, never whose it is.
    """
    frame = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_PRODUCT) and not frame.f_code.co_flags & CO_GENERATOR:
            return f"{module}.{frame.f_code.co_qualname}"
        frame = frame.f_back  # type: ignore[assignment] # None at the outermost
    return "a test"


class WatchedConnector:
    """A mail system of which every call is told, before and after."""

    def __init__(self, connector: Any, on_point: OnPoint) -> None:
        self._connector = connector
        self._on_point = on_point

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._connector, name)

        def told(*given: Any, **more: Any) -> Any:
            self._on_point(f"before-call {name}")
            answer = call(*given, **more)
            self._on_point(f"after-call {name}")
            return answer

        return told
