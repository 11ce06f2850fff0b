"""Organisations as people write them: words read one by one, abbreviations expanded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from policies.naming import NameRefused, clean_organisation_name, fold

_SPELLING = Path(__file__).parent / "spelling.yaml"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_PIECES = re.compile(r"[^\s,;:/()&.\-–—\"“”]+|\S")
_EDGES = ',.;:()"“”'
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True)
class Word:
    """One word: as written, without marks, with marks but its tone at the end; where it stood.

    ``breaks``: a comma, dash, stroke or bracket stood before it.  ``dotted``: a full stop after.
    """

    text: str
    key: str
    spelt: str
    start: int
    breaks: bool = False
    dotted: bool = False


Phrase = tuple[Word, ...]


@dataclass(frozen=True)
class Written:
    """A name in words.  ``plain``: typed without any mark, so it is compared without them."""

    words: tuple[Word, ...]
    plain: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The words without marks."""
        return tuple(word.key for word in self.words)

    @property
    def text(self) -> str:
        """The words, abbreviations expanded, as one sentence."""
        return " ".join(word.text for word in self.words)

    def part(self, start: int, end: int | None = None) -> Written:
        """Some of the words."""
        return replace(self, words=self.words[start:end])

    def has(self, phrase: Phrase, at: int = 0) -> bool:
        """Whether the phrase stands at that word."""
        if phrase and not (0 <= at < len(self.words) and self.words[at].key == phrase[0].key):
            return False
        words = self.words[at : at + len(phrase)]
        return len(words) == len(phrase) and all(
            word.key == wanted.key and (self.plain or word.spelt == wanted.spelt)
            for word, wanted in zip(words, phrase, strict=True)
        )

    def any_of(self, phrases: Sequence[Phrase], at: int = 0) -> bool:
        """Whether one of the phrases stands at that word."""
        return any(self.has(phrase, at) for phrase in phrases)


@dataclass(frozen=True)
class Spelling:
    """The data of spelling.yaml."""

    written: dict[str, str]
    only_first: dict[str, str]
    before_a_place: dict[str, str]
    acronyms: frozenset[str]
    places: tuple[Phrase, ...]
    not_a_place: tuple[Phrase, ...]
    bodies: tuple[Phrase, ...]
    plain_bodies: tuple[Phrase, ...]
    not_a_body: tuple[Phrase, ...]
    named_after: tuple[Phrase, ...]
    own_standing: tuple[Phrase, ...]
    own_branch: tuple[Phrase, ...]
    branch_kinds: tuple[Phrase, ...]
    never_a_unit: tuple[tuple[str, ...], ...]
    bare_kinds: frozenset[tuple[str, ...]]


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """How people write names, read once."""
    data = yaml.safe_load(_SPELLING.read_text(encoding="utf-8"))

    def table(name: str) -> dict[str, str]:
        return {_key(key): text for key, text in data[name].items()}

    def phrases(name: str) -> tuple[Phrase, ...]:
        return tuple(map(phrase, data[name]))

    return Spelling(
        written=table("written"),
        only_first=table("only_first"),
        before_a_place=table("before_a_place"),
        acronyms=frozenset(map(_key, data["acronyms"])),
        places=tuple(sorted(phrases("places"), key=len, reverse=True)),
        not_a_place=phrases("not_a_place"),
        bodies=phrases("bodies"),
        plain_bodies=phrases("plain_bodies"),
        not_a_body=phrases("not_a_body"),
        named_after=phrases("named_after"),
        own_standing=phrases("own_standing"),
        own_branch=phrases("own_branch"),
        branch_kinds=phrases("branch_kinds"),
        never_a_unit=tuple(tuple(fold(text).split()) for text in data["never_a_unit"]),
        bare_kinds=frozenset(tuple(fold(text).split()) for text in data["bare_kinds"]),
    )


def begins(words: Sequence[str], start: Sequence[str]) -> bool:
    """Whether a sequence of words begins with another."""
    return tuple(words[: len(start)]) == tuple(start)


@lru_cache(maxsize=4096)
def phrase(text: str) -> Phrase:
    """The words of a name in the data, to be looked for in what people write."""
    bare = (word.strip(_EDGES + "-–—") for word in text.split())
    return tuple(_word(word, 0) for word in bare if _key(word))


def is_acronym(word: Word) -> bool:
    """Whether a word stands with all its letters: listed as such, a number, or without a vowel."""
    key = word.key
    return (key in spelling().acronyms and word.text.isupper()) or not _VOWELS & set(key)


def place_at(name: Written, at: int) -> int:
    """How many words the kind of a place has that stands there ("thị xã": 2); 0 where none."""
    data = spelling()
    if name.any_of(data.not_a_place, at) or name.any_of(data.not_a_place, at - 1):
        return 0
    for place in data.places:
        if name.has(place, at):
            # "xã" inside "thị xã" is no place of its own
            inside = any(len(p) > len(place) and name.has(p, at - 1) for p in data.places)
            return 0 if inside else len(place)
    return 0


def ends_with_place_kind(name: Written) -> int:
    """How many words at the end are a place's kind without its name ("… xã")."""
    size = len(name.words)
    return next((n for n in (2, 1) if size >= n and place_at(name, size - n) == n), 0)


@lru_cache(maxsize=4096)
def read_words(name: str) -> Written | NameRefused:
    """The words of an organisation's name, abbreviations expanded, signs dropped."""
    cleaned = clean_organisation_name(name)
    if isinstance(cleaned, NameRefused):
        return cleaned
    typed = list(_typed(cleaned))
    words: list[Word] = []
    plain = True
    for token in typed:
        expanded = spelling().written.get(token.key)
        if expanded is None and not words and token.text.isupper():
            expanded = spelling().only_first.get(token.key)
        if expanded is None:
            plain = plain and token.text.isascii()
        words += _as(token, expanded) if expanded else [token]
    return Written(tuple(_committees_completed(_places_expanded(words))), plain)


def organisation_key(name: str) -> str:
    """A name for comparison: without marks, abbreviations expanded.

    "UBND xã Tiên Lữ" and "Ủy ban nhân dân xã Tiên Lữ" are one: "uy ban nhan dan xa tien lu".
    """
    words = read_words(name)
    return fold(name) if isinstance(words, NameRefused) else " ".join(words.keys)


def _typed(cleaned: str) -> Iterator[Word]:
    """The words as typed; one that is an abbreviation as a whole ("LĐ-TB&XH") stays whole."""
    breaks = False
    for match in re.finditer(r"\S+", cleaned):
        raw, start = match.group(), match.start()
        bare = raw.strip(_EDGES)
        if _key(bare) in spelling().written and not _joined(bare):
            yield _word(bare, start, breaks=breaks or raw.startswith("("))
            breaks = raw[-1] in ",;:)"
            continue
        for piece in _PIECES.finditer(raw):
            text, at = piece.group(), start + piece.start()
            if text == "&":
                yield _word("và", at)
            elif _key(text):
                dotted = raw[piece.end() : piece.end() + 1] == "."
                yield _word(text, at, breaks=breaks, dotted=dotted)
                breaks = False
            elif text not in '."“”':
                breaks = True


def _joined(bare: str) -> bool:
    """Whether a stroke or bracket joins two names: "tế/UBND" is no word of its own."""
    return any(sign in bare for sign in "/()")


def _places_expanded(words: Sequence[Word]) -> Iterator[Word]:
    """ "Ủy ban nhân dân P Việt Trì" → "… phường Việt Trì"; so after a comma, or with a dot."""
    bodies = tuple(map(phrase, ("Ủy ban nhân dân", "Ủy ban", "Hội đồng nhân dân", "Đảng ủy")))
    keys = [word.key for word in words]
    for at, word in enumerate(words):
        kind = spelling().before_a_place.get(word.key)
        after_body = any(
            len(b) <= at and keys[at - len(b) : at] == [w.key for w in b] for b in bodies
        )
        # "P. Nội vụ" at the beginning is a phòng, so the dot alone tells nothing there
        marked = (word.breaks or word.dotted) and (at > 0 or word.key in ("h", "x", "q"))
        if kind and at + 1 < len(words) and (after_body or marked):
            yield from _as(word, kind)
        else:
            yield word


def _committees_completed(words: Iterator[Word]) -> Iterator[Word]:
    """ "UB xã Tiên Lữ" is "Ủy ban nhân dân xã Tiên Lữ"."""
    kinds = {place[0].key for place in spelling().places}
    before: list[str] = []
    for word in words:
        if before[-2:] == ["uy", "ban"] and word.key in kinds:
            yield from _as(word, "nhân dân")
        before.append(word.key)
        yield word


def _as(token: Word, text: str) -> list[Word]:
    """The words that an abbreviation stands for, where it stood."""
    words = [replace(word, start=token.start) for word in phrase(text)]
    return [replace(words[0], breaks=token.breaks), *words[1:]]


def _word(text: str, start: int, *, breaks: bool = False, dotted: bool = False) -> Word:
    return Word(text, _key(text), _spelt(text), start, breaks, dotted)


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _spelt(text: str) -> str:
    """Letters with their tone at the end, so that "Hoà" and "Hòa" are one."""
    letters = unicodedata.normalize("NFD", text.lower())
    tones = "".join(char for char in letters if char in _TONES)
    rest = "".join(char for char in letters if char not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones
