"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.forms.dates import read_date
from tasks.forms.unreadable import Unreadable


@pytest.mark.parametrize(
    "text",
    [
        "05/11/2025",
        "5/11/2025",
        "05-11-2025",
        "5.11.2025",
        "05 / 11 / 2025",
        "2025-11-05",
        "ngày 05 tháng 11 năm 2025",
        "Ngày 5 tháng 11 năm 2025",
        "ngày 05/11/2025",
    ],
)
def test_day_stands_before_month(text: str) -> None:
    """Every usual writing of 5 November 2025 is that day."""
    assert date(2025, 11, 5) == read_date(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31/02/2025", "ngày «31/02/2025» không có thật"),
        ("05/11/25", "ngày «05/11/25» không rõ: năm phải ghi đủ bốn chữ số"),
        ("ngày 5 tháng 11 năm 25", None),
        ("11/25/2025", None),
        ("05/11-2025", None),
        ("11/2025", None),
        ("2025", None),
        (
            "05/11/1905",
            "ngày 05/11/1905 có năm ngoài khoảng 1930–2100: hãy ghi đủ ngày, tháng, năm",
        ),
        ("hôm qua", "không đọc được ngày «hôm qua»: hãy ghi dạng dd/mm/yyyy"),
    ],
)
def test_impossible_and_unclear_dates_are_refused(text: str, message: str | None) -> None:
    """Nothing is guessed: neither a century, nor month before day, nor a missing part."""
    with pytest.raises(Unreadable) as refused:
        read_date(text)
    if message is not None:
        assert message == str(refused.value)


def test_month_before_day_is_told_apart_from_other_impossible_dates() -> None:
    """ "11/25/2025" is refused with the order that is wanted."""
    with pytest.raises(Unreadable, match="hãy ghi theo thứ tự ngày/tháng/năm"):
        read_date("11/25/2025")
