"""What a regulation file must hold beyond its shape: names that exist, templates that are known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from string import Formatter

from policies.schema import Level, Regulation, TermRule

ORGANISATION_PARTS = frozenset({"abbreviation", "place", "kind", "rest", "parent"})
PERSON_PARTS = frozenset(
    {"initials", "given", "surname", "surname_initial", "middle", "full", "unit", "yy", "n"}
)
Fault = tuple[tuple[str | int, ...], str]


@lru_cache(maxsize=1024)
def parts_of(template: str) -> frozenset[str]:
    """The named parts of a template, ``{"abbreviation", "parent"}``."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def inconsistencies(regulation: Regulation) -> Iterator[Fault]:
    """Each thing that does not fit, with its path in the file."""
    levels = regulation.naming.levels
    known = {level.id for level in levels}
    for number, level in enumerate(levels):
        at = ("naming", "levels", number)
        if level.id in {other.id for other in levels[:number]}:
            yield (*at, "id"), f"mã cấp «{level.id}» lặp lại"
        for unknown in sorted(set(level.under) - known):
            yield (*at, "under"), f"không có cấp «{unknown}»"
        yield from _template_faults(level, at)
    for number, candidate in enumerate(regulation.naming.persons.candidates):
        where = ("naming", "persons", "candidates", number, "pattern")
        yield from _unknown_parts(candidate.pattern, PERSON_PARTS, where)
    yield from _term_faults(regulation.terms.rules)
    yield from _example_faults(regulation)


def _template_faults(level: Level, at: tuple[str | int, ...]) -> Iterator[Fault]:
    for field in ("address", "as_parent", "as_suffix"):
        template: str | None = getattr(level, field)
        if template is not None:
            yield from _unknown_parts(template, ORGANISATION_PARTS, (*at, field))
    for number, pattern in enumerate(level.matches):
        yield from _unknown_parts(pattern, frozenset({"place", "rest"}), (*at, "matches", number))
        if "{" in pattern and not pattern.endswith(("{place}", "{rest}")):
            yield (*at, "matches", number), "{place} hoặc {rest} chỉ đứng ở cuối mẫu tên"
    if level.address and "{place}" in level.address:
        for number, pattern in enumerate(level.matches):
            if "{place}" not in pattern:
                yield (*at, "matches", number), "địa chỉ dùng {place}: mẫu tên cần {place}"


def _unknown_parts(
    template: str, known: frozenset[str], at: tuple[str | int, ...]
) -> Iterator[Fault]:
    try:
        unknown = parts_of(template) - known
    except ValueError as error:
        yield at, f"mẫu «{template}» hỏng: {error}"
        return
    for name in sorted(unknown):
        yield at, f"không có phần {{{name}}}; có: {', '.join(sorted(known))}"


def _term_faults(rules: tuple[TermRule, ...]) -> Iterator[Fault]:
    """No type of request may have two terms on one day."""
    for (_, first), (number, second) in combinations(enumerate(rules), 2):
        types = set(first.types) & set(second.types)
        if not types or not set(first.kinds) & set(second.kinds):
            continue
        if (first.until and second.since and first.until < second.since) or (
            second.until and first.since and second.until < first.since
        ):
            continue
        names = ", ".join(sorted(types))
        yield ("terms", "rules", number), f"hai thời hạn cùng lúc cho: {names}"


def _example_faults(regulation: Regulation) -> Iterator[Fault]:
    end = f"@{regulation.domain}"
    persons = regulation.naming.persons
    places = [
        (("naming", "levels", number, "examples"), level.examples)
        for number, level in enumerate(regulation.naming.levels)
    ]
    for at, examples in [*places, (("naming", "persons", "examples"), persons.examples)]:
        for number, example in enumerate(examples):
            for address in (*example.taken, example.address or end):
                if not address.endswith(end):
                    yield (*at, number), f"địa chỉ «{address}» phải kết thúc bằng {end}"
