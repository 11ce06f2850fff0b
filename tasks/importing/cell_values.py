"""What a cell of a list may hold beside what cells of forms do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from models.mailbox import MailboxState
from policies.naming import fold
from policies.schema import Kind
from tasks.forms.grid import Cell
from tasks.forms.text import Notes, text_of
from tasks.forms.unreadable import Unreadable
from tasks.wording import KIND_WORDS, MAILBOX_WORDS

T = TypeVar("T")

#: Existing addresses may depart from every rule but that of the mail system (RFC 5321 dot-string).
_ATOM = r"[a-z0-9_+'-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LONGEST = 64  # RFC 5321
_BETWEEN = re.compile(r"[;,\s]+")
_QUOTA = re.compile(r"([0-9]{1,7})\s*(mb|gb)?")
_LEAST_MB = 50  # below this, somebody meant GB
_CODE = re.compile(r"[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*")
_SHORT = re.compile(r"[A-Za-zÀ-ỹĐđ0-9&.-]{1,30}")

_KINDS = {word: kind for kind in Kind for word in (fold(KIND_WORDS[kind]), kind.value)} | {
    fold(word): Kind.ORGANISATION for word in ("cơ quan", "đơn vị", "tổ chức")
}
_STATES = {
    word: state
    for state in MailboxState
    if state is not MailboxState.RESERVED
    for word in (fold(MAILBOX_WORDS[state]), state.value.replace("_", ""), fold(state.value))
}


def kind(cell: Cell, notes: Notes) -> Kind | None:
    """Whose mailbox it is, by one of a few words."""
    words = ", ".join(KIND_WORDS.values())
    return _one_of(_KINDS, cell, notes, f"loại hộp thư; hãy ghi một trong: {words}")


def state(cell: Cell, notes: Notes) -> MailboxState | None:
    """Where a mailbox stands, by one of a few words: no "TRUE" nor "1" says that it is locked."""
    words = ", ".join(word for s, word in MAILBOX_WORDS.items() if s is not MailboxState.RESERVED)
    return _one_of(_STATES, cell, notes, f"trạng thái; hãy ghi một trong: {words}")


def _one_of(words: Mapping[str, T], cell: Cell, notes: Notes, wanted: str) -> T | None:
    written = text_of(cell, notes)
    if written is None:
        return None
    found = words.get(fold(written))
    if found is None:
        raise Unreadable(f"«{written}» không phải {wanted}")
    return found


def address(cell: Cell, notes: Notes, domain: str) -> str | None:
    """A whole existing address in the regulation's domain, in lower case."""
    written = text_of(cell, notes)
    return None if written is None else _address(written, domain)


def addresses(cell: Cell, notes: Notes, domain: str) -> tuple[str, ...]:
    """Whole addresses, divided by commas, semicolons or spaces."""
    written = text_of(cell, notes)
    if written is None:
        return ()
    found = [_address(part, domain) for part in _BETWEEN.split(written) if part]
    repeated = next((one for one in found if found.count(one) > 1), None)
    if repeated:
        raise Unreadable(f"địa chỉ {repeated} bị lặp lại trong ô")
    return tuple(found)


def _address(written: str, domain: str) -> str:
    local, at, host = written.lower().removeprefix("mailto:").partition("@")
    if not at or host != domain:
        raise Unreadable(f"«{written}» không phải địa chỉ đầy đủ dạng …@{domain}")
    if not _LOCAL_PART.fullmatch(local) or len(local) > _LONGEST:
        raise Unreadable(
            f"«{written}» không phải địa chỉ thư hợp lệ: phần trước @ gồm a–z, 0–9 và . - _ + ',"
            f" dài không quá {_LONGEST} ký tự"
        )
    return f"{local}@{host}"


def quota_mb(cell: Cell, notes: Notes) -> int | None:
    """A quota in MiB: "2048", "2048 MB", "2 GB"."""
    written = text_of(cell, notes)
    if written is None:
        return None
    found = _QUOTA.fullmatch(written.lower())
    if found is None:
        raise Unreadable(f"«{written}» không phải dung lượng: hãy ghi số MB, ví dụ 2048 hoặc 2 GB")
    size = int(found[1]) * (1024 if found[2] == "gb" else 1)
    if size < _LEAST_MB:
        raise Unreadable(f"«{written}» chỉ là {size} MB: hãy ghi số MB, hoặc ghi rõ GB")
    return size


def code(cell: Cell, notes: Notes) -> str | None:
    """The number of an organisation: letters, digits and . - _ / between them."""
    if isinstance(cell.value, float):
        raise Unreadable(
            "mã lưu ở dạng số nên có thể đã mất số 0 ở đầu: hãy để ô dạng văn bản và ghi lại"
        )
    written = text_of(cell, notes)
    if written is not None and not _CODE.fullmatch(written):
        raise Unreadable(f"«{written}» không phải mã: chỉ gồm chữ không dấu, chữ số và . - _ /")
    return written


def abbreviation(cell: Cell, notes: Notes) -> str | None:
    """The short name of an organisation, one word."""
    written = text_of(cell, notes)
    if written is not None and not _SHORT.fullmatch(written):
        raise Unreadable(f"«{written}» không phải tên viết tắt: một từ, không quá 30 ký tự")
    return written
