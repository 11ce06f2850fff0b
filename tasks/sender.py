"""Which organisation of the directory sent a letter: that one's accounts will see it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.letter import Letter
from models.organisation import Organisation, below
from policies.naming import clean, fold
from policies.superiors import split_superior
from tasks.directory import is_body

_COMMITTEE = re.compile(r"^(uy ban nhan dan|ubnd)\b")


def sender_of(
    session: Session, policy: str, name: str | None, superior: str | None
) -> Organisation | None:
    """The organisation that a letterhead names; None where it is not sure which.

    ``superior``: as the letterhead has it above the sender.  A name alone is that of a body that
    bears it alone, or of one without superior; never of somebody's unit: "Phòng Nội vụ" has many.
    """
    if not name:
        return None
    own, said = split_superior(clean(name))
    found = _named(session, policy, own)
    above = said or superior
    if above:
        tops = _keys(above)
        under = [one for one in found if one.parent_id and _key(session, one.parent_id) in tops]
        unknown = not is_body(own) and _named(session, policy, above)
        if under or said or unknown:
            return under[0] if len(under) == 1 else None
    if is_body(own) and len(found) == 1:  # a commune's committee stands below its district's
        return found[0]
    tops_only = [one for one in found if one.parent_id is None]
    return tops_only[0] if len(tops_only) == 1 else None


def sender_within(
    session: Session, organisation_id: int, name: str | None
) -> tuple[Organisation, bool]:
    """Of an organisation and those below it the one that a letterhead names; else itself.

    And whether it was named.
    """
    top = session.get_one(Organisation, organisation_id)
    if not name:
        return top, False
    own, _ = split_superior(clean(name))
    tree = set(session.execute(below(organisation_id)).scalars())
    found = [one for one in _named(session, top.policy, own) if one.id in tree]
    return (found[0], True) if len(found) == 1 else (top, False)


def whole_name(session: Session, organisation: Organisation) -> str:
    """Its name with its superior's, as a letter would have it."""
    if organisation.parent_id is None:
        return organisation.name
    parent = session.get_one(Organisation, organisation.parent_id)
    return f"{organisation.name} trực thuộc {parent.name}"


def link_letters(session: Session, organisation_id: int) -> int:
    """Tie letters that came before their sender was in the directory to it, or to those below.

    How many.
    """
    tree = set(session.execute(below(organisation_id)).scalars())
    policy = session.get_one(Organisation, organisation_id).policy
    untied = select(Letter).where(
        Letter.policy == policy,
        col(Letter.sender_organisation_id).is_(None),
        col(Letter.sender).is_not(None),
    )
    tied = 0
    for letter in session.exec(untied).all():
        found = sender_of(session, policy, letter.sender, letter.superior)
        if found is not None and found.id in tree:
            letter.sender_organisation_id = found.id
            tied += 1
    return tied


def _named(session: Session, policy: str, name: str) -> Sequence[Organisation]:
    return session.exec(
        select(Organisation).where(
            Organisation.policy == policy, col(Organisation.key).in_(_keys(name))
        )
    ).all()


def _keys(name: str) -> set[str]:
    """ "UBND xã X" is "Ủy ban nhân dân xã X"."""
    key = fold(name)
    return {key, *(_COMMITTEE.sub(form, key) for form in ("uy ban nhan dan", "ubnd"))}


def _key(session: Session, organisation_id: int) -> str:
    return session.get_one(Organisation, organisation_id).key
