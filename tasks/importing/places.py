"""Which organisation a row of a list speaks of, among those known and those to be added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from models.organisation import Organisation, find_or_add
from models.row import id_of
from policies.naming import clean
from policies.schema import Regulation
from policies.spelling import organisation_key
from tasks.directory import find_or_add_body, is_body, names_of_place, organisation_row
from tasks.importing.list_rows import CellFault


@dataclass(frozen=True)
class Place:
    """An organisation: known, or to be added under the names given.

    ``superior`` is None where the organisation stands by itself.
    """

    known: Organisation | None
    name: str
    superior: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.superior})" if self.superior else self.name


class Places:
    """All organisations of a province, looked for by code or by name as letters look for them."""

    def __init__(self, session: Session, policy: str) -> None:
        self._by_code: dict[str, Organisation] = {}
        self._below: dict[tuple[int | None, str], Organisation] = {}
        self._by_key: dict[str, list[Organisation]] = defaultdict(list)
        self.by_id: dict[int, Organisation] = {}
        for known in session.exec(select(Organisation).where(Organisation.policy == policy)):
            self.by_id[id_of(known)] = known
            self._below[known.parent_id, known.key] = known
            self._by_key[known.key].append(known)
            if known.code:
                self._by_code[known.code] = known
        self._found: dict[tuple[str | None, str | None, str | None], Place | CellFault] = {}

    def place(self, code: str | None, name: str | None, superior: str | None) -> Place | CellFault:
        """The organisation of that code, or of that name below that superior."""
        asked = (code, name, superior)
        if asked not in self._found:
            self._found[asked] = self._by_its_code(*asked) if code else self._named(name, superior)
        return self._found[asked]

    def of_code(self, code: str) -> Organisation | None:
        """The organisation of that code."""
        return self._by_code.get(code)

    def below(self, parent_id: int | None, key: str) -> Organisation | None:
        """The organisation of that folded name below that one (None: at the root)."""
        return self._below.get((parent_id, key))

    def names_of(self, organisation: Organisation) -> list[str]:
        """Its name and those of the organisations above it, the root's last."""
        names = [organisation.name]
        above = organisation.parent_id
        while above is not None:
            names.append(self.by_id[above].name)
            above = self.by_id[above].parent_id
        return names

    def _by_its_code(
        self, code: str | None, name: str | None, superior: str | None
    ) -> Place | CellFault:
        known = self._by_code.get(code or "")
        if known is None:
            return CellFault("Mã cơ quan", f"không có cơ quan mã {code}: hãy nhập cơ quan đó trước")
        own = names_of_place(name, superior)[0] if name else None
        if own and organisation_key(own) != known.key:
            return CellFault("Mã cơ quan", f"mã {code} là «{known.name}», không phải «{own}»")
        above = self.by_id.get(known.parent_id or 0)
        return Place(known, known.name, above.name if above else None)

    def _named(self, name: str | None, superior: str | None) -> Place | CellFault:
        own, above = names_of_place(name or "", superior)
        if above is None:
            found = self.alone(own)
            return found if isinstance(found, CellFault) else Place(found, clean(own), None)
        parent = self.alone(above)
        if isinstance(parent, CellFault):
            return parent
        known = self._below.get((id_of(parent), organisation_key(own))) if parent else None
        return Place(known, clean(own), clean(above))

    def alone(self, name: str) -> Organisation | CellFault | None:
        """As ``directory.find_or_add_body`` does; several that could be meant are not guessed."""
        key = organisation_key(name)
        found = self._below.get((None, key))
        if found is not None or not is_body(name):
            return found
        same = self._by_key.get(key, [])
        if len(same) > 1:
            reason = f"có {len(same)} cơ quan tên «{name}»: hãy ghi mã cơ quan"
            return CellFault("Mã cơ quan", reason)
        return same[0] if same else None


def add_places(session: Session, regulation: Regulation, places: Sequence[Place]) -> None:
    """Add the organisations that are not known, and their superiors where those are not."""
    for place in places:
        if place.superior is None:
            find_or_add_body(session, regulation, place.name)
            continue
        above = find_or_add_body(session, regulation, place.superior)
        find_or_add(session, organisation_row(regulation, place.name, above, place.superior))
