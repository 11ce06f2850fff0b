"""Check the trail: whether its chains are whole, and what their newest entries are."""

from __future__ import annotations

from dataclasses import replace

from flows.desk.rights import Act, Reach, require
from models.chain import INSTALLATION, chain_of
from models.database import reading
from models.trail import TrailHead
from models.user import Actor
from tasks.office import Office
from tasks.trail_check import Checked, chain_heads, check_chains, check_expected


def check_trail(
    office: Office,
    actor: Actor,
    policy: str | None = None,
    expected: tuple[int, str] | None = None,
) -> list[Checked]:
    """Every chain, or a province's, with what is broken in it; nothing is written.

    ``expected``: number and hash of an entry as they were written down outside of the database.
    Without that, somebody who may write to the database and makes every hash anew from a place on,
    the head's too, is not found.  Raises NotAllowed.
    """
    reach = require(office, actor, Act.TRAIL)
    with reading(office.engine) as session:
        checked = [each for each in check_chains(session, policy) if _covers(reach, each.chain)]
        if expected is None:
            return checked
        chain = chain_of(policy)
        unseen = chain if _covers(reach, chain) else ""  # no chain has that name
        broken = check_expected(session, unseen, *expected)
        if broken is None:
            return checked
        chains = {each.chain: each for each in checked}
        own = chains.get(chain) or Checked(chain, 0, "", ())
        chains[chain] = replace(own, broken=(*own.broken, replace(broken, chain=chain)))
        return [chains[each] for each in sorted(chains)]


def trail_heads(office: Office, actor: Actor, policy: str | None = None) -> list[TrailHead]:
    """The newest entry of every chain, or of a province's, to be written down elsewhere.

    Raises NotAllowed.
    """
    reach = require(office, actor, Act.TRAIL)
    with reading(office.engine) as session:
        return [head for head in chain_heads(session, policy) if _covers(reach, head.chain)]


def _covers(reach: Reach, chain: str) -> bool:
    return reach.covers(None if chain == INSTALLATION else chain)
