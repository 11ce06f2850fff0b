"""Opening a file that came from outside: its true kind, and its parts within safe sizes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

Layout = Literal["docx", "xlsx"]

_MIB = 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART: dict[Layout, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_FORBIDDEN = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SMALL = _MIB  # below this a high ratio does no harm


@dataclass(frozen=True)
class Limits:
    """What a file may be at most; sizes in bytes."""

    file_bytes: int = 20 * _MIB
    unpacked_bytes: int = 50 * _MIB
    entries: int = 2_000
    ratio: int = 200  # unpacked to packed, for parts above 1 MiB
    rows: int = 5_000  # of one table
    columns: int = 100


class UnsafeFile(ValueError):
    """The file is not opened; the message says in Vietnamese why and what to do."""


@dataclass(frozen=True)
class Archive:
    """The parts of an Office file, unpacked and checked."""

    layout: Layout
    parts: dict[str, bytes]

    def repacked(self) -> bytes:
        """A plain archive of exactly the checked parts, for readers that unpack by themselves."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return target.getvalue()


def open_archive(content: bytes, file_name: str, limits: Limits) -> Archive:
    """The parts of a .docx or .xlsx file.

    The first bytes decide the kind, the name must agree.  Declared sizes are checked before
    anything is unpacked, and what comes out is counted against them.  Raises UnsafeFile.
    """
    _refuse_other_kinds(content, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            layout = _layout(entries, file_name)
            _refuse_bombs(entries, limits)
            parts = {entry.filename: _read(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        # the last is what zipfile raises for a way of packing, or a version, that it does not know
        raise UnsafeFile("tệp hỏng hoặc bị cắt cụt, không mở được: hãy gửi lại tệp") from error
    except (ValueError, OverflowError, LookupError, RuntimeError, struct.error) as error:
        # what zipfile itself stumbles over where a directory entry is damaged
        if isinstance(error, UnsafeFile):
            raise
        raise UnsafeFile("tệp hỏng, không mở được: hãy gửi lại tệp") from error
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and any(mark in part for mark in _FORBIDDEN):
            raise UnsafeFile("tệp chứa khai báo DOCTYPE hoặc ENTITY, không được nhận")
    return Archive(layout, parts)


def _refuse_other_kinds(content: bytes, limits: Limits) -> None:
    if not content:
        raise UnsafeFile("tệp rỗng")
    if len(content) > limits.file_bytes:
        raise UnsafeFile(
            f"tệp lớn {len(content) / _MIB:.1f} MB, quá mức {limits.file_bytes // _MIB} MB"
        )
    if content.startswith(_OLE):
        if _ENCRYPTED_PART in content:
            raise UnsafeFile("tệp đặt mật khẩu, không đọc được: hãy bỏ mật khẩu rồi gửi lại")
        raise UnsafeFile("tệp dạng cũ .doc/.xls không được nhận: hãy lưu lại dạng .docx/.xlsx")
    if content.startswith(b"%PDF"):
        raise UnsafeFile("tệp PDF không đọc được thành danh sách: hãy gửi kèm tệp .docx/.xlsx")
    if not content.startswith(_ZIP):
        raise UnsafeFile("không phải tệp .docx hay .xlsx: hãy lưu lại dạng .docx/.xlsx")


def _layout(entries: list[zipfile.ZipInfo], file_name: str) -> Layout:
    names = {entry.filename for entry in entries}
    found = next((layout for layout, part in _MAIN_PART.items() if part in names), None)
    if found is None:
        raise UnsafeFile("không phải tệp .docx hay .xlsx: hãy lưu lại dạng .docx/.xlsx")
    if any(PurePath(name).name == "vbaProject.bin" for name in names):
        raise UnsafeFile("tệp chứa macro, không được nhận: hãy lưu lại dạng .docx/.xlsx thường")
    suffix = PurePath(file_name).suffix.lower()
    if suffix != f".{found}":
        raise UnsafeFile(
            f"đuôi tên tệp «{suffix or 'không có'}» không khớp nội dung .{found}: "
            f"hãy đặt lại đuôi .{found}"
        )
    return found


def _refuse_bombs(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise UnsafeFile(f"tệp có {len(entries)} phần bên trong, quá mức {limits.entries}")
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnsafeFile("tệp có hai phần bên trong cùng tên, không được nhận")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnsafeFile("tệp đặt mật khẩu, không đọc được: hãy bỏ mật khẩu rồi gửi lại")
    if any(entry.compress_type not in _COMPRESSIONS for entry in entries):
        raise UnsafeFile("tệp nén theo cách lạ: hãy lưu lại dạng .docx/.xlsx")
    unpacked = sum(entry.file_size for entry in entries)
    thin = any(
        entry.file_size > _SMALL and entry.file_size > limits.ratio * entry.compress_size
        for entry in entries
    )
    if unpacked > limits.unpacked_bytes or thin:
        raise UnsafeFile(
            f"tệp bung ra {unpacked / _MIB:.0f} MB, quá mức an toàn "
            f"{limits.unpacked_bytes // _MIB} MB hoặc nén bất thường"
        )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The part's content; never more than its declared size is unpacked."""
    with archive.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise UnsafeFile("tệp khai sai kích thước các phần bên trong, không được nhận")
    return content
