"""A form as a spreadsheet: labelled cells for the head, then each table with the same columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from policies.schema import Column, Form, FormField, Regulation, Section
from tasks.forms.content import LetterHeader
from tasks.forms.filling import (
    BLANK_ROWS,
    FilledRow,
    cell_value,
    groups_of,
    opening_of,
    shown_columns,
)
from tasks.forms.letterhead import SHEET_LABELS
from tasks.forms.xlsx_checks import DATE_CHECK, PERSON_CHECK, PHONE_CHECK, Checks

_FONT = "Times New Roman"
_TEXT = "@"
_DATE = "dd/mm/yyyy"
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_UNDER = Border(bottom=Side(style="hair"))
_HEAD = PatternFill("solid", fgColor="F2F2F2")
_WRAP = Alignment(wrap_text=True, vertical="center")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_LABEL, _VALUE = 2, 3  # columns of the head
_DATES = frozenset({FormField.BIRTH_DATE, FormField.DECISION_DATE})
_MIDDLE = frozenset({FormField.NUMBER, FormField.MARK})
_WIDTHS = {  # in characters
    FormField.NUMBER: 6,
    FormField.MARK: 11,
    FormField.NAME: 30,
    FormField.BIRTH_DATE: 13,
    FormField.UNIT: 34,
    FormField.FORMER_UNIT: 30,
    FormField.ADDRESS: 34,
    FormField.DECISION: 36,
    FormField.DECISION_DATE: 13,
}
_WIDTH = 20
_HINTS = {  # of the head, by field of LetterHeader
    "sender": "Ghi đủ tên cơ quan, tổ chức đề nghị. Bắt buộc.",
    "number": "Ví dụ: 12/SNV-VP",
    "dated": "Ghi đủ ngày/tháng/năm, dạng dd/mm/yyyy, ví dụ 05/11/2025",
    "requester_phone": "9 đến 11 chữ số, bắt đầu bằng 0, không có dấu cách",
}
_CHECKS = {"dated": DATE_CHECK, "requester": PERSON_CHECK, "requester_phone": PHONE_CHECK}
_COLOURED = "Ô đổi sang nền hồng là ô bắt buộc còn để trống."


def write_xlsx(
    form: Form,
    regulation: Regulation,
    header: LetterHeader,
    rows_by_section: Sequence[tuple[FilledRow, ...]],
) -> bytes:
    """The form as XLSX, blank where ``header`` and rows are."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Đề nghị"
    shown = [
        (section, rows, shown_columns(section, rows))
        for section, rows in zip(form.sections, rows_by_section, strict=True)
    ]
    width = max(len(columns) for _, _, columns in shown)
    checks = Checks(book, sheet, regulation)
    blank = not any(rows_by_section)
    row = _head(sheet, checks, form, header, width, blank=blank)
    for section, rows, columns in shown:
        row = _section(sheet, checks, row + 1, section, rows, columns, width)
    _column_widths(sheet, [columns for _, _, columns in shown])
    sheet.freeze_panes = "C1"  # number and name stay in sight
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(
    sheet: Worksheet,
    checks: Checks,
    form: Form,
    header: LetterHeader,
    width: int,
    *,
    blank: bool,
) -> int:
    """Title, labelled cells, opening and notes; the last row written."""
    _wide(sheet, 1, form.title.upper(), width, Font(name=_FONT, size=14, bold=True), centred=True)
    row = 2
    for name, label in SHEET_LABELS.items():
        row += 1
        sheet.cell(row, _LABEL, label).font = Font(name=_FONT, bold=True)
        value = getattr(header, name)
        if name == "subject":
            value = value or form.subject
        cell = sheet.cell(row, _VALUE, value)
        cell.number_format = _DATE if isinstance(value, date) else _TEXT
        cell.font = Font(name=_FONT)
        cell.alignment = Alignment(horizontal="left")
        for column in range(_VALUE, _VALUE + 4):
            sheet.cell(row, column).border = _UNDER
        sheet.merge_cells(start_row=row, end_row=row, start_column=_VALUE, end_column=_VALUE + 3)
        checks.cell(cell.coordinate, label, _HINTS.get(name, ""), _CHECKS.get(name))
        if name == "sender":
            checks.needs(cell.coordinate)
    plain = Font(name=_FONT)
    texts = (f"Kính gửi: {form.addressee}", *opening_of(form, header))
    notes = (*form.footnotes, *((_COLOURED,) if blank else ()))
    for text in (*texts, *(f"Ghi chú: {note}" for note in notes)):
        row += 1
        _wide(sheet, row, text, width, plain)
    return row


def _wide(
    sheet: Worksheet, row: int, text: str, width: int, font: Font, *, centred: bool = False
) -> None:
    cell = sheet.cell(row, 1, text)
    cell.font = font
    cell.alignment = _CENTRE if centred else _WRAP
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    # a merged cell does not grow with its text
    sheet.row_dimensions[row].height = 18 * (1 + len(text) // (14 * width))


def _section(
    sheet: Worksheet,
    checks: Checks,
    row: int,
    section: Section,
    rows: tuple[FilledRow, ...],
    columns: tuple[Column, ...],
    width: int,
) -> int:
    """Title, headers and rows; the last row written."""
    _wide(sheet, row + 1, section.title, width, Font(name=_FONT, bold=True))
    first = _headers(sheet, row + 2, columns)
    last = first + (len(rows) or BLANK_ROWS["xlsx"]) - 1
    for number, at in enumerate(range(first, last + 1), start=1):
        filled = rows[number - 1] if rows else None
        for place, column in enumerate(columns, start=1):
            _cell(sheet, at, place, column, filled, number)
    checks.table(section, columns, first, last)
    return last


def _headers(sheet: Worksheet, row: int, columns: tuple[Column, ...]) -> int:
    """One row of headers, or two where columns are grouped; the first row of data."""
    grouped = any(column.group for column in columns)
    for group, first, last in groups_of(columns):
        if group is not None:
            _header(sheet, row, first + 1, group)
            for at in range(first, last + 1):
                _header(sheet, row + 1, at + 1, columns[at].header)
                _header(sheet, row, at + 1, None)
            sheet.merge_cells(
                start_row=row, end_row=row, start_column=first + 1, end_column=last + 1
            )
            continue
        _header(sheet, row, first + 1, columns[first].header)
        if grouped:
            _header(sheet, row + 1, first + 1, None)
            sheet.merge_cells(
                start_row=row, end_row=row + 1, start_column=first + 1, end_column=first + 1
            )
    sheet.row_dimensions[row].height = 34
    return row + (2 if grouped else 1)


def _header(sheet: Worksheet, row: int, column: int, text: str | None) -> None:
    cell = sheet.cell(row, column)
    if text is not None:
        cell.value = text
    cell.font = Font(name=_FONT, bold=True)
    cell.alignment = _CENTRE
    cell.border = _BOX
    cell.fill = _HEAD


def _cell(
    sheet: Worksheet, row: int, place: int, column: Column, filled: FilledRow | None, number: int
) -> None:
    cell = sheet.cell(row, place)
    cell.font = Font(name=_FONT)
    cell.border = _BOX
    cell.alignment = _CENTRE if column.field in _MIDDLE else _WRAP
    # text, so that a phone keeps its leading 0 and a number its digits, and that 05/11 typed into a
    # spreadsheet of another country does not become 11 May
    cell.number_format = _TEXT
    if column.field is FormField.NUMBER:
        cell.value = number
        cell.number_format = "0"
    elif filled is not None:
        cell.value = cell_value(column, filled, number)
        cell.number_format = _DATE if column.field in _DATES else _TEXT


def _column_widths(sheet: Worksheet, tables: Sequence[tuple[Column, ...]]) -> None:
    for place in range(max(len(columns) for columns in tables)):
        fields = [columns[place].field for columns in tables if place < len(columns)]
        width = max(_WIDTHS.get(field, _WIDTH) for field in fields)
        dimension = sheet.column_dimensions[get_column_letter(place + 1)]
        dimension.width = width
        if place:  # beside the numbers, also below the rows that are offered
            dimension.number_format = _TEXT
