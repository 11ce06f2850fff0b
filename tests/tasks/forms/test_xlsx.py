"""XLSX letters as agencies really write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from policies.schema import RequestType
from tasks.forms.content import LineFields
from tests.tasks.forms.letters_made import (
    HEADER,
    PEOPLE,
    faults,
    mau_03,
    phu_luc,
    read,
    row_of,
    sheet,
    sheet_cell,
    standard,
)

_MORNING = datetime(1990, 2, 3, 8, 0)  # noqa: DTZ001 — a cell of a sheet has no zone


def _unmerge(page: Worksheet) -> None:
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))


def test_content_under_a_merged_cell_is_a_fault() -> None:
    """What a merge hides nobody sees, but it may be a person: it is not dropped silently."""

    def edit(page: Worksheet) -> None:
        row = row_of(page, PEOPLE[0])
        page.merged_cells.add(f"B{row}:B{row + 1}")  # unlike merge_cells it keeps what it covers

    assert ["cột Họ và tên: có nội dung bị ô gộp che khuất: hãy tách ô"] == [
        message.split(", ", 2)[2]
        for message in faults(sheet(mau_03("xlsx"), edit), "phu-tho", "a.xlsx")
    ]


def test_fault_names_the_row_as_the_sheet_shows_it() -> None:
    """ "dòng 19" is the row that the agency sees at the left of its sheet."""
    content = mau_03("xlsx")
    rows: list[int] = []
    sheet(content, lambda page: rows.append(row_of(page, PEOPLE[1])))
    spoilt = sheet_cell(content, PEOPLE[1], "F", "12345")
    (message,) = faults(spoilt, "phu-tho", "a.xlsx")
    assert message.startswith(f"Mục 2, dòng {rows[0]}, cột Số CMND/CCCD: ")


def test_phone_stored_as_a_number_is_refused() -> None:
    """Its leading 0 is gone."""
    (message,) = faults(sheet_cell(mau_03("xlsx"), PEOPLE[0], "G", 912345678), "phu-tho", "a.xlsx")
    assert message.endswith(
        "cột Số điện thoại đăng ký OTP: số điện thoại lưu ở dạng số nên mất số 0 ở đầu: "
        "hãy để ô dạng văn bản và ghi lại"
    )


def test_citizen_number_stored_as_a_number_survives() -> None:
    """Twelve digits fit into a number cell."""
    letter = read(sheet_cell(mau_03("xlsx"), PEOPLE[0], "F", 101099000001), "phu-tho", "a.xlsx")
    assert (letter.faults, letter.lines[0].fields.citizen_number) == ((), "101099000001")


@pytest.mark.parametrize("written", [date(1990, 2, 3), _MORNING, "03/02/1990", "3-2-1990"])
def test_dates_as_dates_and_as_text(written: object) -> None:
    """A real date and its usual writings are the same day."""
    letter = read(sheet_cell(standard(), PEOPLE[0], "C", written), "hung-yen", "a.xlsx")
    assert letter.faults == ()
    assert date(1990, 2, 3) == letter.lines[0].fields.birth_date


@pytest.mark.parametrize("written", [1990, "31/02/1990", "03/02/90", "1990"])
def test_other_dates_are_refused(written: object) -> None:
    """A year alone, an impossible day, a short year."""
    (message,) = faults(sheet_cell(standard(), PEOPLE[0], "C", written), "hung-yen", "a.xlsx")
    assert "cột Ngày sinh: " in message


def test_word_of_type_is_needed() -> None:
    """A line of the standard form without a type asks for nothing that is known."""
    (message,) = faults(sheet_cell(standard(), PEOPLE[0], "G", None), "hung-yen", "a.xlsx")
    assert message.endswith("cột Loại đề nghị: không được để trống")


def test_what_a_type_needs_is_said() -> None:
    """Locking a mailbox of the standard form needs its address."""
    content = standard(RequestType.LOCK, LineFields(name=PEOPLE[0], unit="Phòng Kinh tế"))
    (message,) = faults(content, "hung-yen", "a.xlsx")
    assert message.endswith(
        "cột Địa chỉ thư điện tử: đề nghị tạm khóa cần có «Địa chỉ thư điện tử»"
    )


def test_content_outside_the_columns_is_a_fault() -> None:
    """Nothing that the agency wrote is dropped silently."""
    (message,) = faults(sheet_cell(mau_03("xlsx"), PEOPLE[0], "J", "gấp"), "phu-tho", "a.xlsx")
    assert message.endswith("cột thứ 10: có nội dung ở cột không có tiêu đề")


def test_rows_pushed_in_above_are_no_matter() -> None:
    """The form is found by its headers, not by its rows."""

    def edit(page: Worksheet) -> None:
        _unmerge(page)
        page.insert_rows(2, 3)

    letter = read(sheet(mau_03("xlsx"), edit), "phu-tho", "a.xlsx")
    assert list(PEOPLE[:3]) == [line.fields.name for line in letter.lines]


def test_table_may_begin_in_another_column() -> None:
    """An empty first column shifts the form and nothing else."""

    def edit(page: Worksheet) -> None:
        _unmerge(page)
        page.insert_cols(1)

    letter = read(sheet(mau_03("xlsx"), edit), "phu-tho", "a.xlsx")
    assert (letter.faults, len(letter.lines), HEADER) == ((), 3, letter.header)


def test_unit_merged_downwards_holds_for_all_its_lines() -> None:
    """As in DOCX."""

    def edit(page: Worksheet) -> None:
        row = row_of(page, PEOPLE[0])
        for below in (row + 1, row + 2):
            page[f"C{below}"].value = None
        page.merge_cells(f"C{row}:C{row + 2}")

    letter = read(sheet(mau_03("xlsx"), edit), "phu-tho", "a.xlsx")
    assert letter.faults == ()
    assert ["Phòng Pháp chế"] * 3 == [line.fields.unit for line in letter.lines]


def test_group_header_without_merge_is_known() -> None:
    """Whoever unmerges the headers has not changed the form."""
    letter = read(sheet(phu_luc("xlsx"), _unmerge), "khanh-hoa", "a.xlsx")
    assert (letter.faults, len(letter.lines)) == ((), 3)


def test_text_below_the_table_is_told_and_passed_over() -> None:
    """ "Nơi nhận" under the list is no request."""

    def edit(page: Worksheet) -> None:
        page.cell(page.max_row + 2, 1).value = "Nơi nhận: như trên"

    letter = read(sheet(phu_luc("xlsx"), edit), "khanh-hoa", "a.xlsx")
    assert (letter.faults, len(letter.lines)) == ((), 3)
    assert any("«Nơi nhận: như trên»" in remark for remark in letter.remarks)


def test_second_sheet_with_a_table_is_named() -> None:
    """Rows of two sheets have the same numbers, so the place names the sheet too."""

    def edit(page: Worksheet) -> None:
        assert page.parent is not None
        page.parent.copy_worksheet(page).title = "Bổ sung"

    letter = read(sheet(phu_luc("xlsx"), edit), "khanh-hoa", "a.xlsx")
    assert {"Trang tính «Đề nghị», Mục 2", "Trang tính «Bổ sung», Mục 2"} == {
        line.section for line in letter.lines
    }


def test_hidden_sheet_is_left_out_and_told() -> None:
    """What the agency does not see it has not asked for."""

    def edit(page: Worksheet) -> None:
        assert page.parent is not None
        hidden = page.parent.copy_worksheet(page)
        hidden.title, hidden.sheet_state = "Cũ", "hidden"

    letter = read(sheet(phu_luc("xlsx"), edit), "khanh-hoa", "a.xlsx")
    assert len(letter.lines) == 3
    assert "bỏ qua trang tính ẩn «Cũ»" in letter.remarks
