"""What importing a row does: told before anything is done, and the same when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policies.explain import Reason
from tasks.importing.list_rows import CellFault


class Effect(StrEnum):
    """What a row does to the tables."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


EFFECT_WORDS: dict[Effect, str] = {
    Effect.NEW: "mới",
    Effect.CHANGED: "thay đổi",
    Effect.UNCHANGED: "không đổi",
    Effect.REFUSED: "KHÔNG NHẬN",
}


@dataclass(frozen=True)
class Change:
    """One thing that a row makes different; both values as they may be shown, numbers masked."""

    field: str
    title: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.title}: {self.old or '…'} → {self.new or '…'}"


@dataclass(frozen=True)
class RowPlan:
    """One row.  ``departure``: how its address departs from the regulation, which stops nothing.

    Of an organisation: the ``address`` that the regulation gives it, and why or why none.
    """

    row: int
    what: str  # its address, or its organisation
    name: str | None
    effect: Effect
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    departure: Reason | None = None
    address: str | None = None
    by_rule: Reason | None = None


@dataclass(frozen=True)
class Report:
    """A whole list: how it was understood, and what each row does or did.

    ``applied``: whether it was done.  ``failed``: what the mail system did not take, by address.
    ``stopped``: why not all was done (Vietnamese).  The same call does the rest.
    """

    file_name: str
    sha256: str
    told: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowPlan, ...]
    remarks: tuple[str, ...]
    applied: bool = False
    failed: tuple[tuple[str, str], ...] = ()
    stopped: str | None = None

    def count(self, effect: Effect) -> int:
        """How many rows have that effect."""
        return sum(row.effect is effect for row in self.rows)

    @property
    def accepted(self) -> bool:
        """Whether no row was refused: only then anything is done."""
        return not self.count(Effect.REFUSED)
