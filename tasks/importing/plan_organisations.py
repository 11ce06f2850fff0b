"""A list of organisations held against the directory, with the address each gets by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.mailbox import Address, Mailbox
from models.organisation import Organisation
from models.portions import portions
from models.row import id_of
from policies.addresses import Addressing
from policies.explain import Reason
from policies.naming import clean
from policies.schema import Kind, Regulation
from policies.spelling import organisation_key
from tasks.importing.list_rows import CellFault
from tasks.importing.organisation_list import TITLES, ListedOrganisation
from tasks.importing.places import Places
from tasks.importing.plan import Change, Effect, RowPlan
from tasks.importing.superiors import Standing, stood


@dataclass
class PlannedOrganisation:
    """A row: its plan, the organisation that it means, and what stands above it.

    ``known``: None for a new one, until it is added.  ``names``: its own and those above it.
    """

    listed: ListedOrganisation
    plan: RowPlan
    known: Organisation | None
    above: Organisation | None
    parent: PlannedOrganisation | None
    depth: int
    names: tuple[str, ...]

    @property
    def superior(self) -> str | None:
        """Those above it, as a name tells them: "A thuộc B"."""
        return " thuộc ".join(self.names[1:]) or None


def plan_organisations(
    rows: Sequence[ListedOrganisation], places: Places, *, done: bool
) -> list[PlannedOrganisation]:
    """What each row does, those above before those below.

    ``done``: this very list was imported before; what was changed since then stands.
    """
    planned: dict[int, PlannedOrganisation] = {}
    for one in stood(rows, places):
        parent = planned[id(one.parent)] if one.parent else None
        planned[id(one)] = _planned(one, parent, places, done)
    return list(planned.values())


def _planned(
    one: Standing, parent: PlannedOrganisation | None, places: Places, done: bool
) -> PlannedOrganisation:
    listed = one.listed
    above = parent.known if parent else one.above
    new_above = parent is not None and parent.known is None
    faults = list(one.faults)
    at = (
        None
        if new_above
        else places.below(id_of(above) if above else None, organisation_key(listed.name))
    )
    known = places.of_code(listed.code) if listed.code else None
    if known is None:
        known = at
        if known is not None and listed.code and known.code not in (None, listed.code):
            faults.append(CellFault(TITLES["code"], f"«{known.name}» đã có mã {known.code}"))
    elif at is not None and at is not known:
        told = f"«{at.name}» cùng cấp trên đã có trong danh bạ"
        faults.append(CellFault(TITLES["name"], f"{told}{f', mã {at.code}' if at.code else ''}"))
    changes = tuple(_changes(listed, known, above, new_above, places)) if known else ()
    notes = []
    if done and known is not None and changes:
        titles = ", ".join(change.title for change in changes)
        notes.append(f"đã đổi sau khi nhập danh sách này: {titles}; giữ theo danh bạ")
        changes = ()
    effect = Effect.REFUSED if faults else Effect.NEW if known is None else Effect.UNCHANGED
    if effect is Effect.UNCHANGED and changes:
        effect = Effect.CHANGED
    upper = parent.names if parent else tuple(places.names_of(above)) if above else ()
    plan = RowPlan(
        row=listed.row,
        what=listed.name,
        name=" thuộc ".join(filter(None, (listed.code, *upper))) or None,
        effect=effect,
        changes=() if faults else changes,
        notes=tuple(notes),
        faults=tuple(faults),
    )
    names = (clean(listed.name), *upper)
    return PlannedOrganisation(listed, plan, known, above, parent, one.depth, names)


def _changes(
    listed: ListedOrganisation,
    known: Organisation,
    above: Organisation | None,
    new_above: bool,
    places: Places,
) -> Iterator[Change]:
    if clean(listed.name) != known.name:
        yield Change("name", "tên", known.name, clean(listed.name))
    if listed.code and listed.code != known.code:
        yield Change("code", "mã", known.code, listed.code)
    if listed.abbreviation and listed.abbreviation != known.abbreviation:
        yield Change("abbreviation", "tên viết tắt", known.abbreviation, listed.abbreviation)
    told = bool(listed.superior or listed.superior_code)
    if told and (new_above or known.parent_id != (above.id if above else None)):
        old = places.by_id[known.parent_id].name if known.parent_id else None
        new = listed.superior or listed.superior_code
        yield Change("superior", "cấp trên", old, above.name if above else new)


def told_addresses(
    planned: Sequence[PlannedOrganisation], regulation: Regulation, on: date, session: Session
) -> tuple[str, ...]:
    """Write into the plans the address that each gets on that local date; the clashes, told.

    Two that would get the same address get none, nor does one whose address another mailbox has:
    they are settled by agreement.
    """
    addressing = Addressing(regulation, on)
    given: dict[str, list[PlannedOrganisation]] = defaultdict(list)
    by_rule: dict[int, tuple[str | None, Reason]] = {}
    for one in planned:
        answer = addressing.address(
            Kind.ORGANISATION, one.names[0], parent=one.superior, taken=lambda _: None
        )
        if answer.address:
            given[answer.address].append(one)
            why = Reason(f"theo quy chế: {answer.address}", answer.article)
        else:
            told = "thống nhất tên hộp thư" if answer.needs_agreement else "chưa có tên hộp thư"
            first = answer.refused_name or next(iter(answer.explanation), None)
            why = Reason(f"{told}: {first.text}" if first else told, answer.article)
        by_rule[one.listed.row] = (answer.address, why)
    clashes = []
    article = regulation.naming.organisation_clash.article
    issued = _issued(session, list(given))
    for address, several in given.items():
        names = "; ".join(f"«{one.names[0]}» ({one.plan.name or '…'})" for one in several)
        if len(several) > 1:
            told = f"{address} trùng nhau giữa {names}: thống nhất tên hộp thư"
        elif address in issued and not _own(several[0], issued[address]):
            told = f"{address} của {names} đã cấp cho hộp thư khác: thống nhất tên hộp thư"
        else:
            continue
        clash = Reason(told, article)
        clashes.append(str(clash))
        by_rule.update({one.listed.row: (None, clash) for one in several})
    for one in planned:
        own, why = by_rule[one.listed.row]
        one.plan = replace(one.plan, address=own, by_rule=why)
    return tuple(clashes)


def _own(one: PlannedOrganisation, holder: int | None) -> bool:
    return one.known is not None and one.known.id == holder


def _issued(session: Session, addresses: Sequence[str]) -> dict[str, int | None]:
    """Those of the addresses that were issued, with the organisation whose mailbox has them."""
    found: dict[str, int | None] = {}
    for some in portions(addresses):
        held = (
            select(Address.address, col(Mailbox.organisation_id))
            .join(Mailbox, col(Mailbox.id) == col(Address.mailbox_id))
            .where(col(Address.address).in_(some))
        )
        found.update((address, organisation) for address, organisation in session.exec(held))
    return found
