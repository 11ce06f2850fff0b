"""ZIP files written byte by byte, so that they can lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
DEFLATED = 8


@dataclass(frozen=True)
class Entry:
    """One part as the archive tells of it; ``at`` is the offset of another part's content."""

    name: bytes
    packed: bytes
    unpacked_size: int
    crc: int = 0
    method: int = DEFLATED
    flags: int = 0
    at: int | None = None


def entry(name: str, content: bytes) -> Entry:
    """An honest part."""
    return Entry(name.encode(), deflated(content), len(content), zlib.crc32(content))


def deflated(content: bytes) -> bytes:
    """The content as an archive packs it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def raw_zip(entries: Iterable[Entry]) -> bytes:
    """The archive, as its parts tell of themselves."""
    out, directory, number = io.BytesIO(), io.BytesIO(), 0
    for one in entries:
        number += 1
        at = out.tell() if one.at is None else one.at
        told = (one.crc, len(one.packed), one.unpacked_size)
        if one.at is None:
            head = (b"PK\x03\x04", 20, one.flags, one.method, 0, 0x21, *told, len(one.name), 0)
            out.write(_LOCAL.pack(*head) + one.name + one.packed)
        row = (b"PK\x01\x02", 20, 20, one.flags, one.method, 0, 0x21, *told, len(one.name))
        directory.write(_CENTRAL.pack(*row, 0, 0, 0, 0, 0, at) + one.name)
    start, rows = out.tell(), directory.getvalue()
    count = min(number, 0xFFFF)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(rows), start, 0)
    return out.getvalue() + rows + end


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an honest archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
