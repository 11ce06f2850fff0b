"""What a cell of each column may hold, and its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from policies.forms import WORD_OF_TYPE, type_of_word
from policies.naming import NameRefused, clean_name, clean_organisation_name
from policies.schema import RequestType
from tasks.forms.dates import plausible, read_date
from tasks.forms.grid import Cell
from tasks.forms.text import Notes, text_of
from tasks.forms.unreadable import Unreadable

_MARKS = frozenset("xX✓✔")
_LOCAL_PART = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_DECISION = re.compile(
    r"(?:quyết định|qđ)?\s*(?:số)?\s*:?\s*"
    r"(?P<number>[0-9]+[a-zđ]?\s*/\s*[^\s,;]+)"
    r"(?:[\s,;]*(?:ngày)?\s*(?P<date>[0-9]{1,4}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{1,4}"
    r"|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]+))?"
    r"(?:[\s,;]*của\s.*)?",
    re.IGNORECASE,
)


def person_name(cell: Cell, notes: Notes) -> str | None:
    """A person's name: Latin letters, spaces and ' ’ - . only."""
    text = text_of(cell, notes)
    if text is None:
        return None
    name = clean_name(text)
    if isinstance(name, NameRefused):
        raise Unreadable(name.reason)
    if any(first.islower() and second.isupper() for first, second in pairwise(name)):
        raise Unreadable(
            f"«{name}» có chữ hoa giữa từ, có thể do bộ mã cũ (TCVN3, VNI): hãy gõ lại bằng Unicode"
        )
    return name


def organisation_name(cell: Cell, notes: Notes) -> str | None:
    """The name of an organisation or of a unit inside one."""
    text = text_of(cell, notes)
    if text is None:
        return None
    name = clean_organisation_name(text)
    if isinstance(name, NameRefused):
        raise Unreadable(name.reason)
    return name


def day(cell: Cell, notes: Notes) -> date | None:
    """A local date, from a date cell or from text."""
    if isinstance(cell.value, float):
        raise Unreadable("ô chứa số, không phải ngày: hãy ghi dạng dd/mm/yyyy")
    if isinstance(cell.value, date):
        return plausible(cell.value)
    text = text_of(cell, notes)
    return None if text is None else read_date(text)


def address(cell: Cell, notes: Notes, domain: str) -> str | None:
    """A whole address in the regulation's domain, in lower case."""
    text = text_of(cell, notes)
    if text is None:
        return None
    local, at, host = text.lower().removeprefix("mailto:").partition("@")
    if not at or host != domain:
        raise Unreadable(f"«{text}» không phải địa chỉ đầy đủ dạng …@{domain}")
    if not _LOCAL_PART.fullmatch(local):
        raise Unreadable(f"«{text}» không phải địa chỉ thư hợp lệ: chỉ gồm a–z, 0–9 và . - _")
    return f"{local}@{host}"


def citizen_number(cell: Cell, notes: Notes) -> str | None:
    """Nine digits (CMND) or twelve (CCCD).  A message shows no more than the last three."""
    text = text_of(cell, notes)
    if text is None:
        return None
    digits = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Unreadable("chỉ được gồm chữ số (9 số CMND hoặc 12 số CCCD)")
    if len(digits) not in (9, 12):
        hint = (
            "; ô đang ở dạng số nên có thể đã mất số 0 ở đầu: hãy để ô dạng văn bản"
            if isinstance(cell.value, float)
            else ""
        )
        raise Unreadable(
            f"có {len(digits)} chữ số (…{digits[-3:] if len(digits) > 3 else ''}), "
            f"cần 9 số CMND hoặc 12 số CCCD{hint}"
        )
    return digits


def phone(cell: Cell, notes: Notes) -> str | None:
    """A phone number with its leading 0; "+84" and "84 9…" become 0."""
    if isinstance(cell.value, float):
        raise Unreadable(
            "số điện thoại lưu ở dạng số nên mất số 0 ở đầu: hãy để ô dạng văn bản và ghi lại"
        )
    text = text_of(cell, notes)
    if text is None:
        return None
    digits = re.sub(r"[\s.()-]", "", text)
    digits = re.sub(r"^(\+84|0084)0?", "0", digits)
    if re.fullmatch(r"84[0-9]{9}", digits):
        digits = f"0{digits[2:]}"
    if not re.fullmatch(r"0[0-9]{8,10}", digits):
        raise Unreadable(f"«{text}» không phải một số điện thoại (bắt đầu bằng 0 hoặc +84)")
    return digits


@dataclass(frozen=True)
class Decision:
    """A decision as cited; ``understood`` is false where the text was kept whole as the number."""

    number: str | None = None
    dated: date | None = None
    understood: bool = True


def decision(cell: Cell, notes: Notes) -> Decision:
    """Number and date of "Quyết định số 123/QĐ-SNV ngày 05/11/2025".

    What isn't written so is kept whole as the number, without a date.
    """
    if isinstance(cell.value, date):
        return Decision(None, plausible(cell.value))
    text = text_of(cell, notes)
    if text is None:
        return Decision()
    match = _DECISION.fullmatch(text)
    if match is None:
        return Decision(text, None, understood=False)
    number = re.sub(r"\s*/\s*", "/", match["number"])
    return Decision(number, read_date(match["date"]) if match["date"] else None)


def request_type(
    cell: Cell, notes: Notes, allowed: Sequence[RequestType] = tuple(RequestType)
) -> RequestType | None:
    """The type that a word names; the form may leave some to the regulation's own forms."""
    text = text_of(cell, notes)
    if text is None:
        return None
    found = type_of_word(text)
    if found is None or found not in allowed:
        words = ", ".join(WORD_OF_TYPE[each] for each in allowed)
        other = "không phải loại đề nghị" if found is None else "đã có mẫu riêng của quy chế"
        raise Unreadable(f"«{text}» {other}; hãy ghi một trong: {words}")
    return found


def is_marked(cell: Cell, notes: Notes) -> bool:
    """Whether the cell holds an X."""
    text = text_of(cell, notes)
    if text is not None and text not in _MARKS:
        raise Unreadable(f"«{text}» không phải dấu X: hãy đánh dấu X hoặc để trống")
    return text is not None
