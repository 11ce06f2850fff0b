"""A DOCX letter as loose text and grids, walked cell by cell.

python-docx repeats a merged cell in every place it covers; here ``w:tr`` and ``w:tc`` are walked
with gridSpan and vMerge (ECMA-376 part 1, 17.4), so a merge is seen as one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.forms.archive import Archive, Limits, UnsafeFile
from tasks.forms.grid import Cell, Grid, Page, Row, Text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# wrappers that hold what would otherwise stand in their place
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins")}
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText")} | {_FALLBACK}
_BREAKS = {f"{_W}br", f"{_W}cr"}
_TEXT, _TAB, _PARAGRAPH, _TABLE = f"{_W}t", f"{_W}tab", f"{_W}p", f"{_W}tbl"


def read_docx(archive: Archive, limits: Limits) -> Page:
    """The letter's text and tables.  Raises UnsafeFile where the XML is not well-formed."""
    body = _body(archive.parts["word/document.xml"])
    texts: list[Text] = []
    grids: list[Grid] = []
    before = ""
    for block, element in enumerate(_flat(body)):
        if element.tag == _PARAGRAPH:
            found = [Text(line, block * 1_000, _is_bold(element)) for line in _lines(element)]
            texts += found
            before = found[-1].content if found else before
        elif element.tag == _TABLE:
            grids.append(Grid(before, tuple(_rows(element, limits)), len(texts)))
            texts += _layout_texts(element, block * 1_000)
            before = ""
    remarks: tuple[str, ...] = ()
    if next(body.iter(f"{_W}ins", f"{_W}del"), None) is not None:
        remarks = (
            "văn bản còn dấu vết chỉnh sửa chưa duyệt: phần thêm được đọc, phần xóa bị bỏ qua",
        )
    return Page(tuple(texts), tuple(grids), remarks)


def _body(xml: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnsafeFile("nội dung tệp .docx hỏng, không đọc được: hãy gửi lại tệp") from error
    if root.getroottree().docinfo.doctype:
        raise UnsafeFile("tệp chứa khai báo DOCTYPE hoặc ENTITY, không được nhận")
    body = root.find(f"{_W}body")
    if body is None:
        raise UnsafeFile("tệp .docx không có nội dung: hãy gửi lại tệp")
    return body


def _flat(parent: Any) -> Iterator[Any]:
    """Children, with content controls and tracked insertions opened, deletions left out."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _flat(child)
        elif child.tag not in _SKIPPED:
            yield child


def _lines(paragraph: Any) -> list[str]:
    """The paragraph's non-empty lines, in NFC."""
    text = unicodedata.normalize("NFC", _text(paragraph))
    return [line for line in (part.strip() for part in text.split("\n")) if line]


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _TAB:
            parts.append(" ")
        elif child.tag in _BREAKS:
            parts.append("\n")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            parts.append(_text(child))
    return "".join(parts)


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(f"{_W}r") if _text(run).strip()]
    return bool(runs) and all(_on(run.find(f"{_W}rPr/{_W}b")) for run in runs)


def _on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(f"{_W}val", "1") not in ("0", "false", "off")


def _layout_texts(table: Any, block: int) -> Iterator[Text]:
    """The text of a table's cells as loose text: a letterhead is a table too."""
    for number, cell in enumerate(table.iter(f"{_W}tc"), start=1):
        for paragraph in cell.iter(_PARAGRAPH):
            for line in _lines(paragraph):
                yield Text(line, block + number, _is_bold(paragraph))


def _rows(table: Any, limits: Limits) -> Iterator[Row]:
    rows = [row for row in _flat(table) if row.tag == f"{_W}tr"]
    if len(rows) > limits.rows:
        raise UnsafeFile(f"bảng có {len(rows)} dòng, quá mức {limits.rows}: hãy tách văn bản")
    for number, row in enumerate(rows, start=1):
        yield Row(number, tuple(_cells(row, limits)))


def _cells(row: Any, limits: Limits) -> Iterator[Cell]:
    column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    yield from (Cell() for _ in range(min(column, limits.columns)))
    for cell in _flat(row):
        if cell.tag != f"{_W}tc":
            continue
        properties = cell.find(f"{_W}tcPr")
        above = _continues(properties, "vMerge")
        left = _continues(properties, "hMerge")
        span = _number(None if properties is None else properties.find(f"{_W}gridSpan"), 1)
        column += span
        if span < 1 or column > limits.columns:
            raise UnsafeFile(f"bảng có quá {limits.columns} cột: hãy dùng đúng mẫu")
        nested = any(child.tag == _TABLE for child in _flat(cell))
        yield Cell(_cell_text(cell), left, above, nested)
        yield from (Cell(None, True, above) for _ in range(span - 1))


def _continues(properties: Any, name: str) -> bool:
    """Whether the cell goes on with a merge begun before (the value "continue" is the default)."""
    merge = None if properties is None else properties.find(f"{_W}{name}")
    return merge is not None and merge.get(f"{_W}val", "continue") != "restart"


def _number(element: Any, otherwise: int) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else otherwise


def _cell_text(cell: Any) -> str | None:
    lines = (_text(child) for child in _flat(cell) if child.tag == _PARAGRAPH)
    return "\n".join(lines).strip() or None
