"""An organisation's level under a regulation, and its labels: own, as a parent, as a suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.consistency import parts_of
from policies.explain import Explanation, Reason, because
from policies.naming import NameRefused, fold
from policies.schema import Level, NamedException, Regulation
from policies.spelling import (
    begins,
    committee_of,
    folded,
    spelling,
    split_place,
    split_superior,
    words_of,
)


@dataclass(frozen=True)
class Organisation:
    """An organisation as the regulation sees it.  Labels are local parts or pieces of one.

    A label is None where the regulation leaves it to agreement, or where it needs a superior that
    was not named; ``unlabelled`` then says which.
    """

    name: str
    level: str
    article: str
    parent: Organisation | None
    address: str | None
    as_parent: str | None
    as_suffix: str | None
    explanation: Explanation
    unlabelled: Unlabelled | None = None


@dataclass(frozen=True)
class Unlabelled:
    """Why a label is missing.  ``agreement``: the regulation leaves it to the parties."""

    reason: Reason
    agreement: bool


def recognise(
    regulation: Regulation, name: str, parent: str | Organisation | None = None
) -> Organisation | NameRefused:
    """The level and the labels of an organisation named as people write it.

    ``parent``: its superior, named likewise; also read from "A thuộc B", "A, B", "A xã X".
    """
    if parent is None:
        name, parent = split_superior(name)
    words = words_of(name, regulation.province)
    if isinstance(words, NameRefused):
        return words
    above = recognise(regulation, committee_of(parent)) if isinstance(parent, str) else parent
    if isinstance(above, NameRefused):
        return above
    return _recognise(regulation, name, words, above)


def _recognise(
    regulation: Regulation, name: str, words: tuple[str, ...], above: Organisation | None
) -> Organisation:
    keys = folded(words)
    for exception in regulation.naming.exceptions:
        if _same_name(regulation, exception.name, keys):
            level = _level(regulation, keys, above)
            return _by_exception(exception, name, level.level.id if level else "unnamed")
    found = _level(regulation, keys, above)
    if found is None or not (_takes_place(found.pattern) or found.level.agreement):
        split = split_place(words)
        if split and above is None:
            place = ("Ủy", "ban", "nhân", "dân", *split[1])
            above = _recognise(regulation, " ".join(place), place, None)
            return _recognise(regulation, name, split[0], above)
        if split and above and folded(split[1])[-1:] == folded(above.name.split())[-1:]:
            words, keys = split[0], folded(split[0])
            found = _level(regulation, keys, above)
    if found is None:
        rule = regulation.naming.unnamed_level
        reason = f"quy chế không nêu cách đặt tên cho cấp của «{name}»: cần thống nhất"
        return _by_agreement(name, "unnamed", Reason(reason, rule.article), above)
    if found.level.agreement:
        reason = f"«{name}» thuộc nhóm «{found.level.name}»: tên do các bên thống nhất"
        return _by_agreement(name, found.level.id, Reason(reason, found.level.article), above)
    return _by_level(regulation, found, name, words, above)


def _by_agreement(
    name: str, level: str, reason: Reason, above: Organisation | None
) -> Organisation:
    return Organisation(
        name=name,
        level=level,
        article=reason.article or "",
        parent=above,
        address=None,
        as_parent=None,
        as_suffix=None,
        explanation=(reason,),
        unlabelled=Unlabelled(reason, agreement=True),
    )


def _same_name(regulation: Regulation, written: str, keys: Sequence[str]) -> bool:
    words = words_of(written, regulation.province)
    return not isinstance(words, NameRefused) and folded(words) == tuple(keys)


def _by_exception(exception: NamedException, name: str, level: str) -> Organisation:
    return Organisation(
        name=name,
        level=level,
        article=exception.article,
        parent=None,
        address=exception.address,
        as_parent=exception.as_parent or exception.address,
        as_suffix=exception.as_suffix or exception.address,
        explanation=because(f"«{name}» được quy chế nêu đích danh: {exception.address}", exception),
    )


def _takes_place(pattern: str) -> bool:
    return pattern.endswith("{place}")


@dataclass(frozen=True)
class _Found:
    """The level that fits, the pattern that matched, and how many words it fixes."""

    level: Level
    pattern: str
    fixed: int


def _level(
    regulation: Regulation, keys: tuple[str, ...], above: Organisation | None
) -> _Found | None:
    """The first level that fits; those that stand under others come last without a superior."""
    levels = regulation.naming.levels
    if above is None:
        levels = tuple(sorted(levels, key=lambda level: bool(level.under)))
    own_body = any(begins(keys, start) for start in spelling().never_a_unit)
    for level in levels:
        if level.under and above is not None and above.level not in level.under:
            continue
        for pattern in level.matches:
            fixed = tuple(fold(pattern.partition("{")[0]).split())
            if own_body and not fixed:
                continue  # "Sở …" is no unit of another Sở
            fits = begins(keys, fixed) and ("{" in pattern) == (len(keys) > len(fixed))
            if fits:
                return _Found(level, pattern, len(fixed))
    return None


def _by_level(
    regulation: Regulation,
    found: _Found,
    name: str,
    words: tuple[str, ...],
    above: Organisation | None,
) -> Organisation:
    level = found.level
    own = level.address or ""
    parts = _parts(regulation, found, words, above)
    missing = _missing_superior(level, name, above)

    def label(template: str) -> str | None:
        """The label, where all that its template takes is known."""
        lacks_parent = "parent" in parts_of(template) and not parts["parent"]
        return None if lacks_parent else template.format_map(parts)

    suffix = label(level.as_suffix or own)
    if level.suffix_from_superior:
        suffix = above.as_suffix if above else None
    address = label(own)
    told = f"«{name}» là {level.name}: {own} → {address}"
    return Organisation(
        name=" ".join(words),
        level=level.id,
        article=level.article,
        parent=above,
        address=address,
        as_parent=label(level.as_parent or own),
        as_suffix=suffix,
        explanation=(
            *(above.explanation if above else ()),
            *(because(told, level) if address else (missing.reason,)),
        ),
        unlabelled=missing,
    )


def _missing_superior(level: Level, name: str, above: Organisation | None) -> Unlabelled:
    """What to say where a label lacks its superior's part."""
    if above is not None and above.unlabelled is not None:
        return above.unlabelled
    reason = Reason(f"cần nêu cơ quan cấp trên của «{name}» ({level.name})", level.article)
    return Unlabelled(reason, agreement=False)


def _parts(
    regulation: Regulation, found: _Found, words: tuple[str, ...], above: Organisation | None
) -> dict[str, str]:
    keys, level = folded(words), found.level
    kept = words
    for dropped in level.drop_first_word:
        start = tuple(fold(dropped).split())
        if begins(keys, start) and len(keys) > len(start):
            kept = words[len(start) :]
    official = _official_whole(regulation, keys)
    return {
        "abbreviation": official or abbreviation(regulation, kept),
        "place": _place(regulation, keys, found.fixed) if _takes_place(found.pattern) else "",
        "kind": keys[0],
        "rest": abbreviation(regulation, words[1:]),
        "parent": (above.as_parent or "") if above else "",
    }


def _place(regulation: Regulation, keys: tuple[str, ...], fixed: int) -> str:
    place = "".join(keys[fixed:])
    if place.isdigit() and regulation.naming.numbered_places_keep_kind:
        return keys[fixed - 1] + place  # "Phường 1": the number alone would name nothing
    return place


def _official_whole(regulation: Regulation, keys: tuple[str, ...]) -> str | None:
    for entry in regulation.naming.abbreviations:
        if entry.whole and _same_name(regulation, entry.name, keys):
            return entry.short
    return None


def abbreviation(regulation: Regulation, words: Sequence[str]) -> str:
    """Initials of the words; official abbreviations of phrases come first, longest first.

    "và" and dashes are dropped; a word written in capitals among others (THPT) is one already.
    """
    pairs = [(word, fold(word).replace(" ", "")) for word in words]
    pairs = [(word, key) for word, key in pairs if key]
    shouted = all(word.isupper() for word, _ in pairs)
    dropped = {fold(word) for word in regulation.naming.drop_words}
    phrases = sorted(
        (
            (tuple(fold(a.name).split()), a.short)
            for a in regulation.naming.abbreviations
            if not a.whole
        ),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    keys = [key for _, key in pairs]
    result, at = "", 0
    while at < len(pairs):
        phrase = next((p for p in phrases if begins(keys[at:], p[0])), None)
        if phrase:
            result, at = result + phrase[1], at + len(phrase[0])
            continue
        word, key = pairs[at]
        if key not in dropped:
            written_short = word.isupper() and len(key) > 1 and not shouted
            result += key if written_short or key.isdigit() else key[0]
        at += 1
    return result
