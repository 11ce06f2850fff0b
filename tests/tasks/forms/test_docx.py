"""DOCX letters as agencies really write them."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Row

from tests.tasks.forms.letters_made import (
    PEOPLE,
    faults,
    mau_03,
    phu_luc,
    read,
    word,
    word_cell,
)

_NEW, _REVOKE = 1, 2  # tables of Mẫu 03; the letterhead is the first


def _new_row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it untyped
    return row


def _names(content: bytes, policy: str = "phu-tho") -> list[str | None]:
    letter = read(content, policy, "a.docx")
    assert letter.faults == ()
    return [line.fields.name for line in letter.lines]


def test_empty_rows_and_dots_are_passed_over() -> None:
    """Rows with only a number or with "…" ask for nothing."""

    def edit(document: WordDocument) -> None:
        table = document.tables[_NEW]
        for text in ("", "…", "...."):
            row = _new_row(table)
            row.cells[0].text = "9"
            row.cells[1].text = text

    assert list(PEOPLE[:3]) == _names(word(mau_03("docx"), edit))


def test_number_column_names_the_line() -> None:
    """A fault names the line by the number that the agency wrote."""

    def edit(document: WordDocument) -> None:
        for number, row in zip(("11", "12", "13"), document.tables[_NEW].rows[1:], strict=True):
            row.cells[0].text = number
        document.tables[_NEW].rows[2].cells[5].text = "12345"

    assert [
        "Mục 2, dòng 12, cột Số CMND/CCCD: có 5 chữ số (…345), cần 9 số CMND hoặc 12 số CCCD"
    ] == faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")


def test_place_names_the_line_where_numbers_repeat() -> None:
    """Where the agency's numbers are not distinct, the place in the table is named."""

    def edit(document: WordDocument) -> None:
        for row in document.tables[_NEW].rows[1:]:
            row.cells[0].text = "1"
        document.tables[_NEW].rows[3].cells[5].text = "12345"

    (message,) = faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert message.startswith("Mục 2, dòng 3, cột Số CMND/CCCD: ")


def test_unit_merged_downwards_holds_for_all_its_lines() -> None:
    """A unit written once over several lines is the unit of each."""

    def edit(document: WordDocument) -> None:
        cells = document.tables[_NEW].columns[2].cells
        for cell in cells[2:]:
            cell.text = ""
        cells[1].merge(cells[3])

    letter = read(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert letter.faults == ()
    assert ["Phòng Pháp chế"] * 3 == [line.fields.unit for line in letter.lines]


def test_name_merged_downwards_is_refused() -> None:
    """One name over two lines is not two people."""

    def edit(document: WordDocument) -> None:
        cells = document.tables[_NEW].columns[1].cells
        cells[2].text = ""
        cells[1].merge(cells[2])

    assert [
        "Mục 2, dòng 2, cột Họ và tên: ô gộp với dòng trên: hãy tách ô, mỗi dòng một nội dung"
    ] == faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")


def test_cells_merged_sideways_are_refused() -> None:
    """Name and unit in one cell are not taken apart."""

    def edit(document: WordDocument) -> None:
        cells = document.tables[_NEW].rows[1].cells
        cells[2].text = ""
        cells[1].merge(cells[2])

    assert [
        "Mục 2, dòng 1, cột Cơ quan, đơn vị công tác: "
        "ô gộp với ô bên trái: hãy tách ô, mỗi cột một nội dung"
    ] == faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")


def test_subheading_over_the_whole_width_is_told_and_passed_over() -> None:
    """ "I. Văn phòng" across the table is no request, and nothing vanishes silently."""

    def edit(document: WordDocument) -> None:
        table = document.tables[_NEW]
        row = _new_row(table)
        row.cells[0].merge(row.cells[-1]).text = "I. Văn phòng"

    letter = read(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert (letter.faults, len(letter.lines)) == ((), 3)
    assert any("«I. Văn phòng»" in remark for remark in letter.remarks)


def test_decomposed_letter_reads_the_same() -> None:
    """A whole letter in NFD, as some machines write, is read like any other."""

    def edit(document: WordDocument) -> None:
        for element in document.element.body.iter(qn("w:t")):
            element.text = unicodedata.normalize("NFD", element.text or "")

    whole = mau_03("docx")
    decomposed = read(word(whole, edit), "phu-tho", "a.docx")
    expected = read(whole, "phu-tho", "a.docx")
    assert (expected.header, expected.lines) == (decomposed.header, decomposed.lines)


def test_headers_are_known_whatever_their_case_marks_and_spaces() -> None:
    """ "HỌ  VÀ TÊN" and "Chức vụ" without "(Nếu có)" are the form's columns."""
    content = word_cell(mau_03("docx"), _NEW, 0, 1, "HỌ  VÀ\nTÊN")
    content = word_cell(content, _NEW, 0, 3, "Chức vụ")
    content = word_cell(content, _NEW, 0, 4, "Quyết định tuyển dụng/tiếp nhận")
    assert list(PEOPLE[:3]) == _names(content)


def test_missing_and_unknown_columns_are_both_named() -> None:
    """A renamed column is one that is missing and one that is unknown."""
    content = word_cell(mau_03("docx"), _NEW, 0, 5, "Mã số thuế")
    form = "«Mẫu đăng ký cấp mới/thu hồi hộp thư điện tử công vụ cho cá nhân» (Phụ lục Mẫu số 03)"
    assert [
        f"Mục 2: thiếu cột «Số CMND/CCCD» của mẫu {form}",
        f"Mục 2: cột «Mã số thuế» không có trong mẫu {form} hoặc bị lặp lại",
    ] == faults(content, "phu-tho", "a.docx")


def test_wrong_form_is_answered_with_those_accepted() -> None:
    """A letter on no known form learns which ones the regulation has."""

    def edit(document: WordDocument) -> None:
        for table in document.tables[1:]:
            table._element.getparent().remove(table._element)

    (message,) = faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert message.startswith("Văn bản: không nhận ra mẫu đề nghị; quy chế chấp nhận: «Mẫu")
    assert all(f"Phụ lục Mẫu số 0{number}" in message for number in range(1, 5))


def test_form_of_another_province_is_not_accepted() -> None:
    """Khánh Hòa's form is not one of Phú Thọ's."""
    (message, *_) = faults(phu_luc("docx"), "phu-tho", "a.docx")
    assert "mẫu" in message


def test_layout_that_the_form_lacks_is_a_fault() -> None:
    """The standard form comes as a spreadsheet only; nothing else is taken for it."""
    (message,) = faults(mau_03("docx"), "hung-yen", "a.docx")
    assert "không nhận ra mẫu đề nghị" in message


def test_table_without_rows_may_be_left_out() -> None:
    """Who asks for nothing to be revoked may delete that table."""

    def edit(document: WordDocument) -> None:
        element = document.tables[_REVOKE]._element
        element.getparent().remove(element)

    assert list(PEOPLE[:3]) == _names(word(mau_03("docx"), edit))


def test_further_table_is_not_passed_over() -> None:
    """A table of an unknown shape may hold requests, so it is a fault."""

    def edit(document: WordDocument) -> None:
        table = document.add_table(2, 4)
        for cell in table.rows[0].cells:
            cell.text = "Tên gọi"

    (message,) = faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert "hãy bỏ đi hoặc dùng đúng mẫu" in message


def test_title_of_the_other_section_is_a_fault() -> None:
    """New people under the title for revocations could mean either."""

    def edit(document: WordDocument) -> None:
        for paragraph in document.paragraphs:
            if paragraph.text.startswith("2. Danh sách"):
                paragraph.runs[
                    0
                ].text = "3. Danh sách đề nghị thu hồi hộp thư điện tử công vụ cho cá nhân, gồm:"

    (message,) = faults(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert "không khớp với các cột của bảng" in message


def _wrap(document: WordDocument, row: int, tag: str) -> Any:
    """Put a row of the table of new people inside another element."""
    element = document.tables[_NEW].rows[row]._tr
    outer = OxmlElement(tag)
    element.getparent().replace(element, outer)
    return outer, element


def test_rows_in_content_controls_are_read() -> None:
    """Word forms wrap rows in w:sdt; they are rows all the same."""

    def edit(document: WordDocument) -> None:
        outer, row = _wrap(document, 2, "w:sdt")
        content = OxmlElement("w:sdtContent")
        outer.append(content)
        content.append(row)

    assert list(PEOPLE[:3]) == _names(word(mau_03("docx"), edit))


def test_tracked_changes_are_told() -> None:
    """Inserted text is read, deleted text is not, and the remarks say so."""

    def edit(document: WordDocument) -> None:
        paragraph = document.tables[_NEW].rows[1].cells[1].paragraphs[0]._p
        run = paragraph.find(qn("w:r"))
        inserted = OxmlElement("w:ins")
        deleted = OxmlElement("w:del")
        gone = copy.deepcopy(run)
        gone.find(qn("w:t")).tag = qn("w:delText")
        gone.find(qn("w:delText")).text = "Phạm Thị Xóa"
        paragraph.replace(run, inserted)
        inserted.append(run)
        deleted.append(gone)
        paragraph.append(deleted)

    letter = read(word(mau_03("docx"), edit), "phu-tho", "a.docx")
    assert list(PEOPLE[:3]) == [line.fields.name for line in letter.lines]
    assert any("dấu vết chỉnh sửa" in remark for remark in letter.remarks)


def test_table_inside_a_cell_is_refused() -> None:
    """What stands in a nested table is not guessed at."""

    def edit(document: WordDocument) -> None:
        document.tables[_NEW].rows[1].cells[7].add_table(1, 1).cell(0, 0).text = "x"

    assert ["Mục 2, dòng 1, cột Ghi chú: ô chứa một bảng bên trong: hãy chỉ ghi chữ"] == faults(
        word(mau_03("docx"), edit), "phu-tho", "a.docx"
    )


def test_every_fault_is_told_at_once() -> None:
    """The agency corrects its letter once, not once for each fault."""
    content = word_cell(mau_03("docx"), _NEW, 1, 1, "Nguyễn Văn 2")
    content = word_cell(content, _NEW, 1, 5, "")
    content = word_cell(content, _NEW, 3, 6, "không có")
    assert ["dòng 1, cột Họ và tên", "dòng 1, cột Số CMND/CCCD", "dòng 3, cột Số điện thoại"] == [
        message.split(": ")[0].removeprefix("Mục 2, ").removesuffix(" đăng ký OTP")
        for message in faults(content, "phu-tho", "a.docx")
    ]
