"""What may be printed: control characters are refused, citizen numbers are masked, text is NFC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pydantic import TypeAdapter

from tasks.letters.content import ContentError, ReplyContent
from tasks.letters.fonts import has_glyph
from tasks.masking import mask_citizen_numbers

_ADAPTER = TypeAdapter(ReplyContent)
# Cc control, Cf invisible format marks (also those that turn the writing direction), Cs surrogates,
# Co private use, Cn unassigned, Zl and Zp line and paragraph separators: none prints the same in
# both layouts, most break the XML of a Word file
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LIGATURE = re.compile("[\ufb00-\ufb06]")  # "ﬁ", pasted from a PDF; read back as two letters
_VIETNAMESE = re.compile("[\u00c0-\u024f\u1ea0-\u1ef9]")
_SPACES = re.compile(r"[^\S\u00a0]+")  # a no-break space keeps a word and its number together


class ControlCharacter(ContentError):
    """A character that cannot be printed stands in a field."""

    def __init__(self, field: str, character: str) -> None:
        super().__init__(field, f"có ký tự điều khiển U+{ord(character):04X}, không in được")
        self.character = character


def printable(content: ReplyContent) -> ReplyContent:
    """The content as it may be printed: NFC, single spaces, citizen numbers cut to three digits.

    Raises ControlCharacter, naming the field, for a character that has no printed form.
    """
    plain = _ADAPTER.dump_python(content, mode="python")
    return _ADAPTER.validate_python(_printable(plain, ""))


def _printable(value: object, field: str) -> object:
    if isinstance(value, dict):
        return {key: _printable(item, f"{field}.{key}".lstrip(".")) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, f"{field}[{index}]") for index, item in enumerate(value, 1)]
    return _printable_text(value, field) if type(value) is str else value


def _printable_text(text: str, field: str) -> str:
    if (
        not text.isprintable()
    ):  # quick: true for nearly every text, and only U+0020 is a space to it
        for character in text:
            if unicodedata.category(character) in _REFUSED:
                raise ControlCharacter(field, character)
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    return mask_citizen_numbers(text)


class Unprintable(ValueError):
    """Text with characters that no letter can print; the message (Vietnamese) names them."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        named = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"có ký tự không in được trong văn bản: {named}")


def fit_for_print(text: str) -> str:
    """The text as a letter prints it: NFC, white space collapsed.

    Raises Unprintable for a control or format character, or one that the letter's font lacks.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    bad = [character for character in dict.fromkeys(plain) if not _prints(character)]
    if bad:
        raise Unprintable(bad)
    return plain


def with_codes(text: str) -> str:
    """The text with each character that no letter can print replaced by its code, "U+5F20"."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(c if _prints(c) else f"U+{ord(c):04X}" for c in plain)


@lru_cache(maxsize=4096)
def _prints(character: str) -> bool:
    """Whether the letter's font has the character; those of every letter are known to be there."""
    if character.isascii() or _VIETNAMESE.match(character):
        return character.isprintable()
    if unicodedata.category(character) in _REFUSED:
        return False
    return has_glyph(character)
