"""Letters: Vietnamese names without their marks, and the parts of a person's name.

The only module that knows unidecode.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from unidecode import unidecode

_RESERVED = Path(__file__).parent / "reserved_words.yaml"
# the stroke of Đ is often typed as the Icelandic eth
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})
_PERSON_MARKS = frozenset(" '’-.")
_ORGANISATION_MARKS = frozenset(" '’-–—.,&/()\"“”:0123456789")


@dataclass(frozen=True)
class NameRefused:
    """Why a written name cannot be read."""

    name: str
    reason: str


@dataclass(frozen=True)
class PersonName:
    """A person's name in its parts, unaccented, lower case, a–z only.

    ``words`` in the order written; ``given`` is the last one unless the clerk marked another.
    """

    words: tuple[str, ...]
    given: str

    @property
    def others(self) -> tuple[str, ...]:
        """Surname and middle names, in order."""
        at = len(self.words) - 1 - self.words[::-1].index(self.given)
        return self.words[:at] + self.words[at + 1 :]

    @property
    def initials(self) -> str:
        """Initials of surname and middle names: "nh" of Nguyễn Hoàng Phúc."""
        return "".join(word[0] for word in self.others)


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """NFC (compatibility forms folded), control and format characters dropped, spaces collapsed."""
    composed = unicodedata.normalize("NFKC", text).translate(_ETH)
    kept = "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf") else " " if char.isspace() else ""
        for char in composed
    )
    return " ".join(kept.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Words without marks, a–z and 0–9 only: "Nguyễn Hoàng Phúc" → "nguyen hoang phuc"."""
    words = (
        "".join(char for char in unidecode(word).lower() if char.isascii() and char.isalnum())
        for word in clean(text).split()
    )
    return " ".join(word for word in words if word)


def clean_name(text: str) -> str | NameRefused:
    """A person's name, cleaned; refused where it holds other than letters, spaces, ' ’ - ."""
    return _checked(text, _PERSON_MARKS, "tên người")


def clean_organisation_name(text: str) -> str | NameRefused:
    """An organisation's name, cleaned; digits and common punctuation are allowed too."""
    return _checked(text, _ORGANISATION_MARKS, "tên cơ quan, đơn vị")


def _checked(text: str, marks: frozenset[str], what: str) -> str | NameRefused:
    # superscripts and fractions turn into digits under NFKC, so the written text is looked at first
    for char in unicodedata.normalize("NFC", text):
        objection = None if char in marks else _objection_to_char(char)
        if objection:
            return NameRefused(text, f"{what} có {objection}")
    cleaned = clean(text)
    if not fold(cleaned):
        return NameRefused(text, f"{what} không có chữ cái nào")
    return cleaned


@lru_cache(maxsize=4096)
def _objection_to_char(char: str) -> str | None:
    """What is wrong with a character in a name, beside the marks that are allowed there."""
    if char.isspace() or unicodedata.category(char) == "Cf":
        return None
    if "\u0300" <= char <= "\u036f":
        return None  # Jrai and Ê Đê letters that have no composed form: "Mơ̆"
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    if not char.isalpha():
        return f"ký tự không hợp lệ «{char}» ({name})"
    if not name.startswith("LATIN"):
        return f"chữ cái ngoài bảng chữ Latinh «{char}» ({name})"
    return None


def read_person(text: str, given: str | None = None) -> PersonName | NameRefused:
    """The parts of a person's name; ``given`` is the given name where it is not the last."""
    cleaned = clean_name(text)
    if isinstance(cleaned, NameRefused):
        return cleaned
    words = tuple(fold(cleaned.replace("-", " ").replace(".", " ")).split())
    if given is None:
        return PersonName(words, words[-1])
    marked = fold(given).replace(" ", "")
    if marked not in words:
        return NameRefused(text, f"«{given}» không có trong họ tên «{cleaned}»")
    return PersonName(words, marked)


@lru_cache(maxsize=1)
def reserved_words() -> frozenset[str]:
    """Local parts that no mailbox gets by rule (reserved_words.yaml)."""
    data: dict[str, list[str]] = yaml.safe_load(_RESERVED.read_text(encoding="utf-8"))
    return frozenset(word for words in data.values() for word in words)
