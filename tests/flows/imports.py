"""Lists imported at a desk of a test."""

from __future__ import annotations

from flows.desk.import_mailboxes import import_mailboxes
from flows.desk.import_organisations import import_organisations
from models.mailbox import Address, Mailbox
from models.organisation import Organisation
from policies.loader import load
from tasks.importing.plan import Effect, Report
from tests.flows.cases import CLERK, Desk


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
