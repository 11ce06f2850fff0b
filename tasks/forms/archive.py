"""Opening a file that came from outside: its true kind, and its parts within safe sizes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from tasks.forms.limits import MIB, Limits, UnsafeFile
from tasks.forms.unreadable import quoted

Layout = Literal["docx", "xlsx"]

_ZIP = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_OFFICE = "hãy lưu lại dạng .docx/.xlsx"
NOT_OFFICE = f"không phải tệp .docx hay .xlsx: {_OFFICE}"
_LOCKED = "tệp đặt mật khẩu, không đọc được: hãy bỏ mật khẩu rồi gửi lại"
_DAMAGED = "tệp hỏng hoặc bị cắt cụt, không mở được: hãy gửi lại tệp"
_LESS = "hãy xóa hình ảnh, các dòng và cột trống thừa rồi gửi lại"
_DECLARES = "tệp chứa khai báo DOCTYPE hoặc ENTITY, không được nhận"
# how files of other kinds begin, and what their senders are told
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "tệp PDF không đọc được thành danh sách: hãy gửi kèm tệp .docx/.xlsx"),
    (b"{\\rtf", f"tệp dạng RTF không được nhận: {_OFFICE}"),
    (b"\xff\xd8\xff", "tệp là hình ảnh, không đọc được thành danh sách: hãy gửi tệp .docx/.xlsx"),
    (b"\x89PNG", "tệp là hình ảnh, không đọc được thành danh sách: hãy gửi tệp .docx/.xlsx"),
    (b"Rar!", "tệp nén RAR không được nhận: hãy gửi chính tệp .docx/.xlsx bên trong"),
    (b"7z\xbc\xaf", "tệp nén 7z không được nhận: hãy gửi chính tệp .docx/.xlsx bên trong"),
)
_FORBIDDEN = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_LONGEST_MARK = max(map(len, _FORBIDDEN))
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SMALL = MIB  # below this a high ratio does no harm
_PIECE = 64 * 1024


class Archive:
    """The parts of a ZIP file that was checked: nothing in it is larger than it says.

    Names are compared without regard to case, as Office does; no part is held in memory.
    """

    def __init__(self, opened: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._opened, self._entries = opened, entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in small letters."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a part, unpacked piece by piece.  Raises UnsafeFile."""
        entry = self._entries.get(_key(name))
        if entry is None:
            raise UnsafeFile(f"tệp thiếu phần {quoted(name)}: hãy gửi lại tệp")
        return _pieces(self._opened, entry)


def open_archive(content: bytes, limits: Limits) -> Archive:
    """The parts of a file that should be .docx or .xlsx.

    The first bytes decide the kind.  Number, names and declared sizes of the parts are checked
    before anything is unpacked; then every part is unpacked once, piece by piece, and held against
    its size and checksum.  Raises UnsafeFile.
    """
    _refuse_other_kinds(content, limits)
    _refuse_many(content.count(_DIRECTORY_ENTRY), limits)  # before a list is made of them
    with _damage_told():
        opened = zipfile.ZipFile(io.BytesIO(content))
        infos = opened.infolist()
        _refuse_bombs(infos, len(content), limits)
        entries = _by_name(infos)
        for name, entry in entries.items():
            _look_through(name, _pieces(opened, entry))
    return Archive(opened, entries)


def _refuse_other_kinds(content: bytes, limits: Limits) -> None:
    if not content:
        raise UnsafeFile("tệp rỗng")
    if len(content) > limits.file_bytes:
        raise UnsafeFile(
            f"tệp lớn {len(content) / MIB:.1f} MB, quá mức {limits.file_bytes / MIB:.0f} MB: "
            "hãy bỏ hình ảnh và phần thừa, hoặc tách thành nhiều văn bản"
        )
    if content.startswith(_OLE):
        if _ENCRYPTED_PART in content:
            raise UnsafeFile(_LOCKED)
        raise UnsafeFile(f"tệp dạng cũ .doc/.xls không được nhận: {_OFFICE}")
    for beginning, message in _OTHER_KINDS:
        if content.startswith(beginning):
            raise UnsafeFile(message)
    if not content.startswith(_ZIP):
        raise UnsafeFile(NOT_OFFICE)


def _refuse_many(number: int, limits: Limits) -> None:
    if number > limits.entries:
        raise UnsafeFile(f"tệp có {number} phần bên trong, quá mức {limits.entries}")


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    _refuse_many(len(entries), limits)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnsafeFile(_LOCKED)
    if any(entry.compress_type not in _COMPRESSIONS for entry in entries):
        raise UnsafeFile(f"tệp nén theo cách lạ: {_OFFICE}")
    if sum(entry.compress_size for entry in entries) > size:
        raise UnsafeFile("tệp có các phần bên trong chồng lên nhau, không được nhận")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise UnsafeFile(
            f"tệp bung ra {unpacked / MIB:.0f} MB, quá mức an toàn "
            f"{limits.unpacked_bytes / MIB:.0f} MB: {_LESS}"
        )
    for entry in entries:
        if entry.file_size > max(_SMALL, limits.ratio * entry.compress_size):
            raise UnsafeFile(f"phần {quoted(entry.filename)} của tệp nén bất thường: {_LESS}")


def _by_name(infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _key(info.filename)
        steps = name.split("/")
        if name.startswith("/") or ".." in steps or ":" in steps[0]:
            raise UnsafeFile(
                f"tệp có phần bên trong mang tên nguy hiểm {quoted(info.filename)}, không được nhận"
            )
        if name in entries:
            raise UnsafeFile(
                f"tệp có hai phần bên trong cùng tên {quoted(info.filename)}, không được nhận"
            )
        if not name.endswith("/"):
            entries[name] = info
    return entries


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


def _look_through(name: str, pieces: Iterator[bytes]) -> None:
    """Unpack a part to its end; no XML of it declares a document type or an entity."""
    is_xml = name.endswith((".xml", ".rels", ".vml"))
    before = b""
    for piece in pieces:
        if is_xml:
            seen = before + piece
            if any(mark in seen for mark in _FORBIDDEN):
                raise UnsafeFile(_DECLARES)
            before = seen[-_LONGEST_MARK:]


def _pieces(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's content; never more than its declared size is unpacked, nor less given."""
    left = entry.file_size
    with _damage_told(), opened.open(entry) as part:
        while piece := part.read(_PIECE):
            left -= len(piece)
            yield piece
        if left != 0:
            raise UnsafeFile("tệp khai sai kích thước các phần bên trong, không được nhận")


@contextmanager
def _damage_told() -> Iterator[None]:
    """What zipfile stumbles over becomes UnsafeFile."""
    try:
        yield
    except UnsafeFile:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,  # also NotImplementedError: a way of packing, or a version, unknown to it
        ValueError,  # and what a damaged directory leads to
        OverflowError,
        LookupError,
        struct.error,
    ) as error:
        raise UnsafeFile(_DAMAGED) from error
