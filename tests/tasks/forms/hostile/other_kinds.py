"""Files that are no letters, are named like one, or are too large to be one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

from tests.tasks.forms.hostile.archives import compound_file
from tests.tasks.forms.hostile.case import LINES, WORD, Hostile
from tests.tasks.forms.hostile.raw_zip import packed
from tests.tasks.forms.letters_made import mau_03

_MIB = 1024 * 1024
_TYPES = "[Content_Types].xml"


def other_kinds() -> Iterator[Hostile]:
    """All of them."""
    yield from _kinds()
    yield from _large()


def _kinds() -> Iterator[Hostile]:
    legacy = "tệp dạng cũ .doc/.xls không được nhận"
    yield Hostile("a DOC", "cu.doc", lambda: compound_file("WordDocument", "1Table"), legacy)
    yield Hostile("a DOC named DOCX", "cu.docx", lambda: compound_file("WordDocument"), legacy)
    yield Hostile("an XLS", "cu.xls", lambda: compound_file("Workbook"), legacy)
    yield Hostile("nothing", "rong.docx", lambda: b"", "tệp rỗng")
    yield Hostile("a PDF named DOCX", "a.docx", lambda: b"%PDF-1.7\n" + bytes(9), "tệp PDF")
    yield Hostile("an RTF named DOC", "a.doc", lambda: b"{\\rtf1\\ansi x}", "tệp dạng RTF")
    yield Hostile("a picture named DOCX", "a.docx", lambda: b"\x89PNG\r\n\x1a\n", "tệp là hình ảnh")
    yield Hostile(
        "a photograph", "a.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(9), "tệp là hình ảnh"
    )
    yield Hostile("a RAR", "a.rar", lambda: b"Rar!\x1a\x07\x01\x00", "tệp nén RAR")
    neither = "không phải tệp .docx hay .xlsx"
    for name, file_name, content in (
        ("a text named DOCX", "a.docx", "Kính gửi: Sở Khoa học và Công nghệ".encode()),
        ("a table of HTML named XLS", "a.xls", b"<html><table><tr><td>1</td></tr></table>"),
        ("a CSV named XLSX", "a.xlsx", b"TT,Ho va ten\r\n1,Nguyen Van A\r\n"),
        ("an ODT", "a.odt", packed({"mimetype": b"application/vnd.oasis.opendocument.text"})),
        ("a DOCX without its types", "a.docx", _without(_TYPES)),
        ("a DOCX without its relations", "a.docx", _without("_rels/.rels")),
    ):
        yield Hostile(name, file_name, lambda content=content: content, neither)  # type: ignore[misc]
    yield Hostile(
        "a DOCX named XLSX",
        "a.xlsx",
        lambda: mau_03("docx"),
        "đuôi tên tệp «.xlsx» không khớp nội dung .docx: hãy đặt lại đuôi .docx",
    )
    yield Hostile(
        "an XLSX named DOCX",
        "a.docx",
        lambda: mau_03("xlsx"),
        "đuôi tên tệp «.docx» không khớp nội dung .xlsx: hãy đặt lại đuôi .xlsx",
    )
    yield Hostile(
        "a DOCX named PDF", "a.pdf", lambda: mau_03("docx"), "đuôi tên tệp «.pdf» không khớp"
    )
    yield Hostile(
        "a DOCX without a suffix",
        "a",
        lambda: mau_03("docx"),
        "đuôi tên tệp «không có» không khớp",
    )
    yield Hostile(
        "a name that steers the terminal and turns the writing",
        "\u202excod.\x1b[31mdocx\u2066",
        lambda: mau_03("docx"),
        "không khớp nội dung .docx",
    )
    yield Hostile(
        "a DOCX with macros",
        "a.docx",
        lambda: packed({**WORD, "word/vbaProject.bin": b"x"}),
        "tệp chứa macro",
    )
    yield Hostile("half a DOCX", "a.docx", lambda: mau_03("docx")[:20_000], "bị cắt cụt")


def _without(name: str) -> bytes:
    return packed({other: content for other, content in WORD.items() if other != name})


def _large() -> Iterator[Hostile]:
    def with_picture(size: int) -> bytes:
        # noise does not pack; one piece of it repeated is as large and made faster
        noise = zlib.compress(mau_03("docx"), 9) * (size // 30_000)
        return packed({**WORD, "word/media/a.png": noise[:size]}, zipfile.ZIP_STORED)

    yield Hostile(
        "50 MB that are no letter",
        "to.docx",
        lambda: b"PK\x03\x04" + bytes(50 * _MIB),
        "tệp lớn 50.0 MB",
    )
    yield Hostile(
        "a letter with pictures of 50 MB",
        "to.docx",
        lambda: with_picture(50 * _MIB),
        "quá mức 10 MB: hãy bỏ hình ảnh",
    )
    yield Hostile(
        "a letter with pictures of 9 MB",
        "to.docx",
        lambda: with_picture(9 * _MIB),
        lines=LINES,
    )
