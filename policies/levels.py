"""Which level of a regulation a name belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from policies.schema import Level, Regulation
from policies.spelling import Phrase, Written, phrase, spelling
from policies.superiors import is_local_body


@dataclass(frozen=True)
class Found:
    """The level that fits, the pattern that matched, and how many words it fixes."""

    level: Level
    pattern: str
    fixed: int

    @property
    def takes_place(self) -> bool:
        """Whether what follows the pattern's words is a place."""
        return self.pattern.endswith("{place}")


def level_of(regulation: Regulation, name: Written, above: str | None) -> Found | None:
    """The first level that fits a name below a superior of the level ``above``.

    Without a superior the levels that stand under others come last.
    """
    levels = regulation.naming.levels
    if above is None:
        levels = tuple(sorted(levels, key=lambda level: bool(level.under)))
    own_body = any(name.keys[: len(start)] == start for start in spelling().never_a_unit)
    local = is_local_body(name)
    for level in levels:
        if level.under and above is not None and above not in level.under:
            continue
        for pattern in level.matches:
            fixed = _fixed(pattern)
            if own_body and not fixed:
                continue  # "Sở …" is no unit of another Sở
            if local and pattern.endswith("{rest}") and not level.agreement:
                continue  # "Hội … xã X" is not the province's "Hội …"
            longer = len(name.words) > len(fixed)
            if name.has(fixed) and ("{" in pattern) == longer:
                return Found(level, pattern, len(fixed))
    return None


def _fixed(pattern: str) -> Phrase:
    return phrase(pattern.partition("{")[0])


def common_article(regulation: Regulation) -> str:
    """What the articles on organisations' addresses have in common: "Điều 5 khoản 1"."""
    articles = [
        level.article.replace(" khoản", "| khoản").replace(" điểm", "| điểm").split("|")
        for level in regulation.naming.levels
        if level.address
    ] or [[regulation.naming.unnamed_level.article]]
    shared = [parts[0] for parts in zip(*articles, strict=False) if len(set(parts)) == 1]
    return "".join(shared) or regulation.naming.levels[0].article
