"""Change, revocation, password reset, lock and restoration of mailboxes that exist."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.desk.refusal import Refused
from flows.desk.withdraw import withdraw
from models.deadline import DeadlineEntry, DeadlineKind
from models.mailbox import Address, Mailbox, MailboxState
from models.reply import Reply
from models.transitions import RequestState
from models.verdict import Outcome
from policies.schema import Rank, RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, Desk, new_people, new_person

STANDARD: dict[str, Any] = {"form": "mau-chuan", "sender": "Sở Nội vụ", "channel": "letter"}
UNIT = "Phòng Pháp chế"


def row(type_: RequestType, name: str, **fields: Any) -> FilledRow:
    """A row of the standard form about somebody who has a mailbox."""
    address = "nhphuc.nv@hungyen.gov.vn"
    more = {"unit": UNIT, "position": "Chuyên viên", "address": address, **fields}
    return FilledRow(type_, LineFields(name=name, **more))


def holder(desk: Desk, policy: str = "hung-yen", name: str = "Nguyễn Hoàng Phúc") -> Mailbox:
    """Somebody's new mailbox."""
    done = desk.send(policy, rows=[[new_person(name, desk.letters)], []], **STANDARD)
    desk.approve(done.requests[0][0])
    boxes: list[Mailbox] = desk.all(Mailbox)
    return next(box for box in boxes if box.display_name == name)


def ask(desk: Desk, *rows: FilledRow, policy: str = "hung-yen") -> list[int]:
    """The requests that a letter with these rows makes, each proposed."""
    done = desk.send(policy, rows=[list(rows), []], **STANDARD)
    assert done.faults == ()
    ids = [number for number, _ in done.requests]
    for number in ids:
        desk.run(number)
    return ids


def test_a_letter_of_several_kinds_gets_one_reply_when_all_are_done(desk: Desk) -> None:
    """One request a kind, each with its own term; the last one done drafts the reply."""
    holder(desk)
    reset, lock = ask(
        desk,
        row(RequestType.RESET_PASSWORD, "Nguyễn Hoàng Phúc"),
        row(RequestType.LOCK, "Nguyễn Hoàng Phúc", note="lộ mật khẩu"),
    )
    desk.decide(reset)
    desk.run(reset)
    assert desk.request(reset).state is RequestState.PROVISIONED
    assert len(desk.all(Reply)) == 1  # that of the first letter
    desk.decide(lock)
    desk.run(lock)
    assert {desk.request(number).state for number in (reset, lock)} == {RequestState.TO_SIGN}
    reply = desk.all(Reply)[-1]
    assert [line["request"] for line in reply.content["lines"]] == ["Cấp lại mật khẩu", "Tạm khóa"]


def test_a_lock_says_why_and_a_restoration_takes_the_old_password_away(desk: Desk) -> None:
    """Locked with reason and article; restored in Hưng Yên with a new password (Đ7.3b)."""
    box = holder(desk)
    connector = desk.office.connector
    connector.set_password(
        box.id, password_hash="$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", operation="t"
    )
    (lock,) = ask(desk, row(RequestType.LOCK, box.display_name, note="lộ mật khẩu"))
    desk.decide(lock)
    desk.run(lock)
    locked = next(b for b in desk.all(Mailbox) if b.id == box.id)
    assert (locked.state, locked.state_article) == (MailboxState.LOCKED, "Điều 7 khoản 2 điểm b")
    assert "lộ mật khẩu" in (locked.state_reason or "")
    account = connector.get(box.id)
    assert account is not None
    assert account.login_lock == locked.state_reason
    (restore,) = ask(desk, row(RequestType.RESTORE, box.display_name))
    desk.decide(restore)
    desk.run(restore)
    account = connector.get(box.id)
    assert account is not None
    assert (account.login_lock, account.has_password) == (None, False)
    assert next(b for b in desk.all(Mailbox) if b.id == box.id).state is MailboxState.ACTIVE


def test_phu_tho_keeps_a_revoked_mailbox_with_sending_locked(desk: Desk) -> None:
    """An officer's mailbox is kept 30 days from the decision, send-locked (Đ5.4d)."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    desk.approve(done.requests[0][0])
    leaving = FilledRow(
        RequestType.REVOKE,
        LineFields(
            name="Trần Mạnh Hùng",
            unit=UNIT,
            address="hungtm@phutho.gov.vn",
            decision_number="9/QĐ-SNV",
            decision_date=date(2026, 3, 2),
        ),
    )
    done = desk.send("phu-tho", "mau-03", [[], [leaving]])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    (line,) = desk.lines(request_id)
    # Mẫu 03 has no position for those who leave: the directory knows it
    assert line.rank is not None
    desk.decide(request_id)
    desk.run(request_id)
    (box,) = desk.all(Mailbox)
    assert (box.state, box.purge_on) == (MailboxState.SEND_LOCKED, date(2026, 4, 1))
    account = desk.office.connector.get(box.id)
    assert account is not None
    assert (account.send_lock is not None, account.login_lock) == (True, None)


def test_an_unknown_rank_is_asked_of_the_reviewer(desk: Desk) -> None:
    """Phú Thọ names no term for a deputy director: 60 or 30 days is the reviewer's to say."""
    people = [new_person("Trần Mạnh Hùng", 1, position="Phó Giám đốc")]
    done = desk.send("phu-tho", "mau-03", [people, []])
    desk.approve(done.requests[0][0])
    leaving = LineFields(
        name="Trần Mạnh Hùng",
        unit=UNIT,
        address="hungtm@phutho.gov.vn",
        decision_number="9/QĐ-SNV",
        decision_date=date(2026, 3, 2),
    )
    done = desk.send("phu-tho", "mau-03", [[], [FilledRow(RequestType.REVOKE, leaving)]])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    with pytest.raises(Refused, match="--rank"):
        desk.decide(request_id)
    desk.decide(request_id, line=1, rank=Rank.HEAD)
    desk.run(request_id)
    (box,) = desk.all(Mailbox)
    assert box.purge_on == date(2026, 5, 4)  # 60 days end on Friday 1 May, a holiday


def test_a_new_name_brings_a_new_address_and_keeps_the_old_one(desk: Desk) -> None:
    """Mail to the old address still arrives, and nobody else ever gets it."""
    box = holder(desk)
    (change,) = ask(
        desk,
        row(
            RequestType.CHANGE,
            box.display_name,
            change_what="Họ và tên",
            change_to="Nguyễn Hoàng Phương",
        ),
    )
    desk.decide(change)
    desk.run(change)
    account = desk.office.connector.get(box.id)
    assert account is not None
    assert account.addresses == ("nhphuong.nv@hungyen.gov.vn", "nhphuc.nv@hungyen.gov.vn")
    issued = {row.address: row.is_primary for row in desk.all(Address)}
    assert issued == {"nhphuong.nv@hungyen.gov.vn": True, "nhphuc.nv@hungyen.gov.vn": False}


def test_a_return_is_answered_and_its_correction_answered_again(desk: Desk, tmp_path: Path) -> None:
    """The returned line waits for the agency; the corrected letter closes it and gets a reply."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    desk.decide(request_id, Outcome.RETURNED, reason="thiếu quyết định tuyển dụng")
    desk.run(request_id)
    kinds = [entry.kind for entry in desk.all(DeadlineEntry)]
    assert kinds == [DeadlineKind.STARTED, DeadlineKind.RETURNED]
    desk.issue(done.letter_id, "1", tmp_path)
    assert desk.request(request_id).state is RequestState.WAITING_FOR_AGENCY
    corrected = desk.send(
        "phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []], corrects=done.letter_id
    )
    assert desk.request(request_id).state is RequestState.CLOSED
    desk.approve(corrected.requests[0][0])
    second = desk.issue(corrected.letter_id, "2", tmp_path)
    assert second.letter_id == corrected.letter_id


def test_a_letter_with_faults_is_kept_and_returned(desk: Desk, tmp_path: Path) -> None:
    """No request is made; a reply that lists the faults is drafted and can be issued."""
    done = desk.submit(b"PK\x03\x04 broken", "phu-tho")
    assert done.requests == ()
    assert done.faults
    issued = desk.issue(done.letter_id, "3", tmp_path)
    assert issued.pdf.read_bytes().startswith(b"%PDF")


def test_a_withdrawn_request_frees_its_addresses_and_is_answered_no_more(desk: Desk) -> None:
    """Before provisioning the agency may take a request back; after it, no longer."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    withdraw(desk.office, CLERK, request_id)
    assert desk.request(request_id).state is RequestState.WITHDRAWN
    assert desk.all(Address) == []
    with pytest.raises(Refused, match="không rút được"):
        withdraw(desk.office, CLERK, request_id)


def test_what_came_by_an_excluded_channel_is_not_proposed_for_approval(desk: Desk) -> None:
    """In Hưng Yên agencies with the document system do not write by e-mail (Đ11.2)."""
    done = desk.send(
        "hung-yen",
        "mau-chuan",
        [new_people("Nguyễn Hoàng Phúc"), []],
        sender="Sở Nội vụ",
        channel="e-mail",
    )
    ((request_id, _),) = done.requests
    desk.run(request_id)
    (line,) = desk.lines(request_id)
    assert (line.suggested_verdict, line.suggested_article) == (
        Outcome.RETURNED,
        "Điều 11 khoản 2",
    )
