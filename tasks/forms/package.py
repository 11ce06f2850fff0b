"""An Office file as a package: which part is the letter, and which parts it refers to.

ECMA-376 part 2: the parts are found by relations from the root on, not by their names, so what is
read here is what Office shows.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tasks.forms.archive import NOT_OFFICE, Archive, Layout, open_archive
from tasks.forms.limits import Limits, UnsafeFile
from tasks.forms.unreadable import quoted
from tasks.forms.xml_stream import BROKEN, read_stream, value_of

_LAYOUTS: dict[str, Layout] = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
}
_MACROS = ("macroenabled", "vbaproject", "macrosheet")
_MACROS_TOLD = "tệp chứa macro, không được nhận: hãy lưu lại dạng .docx/.xlsx thường"
_MOST_RELATIONS = 10_000
# a link that is followed only when somebody clicks it
_HARMLESS = "hyperlink"
_EMBEDDED = ("/embeddings/", "/activex/")


@dataclass(frozen=True)
class Relation:
    """A relation of a part: its kind (the last word of its type), and the part it leads to.

    ``target`` is ``None`` where it leads out of the file; nothing outside is ever opened.
    """

    kind: str
    target: str | None


@dataclass(frozen=True)
class Package:
    """A file that is a letter by its kind: its layout, its main part and that part's relations."""

    layout: Layout
    archive: Archive
    main: str
    relations: Mapping[str, Relation]
    remarks: tuple[str, ...]

    def part(self, kind: str) -> str | None:
        """The part that the main part refers to as such; ``None`` where there is none."""
        return next(
            (
                relation.target
                for relation in self.relations.values()
                if relation.kind == kind and relation.target is not None
            ),
            None,
        )


def open_package(content: bytes, file_name: str, limits: Limits) -> Package:
    """The package in a .docx or .xlsx file.

    ``file_name``: the name must agree with what the file is.  Raises UnsafeFile.
    """
    archive = open_archive(content, limits)
    types = _types_of(archive)
    main = next(
        (
            relation.target
            for relation in _relations_of(archive, "").values()
            if relation.kind == "officeDocument" and relation.target is not None
        ),
        None,
    )
    layout = None if main is None else _LAYOUTS.get(types.get(main, ""))
    macros = any(mark in type_ for type_ in types.values() for mark in _MACROS)
    if macros or any(name.endswith("vbaproject.bin") for name in archive.names):
        raise UnsafeFile(_MACROS_TOLD)
    if main is None or layout is None:
        raise UnsafeFile(NOT_OFFICE)
    suffix = PurePath(file_name).suffix.lower()
    if suffix != f".{layout}":
        raise UnsafeFile(
            f"đuôi tên tệp {quoted(suffix or 'không có')} không khớp nội dung .{layout}: "
            f"hãy đặt lại đuôi .{layout}"
        )
    relations = _relations_of(archive, main)
    return Package(layout, archive, main, relations, tuple(_remarks(archive, relations)))


def _remarks(archive: Archive, relations: Mapping[str, Relation]) -> Iterable[str]:
    outward = sum(
        relation.target is None and relation.kind != _HARMLESS for relation in relations.values()
    )
    linked = sum("/externallinks/" in name and name.endswith(".xml") for name in archive.names)
    if outward + linked:
        yield f"tệp có {outward + linked} liên kết ra ngoài: không mở, chỉ đọc nội dung trong tệp"
    embedded = sum(any(folder in f"/{name}" for folder in _EMBEDDED) for name in archive.names)
    if embedded:
        yield f"tệp có {embedded} đối tượng nhúng: không mở, không đọc nội dung bên trong"


class _Types:
    """[Content_Types].xml: the type of each part, by its name or by its extension."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self.by_extension: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        type_ = (value_of(attributes, "ContentType") or "").lower()
        if tag == "Override":
            name = (value_of(attributes, "PartName") or "").lower()
            self.by_name[name.lstrip("/")] = type_
        elif tag == "Default":
            self.by_extension[(value_of(attributes, "Extension") or "").lower()] = type_
        _refuse_many(len(self.by_name) + len(self.by_extension))

    def end(self, tag: str) -> None:
        """Nothing ends here."""

    def text(self, text: str) -> None:
        """Nothing is written here."""


def _types_of(archive: Archive) -> dict[str, str]:
    """The type of each part, without its vendor's prefix, in small letters."""
    if "[Content_Types].xml" not in archive:
        raise UnsafeFile(NOT_OFFICE)
    read = _Types()
    read_stream(archive.pieces("[Content_Types].xml"), read)
    return {
        name: read.by_name.get(
            name, read.by_extension.get(name.rpartition(".")[2], "")
        ).removeprefix("application/vnd.openxmlformats-officedocument.")
        for name in archive.names
    }


class _Relations:
    """The relations of one part; ``folder`` is where that part lies."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, Relation] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "Relationship":
            return
        name = value_of(attributes, "Id")
        kind = (value_of(attributes, "Type") or "").rpartition("/")[2]
        target = value_of(attributes, "Target") or ""
        outward = (value_of(attributes, "TargetMode") or "").lower() == "external"
        if name is None or name in self.found:
            raise UnsafeFile(BROKEN)
        self.found[name] = Relation(kind, None if outward else self._resolved(target))
        _refuse_many(len(self.found))

    def _resolved(self, target: str) -> str:
        path = posixpath.join("/", self.folder, target.replace("\\", "/"))
        return posixpath.normpath(path).lstrip("/").lower()

    def end(self, tag: str) -> None:
        """Nothing ends here."""

    def text(self, text: str) -> None:
        """Nothing is written here."""


def _relations_of(archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of a part by their ids; "" is the package itself."""
    folder, name = posixpath.split(part)
    at = posixpath.join(folder, "_rels", f"{name}.rels")
    read = _Relations(folder)
    if at in archive:
        read_stream(archive.pieces(at), read)
    return read.found


def _refuse_many(number: int) -> None:
    if number > _MOST_RELATIONS:
        raise UnsafeFile("tệp có quá nhiều liên kết giữa các phần bên trong, không được nhận")
