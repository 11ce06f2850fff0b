"""Lists imported at a desk of a test."""

from __future__ import annotations

from flows.desk.import_mailboxes import import_mailboxes
from flows.desk.import_organisations import import_organisations
from models.directory import DirectoryAccount, DirectoryAddress
from models.imported_file import ImportedFile
from models.mailbox import Address, Mailbox
from models.organisation import Organisation
from models.person import Assignment, Person
from models.trail import TrailEntry
from policies.loader import load
from tasks.importing.plan import Effect, Report
from tests.flows.cases import CLERK, Desk
from tests.tasks.importing.lists_made import mailboxes, office, person

#: all that an import of mailboxes may write
TABLES = (
    Mailbox,
    Address,
    Person,
    Assignment,
    Organisation,
    DirectoryAccount,
    DirectoryAddress,
    ImportedFile,
    TrailEntry,
)
HUNG = person(
    "Trần Mạnh Hùng",
    "hungtm",
    citizen_number="001099000123",
    phone="0912345678",
    birth_date="05/11/1980",
    quota="3000",
    issued="01/02/2020",
    aliases="tmhung@phutho.gov.vn; hungcu@phutho.gov.vn",
)
LAN = person("Lê Thị Lan", "lanlt", state="tạm khóa", reason="nghỉ ốm", since="10/01/2026")
MAI = person("Đỗ Mai", "maid", state="đã thu hồi", reason="nghỉ hưu", since="31/12/2025")
OLD = person("Đỗ Cũ", "cud", state="đã hủy")
SKHCN = office("Sở Khoa học và Công nghệ", "sokhcn", representative="Lê Văn An")
LIST = mailboxes(HUNG, LAN, MAI, OLD, SKHCN)


def take(desk: Desk, content: bytes, *, apply: bool = True, policy: str = "phu-tho") -> Report:
    """Import a list of mailboxes."""
    return import_mailboxes(desk.office, CLERK, load(policy), content, "mailboxes.csv", apply=apply)


def take_organisations(
    desk: Desk, content: bytes, *, apply: bool = True, policy: str = "phu-tho"
) -> Report:
    """Import a list of organisations."""
    return import_organisations(
        desk.office, CLERK, load(policy), content, "organisations.csv", apply=apply
    )


def effects(report: Report) -> list[Effect]:
    """What each row does."""
    return [row.effect for row in report.rows]


def faults(report: Report) -> list[str]:
    """What refuses rows, with the row's number."""
    return [f"{row.row}: {fault}" for row in report.rows for fault in row.faults]


def box_at(desk: Desk, address: str) -> Mailbox:
    """The mailbox of an address of Phú Thọ."""
    whole = address if "@" in address else f"{address}@phutho.gov.vn"
    rows = {row.address: row.mailbox_id for row in desk.all(Address)}
    found: Mailbox
    (found,) = [box for box in desk.all(Mailbox) if box.id == rows[whole]]
    return found


def organisation(desk: Desk, name: str) -> Organisation:
    """The organisation of that name."""
    found: Organisation
    (found,) = [one for one in desk.all(Organisation) if one.name == name]
    return found


def everything(desk: Desk) -> list[list[dict[str, object]]]:
    """Every row of those tables."""
    return [[row.model_dump() for row in desk.all(table)] for table in TABLES]


def tree(desk: Desk) -> dict[str, str | None]:
    """Every organisation's name with its superior's."""
    rows = desk.all(Organisation)
    names = {row.id: row.name for row in rows}
    return {row.name: names.get(row.parent_id) for row in rows}
