"""A form as a Word file, laid out as the regulations print it (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from policies.explain import show_date
from policies.schema import Column, Form, FormField, Regulation, Section
from tasks.forms.content import LetterHeader
from tasks.forms.docx_controls import Controls
from tasks.forms.filling import (
    BLANK_ROWS,
    FilledRow,
    cell_value,
    groups_of,
    opening_of,
    shown_columns,
)
from tasks.forms.letterhead import BLOCK_LABELS, CONTACT

_FONT = "Times New Roman"
_WIDTH = 257  # mm of an A4 page on its side between margins of 20 mm
_LEAST = 11  # mm of a column
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_HEAD_FILL = "F2F2F2"
_SIZE, _SMALL = 11, 8.5  # points in a table, and in one of more columns than
_NARROW = 9
# how wide a column is beside the others
_WEIGHTS = {
    FormField.NUMBER: 1.0,
    FormField.MARK: 1.6,
    FormField.NAME: 4.0,
    FormField.UNIT: 4.5,
    FormField.FORMER_UNIT: 4.0,
    FormField.ADDRESS: 5.0,
    FormField.DECISION: 4.5,
    FormField.CITIZEN_NUMBER: 3.2,
    FormField.PHONE: 2.8,
    FormField.NOTE: 2.4,
}


def write_docx(
    form: Form,
    regulation: Regulation,
    header: LetterHeader,
    rows_by_section: Sequence[tuple[FilledRow, ...]],
) -> bytes:
    """The form as DOCX, blank where ``header`` and rows are."""
    document = _document()
    _letterhead(document, form, regulation, header)
    _addressee(document, form)
    for paragraph in opening_of(form, header):
        _body(document, paragraph)
    if form.requester_block:
        _requester(document, form, header)
    controls = Controls(document, regulation)
    for section, rows in zip(form.sections, rows_by_section, strict=True):
        _body(document, section.title, bold=True, indent=False)
        _table(document, controls, section, rows)
    if form.contact_line:
        _body(document, f"({CONTACT}: {_contact(header)})", italic=True)
        _body(document, "Trân trọng./.")
    _closing(document, form)
    if form.footnotes:
        _body(document, "(*) Ghi chú:", bold=True, indent=False)
        for note in form.footnotes:
            _body(document, f"- {note}", indent=False)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _document() -> WordDocument:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(13)
    style.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), _FONT)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(20)
    return document


def _letterhead(
    document: WordDocument, form: Form, regulation: Regulation, header: LetterHeader
) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _widths(table, (107, 150))
    _line(left, header.superior or "TÊN CƠ QUAN CHỦ QUẢN", caps=True, first=True)
    _line(left, header.sender or "TÊN CƠ QUAN", bold=True, caps=True)
    _line(left, "-----")
    _line(left, f"Số: {header.number or '....../......'}")
    _line(left, f"V/v {header.subject or form.subject}", size=12)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, first=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True)
    _line(right, "-----")
    when = (
        f"ngày {header.dated:%d} tháng {_month(header.dated.month)} năm {header.dated.year}"
        if header.dated
        else "ngày ..... tháng ..... năm ........"
    )
    _line(right, f"{regulation.bodies.letterhead.place}, {when}", italic=True)


def _month(month: int) -> str:
    """A leading zero for months 1 and 2 only (Nghị định 30/2020/NĐ-CP Phụ lục I)."""
    return f"0{month}" if month < 3 else str(month)


def _addressee(document: WordDocument, form: Form) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.add_run(f"Kính gửi: {form.addressee}")


def _requester(document: WordDocument, form: Form, header: LetterHeader) -> None:
    numbered = "" if form.sections[0].title.startswith("1.") else "1. "
    _body(document, f"{numbered}Thông tin người yêu cầu:", bold=True, indent=False)
    for name, label in BLOCK_LABELS.items():
        value: str | None = getattr(header, name)
        _body(document, f"- {label}: {value or '.....'}", indent=False)


def _contact(header: LetterHeader) -> str:
    if header.requester is None:
        return "Họ tên, chức vụ, cơ quan, số điện thoại, Email"
    parts = (
        header.requester,
        header.requester_position,
        header.requester_unit,
        header.requester_phone,
    )
    return ", ".join(part for part in parts if part)


def _table(
    document: WordDocument, controls: Controls, section: Section, rows: tuple[FilledRow, ...]
) -> None:
    columns = shown_columns(section, rows)
    size = _SIZE if len(columns) <= _NARROW else _SMALL
    grouped = any(column.group for column in columns)
    head = 2 if grouped else 1
    blank = 0 if rows else BLANK_ROWS["docx"]
    table = document.add_table(rows=head + len(rows) + blank, cols=len(columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    weights = [_WEIGHTS.get(column.field, 3.0) for column in columns]
    # the numbers' column is as wide as its header, however many columns there are
    weights = [max(weight, sum(weights) * _LEAST / _WIDTH) for weight in weights]
    _widths(table, tuple(_WIDTH * weight / sum(weights) for weight in weights))
    grid = [list(row.cells) for row in table.rows]
    _headers(table, grid, columns, grouped, size)
    for number, cells in enumerate(grid[head:], start=1):
        for column, cell in zip(columns, cells, strict=True):
            row = rows[number - 1] if rows else None
            text = _shown(column, row, number)
            centred = column.field in (FormField.NUMBER, FormField.MARK)
            paragraph = _line(cell, text, size=size, first=True, centred=centred)
            if row is None:
                controls.offer(paragraph, column, section, size)
    for row_head in table.rows[:head]:
        _repeat(row_head)


def _headers(
    table: Table, grid: list[list[_Cell]], columns: tuple[Column, ...], grouped: bool, size: float
) -> None:
    for group, first, last in groups_of(columns):
        top = grid[0][first]
        if group is None:
            if grouped:
                top = top.merge(grid[1][first])
            _line(top, columns[first].header, size=size, bold=True, first=True, fill=True)
            continue
        _line(top.merge(grid[0][last]), group, size=size, bold=True, first=True, fill=True)
        for at in range(first, last + 1):
            _line(grid[1][at], columns[at].header, size=size, bold=True, first=True, fill=True)


def _shown(column: Column, row: FilledRow | None, number: int) -> str:
    if row is None:
        return str(number) if column.field is FormField.NUMBER else ""
    value = cell_value(column, row, number)
    return value if isinstance(value, str) else show_date(value) if value else ""


def _closing(document: WordDocument, form: Form) -> None:
    # without a paragraph between them Word joins two tables into one
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    table = document.add_table(rows=1, cols=2)
    _widths(table, (128, 129))
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", bold=True, italic=True, size=12, first=True, centred=False)
    for text in ("- Như trên;", "- Lưu: VT."):
        _line(left, text, size=11, centred=False)
    if form.requester_block:
        _line(right, "THỦ TRƯỞNG CƠ QUAN", bold=True, first=True)
        _line(right, "(Ký, đóng dấu, ghi rõ họ tên)", italic=True)
    else:
        _line(right, "XÁC NHẬN CỦA CƠ QUAN, ĐƠN VỊ", bold=True, first=True)


def _body(
    document: WordDocument,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    indent: bool = True,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10) if indent else None
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = bold
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def _line(
    cell: _Cell,
    text: str,
    *,
    size: float = 13,
    bold: bool = False,
    italic: bool = False,
    caps: bool = False,
    first: bool = False,
    centred: bool = True,
    fill: bool = False,
) -> Paragraph:
    """A paragraph in a cell; ``first`` uses the empty one that every cell begins with."""
    paragraph: Paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = _CENTRE if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = bold, italic
    run.font.all_caps = caps or None  # shown in capitals, kept as written
    if fill:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        shade: Any = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _HEAD_FILL)
        cell._tc.get_or_add_tcPr().append(shade)
    return paragraph


def _widths(table: Table, widths: tuple[float, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _repeat(row: Any) -> None:
    """The header again on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
