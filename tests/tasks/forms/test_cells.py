"""What each kind of cell may hold."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from policies.schema import RequestType
from tasks.forms import cells
from tasks.forms.cells import Decision
from tasks.forms.grid import Cell
from tasks.forms.text import Notes, text_of
from tasks.forms.unreadable import Unreadable


def _refusal(parse: object, value: object) -> str:
    assert callable(parse)
    with pytest.raises(Unreadable) as refused:
        parse(Cell(value), Notes())  # type: ignore[arg-type]  # whatever a file may hold
    return str(refused.value)


def test_decomposed_text_is_composed_and_noted() -> None:
    """NFD text reads like NFC text, and the letter's remarks say so."""
    notes = Notes()
    assert cells.person_name(Cell(unicodedata.normalize("NFD", "Đỗ Thị Hậu")), notes) == (
        "Đỗ Thị Hậu"
    )
    assert notes.remarks() == ("chuẩn hóa dấu tiếng Việt về dạng dựng sẵn (NFC) ở 1 ô",)


@pytest.mark.parametrize("letter", ["\u00d0", "\u0189"])
def test_eth_becomes_d_with_stroke(letter: str) -> None:
    """Ð and Ɖ look like Đ and are read as it."""
    notes = Notes()
    assert cells.person_name(Cell(f"{letter}ặng Thị Ánh"), notes) == "Đặng Thị Ánh"
    assert notes.like_d == 1


def test_hidden_characters_are_dropped_and_noted() -> None:
    """A zero-width space or a direction mark is not part of a name."""
    notes = Notes()
    assert cells.person_name(Cell("Lê\u200b Minh\u202e Hiếu\x07"), notes) == "Lê Minh Hiếu"
    assert notes.remarks() == ("bỏ ký tự điều khiển hoặc ký tự ẩn ở 1 ô",)


def test_line_breaks_inside_a_cell_are_spaces() -> None:
    """A name broken over two lines is one name."""
    assert cells.person_name(Cell("Nguyễn Văn\nHùng"), Notes()) == "Nguyễn Văn Hùng"


def test_look_alike_letter_is_refused_by_name() -> None:
    """A Cyrillic о in a name is not taken for a Latin o."""
    assert _refusal(cells.person_name, "H\u043eàng Anh") == (
        "chữ «\u043e» (CYRILLIC SMALL LETTER O) không thuộc bảng chữ Latinh: hãy gõ lại"
    )


def test_private_use_characters_are_refused() -> None:
    """Text of an old font that only that font shows is not read."""
    assert "U+E000" in _refusal(text_of, "a\ue000")


@pytest.mark.parametrize("text", ["Nguyễn Văn T0àn", "Lê; Hiếu", "Lê <b> Hiếu", "Lê Hiếu (nam)"])
def test_name_with_other_signs_is_refused(text: str) -> None:
    """A name holds letters, spaces and ' ’ - . only."""
    assert "tên người có ký tự không hợp lệ" in _refusal(cells.person_name, text)


def test_capital_inside_a_word_is_refused_as_an_old_encoding() -> None:
    """TCVN3 text shows as "NguyÔn V¨n"; where it slips through as letters, the capitals tell."""
    assert "TCVN3" in _refusal(cells.person_name, "NguyÔn Văn A")


@pytest.mark.parametrize("name", ["H'Hen Niê", "K’Brôi", "NGUYỄN VĂN HÙNG", "Y-Thanh", "Niê"])
def test_names_of_all_peoples_are_read(name: str) -> None:
    """Apostrophes, hyphens, capitals and single words occur."""
    assert name == cells.person_name(Cell(name), Notes())


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("001099000001", "001099000001"),
        ("001 099 000 001", "001099000001"),
        ("001.099.000.001", "001099000001"),
        (101099000001.0, "101099000001"),
        ("123456789", "123456789"),
        (None, None),
        ("…", None),
    ],
)
def test_citizen_numbers_have_nine_or_twelve_digits(value: object, number: str | None) -> None:
    """Spaces and dots are passed over; a number cell of twelve digits keeps them all."""
    assert number == cells.citizen_number(Cell(value), Notes())  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["00109900123", "0010990001234", "00109900012A", 1099000123.0])
def test_wrong_citizen_number_shows_at_most_three_digits(value: object) -> None:
    """A message about a citizen number never repeats it."""
    message = _refusal(cells.citizen_number, value)
    runs = "".join(c if c.isdigit() else " " for c in message).split()
    assert max((len(run) for run in runs), default=0) <= 3


def test_citizen_number_that_lost_its_zeros_is_told_how() -> None:
    """A number cell drops leading zeros; the message says to store text."""
    assert "hãy để ô dạng văn bản" in _refusal(cells.citizen_number, 1099000123.0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("+84(0)912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("02103 846 123", "02103846123"),
    ],
)
def test_phones_are_written_one_way(text: str, number: str) -> None:
    """+84 and spacing are the writer's; the number begins with 0."""
    assert number == cells.phone(Cell(text), Notes())


@pytest.mark.parametrize("text", ["912345678", "0912345678; 0987654321", "012", "không có"])
def test_other_phones_are_refused(text: str) -> None:
    """A missing 0, two numbers, or words are not guessed at."""
    assert "không phải một số điện thoại" in _refusal(cells.phone, text)


def test_phone_in_a_number_cell_is_refused() -> None:
    """It has lost its leading 0."""
    assert _refusal(cells.phone, 912345678.0) == (
        "số điện thoại lưu ở dạng số nên mất số 0 ở đầu: hãy để ô dạng văn bản và ghi lại"
    )


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        (
            "Quyết định số 123/QĐ-SNV ngày 05/11/2025",
            Decision("123/QĐ-SNV", date(2025, 11, 5)),
        ),
        ("QĐ số 9/QĐ-UBND, 5-1-2025", Decision("9/QĐ-UBND", date(2025, 1, 5))),
        (
            "123 / QĐ-SNV ngày 05 tháng 11 năm 2025 của Giám đốc Sở Nội vụ",
            Decision("123/QĐ-SNV", date(2025, 11, 5)),
        ),
        ("Số: 123/QĐ-SNV", Decision("123/QĐ-SNV")),
        ("Theo hợp đồng", Decision("Theo hợp đồng", None, understood=False)),
    ],
)
def test_decision_gives_number_and_date(text: str, decision: Decision) -> None:
    """What isn't a number and a date is kept whole as text."""
    assert decision == cells.decision(Cell(text), Notes())


def test_decision_with_an_impossible_date_is_refused() -> None:
    """Retention is counted from that date, so it is not dropped silently."""
    assert "không có thật" in _refusal(cells.decision, "Quyết định số 1/QĐ-A ngày 31/02/2025")


def test_address_is_lower_case_in_the_domain() -> None:
    """Capitals are the writer's."""
    cell = Cell("HungTM@PhuTho.gov.vn")
    assert cells.address(cell, Notes(), "phutho.gov.vn") == "hungtm@phutho.gov.vn"


@pytest.mark.parametrize(
    "text",
    ["hungtm", "hungtm@gmail.com", "hùng@phutho.gov.vn", "a b@phutho.gov.vn", "@phutho.gov.vn"],
)
def test_other_addresses_are_refused(text: str) -> None:
    """No domain, another domain, or signs that no mailbox has."""
    with pytest.raises(Unreadable):
        cells.address(Cell(text), Notes(), "phutho.gov.vn")


@pytest.mark.parametrize("text", ["x", "X", "✓", " x "])
def test_marks(text: str) -> None:
    """An X in either case, or a tick."""
    assert cells.is_marked(Cell(text), Notes()) is True


@pytest.mark.parametrize("value", ["1", "có", "xx", "\u0445", 1.0])
def test_anything_else_is_no_mark(value: object) -> None:
    """Also not a Cyrillic х."""
    assert _refusal(cells.is_marked, value)


def test_word_of_type() -> None:
    """A word names a type, and a wrong one is answered with the list."""
    assert cells.request_type(Cell("tạm khóa"), Notes()) is RequestType.LOCK
    assert "Tạm khóa, Khôi phục" in _refusal(cells.request_type, "Mở khóa")


def test_birth_date_as_a_number_is_refused() -> None:
    """A serial number or a lone year is not a date."""
    assert _refusal(cells.day, 1985.0) == "ô chứa số, không phải ngày: hãy ghi dạng dd/mm/yyyy"


def test_truth_values_are_refused() -> None:
    """A ticked box of a spreadsheet is not text."""
    assert "TRUE/FALSE" in _refusal(text_of, True)


def test_citizen_number_in_a_wrong_column_is_masked() -> None:
    """A message may quote the cell, but not twelve digits of it."""
    assert "001099123456" not in _refusal(cells.phone, "001099123456")
