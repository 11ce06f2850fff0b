"""Which organisation of a list stands below which, in the list or in the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.organisation import Organisation
from policies.spelling import organisation_key
from tasks.importing.list_rows import CellFault
from tasks.importing.organisation_list import TITLES, ListedOrganisation
from tasks.importing.places import Places


@dataclass
class Standing:
    """A row with its superior: of the directory (``above``), or of the list (``parent``).

    Both are None for one that stands by itself.  ``depth``: how many of the list are above it.
    """

    listed: ListedOrganisation
    above: Organisation | None = None
    parent: Standing | None = None
    depth: int = 0
    faults: list[CellFault] = field(default_factory=list)


def stood(rows: Sequence[ListedOrganisation], places: Places) -> list[Standing]:
    """Every row with its superior, those above before those below; what is wrong is noted."""
    found = [Standing(row) for row in rows]
    by_code = {one.listed.code: one for one in reversed(found) if one.listed.code}
    by_key: dict[str, list[Standing]] = defaultdict(list)
    for one in found:
        by_key[organisation_key(one.listed.name)].append(one)
    for one in found:
        _place(one, by_code, by_key, places)
    for one in found:
        _measure(one)
    _refuse_repeated(found)
    return sorted(found, key=lambda one: one.depth)


def _place(
    one: Standing,
    by_code: dict[str, Standing],
    by_key: dict[str, list[Standing]],
    places: Places,
) -> None:
    listed = one.listed
    if listed.superior_code:
        one.parent = by_code.get(listed.superior_code)
        one.above = None if one.parent else places.of_code(listed.superior_code)
        title, told = TITLES["superior_code"], f"mã {listed.superior_code}"
    elif listed.superior:
        same = by_key.get(organisation_key(listed.superior), [])
        title, told = TITLES["superior"], f"«{listed.superior}»"
        if len(same) > 1:
            code = TITLES["superior_code"]
            reason = f"danh sách có {len(same)} cơ quan tên {told}: hãy ghi «{code}»"
            one.faults.append(CellFault(title, reason))
            return
        one.parent = same[0] if same else None
        if one.parent is None:
            above = places.alone(listed.superior)
            if isinstance(above, CellFault):
                one.faults.append(above)
                return
            one.above = above
    else:
        return
    if one.parent is None and one.above is None:
        reason = f"không có cơ quan {told} trong danh sách và danh bạ: hãy thêm một dòng cho nó"
        one.faults.append(CellFault(title, reason))


def _measure(one: Standing) -> None:
    """How deep the row stands; a row above itself stands nowhere."""
    seen = {id(one)}
    at = one.parent
    while at is not None:
        if id(at) in seen:
            one.faults.append(CellFault(TITLES["superior"], "cơ quan đứng trên chính nó"))
            one.parent, one.depth = None, 0
            return
        seen.add(id(at))
        one.depth += 1
        at = at.parent


def _refuse_repeated(found: Sequence[Standing]) -> None:
    codes: dict[str, int] = {}
    names: dict[tuple[int, str], int] = {}
    for one in found:
        listed = one.listed
        if listed.code:
            first = codes.setdefault(listed.code, listed.row)
            if first != listed.row:
                reason = f"mã {listed.code} đã có ở dòng {first}"
                one.faults.append(CellFault(TITLES["code"], reason))
        superior = id(one.parent or one.above)
        first = names.setdefault((superior, organisation_key(listed.name)), listed.row)
        if first != listed.row:
            reason = f"«{listed.name}» cùng cấp trên đã có ở dòng {first}"
            one.faults.append(CellFault(TITLES["name"], reason))
