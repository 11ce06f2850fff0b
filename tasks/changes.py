"""What a change of information asks for, from the words of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from policies.naming import clean, fold
from policies.schema import Kind
from tasks.forms.cells import phone
from tasks.forms.grid import Cell
from tasks.forms.text import Notes
from tasks.forms.unreadable import Unreadable
from tasks.masking import masked_phone


class ChangeKind(StrEnum):
    """What is to change."""

    NAME = "name"
    POSITION = "position"
    PHONE = "phone"
    REPRESENTATIVE = "representative"
    UNIT = "unit"
    QUOTA = "quota"


_TITLES = {
    ChangeKind.NAME: "họ tên, tên cơ quan",
    ChangeKind.POSITION: "chức vụ",
    ChangeKind.PHONE: "số điện thoại",
    ChangeKind.REPRESENTATIVE: "người đại diện",
    ChangeKind.UNIT: "đơn vị công tác",
    ChangeKind.QUOTA: "dung lượng",
}

#: What a form offers for "Thông tin thay đổi": words that ``understand_change`` understands.
TITLES_TO_CHOOSE = {
    Kind.PERSON: ("Họ và tên", "Chức vụ", "Số điện thoại", "Đơn vị công tác", "Dung lượng"),
    Kind.ORGANISATION: ("Tên cơ quan", "Người đại diện", "Số điện thoại", "Dung lượng"),
}

# words of the form, in the order in which they are looked for
_WORDS = (
    ("dien thoai", ChangeKind.PHONE),
    ("sdt", ChangeKind.PHONE),
    ("dung luong", ChangeKind.QUOTA),
    ("chuc vu", ChangeKind.POSITION),
    ("chuc danh", ChangeKind.POSITION),
    ("vi tri", ChangeKind.POSITION),
    ("nguoi dai dien", ChangeKind.REPRESENTATIVE),
    ("don vi", ChangeKind.UNIT),
    ("co quan", ChangeKind.UNIT),
    ("to chuc", ChangeKind.UNIT),
    ("noi cong tac", ChangeKind.UNIT),
    ("chuyen cong tac", ChangeKind.UNIT),
    ("ten", ChangeKind.NAME),
)
# these speak of one thing only, whatever words stand around them
_OWN = frozenset({ChangeKind.PHONE, ChangeKind.QUOTA, ChangeKind.POSITION})
_NOT_OF_ORGANISATIONS = {
    ChangeKind.POSITION: "hộp thư của cơ quan không có chức vụ: cần nêu họ tên người đại diện mới",
    ChangeKind.UNIT: "không rõ thay đổi gì ở cơ quan: cần ghi «Tên cơ quan» nếu đổi tên",
}
_NOTHING = ("", "ho", "chu dem")  # "Họ, chữ đệm và tên" is one thing
_BETWEEN = re.compile(r"[,;/+&\n]|\bvà\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unclear:
    """Why nothing can be changed as the form words it, for the agency."""

    reason: str


@dataclass(frozen=True)
class Change:
    """One understood change."""

    kind: ChangeKind

    def sentence(self, to: str | None) -> str:
        """ "thay đổi chức vụ thành «Trưởng phòng»"; a phone is masked."""
        told = masked_phone(to) if self.kind is ChangeKind.PHONE else to
        return f"thay đổi {_TITLES[self.kind]} thành «{told or ''}»"


def quota_asked(text: str) -> int | None:
    """A quota in MiB from "2 GB", "1500MB", "1,5 GB"; None where the words don't tell one."""
    found = re.search(r"(\d+(?:[.,]\d+)?)\s*(gb|mb)", text.lower())
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return int(number * 1024) if found[2] == "gb" else int(number)


def phone_asked(text: str) -> str | None:
    """A phone number as the forms' own column would read it; None where it is none."""
    try:
        return phone(Cell(text), Notes())
    except Unreadable:
        return None


def understand_change(kind: Kind, what: str | None, former_unit: str | None) -> Change | Unclear:
    """What is to change, one thing a line.

    A former unit without other words means a transfer (note of Khánh Hòa's form).
    """
    if not fold(what or ""):
        return Change(ChangeKind.UNIT) if former_unit else Unclear(_unknown(what))
    parts = [part for part in _BETWEEN.split(clean(what or "")) if fold(part) not in _NOTHING]
    if not parts:
        return Unclear(_unknown(what))
    found: list[ChangeKind] = []
    for part in parts:
        kinds = _kinds(kind, fold(part))
        if not kinds:
            return Unclear(_unknown(what))
        # "Tên cơ quan, đơn vị" is one name
        if ChangeKind.NAME in found and kind is Kind.ORGANISATION and kinds == [ChangeKind.UNIT]:
            kinds = [ChangeKind.NAME]
        found += kinds
    if len(set(found)) > 1:
        return Unclear(f"mỗi dòng chỉ thay đổi một thông tin: «{what}» nêu nhiều hơn một")
    if kind is Kind.ORGANISATION and found[0] in _NOT_OF_ORGANISATIONS:
        return Unclear(_NOT_OF_ORGANISATIONS[found[0]])
    return Change(found[0])


def _unknown(what: str | None) -> str:
    return f"không rõ thông tin cần thay đổi: «{what or ''}»"


def _kinds(kind: Kind, words: str) -> list[ChangeKind]:
    """What one phrase speaks of, without what only says whose it is ("Tên người đại diện")."""
    found = [change for word, change in _WORDS if f" {word} " in f" {words} "]
    if kind is Kind.PERSON:
        found = [change for change in found if change is not ChangeKind.REPRESENTATIVE]
    own = [change for change in found if change in _OWN]
    if own:
        return list(dict.fromkeys(own))
    if kind is Kind.ORGANISATION and ChangeKind.REPRESENTATIVE not in found:
        found.sort(key=lambda change: change is not ChangeKind.NAME)  # "Tên đơn vị"
    return found[:1]
