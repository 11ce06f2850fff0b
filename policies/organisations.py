"""An organisation's level under a regulation, and its labels: own, as a parent, as a suffix."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policies.abbreviations import Abbreviated, abbreviation, official_whole, same_name
from policies.consistency import parts_of
from policies.explain import Explanation, Reason, because
from policies.levels import Found, level_of
from policies.naming import NameRefused, fold
from policies.pattern_words import in_words
from policies.schema import Level, NamedException, Regulation
from policies.spelling import Written, ends_with_place_kind, phrase, read_words, spelling
from policies.superiors import (
    cut_superior,
    may_stand_under,
    own_part,
    tidied,
    without_superiors_kind,
)

UNNAMED = "unnamed"  # the level of what the regulation names nowhere


@dataclass(frozen=True)
class Organisation:
    """An organisation as the regulation sees it.  Labels are local parts or pieces of one.

    ``name``: its own, abbreviations expanded.  A label is None where the regulation leaves it to
    agreement, or where it needs a superior that was not named; ``unlabelled`` then says which.
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
    words = read_words(name)
    if isinstance(words, NameRefused):
        return words
    above = recognise(regulation, parent) if isinstance(parent, str) else parent
    if isinstance(above, NameRefused):
        return above
    return _below(regulation, name, tidied(words, regulation.province), above)


def _below(
    regulation: Regulation, name: str, words: Written, given: Organisation | None
) -> Organisation | NameRefused:
    """The organisation below the superior that its name tells, and that below the given one."""
    cut = cut_superior(words)
    if cut and not cut.said:
        whole = level_of(regulation, words, None)
        if whole and whole.level.agreement and whole.fixed and not whole.takes_place:
            cut = None  # "Thuế xã X": such a body goes with its place
    if cut is None:
        return _alone(regulation, name, words, given)
    province = regulation.province
    told = own_part(tidied(cut.superior, province), province)
    if given and _same(told, given):
        given = given.parent
    elif given and not may_stand_under(told, given.name):
        if not cut.said and cut.own.any_of(spelling().branch_kinds):
            return _alone(regulation, name, words, given)  # a department's unit in that place
        reason = f"«{name}» ghi cấp trên là «{told.text}», trái với «{given.name}» đã nêu"
        return NameRefused(name, reason)
    superior = tidied(cut.superior, province)
    above = _below(regulation, superior.text, superior, given)
    if isinstance(above, NameRefused):
        return above
    found = _alone(regulation, name, tidied(cut.own, province), above)
    if isinstance(found, NameRefused) or not _superior_unused(regulation, found):
        return found
    left_out = Reason(f"«{above.name}» không có trong tên hộp thư ở cấp này", found.article)
    return replace(found, explanation=(*found.explanation, left_out))


def _same(words: Written, other: Organisation) -> bool:
    return words.keys == tuple(fold(other.name).split())


def _superior_unused(regulation: Regulation, found: Organisation) -> bool:
    level = next((lv for lv in regulation.naming.levels if lv.id == found.level), None)
    return level is not None and not level.agreement and not level.under


def _alone(
    regulation: Regulation, name: str, words: Written, above: Organisation | None
) -> Organisation | NameRefused:
    """The organisation of a name that tells no superior."""
    if above:
        words = without_superiors_kind(words, above.name)
    elif ends_with_place_kind(words):
        return NameRefused(name, f"«{name}» chưa nêu tên địa danh")
    if not words.words or words.keys in spelling().bare_kinds:
        return NameRefused(name, f"«{name}» mới nêu loại cơ quan, đơn vị, chưa nêu tên")
    found = level_of(regulation, words, above.level if above else None)
    for exception in regulation.naming.exceptions:
        if same_name(exception.name, words, regulation.province):
            return _by_exception(exception, words.text, found.level.id if found else UNNAMED)
    if found is None:
        rule = regulation.naming.unnamed_level
        told = f"quy chế không nêu cách đặt tên cho cấp của «{name}»: cần thống nhất"
        return _by_agreement(words.text, UNNAMED, because(told, rule), above)
    if found.level.agreement:
        told = f"«{name}» thuộc nhóm «{found.level.name}»: tên do các bên thống nhất"
        return _by_agreement(words.text, found.level.id, because(told, found.level), above)
    return _by_level(regulation, found, name, words, above)


def _by_agreement(
    name: str, level: str, reasons: Explanation, above: Organisation | None
) -> Organisation:
    return Organisation(
        name=name,
        level=level,
        article=reasons[0].article or "",
        parent=above,
        address=None,
        as_parent=None,
        as_suffix=None,
        explanation=reasons,
        unlabelled=Unlabelled(reasons[0], agreement=True),
    )


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


def _by_level(
    regulation: Regulation,
    found: Found,
    name: str,
    words: Written,
    above: Organisation | None,
) -> Organisation | NameRefused:
    level = found.level
    own = level.address or ""
    parts, short = _parts(regulation, found, words)
    if not all(parts[part] for part in parts_of(own) - {"parent"}):
        return NameRefused(name, f"«{name}» không còn chữ nào để viết tắt")
    parts["parent"] = (above.as_parent or "") if above else ""

    def label(template: str) -> str | None:
        """The label, where all that its template takes is known."""
        lacks_parent = "parent" in parts_of(template) and not parts["parent"]
        return None if lacks_parent else template.format_map(parts)

    suffix = label(level.as_suffix or own)
    if level.suffix_from_superior:
        suffix = above.as_suffix if above else None
    address = label(own)
    missing = _missing_superior(level, name, above)
    named = f"«{words.text}» thuộc nhóm «{level.name}»"
    told = f"{named}; tên hộp thư gồm {in_words(own)}, thành «{address}»"
    reasons = (*because(told, level), *short.why(regulation.naming)) if address else ()
    return Organisation(
        name=words.text,
        level=level.id,
        article=level.article,
        parent=above,
        address=address,
        as_parent=label(level.as_parent or own),
        as_suffix=suffix,
        explanation=(*(above.explanation if above else ()), *(reasons or (missing.reason,))),
        unlabelled=missing,
    )


def _missing_superior(level: Level, name: str, above: Organisation | None) -> Unlabelled:
    """What to say where a label lacks its superior's part."""
    if above is not None and above.unlabelled is not None:
        return above.unlabelled
    reason = Reason(f"cần nêu cơ quan cấp trên của «{name}» ({level.name})", level.article)
    return Unlabelled(reason, agreement=False)


def _parts(
    regulation: Regulation, found: Found, words: Written
) -> tuple[dict[str, str], Abbreviated]:
    """What the templates take, but for the superior's; and the abbreviation that they use."""
    kept, level = words, found.level
    for dropped in level.drop_first_word:
        start = phrase(dropped)
        if words.has(start) and len(words.words) > len(start):
            kept = words.part(len(start))
    whole = official_whole(regulation, words) or abbreviation(regulation, kept)
    rest = abbreviation(regulation, words.part(1))
    used = parts_of(level.address or "")
    parts = {
        "abbreviation": whole.letters,
        "place": _place(regulation, words, found.fixed) if found.takes_place else "",
        "kind": words.keys[0],
        "rest": rest.letters,
    }
    short = whole if "abbreviation" in used else rest if "rest" in used else Abbreviated("")
    return parts, short


def _place(regulation: Regulation, words: Written, fixed: int) -> str:
    place = "".join(words.keys[fixed:])
    if place.isdigit() and regulation.naming.numbered_places_keep_kind:
        return words.keys[fixed - 1] + place  # "Phường 1": the number alone would name nothing
    return place
