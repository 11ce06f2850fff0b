"""What all proposals of one request look at: its letter, its regulation, the addresses known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from models.letter import Letter
from models.mailbox import Address, AddressState, release, reserve, reserve_all
from models.request import Line
from models.row import id_of
from models.verdict import Outcome
from policies.addresses import Addressing
from policies.answers import Held
from policies.naming import fold
from policies.schema import Kind, Regulation
from policies.working_days import Calendar
from tasks.directory import names_of_place
from tasks.office import local_date

_HELD = {AddressState.RESERVED: Held.RESERVED, AddressState.ISSUED: Held.ISSUED}


@dataclass
class Asked:
    """What earlier lines of the letter change of one mailbox: its next address carries it all."""

    name: str | None = None
    unit: str | None = None
    addresses: set[str] = field(default_factory=set)  # reserved for it


@dataclass
class View:
    """One request's surroundings; ``taken`` and ``asked`` (by mailbox) grow with each proposal.

    ``held``: addresses proposed and not reserved yet, each with its line.
    """

    session: Session
    regulation: Regulation
    letter: Letter
    calendar: Calendar
    taken: dict[str, Held] = field(init=False)
    held: dict[str, Line] = field(init=False, default_factory=dict)
    addressing: Addressing = field(init=False)
    _places: dict[str, tuple[str, str | None]] = field(init=False, default_factory=dict)
    asked: dict[str, Asked] = field(init=False, default_factory=lambda: defaultdict(Asked))

    def __post_init__(self) -> None:
        known = select(Address.address, Address.state).where(Address.policy == self.regulation.id)
        self.taken = {
            address: _HELD[AddressState(state)] for address, state in self.session.exec(known)
        }
        self.addressing = Addressing(self.regulation, self.on)

    @property
    def on(self) -> date:
        """The local date whose rules apply."""
        return local_date(self.letter.received_at)

    @property
    def deciding_article(self) -> str:
        """The article that says who decides: what a refusal rests on where no rule is nearer."""
        return self.regulation.bodies.decides.article

    def hold(self, line: Line, address: str) -> None:
        """Propose the address to nobody else of this request; ``reserve_held`` makes it sure."""
        self.taken.setdefault(address, Held.RESERVED)
        self.held[address] = line

    def reserve_held(self) -> list[Line]:
        """Reserve what is held; the lines that lost theirs, as another request was quicker."""
        held, self.held = self.held, {}
        lost = reserve_all(
            self.session,
            {address: id_of(line) for address, line in held.items()},
            policy=self.regulation.id,
            at=self.letter.recorded_at,
        )
        return [line for address, line in held.items() if address in lost]

    def reserve(self, line: Line, address: str) -> bool:
        """Hold an address for the line; False where another request was quicker."""
        self.taken.setdefault(address, Held.RESERVED)
        return reserve(
            self.session,
            address,
            policy=self.regulation.id,
            line_id=id_of(line),
            at=self.letter.recorded_at,
        )

    def place(
        self, kind: Kind, name: str | None, unit: str | None
    ) -> tuple[str | None, str | None]:
        """Managing organisation and its superior, as far as the letter tells them."""
        sender = self.letter.sender
        if kind is Kind.ORGANISATION and not unit and fold(sender or "") == fold(name or ""):
            return None, None
        if not unit:
            return sender, None
        if unit not in self._places:  # a letter names few units, each on many lines
            self._places[unit] = names_of_place(unit, sender)
        return self._places[unit]


def suggest(line: Line, outcome: Outcome, reason: str | None, article: str | None) -> None:
    """What the program would decide, and on which article; a person decides."""
    line.suggested_verdict = outcome
    line.suggested_reason = reason
    line.suggested_article = article


def need(line: Line, what: str) -> None:
    """Something that the reviewer must settle before the line can be approved."""
    line.needs = [*line.needs, what]


def explain(line: Line, *sentences: object) -> None:
    """More of why."""
    line.explanation = [*line.explanation, *(str(sentence) for sentence in sentences)]


def release_reservation(session: Session, line: Line) -> None:
    """Give a proposed address back when its line is not approved: it was never issued."""
    release(session, id_of(line))
