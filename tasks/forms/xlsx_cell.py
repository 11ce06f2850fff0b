"""What a cell of a sheet holds: a number, a date, a text, or something that cannot be read."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta

from tasks.forms.grid import EMPTY, LONGEST, Cell, written
from tasks.forms.unreadable import quoted
from tasks.forms.xlsx_book import Book, RichText, unescaped

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP_DAY = 60  # 29 February 1900, a day that only spreadsheets know
_LAST_DAY = 2_958_465  # 31 December 9999
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
_REWRITE = "hãy ghi lại"
_NO_VALUE = Cell(
    trouble="ô chứa công thức chưa có giá trị: hãy mở bằng Excel, tính và dán dạng giá trị"
)
_NO_CONTENT = Cell(trouble=f"ô mất nội dung: {_REWRITE}")
_TWO_CONTENTS = Cell(trouble=f"ô có hai nội dung: {_REWRITE}")
_OTHER_KIND = Cell(trouble=f"kiểu của ô không khớp nội dung: {_REWRITE}")


class OpenCell:
    """A cell that is being read; ``kind`` and ``style`` as the sheet writes them.

    A formula is never computed: what counts is the value that the spreadsheet kept beside it.
    """

    def __init__(self, kind: str, style: str | None) -> None:
        self._kind, self._style = kind, style
        self._values = self._texts = self._size = 0
        self._value: list[str] = []
        self._text = RichText()
        self._formula = self._in_value = self._in_text = False

    def start(self, tag: str) -> None:
        """An element inside the cell begins."""
        if tag == "v":
            self._values, self._in_value = self._values + 1, True
        elif tag == "is":
            self._texts, self._in_text = self._texts + 1, True
        elif tag == "f":
            self._formula = True
        elif self._in_text:
            self._text.start(tag)

    def end(self, tag: str) -> None:
        """It ends."""
        if tag == "v":
            self._in_value = False
        elif tag == "is":
            self._in_text = False
        elif self._in_text:
            self._text.end(tag)

    def text(self, text: str) -> None:
        """Some text inside it."""
        if self._in_value:
            self._size += len(text)
            if self._size <= 2 * LONGEST:  # what is longer is told, not kept
                self._value.append(text)
        elif self._in_text:
            self._text.text(text)

    def read(self, book: Book) -> Cell:
        """The cell as it is shown."""
        if self._values + self._texts > 1:
            return _TWO_CONTENTS
        if self._kind == "inlineStr":
            if self._values:
                return _OTHER_KIND
            return self._text.cell() if self._texts else _NO_CONTENT
        if self._texts:
            return _OTHER_KIND
        value = "".join(self._value)
        if self._kind == "str":
            size = self._size if self._size > 2 * LONGEST else 0
            return written(unescaped(value), size=size, computed=self._formula)
        value = value.strip()
        if not value:
            return _NO_VALUE if self._formula else _NO_CONTENT if self._kind == "s" else EMPTY
        cell = self._of_kind(value, book)
        return replace(cell, computed=True) if self._formula and not cell.trouble else cell

    def _of_kind(self, value: str, book: Book) -> Cell:
        if self._kind == "s":
            known = value.isascii() and value.isdigit() and len(value) < 8
            if not known or int(value) >= len(book.texts):
                return Cell(trouble=f"ô trỏ đến nội dung không có trong tệp: {_REWRITE}")
            return book.texts[int(value)]
        if self._kind == "n":
            return self._number(value, book)
        if self._kind == "b" and value in _TRUTHS:
            return Cell(_TRUTHS[value])
        if self._kind == "e":
            return Cell(trouble=f"ô báo lỗi {quoted(value)}: hãy ghi giá trị")
        if self._kind == "d":
            try:
                return Cell(date.fromisoformat(value[:10]))
            except ValueError:
                return Cell(trouble=f"ngày {quoted(value)} không có thật: {_REWRITE}")
        return _OTHER_KIND

    def _number(self, value: str, book: Book) -> Cell:
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if not math.isfinite(number):
            return Cell(trouble=f"{quoted(value)} không phải một số: {_REWRITE}")
        if not self._is_date(book):
            return Cell(number)
        days = math.floor(number)
        if book.from_1904 and 0 <= days <= _LAST_DAY - (_EPOCH_1904 - _EPOCH).days:
            return Cell(_EPOCH_1904 + timedelta(days))
        if not book.from_1904 and 1 <= days <= _LAST_DAY and days != _LEAP_DAY:
            return Cell(_EPOCH + timedelta(days + (days < _LEAP_DAY)))
        return Cell(trouble=f"{quoted(value)} không phải một ngày: hãy ghi dạng dd/mm/yyyy")

    def _is_date(self, book: Book) -> bool:
        style = self._style or "0"
        known = style.isascii() and style.isdigit() and len(style) < 6
        return known and int(style) < len(book.dates) and book.dates[int(style)]
