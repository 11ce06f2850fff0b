"""A mail system that fails as it is told, for tests of what its failures lead to."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from tasks.connectors.errors import ConflictError, PermanentError, TransientError
from tasks.connectors.port import AccountSpec, Connector, Ensured


class Trouble(StrEnum):
    """What may go wrong with one call."""

    SILENT = "silent"  # nothing was done, no answer
    LOST = "lost"  # it was done, but the answer got lost
    CONFLICT = "conflict"  # somebody else has the address
    REFUSED = "refused"  # for good


class UnreliableConnector:
    """A ``Connector`` before another one; ``trouble`` says what happens to the call of a name."""

    def __init__(self, connector: Connector, trouble: Callable[[str], Trouble | None]) -> None:
        self._connector = connector
        self._trouble = trouble

    def ensure_accounts(self, wanted: list[AccountSpec], *, operation: str) -> tuple[Ensured, ...]:
        """Conflict and refusal hit the last account of the batch; the others are made."""
        trouble = self._trouble("ensure_accounts")
        if trouble is Trouble.SILENT:
            raise TransientError("no answer")
        hit = wanted[-1:] if trouble in (Trouble.CONFLICT, Trouble.REFUSED) else []
        rest = wanted[: len(wanted) - len(hit)]
        answers = self._connector.ensure_accounts(rest, operation=operation)
        if trouble is Trouble.LOST:
            raise TransientError("the answer got lost")
        return (*answers, *(Ensured(spec.mailbox_id, False, _no(trouble, spec)) for spec in hit))

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._connector, name)

        def answer(*given: Any, **more: Any) -> Any:
            trouble = self._trouble(name)
            if trouble is Trouble.SILENT:
                raise TransientError("no answer")
            if trouble is Trouble.REFUSED or (trouble is Trouble.CONFLICT and name != "rename"):
                raise PermanentError("the mail system says no")
            if trouble is Trouble.CONFLICT:
                raise ConflictError(more["address"], "somebody")
            done = call(*given, **more)
            if trouble is Trouble.LOST:
                raise TransientError("the answer got lost")
            return done

        return answer


def _no(trouble: Trouble | None, spec: AccountSpec) -> ConflictError | PermanentError:
    if trouble is Trouble.CONFLICT:
        return ConflictError(spec.address, "somebody")
    return PermanentError("the mail system says no")
