"""Rows that ask by an X in one of several columns."""

from __future__ import annotations

from policies.schema import RequestType
from tests.tasks.forms.letters_made import PEOPLE, faults, phu_luc, read, word_cell


def test_two_marks_in_a_row_name_both_columns() -> None:
    """One line asks for one thing."""
    content = word_cell(phu_luc("docx"), 2, 2, 6, "x")
    assert [
        "Mục 2, dòng 1, cột Cấp mới, Thu hồi: "
        "đánh dấu X ở 2 cột «Cấp mới» và «Thu hồi»: mỗi dòng chỉ một đề nghị"
    ] == faults(content, "khanh-hoa", "a.docx")


def test_row_without_mark_is_a_fault() -> None:
    """A person named without a request cannot be served."""
    content = word_cell(phu_luc("docx"), 2, 3, 4, "")
    assert [
        "Mục 2, dòng 2: chưa đánh dấu X vào cột nào trong "
        "«Cấp mới», «Cấp lại mật khẩu», «Thu hồi», «Thay đổi thông tin»"
    ] == faults(content, "khanh-hoa", "a.docx")


def test_change_needs_the_column_of_the_former_unit() -> None:
    """The note of Khánh Hòa's form asks for one more column on changes."""
    content = phu_luc("docx", RequestType.CHANGE, 1)
    assert [
        "Mục 2, dòng 1: đề nghị thay đổi thông tin cần có "
        "«Cơ quan, đơn vị đã công tác trước đó»: hãy thêm cột này vào bảng"
    ] == faults(content, "khanh-hoa", "a.docx")


def test_two_equal_lines_are_remarked_not_refused() -> None:
    """Whether one person stands there twice is for the reviewer."""
    content = word_cell(phu_luc("docx"), 2, 3, 1, PEOPLE[0])
    letter = read(content, "khanh-hoa", "a.docx")
    assert letter.faults == ()
    assert "Mục 2, dòng 2: trùng nội dung với Mục 2, dòng 1" in letter.remarks
