"""Rows of a list become organisations, those above before those below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlmodel import Session

from models.organisation import Organisation
from models.row import id_of
from policies.naming import clean
from policies.schema import Regulation
from policies.spelling import organisation_key
from tasks.directory import level_and_label
from tasks.importing.plan import Effect
from tasks.importing.plan_organisations import PlannedOrganisation


def write_organisations(
    session: Session, regulation: Regulation, planned: Sequence[PlannedOrganisation]
) -> None:
    """Add the new ones and change the others, in the caller's transaction."""
    for _, same in groupby(planned, key=lambda one: one.depth):
        for one in same:
            if one.plan.effect is Effect.NEW:
                one.known = Organisation(policy=regulation.id, name="", key="")
                _write(regulation, one, one.known)
                session.add(one.known)
            elif one.plan.effect is Effect.CHANGED and one.known is not None:
                one.known = session.get_one(Organisation, one.known.id)
                _write(regulation, one, one.known)
        session.flush()  # those below point to them


def _write(regulation: Regulation, one: PlannedOrganisation, organisation: Organisation) -> None:
    listed = one.listed
    above = one.parent.known if one.parent else one.above
    organisation.name, organisation.key = clean(listed.name), organisation_key(listed.name)
    if above is not None:
        organisation.parent_id = id_of(above)
    organisation.code = listed.code or organisation.code
    organisation.abbreviation = listed.abbreviation or organisation.abbreviation
    organisation.level, organisation.address_label = level_and_label(
        regulation, one.names[0], one.superior
    )
