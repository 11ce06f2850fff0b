"""How addresses are made: levels of organisations, persons, clashes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from policies.schema.base import Kind, LocalPart, Rule, Shape, Slug, in_force


class OfficialAbbreviation(Rule):
    """An abbreviation that is not the initials; ``name`` is a whole name or a phrase in one."""

    name: str
    short: LocalPart
    whole: bool = False  # true: only the whole name of the organisation, not a phrase in it


class NamedException(Rule):
    """An organisation whose labels the text itself gives."""

    name: str
    address: LocalPart
    as_parent: LocalPart | None = None  # null: the same as ``address``
    as_suffix: LocalPart | None = None


class NamingExample(Rule):
    """An example of the regulation, executed by ``congvu policies check``.

    ``printed``: what the text prints where that is a misprint; ``reading`` then says so.
    """

    kind: Kind
    name: str
    unit: str | None = None
    parent: str | None = None
    birth_date: date | None = None
    taken: tuple[str, ...] = ()
    address: str | None  # whole address, or null where agreement is needed
    printed: str | None = None


class Level(Rule):
    """Organisations of one level and their up to three labels.

    ``matches`` holds patterns of names: words, and one of ``{place}`` or ``{rest}`` for what
    follows.  ``under`` names the levels that its superior may be of (any where empty).  Templates
    know ``{abbreviation}`` (official, or initials), ``{place}``, ``{kind}`` (the first word in
    full), ``{rest}`` (the abbreviation without that word) and ``{parent}``.
    """

    id: Slug
    name: str
    matches: tuple[str, ...]
    under: tuple[Slug, ...] = ()
    agreement: bool = False
    address: str | None = None
    as_parent: str | None = None  # null: the same as ``address``
    as_suffix: str | None = None  # null: the same as ``address``
    suffix_from_superior: bool = False  # a person's suffix is that of the superior (a division)
    drop_first_word: tuple[str, ...] = ()  # left out of the abbreviation: "Phòng"
    examples: tuple[NamingExample, ...] = ()

    @model_validator(mode="after")
    def _address_or_agreement(self) -> Level:
        if self.agreement == (self.address is not None):
            raise ValueError("a level has either an address template or agreement: true")
        return self


class PersonCandidate(Rule):
    """One step in the order of clashes.

    Templates know ``{initials}`` (of surname and middle names), ``{given}``, ``{surname}``,
    ``{surname_initial}``, ``{middle}``, ``{full}``, ``{unit}`` (the managing organisation's label),
    ``{yy}`` (last two digits of the birth year) and ``{n}`` (numbers from ``first_number`` up).
    """

    pattern: str
    first_number: int = 2


class PersonNaming(Rule):
    candidates: tuple[PersonCandidate, ...] = Field(min_length=1)
    exhausted: Rule  # who settles it when the list is at its end
    # several people of one letter with the same first candidate: the first takes it, or none does
    same_letter: Literal["first-takes-it", "all-differ"] = "first-takes-it"
    suffix: Literal["unit-label", "unit-address"] = "unit-label"
    examples: tuple[NamingExample, ...] = ()


class OrganisationClash(Rule):
    """What happens when an organisation's address is taken: agreement in all five texts."""


class Naming(Shape):
    """All of it.  ``on`` gives what holds on a day."""

    drop_words: tuple[str, ...] = ("và",)  # left out of every abbreviation
    drop_words_article: Rule | None = None
    abbreviations: tuple[OfficialAbbreviation, ...] = ()
    exceptions: tuple[NamedException, ...] = ()
    numbered_places_keep_kind: bool = True  # "Phường 1" → phuong1
    reserved: tuple[str, ...] = ()  # besides those of reserved_words.yaml
    levels: tuple[Level, ...] = Field(min_length=1)
    organisation_clash: OrganisationClash
    unnamed_level: Rule  # an organisation of a level the regulation does not name
    persons: PersonNaming

    def on(self, day: date) -> Naming:
        """The rules that hold on that local date."""
        lists = ("abbreviations", "exceptions", "levels")
        now = {name: in_force(getattr(self, name), day) for name in lists}
        persons = self.persons
        candidates = in_force(persons.candidates, day)
        if candidates != persons.candidates:
            persons = persons.model_copy(update={"candidates": candidates})
        if persons is self.persons and all(now[name] == getattr(self, name) for name in lists):
            return self
        return self.model_copy(update={**now, "persons": persons})
