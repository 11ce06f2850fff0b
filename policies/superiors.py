"""Where a name goes on with its superior's: "A thuộc B", "A, B", "A - B", "A xã X", "A Sở B"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from policies.naming import NameRefused, clean, fold
from policies.spelling import (
    Written,
    ends_with_place_kind,
    phrase,
    place_at,
    read_words,
    spelling,
)

_BELONGING = (phrase("trực thuộc"), phrase("thuộc"))
_OF = phrase("của")
_COMMITTEE = phrase("Ủy ban nhân dân")
_COUNCIL = phrase("Hội đồng nhân dân")
_DEPARTMENT = phrase("Sở")
_ABOVE_COMMUNE = frozenset({"huyen", "quan", "thi xa", "thanh pho"})


@dataclass(frozen=True)
class Cut:
    """A unit's own words and its superior's.  ``said``: a word or sign stands between them."""

    own: Written
    superior: Written
    said: bool


def cut_superior(name: Written) -> Cut | None:
    """The unit and its superior; None where the name tells no superior."""
    return next((cut for cut in _cuts(name) if not _is_branch_there(cut)), None)


def _is_branch_there(cut: Cut) -> bool:
    """ "Trung tâm Y tế huyện X thuộc Sở Y tế": the place belongs to the unit's own name."""
    if cut.said or not cut.own.any_of(spelling().branch_kinds):
        return False
    further = next(_cuts(cut.superior), None)
    if further is None or not further.said:
        return False
    return not may_stand_under(_committee_named(further.own), further.superior.text)


def _cuts(name: Written) -> Iterator[Cut]:
    for at in range(1, len(name.words) - 1):
        own = name.part(0, at)
        joined = next((j for j in (*_BELONGING, _OF) if name.has(j, at)), None)
        if joined:
            tail = at + len(joined)
            needs_body = name.plain or joined == _OF  # "thuoc" may be "thuốc"
            if tail < len(name.words) and (not needs_body or _body_at(name, tail)):
                yield Cut(own, name.part(tail), said=True)
        elif name.words[at].breaks and _body_at(name, at) and not _one_office(own, name, at):
            yield Cut(own, name.part(at), said=True)
        elif _plain_body_at(name, at, own) or _place_of_superior(name, at, own):
            yield Cut(own, name.part(at), said=False)


def _body_at(name: Written, at: int) -> bool:
    """Whether another organisation's name begins there, rather than more of this one's."""
    data = spelling()
    if name.any_of(data.not_a_body, at) or name.any_of(data.not_a_body, at - 1):
        return False
    return name.any_of(data.bodies, at) or (
        bool(place_at(name, at)) and not _keeps_place(name.part(0, at))
    )


def _one_office(own: Written, name: Written, at: int) -> bool:
    """ "Văn phòng HĐND - UBND xã X" is one office of both."""
    size = len(own.words) - len(_COUNCIL)
    return own.has(_COUNCIL, size) and name.has(_COMMITTEE, at)


def _plain_body_at(name: Written, at: int, own: Written) -> bool:
    data = spelling()
    if not name.any_of(data.plain_bodies, at) or at + 1 >= len(name.words):
        return False
    if name.any_of(data.not_a_body, at) or name.any_of(data.not_a_body, at - 1):
        return False
    if has_own_standing(own) or own.keys[-1] == "va":
        return False
    named_after = own.any_of(data.named_after) and not name.has(_DEPARTMENT, at)
    return not named_after


def _place_of_superior(name: Written, at: int, own: Written) -> bool:
    size = place_at(name, at)
    return bool(size) and at + size < len(name.words) and not _keeps_place(own)


def _keeps_place(own: Written) -> bool:
    """Whether the place that follows belongs to the name itself ("Công an" | "xã X")."""
    return has_own_standing(own) and not any(place_at(own, i) for i in range(1, len(own.words)))


def has_own_standing(name: Written) -> bool:
    """Whether such a body is no unit of a people's committee."""
    return name.any_of(spelling().own_standing) or name.any_of(spelling().own_branch)


def is_local_body(name: Written) -> bool:
    """A party, front, union or military body of one commune or district."""
    has_place = any(place_at(name, at) for at in range(1, len(name.words)))
    return has_place and name.any_of(spelling().own_standing)


@lru_cache(maxsize=4096)
def tidied(name: Written, province: str) -> Written:
    """A place alone is its people's committee; the province's name at the end says nothing."""
    name = _committee_named(name)
    own = tuple(fold(province).split())
    for tail in (("tinh", *own), ("tinh",), own):
        rest = name.part(0, len(name.words) - len(tail))
        if rest.words and name.keys[-len(tail) :] == tail and not ends_with_place_kind(rest):
            return rest
    return name


def _committee_named(name: Written) -> Written:
    if place_at(name, 0) and len(name.words) > 1:
        return replace(name, words=(*_COMMITTEE, *name.words))
    return name


def without_superiors_kind(name: Written, above: str) -> Written:
    """ "Văn phòng Sở" of that Sở, "Phòng Kinh tế xã" of that xã: the last word says no more."""
    last = len(name.words) - 1
    guarded = name.any_of(spelling().not_a_body, last - 1)
    if last and name.has(_DEPARTMENT, last) and above.startswith("Sở ") and not guarded:
        return name.part(0, last)
    kind = 0 if has_own_standing(name) else ends_with_place_kind(name)
    return name.part(0, len(name.words) - kind)


def own_part(name: Written, province: str) -> Written:
    """A name without its superior's."""
    cut = cut_superior(name)
    return tidied(cut.own if cut else name, province)


def may_stand_under(name: Written, above: str) -> bool:
    """Whether a body may have that other one (its name, expanded) as its superior."""
    written = read_words(above)
    if isinstance(written, NameRefused):
        return False
    own = _rank(name)
    return own is None or (written.keys[0] != "so" and own < (_rank(written) or 0))


def _rank(name: Written) -> int | None:
    """1 commune, 2 district or department, 3 province; None for a unit."""
    if not any(tuple(name.keys[: len(start)]) == start for start in spelling().never_a_unit):
        return None
    for at in range(1, len(name.words)):
        size = place_at(name, at)
        if size:
            return 2 if " ".join(name.keys[at : at + size]) in _ABOVE_COMMUNE else 1
    return 2 if name.keys[0] == "so" else 3


def split_superior(name: str) -> tuple[str, str | None]:
    """ "A trực thuộc B", "A, B", "A - B" … → (A, B) as written; B is None where none is told so."""
    cleaned = clean(name)
    words = read_words(cleaned)
    if isinstance(words, NameRefused):
        return name, None
    cut = next((cut for cut in _cuts(words) if cut.said), None)
    if cut is None:
        return name, None
    at = words.words[len(cut.own.words)].start
    own = cleaned[:at].strip(" ,;:-–—/(")
    return own, cleaned[cut.superior.words[0].start :].strip(" ,;()")
