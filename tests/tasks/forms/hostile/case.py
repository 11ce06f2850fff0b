"""A hostile file, and what becomes of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.tasks.forms.hostile.raw_zip import packed, parts_of
from tests.tasks.forms.letters_made import mau_03

DOCUMENT = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"
WORD = parts_of(mau_03("docx"))
EXCEL = parts_of(mau_03("xlsx"))
#: lines of the letters above
LINES = 3


@dataclass(frozen=True)
class Hostile:
    """One file; it comes under Phú Thọ's regulation.

    ``told``: what its faults say at least.  Empty: the file is read, and gives so many ``lines``;
    then ``remarked`` is what its remarks say.
    """

    name: str
    file_name: str
    build: Callable[[], bytes]
    told: str = ""
    lines: int = 0
    remarked: str = ""


def word(change: Callable[[str], str], **others: bytes) -> bytes:
    """The DOCX letter with its text part changed, and parts added or written anew."""
    return _packed({**WORD, DOCUMENT: change(WORD[DOCUMENT].decode()).encode(), **others})


def excel(change: Callable[[str], str], **others: bytes) -> bytes:
    """The XLSX letter with its sheet changed, and parts added or written anew."""
    return _packed({**EXCEL, SHEET: change(EXCEL[SHEET].decode()).encode(), **others})


def _packed(parts: dict[str, bytes]) -> bytes:
    """Large parts are stored as they are: packed they would be refused before they are read."""
    size = sum(map(len, parts.values()))
    small, large = 2 * 1024 * 1024, 9 * 1024 * 1024
    return packed(parts, zipfile.ZIP_STORED if small < size < large else zipfile.ZIP_DEFLATED)


def put(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    """Replace a text that is there."""

    def change(xml: str) -> str:
        assert old in xml, old
        return xml.replace(old, new, count)

    return change


def before(mark: str, new: str) -> Callable[[str], str]:
    """Put a text before another one."""
    return put(mark, new + mark)
