"""A letter with faults, so that a returned letter can be seen."""

from __future__ import annotations

import io

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

_ROW = 3  # of the table of people: below two rows of headers, the second person


def with_faults(content: bytes) -> bytes:
    """A DOCX of Khánh Hòa's Phụ lục with an impossible date, a digit in a name and a second X."""
    document = Document(io.BytesIO(content))
    head, _, people = document.tables[:3]
    for paragraph in head.rows[0].cells[1].paragraphs:
        if ", ngày" in paragraph.text:
            _write(paragraph, "Khánh Hòa, ngày 31 tháng 9 năm 2025")
    _write(_paragraph(people, _ROW, 1), "Nguyễn Văn T0àn")
    for column in (4, 6):  # "Cấp mới" and "Thu hồi"
        _write(_paragraph(people, _ROW - 1, column), "X")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _paragraph(table: Table, row: int, column: int) -> Paragraph:
    paragraph: Paragraph = table.rows[row].cells[column].paragraphs[0]
    return paragraph


def _write(paragraph: Paragraph, text: str) -> None:
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
