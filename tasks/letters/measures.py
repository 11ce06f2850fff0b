"""How wide text is in Times New Roman, and how wide the columns of an annex are to be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

MM_PER_POINT = 25.4 / 72
# advance widths in 1/1000 em; Liberation Serif has the same. What is not here is counted as WIDE
_REGULAR = {
    **dict.fromkeys("0123456789bdghknopquvxy_", 500),
    **dict.fromkeys("ijlt", 278),
    **dict.fromkeys("acez", 444),
    **dict.fromkeys(" .,", 250),
    **dict.fromkeys("/:;", 278),
    **dict.fromkeys("fr-()", 333),
    "m": 778,
    "w": 722,
    "s": 389,
    "@": 921,
    "M": 889,
    "W": 944,
    "%": 833,
}
_BOLD_CAPITALS = {
    **dict.fromkeys("ACDNRUVXY", 722),
    **dict.fromkeys("BELTZ", 667),
    **dict.fromkeys("GHKOQ", 778),
    **dict.fromkeys("FP", 611),
    "I": 389,
    "J": 500,
    "M": 944,
    "S": 556,
    "W": 1000,
    " ": 250,
    "-": 333,
}
_WIDE = 722
_PLACES = ("TỈNH ", "THÀNH PHỐ ")


def width_mm(text: str, points: float, *, bold_capitals: bool = False) -> float:
    """About how wide the text is at that size; exact for an e-mail address."""
    thousandths = sum(_advance(letter, bold_capitals) for letter in text)
    return thousandths / 1000 * points * MM_PER_POINT


@cache
def _advance(letter: str, bold_capitals: bool) -> int:
    """Of a letter in 1/1000 em; marks above and below it add nothing."""
    bare = unicodedata.normalize("NFD", {"Đ": "D", "đ": "d"}.get(letter, letter))[0]
    if unicodedata.combining(bare):
        return 0
    return (_BOLD_CAPITALS if bold_capitals else _REGULAR).get(bare, _WIDE)


def balanced(text: str, points: float, limit_mm: float) -> tuple[str, ...]:
    """A heading in capitals on one line or, where it is too wide, on two.

    It is divided before the name of the province, or else into nearly equal parts.
    """

    def width(part: str) -> float:
        return width_mm(part, points, bold_capitals=True)

    words = text.split(" ")
    if width(text) <= limit_mm or len(words) == 1:
        return (text,)
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    widest = {pair: max(map(width, pair)) for pair in splits}
    named = [pair for pair in splits if pair[1].startswith(_PLACES) and widest[pair] <= limit_mm]
    return min(named or splits, key=lambda pair: widest[pair])


def address_column_mm(
    addresses: Iterable[str], points: float, padding_mm: float, between_mm: tuple[float, float]
) -> float:
    """The width that keeps every address on one line, or the rare over-long one on two."""
    narrowest, widest = between_mm
    needed = [width_mm(address, points) + 2 * padding_mm + 1 for address in addresses]
    whole = max((width for width in needed if width <= widest), default=narrowest)
    halved = max((width * 0.55 for width in needed if width > widest), default=narrowest)
    return round(min(max(whole, halved, narrowest), widest), 1)


def lines_needed(
    cells: Sequence[str], columns_mm: Sequence[float], points: float, padding_mm: float
) -> int:
    """About how many lines a row of a table takes (rather too many than too few)."""
    return max(
        int(width_mm(cell, points) * 1.25 / (column - 2 * padding_mm)) + 1
        for cell, column in zip(cells, columns_mm, strict=True)
    )


def widest_word_mm(text: str, points: float) -> float:
    """About the width of the widest word (rather too much than too little)."""
    return max((width_mm(word, points) for word in text.split()), default=0.0)
