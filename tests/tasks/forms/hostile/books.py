"""Workbooks of many sheets, of sheets that are not what they seem, and of other workbooks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tasks.forms.hostile.case import EXCEL, LINES, SHEET, Hostile, before, put
from tests.tasks.forms.hostile.raw_zip import packed
from tests.tasks.forms.hostile.sheets import NAMESPACE, RELATION_TYPE, RELATIONS, case

_BOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def with_sheets(number: int, content: bytes, *, parts: int | None = None) -> bytes:
    """The letter and so many sheets more, each with that content; fewer ``parts`` are shared."""
    own = number if parts is None else parts
    entries = "".join(
        f'<sheet name="S{n}" sheetId="{n + 9}" r:id="rS{n % own}"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        for n in range(number)
    )
    relations = "".join(
        f'<Relationship Id="rS{n}" Type="{RELATION_TYPE}worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(own)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{_MAIN}.worksheet+xml"/>'
        for n in range(own)
    )
    changed = {
        _BOOK: before("</sheets>", entries)(EXCEL[_BOOK].decode()).encode(),
        RELATIONS: before("</Relationships>", relations)(EXCEL[RELATIONS].decode()).encode(),
        _TYPES: before("</Types>", types)(EXCEL[_TYPES].decode()).encode(),
    }
    return packed({**EXCEL, **changed} | {f"xl/worksheets/s{n}.xml": content for n in range(own)})


def _sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def books() -> Iterator[Hostile]:
    note = _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Ghi chú</t></is></c></row>')
    far = _sheet('<row r="5000"><c r="CV5000"><v>1</v></c></row>')
    for name, build, told in (
        ("a hundred sheets", lambda: with_sheets(98, note), ""),  # with the letter and its lists
        (
            "a hundred and one sheets",
            lambda: with_sheets(99, note),
            "hơn 100 bảng hoặc trang tính",
        ),
        ("ninety sheets with a far cell", lambda: with_sheets(90, far), "văn bản có hơn 150.000 ô"),
        (
            "ninety letters in one",
            lambda: with_sheets(90, EXCEL[SHEET]),
            "Trang tính",
        ),
        (
            "two sheets that share a part",
            lambda: with_sheets(2, note, parts=1),
            "Trang tính «S1»: trang tính không có nội dung riêng",
        ),
    ):
        read = 0 if told or "ninety" in name else LINES
        if name == "ninety letters in one":
            told, read = "", 91 * LINES
        yield Hostile(name, "a.xlsx", build, told, read)
    unlisted = f'<Relationship Id="rX" Type="{RELATION_TYPE}worksheet" Target="worksheets/x.xml"/>'
    relations = before("</Relationships>", unlisted)(EXCEL[RELATIONS].decode()).encode()
    yield case(
        "a sheet that the workbook does not show",
        lambda xml: xml,
        "1 trang tính mà sổ tính không hiện",
        others={RELATIONS: relations, "xl/worksheets/x.xml": EXCEL[SHEET]},
    )
    yield case(
        "a link to another workbook",
        lambda xml: xml,
        remarked="1 liên kết ra ngoài: không mở",
        others={"xl/externalLinks/externalLink1.xml": b"<a/>"},
    )
    yield case(
        "macros of the old kind",
        lambda xml: xml,
        "tệp chứa macro",
        others={
            _TYPES: put(f"{_MAIN}.worksheet+xml", "application/vnd.ms-excel.macrosheet+xml")(
                EXCEL[_TYPES].decode()
            ).encode()
        },
    )
    yield case(
        "an entity among the texts of a workbook",
        lambda xml: xml,
        "khai báo DOCTYPE hoặc ENTITY",
        others={_BOOK: b'<!DOCTYPE a [<!ENTITY x "x">]>' + EXCEL[_BOOK]},
    )
