"""Abbreviations of organisations' names: official ones first, initials else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policies.explain import Explanation, Reason, because
from policies.naming import NameRefused, fold
from policies.schema import Naming, OfficialAbbreviation, Regulation
from policies.spelling import Word, Written, is_acronym, read_words
from policies.superiors import tidied


@dataclass(frozen=True)
class Abbreviated:
    """The letters, the official abbreviations used, and the words left out ("và")."""

    letters: str
    official: tuple[OfficialAbbreviation, ...] = ()
    dropped: tuple[str, ...] = ()

    def why(self, naming: Naming) -> Explanation:
        """The sentences that tell which rules made it."""
        return tuple(self._why(naming))

    def _why(self, naming: Naming) -> Iterator[Reason]:
        for rule in self.official:
            yield from because(f"«{rule.name}» viết tắt chính thức là «{rule.short}»", rule)
        if self.dropped and naming.drop_words_article:
            words = ", ".join(f"«{word}»" for word in dict.fromkeys(self.dropped))
            yield from because(f"bỏ chữ {words} khi viết tắt", naming.drop_words_article)


def abbreviation(regulation: Regulation, name: Written) -> Abbreviated:
    """Initials of the words; official abbreviations of phrases come first, longest first."""
    naming = regulation.naming
    dropped_words = {fold(word) for word in naming.drop_words}
    phrases = sorted(
        ((tuple(fold(a.name).split()), a) for a in naming.abbreviations if not a.whole),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )
    keys, at = name.keys, 0
    letters, official, dropped = "", [], []
    while at < len(keys):
        found = next((p for p in phrases if keys[at : at + len(p[0])] == p[0]), None)
        if found:
            letters, at = letters + found[1].short, at + len(found[0])
            official.append(found[1])
            continue
        if keys[at] in dropped_words:
            dropped.append(name.words[at].text.lower())
        else:
            letters += _letters(name.words[at])
        at += 1
    return Abbreviated(letters, tuple(official), tuple(dropped))


def _letters(word: Word) -> str:
    return word.key if is_acronym(word) else word.key[0]


def official_whole(regulation: Regulation, name: Written) -> Abbreviated | None:
    """The abbreviation that the regulation gives to that whole name."""
    for rule in regulation.naming.abbreviations:
        if rule.whole and same_name(rule.name, name, regulation.province):
            return Abbreviated(rule.short, (rule,))
    return None


def same_name(written: str, name: Written, province: str) -> bool:
    """Whether a name in the data is the one that people wrote."""
    return _keys_of(written, province) == name.keys


@lru_cache(maxsize=4096)
def _keys_of(written: str, province: str) -> tuple[str, ...] | None:
    words = read_words(written)
    return None if isinstance(words, NameRefused) else tidied(words, province).keys
