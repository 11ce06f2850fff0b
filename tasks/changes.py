"""What a change of information asks for, from the words of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from policies.naming import fold
from policies.schema import Kind


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

# words of the form, in the order in which they are looked for
_WORDS = (
    ("nguoi dai dien", ChangeKind.REPRESENTATIVE),
    ("dien thoai", ChangeKind.PHONE),
    ("sdt", ChangeKind.PHONE),
    ("dung luong", ChangeKind.QUOTA),
    ("chuc vu", ChangeKind.POSITION),
    ("chuc danh", ChangeKind.POSITION),
    ("vi tri", ChangeKind.POSITION),
    ("don vi", ChangeKind.UNIT),
    ("co quan cong tac", ChangeKind.UNIT),
    ("noi cong tac", ChangeKind.UNIT),
    ("chuyen cong tac", ChangeKind.UNIT),
    ("ten", ChangeKind.NAME),
)


@dataclass(frozen=True)
class Change:
    """One understood change."""

    kind: ChangeKind

    def sentence(self, to: str | None) -> str:
        """ "thay đổi chức vụ thành «Trưởng phòng»"."""
        return f"thay đổi {_TITLES[self.kind]} thành «{to or ''}»"


def quota_asked(text: str) -> int | None:
    """A quota in MiB from "2 GB", "1500MB", "1,5 GB"; None where the words don't tell one."""
    found = re.search(r"(\d+(?:[.,]\d+)?)\s*(gb|mb)", text.lower())
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return int(number * 1024) if found[2] == "gb" else int(number)


def understand_change(kind: Kind, what: str | None, former_unit: str | None) -> Change | None:
    """What is to change; None where the words don't tell it.

    A former unit without other words means a transfer (note of Khánh Hòa's form).
    """
    words = fold(what or "")
    for word, change in _WORDS:
        if f" {word} " in f" {words} " and not (
            change is ChangeKind.REPRESENTATIVE and kind is Kind.PERSON
        ):
            return Change(change)
    return Change(ChangeKind.UNIT) if former_unit else None
