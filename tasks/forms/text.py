"""The text of a cell: one spelling for each letter, and nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tasks.forms.grid import LONGEST, Cell
from tasks.forms.unreadable import Unreadable

# the Icelandic eth and the African D look like the Vietnamese Đ
_LIKE_D = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_PLACEHOLDER = re.compile(r"[.…_\-–—\s]*")
_HIDDEN = ("Cc", "Cf")
_NOT_TEXT = ("Co", "Cn", "Cs")
# how the sign before them is drawn, not a sign of their own: "✔" in colour
_VARIANTS = range(0xFE00, 0xFE10)
_MOST_MARKS = 2  # that stand over one letter and have no composed form
# the blocks in which Vietnamese and its neighbours are written; beyond them lie signs of phonetics
# and of old books that look like letters
_LATIN = (range(0x0250), range(0x1E00, 0x1F00))
_LIKE_LATIN = frozenset("ıȷſĸǀǁǂǃ")


@dataclass
class Notes:
    """How many cells were not read just as they stand, for the remarks."""

    composed: int = 0
    like_d: int = 0
    hidden: int = 0
    formulas: int = 0

    def remarks(self) -> tuple[str, ...]:
        """What was done, in Vietnamese."""
        told = (
            (self.composed, "chuẩn hóa dấu tiếng Việt về dạng dựng sẵn (NFC)"),
            (self.like_d, "thay chữ trông giống Đ (Ð, Ɖ) bằng Đ"),
            (self.hidden, "bỏ ký tự điều khiển hoặc ký tự ẩn"),
            (self.formulas, "đọc giá trị đã lưu của công thức (không tính lại)"),
        )
        return tuple(f"{what} ở {count} ô" for count, what in told if count)


def text_of(cell: Cell, notes: Notes) -> str | None:
    """The cell's text, cleaned; ``None`` where it is empty or holds only "…".

    Raises Unreadable for letters of other scripts than Latin (they may look alike), for what is
    not text, and for what the cell's own trouble is.
    """
    if cell.trouble is not None:
        raise Unreadable(cell.trouble)
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        raise Unreadable("ô chứa giá trị TRUE/FALSE: hãy ghi chữ")
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = clean_text(value, notes)
    return None if is_placeholder(text) else text


def clean_text(text: str, notes: Notes) -> str:
    """NFC, Đ for its look-alikes, hidden characters dropped, spaces collapsed.

    Raises Unreadable, naming the character.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"nội dung dài {len(text)} ký tự, quá mức {LONGEST}")
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # nothing in it to mend or to refuse
    composed = unicodedata.normalize("NFC", text)
    latin = composed.translate(_LIKE_D)
    seen = "".join(char for char in latin if not _is_hidden(char))
    marks = 0
    for char in seen:
        objection = _objection_to(char)
        if objection:
            raise Unreadable(objection)
        marks = marks + 1 if _is_mark(char) else 0
        if marks > _MOST_MARKS:
            raise Unreadable(f"chữ mang quá nhiều dấu (U+{ord(char):04X}): hãy gõ lại")
    notes.composed += composed != text
    notes.like_d += latin != composed
    notes.hidden += seen != latin
    return " ".join(seen.split())


def is_placeholder(text: str) -> bool:
    """Whether the text only marks an empty place: "…", "....", "-"."""
    return _PLACEHOLDER.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _is_hidden(char: str) -> bool:
    if ord(char) in _VARIANTS:
        return True
    return not char.isspace() and unicodedata.category(char) in _HIDDEN


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc")


@lru_cache(maxsize=4096)
def _objection_to(char: str) -> str | None:
    name = unicodedata.name(char, "")
    if unicodedata.category(char) in _NOT_TEXT:
        return f"ký tự U+{ord(char):04X} không phải chữ: hãy gõ lại bằng Unicode"
    if char.isalpha() and not name.startswith("LATIN"):
        return f"chữ «{char}» ({name}) không thuộc bảng chữ Latinh: hãy gõ lại"
    far = char.isalpha() and not any(ord(char) in block for block in _LATIN)
    if far or char in _LIKE_LATIN:
        return f"chữ «{char}» ({name}) không dùng trong tiếng Việt: hãy gõ lại"
    return None
