"""The head of a letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from docx.document import Document as WordDocument

from tasks.forms.content import LetterHeader
from tests.tasks.forms.letters_made import HEADER, faults, mau_03, read, sheet_cell, word


def _head(edit: Callable[[WordDocument], None]) -> LetterHeader:
    return read(word(mau_03("docx"), edit), "phu-tho", "a.docx").header


def _rewrite(old: str, new: str) -> Callable[[WordDocument], None]:
    """Write a line of the letterhead or of the body anew."""

    def edit(document: WordDocument) -> None:
        cells = document.tables[0].rows[0].cells
        paragraphs = [*cells[0].paragraphs, *cells[1].paragraphs, *document.paragraphs]
        paragraph = next(one for one in paragraphs if old in one.text)
        paragraph.runs[0].text = new

    return edit


def test_sender_in_capitals_is_read_as_the_opening_writes_it() -> None:
    """The same name stands in small letters in the opening sentence."""
    assert _head(_rewrite("Sở Nội vụ", "SỞ NỘI VỤ")).sender == "Sở Nội vụ"


def test_committee_over_commune_is_one_name() -> None:
    """ "ỦY BAN NHÂN DÂN" over "XÃ TIÊN LỮ" has no superior."""

    def edit(document: WordDocument) -> None:
        superior, sender = document.tables[0].rows[0].cells[0].paragraphs[:2]
        superior.runs[0].text, sender.runs[0].text = "ỦY BAN NHÂN DÂN", "XÃ TIÊN LỮ"
        superior.runs[0].bold = True

    header = _head(edit)
    assert (None, "ỦY BAN NHÂN DÂN XÃ TIÊN LỮ") == (header.superior, header.sender)


def test_letter_without_superior() -> None:
    """One name over the number is the sender's."""

    def edit(document: WordDocument) -> None:
        first = document.tables[0].rows[0].cells[0].paragraphs[0]._p
        first.getparent().remove(first)

    assert replace(HEADER, superior=None) == _head(edit)


def test_subject_may_run_over_lines() -> None:
    """ "V/v …" goes on to the end of its cell."""

    def edit(document: WordDocument) -> None:
        document.tables[0].rows[0].cells[0].add_paragraph("cho công chức mới")

    assert f"{HEADER.subject} cho công chức mới" == _head(edit).subject


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Việt Trì, ngày 05 tháng 01 năm 2026", date(2026, 1, 5)),
        ("ngày  5  tháng  1  năm 2026", date(2026, 1, 5)),
        ("Phú Thọ, ngày … tháng … năm 2026", None),
        ("Phú Thọ, ngày..... tháng ... năm 202...", None),
    ],
)
def test_date_of_the_letter(written: str, read_as: date | None) -> None:
    """A date that is not yet written in stays open."""
    assert read_as == _head(_rewrite("Phú Thọ, ngày", written)).dated


def test_impossible_date_of_the_letter_is_a_fault() -> None:
    """It is named by its place in the head."""
    content = word(mau_03("docx"), _rewrite("Phú Thọ, ngày", "Phú Thọ, ngày 31 tháng 9 năm 2025"))
    assert [
        "Phần đầu văn bản, Ngày văn bản: ngày «ngày 31 tháng 9 năm 2025» không có thật"
    ] == faults(content, "phu-tho", "a.docx")


def test_letter_without_number_is_remarked() -> None:
    """A letter may come before its number is known; the clerk sees it."""
    content = mau_03("docx", header=replace(HEADER, number=None, dated=None))
    letter = read(content, "phu-tho", "a.docx")
    assert letter.faults == ()
    assert "văn bản chưa ghi số và ngày" in letter.remarks


def test_letter_without_sender_is_a_fault() -> None:
    """Nobody can be answered."""
    content = mau_03("docx", header=replace(HEADER, sender=None))
    assert ["Phần đầu văn bản, Cơ quan, tổ chức đề nghị: không đọc được tên cơ quan gửi"] == faults(
        content, "phu-tho", "a.docx"
    )


def test_phone_of_the_requester_as_a_number_is_refused() -> None:
    """In a spreadsheet its leading 0 is lost here too."""
    content = sheet_cell(mau_03("xlsx"), "Điện thoại liên hệ", "C", 912345678)
    (message,) = faults(content, "phu-tho", "a.xlsx")
    assert message.startswith("Phần đầu văn bản, Điện thoại liên hệ: số điện thoại lưu ở dạng số")


def test_date_of_the_letter_as_text_in_a_sheet() -> None:
    """A date typed as text is read as one."""
    content = sheet_cell(mau_03("xlsx"), "Ngày văn bản", "C", "ngày 05 tháng 11 năm 2025")
    assert date(2025, 11, 5) == read(content, "phu-tho", "a.xlsx").header.dated
