"""Reading the XML of an Office file piece by piece, within bounds and without a tree.

expat hands over one element after the other.  It keeps every name that it meets, and a token until
its end, so both are bounded here; what is declared in a DOCTYPE is never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.parsers import expat

from tasks.forms.limits import UnsafeFile

#: what expat puts between the namespace of a name and the name itself
_BETWEEN = " "
_DEEPEST = 250  # elements inside one another
_LONGEST_TOKEN = 1024 * 1024  # bytes of a tag, a comment, an attribute
_NAMES = 20_000  # of elements and attributes, all different
_PREFIXES = 1_000
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
BROKEN = "nội dung tệp hỏng, không đọc được: hãy gửi lại tệp"
# of Word, Excel, their packages, and the mathematics inside a text: transitional and strict
_NAMESPACES = frozenset(
    {
        f"{base}{part}"
        for base in (
            "http://schemas.openxmlformats.org/",
            "http://purl.oclc.org/ooxml/",
        )
        for part in (
            "wordprocessingml/2006/main",
            "wordprocessingml/main",
            "spreadsheetml/2006/main",
            "spreadsheetml/main",
            "officeDocument/2006/math",
            "officeDocument/math",
            "officeDocument/2006/relationships",
            "officeDocument/relationships",
            "package/2006/relationships",
            "package/2006/content-types",
            "markup-compatibility/2006",
        )
    }
)


class Reader(Protocol):
    """What becomes of the elements.

    ``tag`` is the local name where the namespace is one of Office's, "" otherwise.  ``attributes``
    are looked up with ``value_of``.
    """

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Some of its text."""


def value_of(attributes: Mapping[str, str], name: str) -> str | None:
    """An attribute by its local name, without a namespace or in one of Office's."""
    for key, value in attributes.items():
        namespace, _, local = key.rpartition(_BETWEEN)
        if local == name and (not namespace or namespace in _NAMESPACES):
            return value
    return None


def read_stream(pieces: Iterable[bytes], reader: Reader) -> None:
    """Hand the elements of an XML part to a reader.  Raises UnsafeFile where it is not sound."""
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.buffer_text = True
    known: dict[str, str] = {}
    prefixes: set[str | None] = set()
    names: Mapping[str, str] = parser.intern
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        tag = known.get(name)
        if tag is None:
            namespace, _, local = name.rpartition(_BETWEEN)
            tag = known[name] = local if namespace in _NAMESPACES else ""
        if depth > _DEEPEST or len(names) > _NAMES:
            raise UnsafeFile("nội dung tệp lồng nhau quá sâu hoặc mang quá nhiều tên lạ")
        reader.start(tag, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(known[name])

    def prefix(name: str | None, _: str | None) -> None:
        prefixes.add(name)
        if len(prefixes) > _PREFIXES:
            raise UnsafeFile("nội dung tệp mang quá nhiều tên lạ")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.StartNamespaceDeclHandler = prefix
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_encoding
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise UnsafeFile("nội dung tệp có phần dài bất thường, không được nhận")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnsafeFile(BROKEN) from error


def _refuse_doctype(*_: object) -> None:
    raise UnsafeFile("tệp chứa khai báo DOCTYPE hoặc ENTITY, không được nhận")


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise UnsafeFile("nội dung tệp dùng bảng mã lạ, không được nhận")
