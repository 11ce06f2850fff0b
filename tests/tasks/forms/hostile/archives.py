"""Archives that lie, burst or are locked: zip bombs, false sizes and names, encrypted files."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.tasks.forms.hostile.case import DOCUMENT, LINES, WORD, Hostile
from tests.tasks.forms.hostile.raw_zip import Entry, deflated, entry, packed, raw_zip
from tests.tasks.forms.letters_made import mau_03

_MIB = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_DIRECTORY = struct.Struct("<64sH2B3L16sLQQLLL")


def archives() -> Iterator[Hostile]:
    """All of them."""
    yield from _bombs()
    yield from _lies()
    yield from _names()
    yield from _locked()


def _letter(*more: Entry) -> list[Entry]:
    return [*(entry(name, content) for name, content in WORD.items()), *more]


def _bombs() -> Iterator[Hostile]:
    burst, thin = "quá mức an toàn 50 MB", "phần «{}» của tệp nén bất thường"
    zeros = deflated(bytes(_MIB - 1))
    yield Hostile(
        "one part of 300 MB",
        "bom.docx",
        lambda: raw_zip(_letter(_zeros("word/media/a.bin", 300 * _MIB))),
        burst,
    )
    yield Hostile(
        "two thousand parts below the size at which the ratio counts",
        "bom.docx",
        lambda: raw_zip(_letter(*(Entry(b"%d" % n, zeros, _MIB - 1) for n in range(1_900)))),
        burst,
    )
    yield Hostile(
        "two megabytes packed a thousand times",
        "bom.docx",
        lambda: raw_zip(_letter(_zeros("word/media/a.bin", 2 * _MIB))),
        thin.format("word/media/a.bin"),
    )
    yield Hostile(
        "a bomb inside an embedded archive",
        "bom.docx",
        lambda: packed({**WORD, "word/embeddings/a.zip": raw_zip([_zeros("a", 300 * _MIB)])}),
        lines=LINES,
        remarked="1 đối tượng nhúng",
    )
    yield Hostile(
        "archives in archives",
        "bom.docx",
        lambda: packed({"a.zip": packed({"a.zip": raw_zip([_zeros("a", 300 * _MIB)])})}),
        "không phải tệp .docx hay .xlsx",
    )
    yield Hostile(
        "a directory of 150,000 parts",
        "bom.docx",
        lambda: raw_zip(
            [entry("a", b"")] + [Entry(b"a%d" % n, b"", 0, at=0) for n in range(150_000)]
        ),
        "tệp có 150001 phần bên trong, quá mức 2000",
    )
    yield Hostile(
        "parts that lie over one another",
        "bom.docx",
        lambda: raw_zip(_letter(*(Entry(b"a%d" % n, zeros * 9, 9, at=0) for n in range(40)))),
        "chồng lên nhau",
    )


def _zeros(name: str, size: int) -> Entry:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [packer.compress(bytes(_MIB)) for _ in range(size // _MIB)]
    return Entry(name.encode(), b"".join([*pieces, packer.flush()]), size)


def _lies() -> Iterator[Hostile]:
    document = WORD[DOCUMENT]
    others = {name: content for name, content in WORD.items() if name != DOCUMENT}

    def told(size: int, content: bytes = document, packed_size: int | None = None) -> bytes:
        lie = Entry(DOCUMENT.encode(), deflated(content), size, zlib.crc32(content))
        return raw_zip([*(entry(*one) for one in others.items()), lie])

    yield Hostile(
        "a part of 40 MB that says it has 100 bytes",
        "doi.docx",
        lambda: told(100, b"<a>" + bytes(40 * _MIB)),
        "tệp hỏng hoặc bị cắt cụt",
    )
    yield Hostile(
        "a part that says it has 40 MB",
        "doi.docx",
        lambda: told(40 * _MIB),
        "phần «word/document.xml» của tệp nén bất thường",
    )
    yield Hostile(
        "a part that says it has a byte more",
        "doi.docx",
        lambda: told(len(document) + 1),
        "tệp",
    )
    yield Hostile(
        "a directory that points past the end",
        "doi.docx",
        lambda: _end_changed(mau_03("docx"), start=0xFFFFFF00),
        "tệp hỏng hoặc bị cắt cụt",
    )
    yield Hostile(
        "a directory of four thousand million bytes",
        "doi.docx",
        lambda: _end_changed(mau_03("docx"), size=0xFFFFFFFF),
        "tệp hỏng hoặc bị cắt cụt",
    )


def _end_changed(content: bytes, start: int | None = None, size: int | None = None) -> bytes:
    head, end = content[:-22], bytearray(content[-22:])
    if size is not None:
        end[12:16] = struct.pack("<L", size)
    if start is not None:
        end[16:20] = struct.pack("<L", start)
    return head + bytes(end)


def _names() -> Iterator[Hostile]:
    def with_part(name: str) -> bytes:
        return raw_zip(_letter(entry(name, b"x")))

    for name in ("../../../etc/cron.d/x", "/etc/passwd", "C:\\Windows\\x", "word\\..\\..\\x"):
        yield Hostile(
            f"a part named {name}",
            "ten.docx",
            lambda name=name: with_part(name),  # type: ignore[misc]  # bound here
            "phần bên trong mang tên nguy hiểm",
        )
    for name in (DOCUMENT, "Word/Document.XML", "word\\document.xml"):
        yield Hostile(
            f"a second part named {name}",
            "ten.docx",
            lambda name=name: with_part(name),  # type: ignore[misc]  # bound here
            "hai phần bên trong cùng tên",
        )
    yield Hostile(
        "names with quotes, null bytes and signs that turn the writing",
        "ten.docx",
        lambda: raw_zip(
            _letter(*(entry(name, b"x") for name in ('"word/document.xml"', "a\0b", "a\u202eb")))
        ),
        lines=LINES,
    )


def _locked() -> Iterator[Hostile]:
    locked = "tệp đặt mật khẩu, không đọc được: hãy bỏ mật khẩu rồi gửi lại"
    yield Hostile(
        "an encrypted DOCX",
        "mat.docx",
        lambda: compound_file("EncryptionInfo", "EncryptedPackage"),
        locked,
    )
    yield Hostile(
        "an encrypted XLSX",
        "mat.xlsx",
        lambda: compound_file("EncryptionInfo", "EncryptedPackage"),
        locked,
    )
    yield Hostile(
        "an archive whose parts are encrypted",
        "mat.docx",
        lambda: raw_zip(
            [Entry(n.encode(), bytes(12) + deflated(c), len(c), flags=1) for n, c in WORD.items()]
        ),
        locked,
    )
    yield Hostile(
        "parts packed another way",
        "nen.docx",
        lambda: packed(WORD, zipfile.ZIP_LZMA),
        "tệp nén theo cách lạ",
    )


def compound_file(*streams: str) -> bytes:
    """A container of the older Office: a header, a table of sectors, a directory of streams."""
    header = struct.pack(
        "<8s16x5H6xLLL4xLLLLL436s",
        _OLE,
        *(0x3E, 3, 0xFFFE, 9, 6),  # versions, byte order, sizes of sectors
        *(1, 1, 0, 0x1000),  # tables; where the directory begins
        *(0xFFFFFFFE, 0, 0xFFFFFFFE, 0),
        struct.pack("<L", 0) + b"\xff" * 432,
    )
    table = struct.pack("<LL", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    rows = b"".join(
        _DIRECTORY.pack(
            name.encode("utf-16-le"),
            2 * len(name) + 2,
            *(5 if name == "Root Entry" else 2, 1),
            *(0xFFFFFFFF, 0xFFFFFFFF, 1 if name == "Root Entry" else 0xFFFFFFFF),
            b"",
            *(0, 0, 0, 0xFFFFFFFE, 0, 0),
        )
        for name in ("Root Entry", *streams)
    )
    return header + table + rows.ljust(512, b"\0")
