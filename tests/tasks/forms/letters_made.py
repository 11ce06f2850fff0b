"""Letters for the tests of reading: filled by the project, then damaged by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from policies.forms import form_by_id
from policies.loader import load
from policies.schema import RequestType
from tasks.forms.archive import Layout
from tasks.forms.blank import filled_form
from tasks.forms.content import LetterHeader, LineFields, ReadLetter
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter

HEADER = LetterHeader(
    superior="Ủy ban nhân dân tỉnh Phú Thọ",
    sender="Sở Nội vụ",
    number="12/SNV-VP",
    dated=date(2025, 11, 6),
    subject="đề nghị cấp mới hộp thư điện tử công vụ",
    requester="Trần Thị Bình",
    requester_position="Chuyên viên",
    requester_unit="Văn phòng, Sở Nội vụ",
    requester_phone="0900000001",
)
PEOPLE = ("Nguyễn Văn Hùng", "Đặng Thị Ánh", "Lê Minh Hiếu", "Phạm Đức Quân")


def filled(
    policy: str,
    form_id: str,
    layout: Layout,
    rows: Sequence[Sequence[FilledRow]],
    header: LetterHeader = HEADER,
) -> bytes:
    """A filled form of a regulation."""
    regulation = load(policy)
    form = form_by_id(regulation, form_id)
    assert form is not None
    return filled_form(form, regulation, layout, header, rows)


def mau_03(layout: Layout, count: int = 3, header: LetterHeader = HEADER) -> bytes:
    """Phú Thọ's Mẫu 03 with so many new people."""
    rows = [
        FilledRow(
            RequestType.NEW,
            LineFields(
                name=PEOPLE[at],
                unit="Phòng Pháp chế",
                position="Chuyên viên",
                decision_number="123/QĐ-SNV",
                decision_date=date(2025, 11, 5),
                citizen_number=f"00109900000{at}",
                phone=f"090000000{at}",
            ),
        )
        for at in range(count)
    ]
    return filled("phu-tho", "mau-03", layout, (rows, ()), header)


def phu_luc(layout: Layout, request_type: RequestType = RequestType.NEW, count: int = 3) -> bytes:
    """Khánh Hòa's Phụ lục, so many people with one mark each."""
    rows = [
        FilledRow(
            request_type,
            LineFields(name=PEOPLE[at], unit="Phòng Pháp chế", position="Chuyên viên"),
        )
        for at in range(count)
    ]
    return filled("khanh-hoa", "phu-luc", layout, ((), rows))


def standard(
    request_type: RequestType = RequestType.NEW, fields: LineFields | None = None
) -> bytes:
    """The standard form under Hưng Yên's regulation with one person."""
    row = FilledRow(request_type, fields or LineFields(name=PEOPLE[0], unit="Phòng Kinh tế"))
    return filled("hung-yen", "mau-chuan", "xlsx", ([row], ()))


def word(content: bytes, edit: Callable[[WordDocument], object]) -> bytes:
    """The DOCX after an edit."""
    document = Document(io.BytesIO(content))
    edit(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def word_cell(content: bytes, table: int, row: int, column: int, text: str) -> bytes:
    """The DOCX with one cell written anew; tables from 0, the letterhead is the first."""

    def edit(document: WordDocument) -> None:
        document.tables[table].rows[row].cells[column].text = text

    return word(content, edit)


def sheet(content: bytes, edit: Callable[[Worksheet], object]) -> bytes:
    """The XLSX after an edit of its first sheet."""
    book = load_workbook(io.BytesIO(content))
    edit(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_cell(content: bytes, beside: str, column: str, value: object) -> bytes:
    """The XLSX with one cell written anew: that of a column in the row that holds a text."""

    def edit(page: Worksheet) -> None:
        page[f"{column}{row_of(page, beside)}"].value = value

    return sheet(content, edit)


def row_of(page: Worksheet, text: str) -> int:
    """The row of the sheet in which a text stands first."""
    return next(
        number
        for number, row in enumerate(page.iter_rows(values_only=True), start=1)
        if text in row
    )


def part(content: bytes, name: str, pattern: str, replacement: str) -> bytes:
    """The archive with a pattern replaced once in one of its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == name:
                text, times = re.subn(pattern, lambda _: replacement, data.decode(), count=1)
                assert times == 1
                data = text.encode()
            changed.writestr(entry.filename, data)
    return target.getvalue()


def read(content: bytes, policy: str, file_name: str) -> ReadLetter:
    """The letter as the project reads it."""
    return read_letter(content, file_name, load(policy))


def faults(content: bytes, policy: str, file_name: str) -> list[str]:
    """Every fault as people see it."""
    return [str(fault) for fault in read(content, policy, file_name).faults]
