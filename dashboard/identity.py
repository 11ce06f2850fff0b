"""Who is at the page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.gate import COOKIE
from flows.desk.sign_in import session_actor, sign_out
from flows.surroundings import office
from models.role import Role
from models.user import Actor
from tasks.office import Office

_ACTS_FOR = "acts-for"


@dataclass(frozen=True)
class Here:
    """The office, and who works in it at this page."""

    office: Office
    actor: Actor

    def is_one_of(self, *roles: Role) -> bool:
        """Whether the actor has one of the roles.  What it may do the use cases know."""
        return any(granted.role in roles for granted in self.actor.granted)

    @property
    def policies(self) -> tuple[str, ...]:
        """The provinces in which the actor has a role; () for all of them."""
        found = {granted.policy for granted in self.actor.granted}
        return () if None in found else tuple(sorted(each for each in found if each))


def here() -> Here | None:
    """Read anew at each run of the page; None where the session has ended meanwhile."""
    own, token = office(), _token()
    if token is None:
        return None
    actor = session_actor(own, token, st.session_state.get(_ACTS_FOR))
    if actor is None and st.session_state.pop(_ACTS_FOR, None):  # no substitute any more
        actor = session_actor(own, token)
    return None if actor is None else Here(own, actor)


def act_for(account: int | None) -> None:
    """From now on act in that account's place, or in the own one (None)."""
    st.session_state[_ACTS_FOR] = account


def leave() -> None:
    """End the session, for every tab and every copy of its cookie."""
    token = _token()
    if token is not None:
        sign_out(office(), token)


def _token() -> str | None:
    return st.context.cookies.get(COOKIE)
