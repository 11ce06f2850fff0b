"""Requests about mailboxes that were imported go the whole way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.desk.explain import explain_mailbox
from flows.desk.hand_over import HandedOver, hand_over
from flows.desk.refusal import Refused
from models.mailbox import Mailbox, MailboxState
from models.transitions import LineState, RequestState
from models.verdict import Outcome
from policies.schema import Kind, RequestType
from tasks.connectors.embedded_mail import EmbeddedMail
from tasks.connectors.port import Account
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.password_hash import fits
from tests.flows.cases import CLERK, Desk
from tests.flows.imports import box_at, take
from tests.tasks.importing.lists_made import mailboxes, office, person

HUNG_YEN: dict[str, Any] = {"policy": "hung-yen", "form": "mau-chuan", "channel": "letter"}
PHUC = "nhphuc.nv@hungyen.gov.vn"
LAN = "ltlan.nv@hungyen.gov.vn"
SNV = "sonv@hungyen.gov.vn"


@pytest.fixture
def imported(desk: Desk) -> Desk:
    """Three mailboxes of Sở Nội vụ that existed before: one is revoked, one an organisation's."""
    rows = mailboxes(
        person("Nguyễn Hoàng Phúc", PHUC, aliases="phuc@hungyen.gov.vn"),
        person("Lê Thị Lan", LAN, state="đã thu hồi", reason="nghỉ hưu"),
        office("Sở Nội vụ", SNV, representative="Lê Văn An"),
    )
    done = take(desk, rows, policy="hung-yen")
    assert done.applied
    assert not done.failed
    return desk


def ask(desk: Desk, type_: RequestType, **fields: Any) -> int:
    """A request of Sở Nội vụ, decided as proposed and carried out."""
    person_ = {"name": "Nguyễn Hoàng Phúc", "unit": "Phòng Pháp chế", "position": "Chuyên viên"}
    whole = {**person_, "address": PHUC, **fields}
    kind = whole.pop("kind", Kind.PERSON)
    row = FilledRow(type_, LineFields(**whole))
    sections = [[row], []] if kind is Kind.PERSON else [[], [row]]
    done = desk.send(rows=sections, **HUNG_YEN)
    assert done.faults == ()
    ((request, _),) = done.requests
    desk.approve(request)
    (line,) = desk.lines(request)
    assert (LineState.DONE, RequestState.TO_SIGN) == (line.state, desk.request(request).state)
    return request


def account(desk: Desk, address: str) -> Account:
    found = desk.office.connector.get(box_at(desk, address).id)
    assert found is not None
    return found


def test_a_reset_from_the_letter_to_the_login(imported: Desk, tmp_path: Path) -> None:
    """The letter is answered and issued, the password handed over once, and it logs in."""
    request = ask(imported, RequestType.RESET_PASSWORD)
    issued = imported.issue(imported.request(request).letter_id, "1", tmp_path)
    assert issued.pdf.exists()
    assert RequestState.CLOSED is imported.request(request).state
    (given,) = hand_over(imported.office, CLERK, request, None).each()
    assert isinstance(given, HandedOver)
    mail = EmbeddedMail(imported.office.engine, imported.clock)
    for address in (PHUC, "phuc@hungyen.gov.vn"):
        assert mail.log_in(address, lambda known: fits(known, given.password)).accepted


def test_nobody_hands_over_what_was_never_reset(imported: Desk) -> None:
    """The holder has a password already: a change of data brings none."""
    request = ask(imported, RequestType.CHANGE, change_what="Chức vụ", change_to="Trưởng phòng")
    with pytest.raises(Refused, match="không sinh mật khẩu mới"):
        hand_over(imported.office, CLERK, request, None)


def test_a_lock(imported: Desk) -> None:
    """The mail system keeps the holder out."""
    ask(imported, RequestType.LOCK, note="lộ mật khẩu")
    assert MailboxState.LOCKED is box_at(imported, PHUC).state
    assert account(imported, PHUC).login_lock is not None


def test_a_holder_is_found_by_name_where_the_list_put_him(desk: Desk) -> None:
    """Khánh Hòa's form has no column for addresses."""
    hung = "nvhung@khanhhoa.gov.vn"
    other = person("Nguyễn Văn Hùng", "nvhung.snv@khanhhoa.gov.vn", unit="Thanh tra")
    take(desk, mailboxes(person("Nguyễn Văn Hùng", hung), other), policy="khanh-hoa")
    fields = LineFields(name="Nguyễn Văn Hùng", unit="Phòng Pháp chế", position="Chuyên viên")
    rows: list[list[FilledRow]] = [[], [FilledRow(RequestType.REVOKE, fields)]]
    ((request, _),) = desk.send("khanh-hoa", "phu-luc", rows).requests
    desk.approve(request)
    assert MailboxState.REVOKED is box_at(desk, hung).state


def test_an_agency_is_itself_however_it_is_written(desk: Desk) -> None:
    """Letters abbreviate what lists write in full: nothing for the reviewer to settle."""
    unit = {"unit": "Phòng Kinh tế", "superior": "Ủy ban nhân dân xã Tiên Lữ"}
    tam = person("Đỗ Thị Tâm", "dttam.tienlu@hungyen.gov.vn", **unit)
    take(desk, mailboxes(tam), policy="hung-yen")
    fields = LineFields(
        name="Đỗ Thị Tâm",
        unit="Phòng Kinh tế, UBND xã Tiên Lữ",
        position="Chuyên viên",
        address="dttam.tienlu@hungyen.gov.vn",
    )
    rows: list[list[FilledRow]] = [[FilledRow(RequestType.RESET_PASSWORD, fields)], []]
    done = desk.send(rows=rows, sender="UBND XÃ TIÊN LỮ", **HUNG_YEN)
    desk.run(done.requests[0][0])
    (line,) = desk.lines(done.requests[0][0])
    assert ([], Outcome.APPROVED) == (line.needs, line.suggested_verdict)


CHANGES: list[tuple[dict[str, Any], Callable[[Account, Mailbox], object], object]] = [
    (
        {"change_what": "Dung lượng", "change_to": "3 GB"},
        lambda account, box: (account.quota_mb, box.quota_mb),
        (3072, 3072),
    ),
    (
        {"change_what": "Số điện thoại", "change_to": "0911222333"},
        lambda account, box: box.phone,
        "0911222333",
    ),
    (
        {
            "kind": Kind.ORGANISATION,
            "name": "Sở Nội vụ",
            "unit": None,
            "position": None,
            "address": SNV,
            "change_what": "Người đại diện",
            "change_to": "Trần Thị Bích",
        },
        lambda account, box: box.representative,
        "Trần Thị Bích",
    ),
]


@pytest.mark.parametrize(("fields", "seen", "expected"), CHANGES)
def test_changes(
    imported: Desk,
    fields: dict[str, Any],
    seen: Callable[[Account, Mailbox], object],
    expected: object,
) -> None:
    """In our records, and in the mail system where it has the value."""
    ask(imported, RequestType.CHANGE, **fields)
    address = fields.get("address", PHUC)
    assert expected == seen(account(imported, address), box_at(imported, address))


def test_a_revoked_one_is_restored(imported: Desk) -> None:
    """With a new password, as Hưng Yên's Điều 7 khoản 3 điểm b wants it."""
    assert "lý do: nghỉ hưu" in explain_mailbox(imported.office, CLERK, LAN)[0].sentences[0]
    request = ask(imported, RequestType.RESTORE, name="Lê Thị Lan", address=LAN)
    box = box_at(imported, LAN)
    assert (MailboxState.ACTIVE, True) == (box.state, box.awaiting_handover)
    assert account(imported, LAN).revoked_at is None
    assert 1 == len(list(hand_over(imported.office, CLERK, request, None).each()))


def test_a_revocation(imported: Desk) -> None:
    """Of the organisation's own mailbox."""
    ask(
        imported,
        RequestType.REVOKE,
        kind=Kind.ORGANISATION,
        name="Sở Nội vụ",
        unit=None,
        position=None,
        address=SNV,
    )
    assert MailboxState.REVOKED is box_at(imported, SNV).state
    assert account(imported, SNV).revoked_at is not None
