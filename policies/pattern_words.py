"""Patterns of addresses in words: "{given}{initials}": tên, chữ cái đầu của họ và tên đệm."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

_PARTS = {
    # of a person
    "initials": "chữ cái đầu của họ và tên đệm",
    "given": "tên",
    "surname": "họ",
    "surname_initial": "chữ cái đầu của họ",
    "middle": "tên đệm",
    "full": "họ, tên đệm và tên viết liền",
    "unit": "phần tên chỉ đơn vị quản lý",
    "yy": "hai số cuối của năm sinh",
    "n": "số thứ tự",
    # of an organisation
    "abbreviation": "chữ viết tắt của tên cơ quan",
    "place": "tên địa danh",
    "kind": "chữ đầu của tên cơ quan viết đủ",
    "rest": "chữ viết tắt của phần tên còn lại",
    "parent": "tên hộp thư của cơ quan cấp trên",
}
_SIGNS = {".": "dấu chấm", "_": "dấu gạch dưới", "-": "dấu gạch nối"}


def in_words(pattern: str) -> str:
    """The parts of a pattern in their order, signs between them named."""
    return ", ".join(_parts(pattern))


def _parts(pattern: str) -> Iterator[str]:
    for literal, name, _, _ in Formatter().parse(pattern):
        letters = ""
        for sign in literal:
            if sign in _SIGNS:
                yield from [f"«{letters}»"] if letters else []
                yield _SIGNS[sign]
                letters = ""
            else:
                letters += sign
        yield from [f"«{letters}»"] if letters else []
        if name:
            yield _PARTS[name]
