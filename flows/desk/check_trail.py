"""Check the trail: whether its chains are whole, and what their newest entries are."""

from __future__ import annotations

from dataclasses import replace

from models.chain import chain_of
from models.database import reading
from models.trail import TrailHead
from tasks.office import Office
from tasks.trail_check import Checked, chain_heads, check_chains, check_expected


def check_trail(
    office: Office, policy: str | None = None, expected: tuple[int, str] | None = None
) -> list[Checked]:
    """Every chain, or a province's, with what is broken in it; nothing is written.

    ``expected``: number and hash of an entry as they were written down outside of the database.
    Without that, somebody who may write to the database and makes every hash anew from a place on,
    the head's too, is not found.
    """
    with reading(office.engine) as session:
        checked = check_chains(session, policy)
        if expected is None:
            return checked
        chain = chain_of(policy)
        broken = check_expected(session, chain, *expected)
        if broken is None:
            return checked
        chains = {each.chain: each for each in checked}
        own = chains.get(chain) or Checked(chain, 0, "", ())
        chains[chain] = replace(own, broken=(*own.broken, broken))
        return [chains[each] for each in sorted(chains)]


def trail_heads(office: Office, policy: str | None = None) -> list[TrailHead]:
    """The newest entry of every chain, or of a province's, to be written down elsewhere."""
    with reading(office.engine) as session:
        return chain_heads(session, policy)
