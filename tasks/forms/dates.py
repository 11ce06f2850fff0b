"""Dates as people write them: day before month, the year in four digits."""

from __future__ import annotations

import re
from datetime import date

from policies.naming import fold
from tasks.forms.unreadable import Unreadable

_SHORT = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]+)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]+)")
#: a lone year typed into a date cell becomes a day of 1905
FIRST_YEAR, LAST_YEAR = 1930, 2100


def read_date(text: str) -> date:
    """The local date of "05/11/2025", "5-11-2025", "ngày 05 tháng 11 năm 2025" or "2025-11-05".

    Raises Unreadable for an impossible date, a year of two digits, and any other writing.
    """
    bare = re.sub(r"^ngày\s+(?=[0-9]+[/.-])", "", text.strip().lower())
    if match := _ISO.fullmatch(bare):
        return _date(text, match[3], match[2], match[1])
    if match := _SHORT.fullmatch(re.sub(r"\s*([/.-])\s*", r"\1", bare)):
        return _date(text, match[1], match[3], match[4])
    if match := _WORDS.fullmatch(fold(bare)):
        return _date(text, match[1], match[2], match[3])
    raise Unreadable(f"không đọc được ngày «{text}»: hãy ghi dạng dd/mm/yyyy")


def _date(text: str, day: str, month: str, year: str) -> date:
    if len(year) != 4:
        raise Unreadable(f"ngày «{text}» không rõ: năm phải ghi đủ bốn chữ số")
    if int(month) > 12 >= int(day):
        raise Unreadable(
            f"ngày «{text}» không có thật: không có tháng {int(month)}; "
            "hãy ghi theo thứ tự ngày/tháng/năm"
        )
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Unreadable(f"ngày «{text}» không có thật") from error
    return plausible(found)


def plausible(day: date) -> date:
    """The same day.  Raises Unreadable where its year cannot be meant."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(
            f"ngày {day:%d/%m/%Y} có năm ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}: "
            "hãy ghi đủ ngày, tháng, năm"
        )
    return day
