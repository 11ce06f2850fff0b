"""Organisations as people write them: abbreviations expanded, the superior split off."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from policies.naming import NameRefused, clean_organisation_name, fold

_SPELLING = Path(__file__).parent / "spelling.yaml"
_DASHES = "-–—"


@dataclass(frozen=True)
class Spelling:
    """The data of spelling.yaml, folded for look-up."""

    written: dict[str, tuple[str, ...]]
    before_a_place: dict[str, tuple[str, ...]]
    places: tuple[tuple[str, ...], ...]
    own_standing: tuple[tuple[str, ...], ...]
    never_a_unit: tuple[tuple[str, ...], ...]
    not_a_place: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """How people write names, read once."""
    data = yaml.safe_load(_SPELLING.read_text(encoding="utf-8"))
    return Spelling(
        written={fold(key): tuple(text.split()) for key, text in data["written"].items()},
        before_a_place={
            fold(key): tuple(text.split()) for key, text in data["before_a_place"].items()
        },
        places=tuple(sorted((tuple(p.split()) for p in data["places"]), key=len, reverse=True)),
        own_standing=tuple(tuple(fold(p).split()) for p in data["own_standing"]),
        never_a_unit=tuple(tuple(fold(p).split()) for p in data["never_a_unit"]),
        not_a_place=tuple(tuple(fold(p).split()) for p in data["not_a_place"]),
    )


def folded(words: Sequence[str]) -> tuple[str, ...]:
    """Each word without marks; words of marks alone (dashes) vanish."""
    return tuple(word for word in (fold(w).replace(" ", "") for w in words) if word)


def begins(words: Sequence[str], start: Sequence[str]) -> bool:
    """Whether a sequence of words begins with another."""
    return tuple(words[: len(start)]) == tuple(start)


def words_of(name: str, province: str) -> tuple[str, ...] | NameRefused:
    """The words of an organisation's name, abbreviations expanded, dashes and commas dropped.

    A trailing "tỉnh" or "tỉnh <province>", or the province's own name, says nothing and is dropped.
    """
    cleaned = clean_organisation_name(name)
    if isinstance(cleaned, NameRefused):
        return cleaned
    words: list[str] = []
    for token in cleaned.replace("“", " ").replace("”", " ").replace('"', " ").split():
        bare = token.strip(",.;:()")
        key = fold(bare).replace(" ", "")
        if key in spelling().written:
            words.extend(spelling().written[key])
        elif bare.strip(_DASHES):
            words.extend(part for part in _split_dashes(bare) if part)
    return _without_province(_places_expanded(tuple(words)), province)


def _split_dashes(word: str) -> list[str]:
    for dash in _DASHES:
        word = word.replace(dash, " ")
    return word.replace("/", " ").split()


def _places_expanded(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Ủy ban nhân dân P Việt Trì" → "… phường Việt Trì"."""
    keys = folded(words)
    if len(keys) != len(words):
        return words
    for start in (("uy", "ban", "nhan", "dan"), ("hoi", "dong", "nhan", "dan"), ("dang", "uy")):
        at = len(start)
        if begins(keys, start) and len(words) > at + 1 and keys[at] in spelling().before_a_place:
            return words[:at] + spelling().before_a_place[keys[at]] + words[at + 1 :]
    return words


def _without_province(words: tuple[str, ...], province: str) -> tuple[str, ...]:
    keys = folded(words)
    name = tuple(fold(province).split())
    for tail in (("tinh", *name), ("tinh",), name):
        rest = keys[: -len(tail)]
        if rest and keys[-len(tail) :] == tail and not _ends_with_place_word(rest):
            return words[: -len(tail)]
    return words


def _ends_with_place_word(keys: Sequence[str]) -> bool:
    return any(tuple(keys[-len(place) :]) == tuple(map(fold, place)) for place in spelling().places)


def split_superior(name: str) -> tuple[str, str | None]:
    """ "A trực thuộc B", "A thuộc B" or "A, B" → (A, B); B is None where none is named."""
    for word in (" trực thuộc ", " thuộc "):
        at = name.lower().find(word)
        if at > 0:
            return name[:at].strip(" ,"), name[at + len(word) :].strip(" ,")
    head, comma, tail = name.partition(", ")
    if comma and begins_own_body(tail):
        return head.strip(), tail.strip()
    return name, None


def committee_of(name: str) -> str:
    """A superior named by its place alone ("huyện Tân Phước") is that place's committee."""
    words = unicodedata.normalize("NFC", name).lower().split()
    if any(begins(words, place) for place in spelling().places):
        return f"Ủy ban nhân dân {name}"
    return name


def begins_own_body(name: str) -> bool:
    """Whether text after a comma starts another organisation, rather than goes on with this one."""
    keys = fold(name).split()
    bodies = (("so",), ("uy", "ban"), ("ubnd",), ("trung", "tam"), ("chi", "cuc"), ("benh", "vien"))
    return any(begins(keys, body) for body in bodies) or any(
        begins(name.lower().split(), place) for place in spelling().places
    )


def split_place(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """ "Trung tâm … xã Suối Hiệp" → the unit's words and its place's; None without a place.

    A body with a standing of its own (Hội, Công an, Ban Chỉ huy …) keeps its place.
    """
    keys = folded(words)
    if len(keys) != len(words):
        return None
    data = spelling()
    # tones count ("Quản lý" is no "quận"), except in a name typed without any
    plain = all(word.isascii() for word in words)
    written = keys if plain else tuple(unicodedata.normalize("NFC", word).lower() for word in words)
    if any(begins(keys, start) for start in data.own_standing):
        return None
    for at in range(len(keys) - 1, 0, -1):
        for place in data.places:
            wanted = tuple(map(fold, place)) if plain else place
            if not begins(written[at:], wanted) or len(keys) <= at + len(place):
                continue
            if any(begins(keys[at:], no) or begins(keys[at - 1 :], no) for no in data.not_a_place):
                continue
            return tuple(words[:at]), tuple(words[at:])
    return None
