"""A list of mailboxes that exist: its columns, and what each of its rows says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from models.mailbox import MailboxState
from policies.explain import show_date
from policies.schema import Kind, Regulation
from tasks.forms import cells
from tasks.forms.grid import Cell
from tasks.forms.text import Notes
from tasks.forms.unreadable import Unreadable
from tasks.importing import cell_values
from tasks.importing.list_rows import NUMBER, CellFault, ListColumn, ReadList, read_list, text

_OF_PERSONS = ("birth_date", "citizen_number", "position", "unit")
_OF_ORGANISATIONS = ("representative",)


@dataclass(frozen=True)
class ListedMailbox:
    """A mailbox as a row of a list tells it; None where the list does not say.

    ``superior``: of the unit, or of the organisation whose mailbox it is; ``organisation_code``:
    where the person works, or that organisation.  Dates are local.
    """

    row: int
    kind: Kind
    address: str
    name: str
    aliases: tuple[str, ...] = ()
    birth_date: date | None = None
    citizen_number: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    position: str | None = None
    unit: str | None = None
    superior: str | None = None
    organisation_code: str | None = None
    representative: str | None = None
    quota_mb: int | None = None
    state: MailboxState = MailboxState.ACTIVE
    reason: str | None = None
    since: date | None = None
    issued: date | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The primary one first."""
        return (self.address, *self.aliases)


@dataclass(frozen=True)
class FaultyRow:
    """A row that cannot be taken, by what could be read of it."""

    row: int
    address: str | None
    name: str | None
    faults: tuple[CellFault, ...]


@dataclass(frozen=True)
class MailboxList:
    """A whole list, and how it was understood."""

    read: ReadList
    rows: tuple[ListedMailbox, ...]
    faulty: tuple[FaultyRow, ...]


def mailbox_columns(domain: str) -> tuple[ListColumn, ...]:
    """The columns of such a list, in the order in which templates have them."""
    return (
        NUMBER,
        ListColumn("kind", ("Loại", "Loại hộp thư", "Kind"), cell_values.kind, required=True),
        ListColumn(
            "address",
            ("Địa chỉ thư", "Địa chỉ", "Địa chỉ hộp thư", "Address", "Email"),
            partial(cell_values.address, domain=domain),
            required=True,
        ),
        ListColumn(
            "aliases",
            ("Địa chỉ khác", "Địa chỉ phụ", "Aliases", "Other addresses"),
            partial(cell_values.addresses, domain=domain),
        ),
        ListColumn(
            "name",
            ("Họ tên hoặc tên cơ quan", "Họ và tên", "Họ tên", "Tên", "Name"),
            text,
            required=True,
        ),
        ListColumn("birth_date", ("Ngày sinh", "Birth date"), cells.day),
        ListColumn(
            "citizen_number",
            ("Số CCCD/CMND", "Số CMND/CCCD", "Số CCCD", "Số định danh", "Citizen number"),
            cells.citizen_number,
        ),
        ListColumn("phone", ("Số điện thoại", "Điện thoại", "Phone"), cells.phone),
        ListColumn("position", ("Chức vụ", "Position"), text),
        ListColumn("unit", ("Đơn vị", "Đơn vị công tác", "Unit"), cells.organisation_name),
        ListColumn(
            "superior",
            ("Cơ quan cấp trên", "Cơ quan chủ quản", "Superior"),
            cells.organisation_name,
        ),
        ListColumn(
            "organisation_code",
            ("Mã cơ quan", "Mã đơn vị", "Organisation code"),
            cell_values.code,
        ),
        ListColumn("representative", ("Người đại diện", "Representative"), cells.person_name),
        ListColumn("quota_mb", ("Dung lượng (MB)", "Quota (MB)"), cell_values.quota_mb),
        ListColumn("state", ("Trạng thái", "State"), cell_values.state),
        ListColumn("reason", ("Lý do", "Reason"), text),
        ListColumn("since", ("Từ ngày", "Since"), cells.day),
        ListColumn("issued", ("Ngày cấp", "Issued"), cells.day),
    )


def read_mailboxes(
    content: bytes, file_name: str, regulation: Regulation, today: date
) -> MailboxList:
    """The rows of a list; ``today``: the local date, after which nothing can lie.

    Raises UnreadableList where the list is refused as a whole.
    """
    columns = mailbox_columns(regulation.domain)
    titles = {column.field: column.title for column in columns}
    read = read_list(content, file_name, columns)
    rows: list[ListedMailbox] = []
    faulty: list[FaultyRow] = []
    for row in read.rows:
        known = {name: value for name, value in row.values.items() if value not in (None, ())}
        faults = (*row.faults, *_faults(known, titles, today))
        if faults:
            name = known.get("name")
            faulty.append(FaultyRow(row.number, known.get("address"), name, faults))
        else:
            rows.append(ListedMailbox(row=row.number, **known))
    return MailboxList(read, tuple(rows), tuple(faulty))


def _faults(
    known: Mapping[str, Any], titles: Mapping[str, str], today: date
) -> Iterator[CellFault]:
    """What does not go together in a row whose cells can be read one by one."""
    kind = known.get("kind")
    person = kind is Kind.PERSON
    foreign = () if kind is None else _OF_ORGANISATIONS if person else _OF_PERSONS
    for name in foreign:
        if name in known:
            whose = "của cơ quan, đơn vị" if person else "của cá nhân"
            yield CellFault(titles[name], f"chỉ dùng cho hộp thư {whose}")
    if kind is not None and "name" in known:
        try:
            read = cells.person_name if person else cells.organisation_name
            read(Cell(known["name"]), Notes())
        except Unreadable as error:
            yield CellFault(titles["name"], str(error))
    if person and not {"unit", "organisation_code"} & known.keys():
        yield CellFault(titles["unit"], f"cần ghi đơn vị, hoặc «{titles['organisation_code']}»")
    if known.get("address") in known.get("aliases", ()):
        yield CellFault(titles["aliases"], "trùng với địa chỉ chính của dòng")
    if "reason" in known and known.get("state", MailboxState.ACTIVE) is MailboxState.ACTIVE:
        yield CellFault(titles["reason"], "hộp thư đang hoạt động thì không ghi lý do")
    for name in ("birth_date", "since", "issued"):
        if name in known and known[name] > today:
            yield CellFault(titles[name], f"ngày {show_date(known[name])} ở tương lai")
