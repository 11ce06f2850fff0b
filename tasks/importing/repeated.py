"""What a list says twice: refused where both cannot be, told where it may be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from policies.naming import fold
from policies.schema import Kind
from tasks.importing.list_rows import CellFault
from tasks.importing.mailbox_list import ListedMailbox
from tasks.masking import masked


@dataclass
class Repeated:
    """By row: what refuses it, and what is told of it."""

    faults: dict[int, list[CellFault]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def repeated(rows: Iterable[ListedMailbox]) -> Repeated:
    """What stands in a row and in one before it.

    An address stands once.  A citizen number is one person's, who may hold several mailboxes; so
    may an organisation.
    """
    found = Repeated()
    addresses: dict[str, int] = {}
    numbers: dict[str, ListedMailbox] = {}
    people: dict[tuple[str, object], ListedMailbox] = {}
    for row in rows:
        for address in row.addresses:
            first = addresses.setdefault(address, row.row)
            if first != row.row:
                column = "Địa chỉ thư" if address == row.address else "Địa chỉ khác"
                fault = CellFault(column, f"{address} đã có ở dòng {first}")
                found.faults[row.row].append(fault)
        if row.kind is Kind.PERSON:
            _person(row, numbers, people, found)
    return found


def _person(
    row: ListedMailbox,
    numbers: dict[str, ListedMailbox],
    people: dict[tuple[str, object], ListedMailbox],
    found: Repeated,
) -> None:
    if row.citizen_number:
        first = numbers.setdefault(row.citizen_number, row)
        if fold(first.name) != fold(row.name):
            reason = f"{masked(row.citizen_number)} đã ghi cho người khác ở dòng {first.row}"
            found.faults[row.row].append(CellFault("Số CCCD/CMND", reason))
        elif first is not row:
            found.notes[row.row].append(f"cùng người với dòng {first.row}: thêm một hộp thư")
        return
    if row.birth_date is None:
        return
    first = people.setdefault((fold(row.name), row.birth_date), row)
    if first is not row:
        found.notes[row.row].append(
            f"cùng họ tên, ngày sinh với dòng {first.row}: nhập thành hai người khác nhau"
        )
