"""What may be printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from tasks.letters.characters import (
    ControlCharacter,
    Unprintable,
    fit_for_print,
    printable,
    with_codes,
)
from tasks.letters.content import ReplyContent, ReplyLine

Make = Callable[..., ReplyContent]
MakeLine = Callable[..., ReplyLine]


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\n", "\u200b", "\u202e", "\u2028", "\ufffe"]
)
def test_control_character_is_refused_with_its_field(
    letter: Make, line: MakeLine, character: str
) -> None:
    """The refusal names the row (from 1), the field and the code of the character."""
    with pytest.raises(ControlCharacter) as caught:
        printable(letter(lines=(line(), line(who=f"Hùng{character}"))))
    assert "lines[2].who" == caught.value.field
    assert f"U+{ord(character):04X}" in str(caught.value)


def test_citizen_number_is_masked(letter: Make, line: MakeLine) -> None:
    """Of a number of 12 or 9 digits three stay; a phone number and an address stay whole."""
    said = "CCCD 001099000123, CMND 123456789, điện thoại 0912345678, a123456789@phutho.gov.vn"
    masked = "CCCD *********123, CMND ******789, điện thoại 0912345678, a123456789@phutho.gov.vn"
    assert masked == printable(letter(lines=(line(reason=said),))).lines[0].reason


def test_text_is_composed(letter: Make, line: MakeLine) -> None:
    """Decomposed letters (NFD) and the ligatures of a PDF come out as ordinary letters."""
    name = unicodedata.normalize("NFD", "Nguyễn Thị Ngọc") + "  of\ufb01ce"
    assert "Nguyễn Thị Ngọc office" == printable(letter(lines=(line(who=name),))).lines[0].who


def test_ordinary_content_stays_as_it_is(letter: Make) -> None:
    """Nothing else is changed."""
    assert letter() == printable(letter())


def test_text_is_made_fit_for_print() -> None:
    """Decomposed letters are composed, lines and tabs become single spaces; signs stay."""
    typed = unicodedata.normalize("NFD", " Thiếu quyết định\n\t→ bổ sung… ")
    assert "Thiếu quyết định → bổ sung…" == fit_for_print(typed)


@pytest.mark.parametrize("character", ["张", "😀", "☎", "\u1efa", "\u200b", "\u202e", "\ue000"])
def test_what_no_letter_prints_is_refused(character: str) -> None:
    """A character without a glyph, or without a form, is named by its code."""
    with pytest.raises(Unprintable, match=f"U\\+{ord(character):04X}") as caught:
        fit_for_print(f"Trần {character} Hùng {character}")
    assert (character,) == caught.value.characters


def test_what_no_letter_prints_is_told_by_its_code() -> None:
    """Every such character is replaced, the others stay."""
    assert "chữ «U+5F20U+4F1F» ở Đắk Lắk U+200B" == with_codes("chữ «张伟» ở\nĐắk Lắk \u200b")
