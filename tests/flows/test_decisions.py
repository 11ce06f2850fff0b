"""What a reviewer may decide, what only by its line, and the way back from a failure."""

from __future__ import annotations

from datetime import date

import pytest

from flows.desk.refusal import Refused
from flows.desk.withdraw import withdraw
from models.database import writing
from models.mailbox import Mailbox, MailboxState
from models.reply import Reply
from models.step import Step, is_done
from models.trail import TrailEntry
from models.transitions import LineState, RequestState
from models.verdict import Outcome, Verdict
from policies.schema import Rank, RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.review import review
from tests.flows.cases import CLERK, Desk, new_people, new_person


def one_person(desk: Desk, name: str = "Trần Mạnh Hùng", **more: object) -> int:
    """A proposed request of Phú Thọ for one new person."""
    people = [new_person(name, desk.letters + 1, **more)]
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
    desk.run(request_id)
    return request_id


def existing(
    desk: Desk, type_: RequestType, name: str = "Trần Mạnh Hùng", address: str | None = None
) -> int:
    """A proposed request about Hùng's mailbox: Mẫu 03 revokes, the standard work is by hand."""
    fields = LineFields(
        name=name,
        unit="Phòng Pháp chế",
        address=address or "hungtm@phutho.gov.vn",
        decision_number="9/QĐ-SNV",
        decision_date=date(2026, 3, 2),
    )
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [[], [FilledRow(type_, fields)]]).requests
    desk.run(request_id)
    return request_id


def test_a_decision_on_all_lines_follows_the_proposals_only(desk: Desk) -> None:
    """A line proposed for return is not approved by the way: it is decided by its number."""
    done = desk.send(
        "hung-yen",
        "mau-chuan",
        [new_people("Nguyễn Hoàng Phúc"), []],
        sender="Sở Nội vụ",
        channel="e-mail",
    )
    ((request_id, _),) = done.requests
    desk.run(request_id)
    with pytest.raises(Refused, match="quyết định riêng"):
        desk.decide(request_id)
    desk.decide(request_id, line=1)
    (verdict,) = desk.all(Verdict)
    # the article that speaks against the channel is not the approval's
    assert verdict.article == "Điều 6 khoản 1"


def test_a_request_withdrawn_before_its_run_gets_nothing(desk: Desk) -> None:
    """The run that was already on its way finds the request withdrawn and does no work."""
    request_id = one_person(desk)
    desk.decide(request_id)
    assert review(desk.office, request_id)
    withdraw(desk.office, CLERK, request_id)
    assert not review(desk.office, request_id)
    assert not provision(desk.office, request_id, CREATE_MAILBOX)
    assert desk.all(Mailbox) == []
    assert desk.office.connector.list_accounts() == ()


def test_a_line_whose_address_is_taken_is_decided_anew(desk: Desk) -> None:
    """The line that came back is refused with a reason, and the letter is answered."""
    desk.occupy("hungtm@phutho.gov.vn")
    request_id = one_person(desk)
    desk.decide(request_id)
    desk.run(request_id)
    assert desk.request(request_id).state is RequestState.IN_REVIEW
    desk.decide(request_id, Outcome.REFUSED, 1, reason="địa chỉ đang vướng")
    desk.run(request_id)
    assert desk.request(request_id).state is RequestState.TO_SIGN
    (box,) = desk.all(Mailbox)
    assert box.state is MailboxState.PURGED
    assert [line.state for line in desk.lines(request_id)] == [LineState.REFUSED]


def test_a_line_whose_address_is_taken_is_given_another(desk: Desk) -> None:
    """The reviewer agrees another name; the mailbox is created once, with it."""
    desk.occupy("hungtm@phutho.gov.vn")
    request_id = one_person(desk)
    desk.decide(request_id)
    desk.run(request_id)
    desk.decide(request_id, line=1, address="hungtm.snv@phutho.gov.vn")
    desk.run(request_id)
    assert desk.request(request_id).state is RequestState.TO_SIGN
    (box,) = desk.all(Mailbox)
    account = desk.office.connector.get(box.id)
    assert account is not None
    assert account.addresses == ("hungtm.snv@phutho.gov.vn",)


def test_work_that_no_longer_fits_the_mailbox_fails_and_says_why(desk: Desk) -> None:
    """Two revocations were approved; the second finds the mailbox revoked already."""
    desk.approve(one_person(desk, position="Chuyên viên"))
    first = existing(desk, RequestType.REVOKE)
    second = existing(desk, RequestType.REVOKE)
    desk.decide(second)
    desk.decide(first)
    desk.run(first)
    with writing(desk.office.engine) as session:
        for box in desk.all(Mailbox):
            session.get_one(Mailbox, box.id).state = MailboxState.PURGED
    desk.run(second)
    assert desk.request(second).state is RequestState.FAILED
    assert "đã hủy" in (desk.lines(second)[0].failure or "")


def test_the_mailbox_that_the_reviewer_picks_is_proposed_for_anew(desk: Desk) -> None:
    """Picking it asks what its holder's position asks: a deputy's rank (Đ5.4d)."""
    desk.approve(one_person(desk, position="Phó Giám đốc"))
    request_id = existing(desk, RequestType.REVOKE, address="khongco@phutho.gov.vn")
    with pytest.raises(Refused, match="chọn hộp thư"):
        desk.decide(request_id, line=1)
    with pytest.raises(Refused, match="--rank"):
        desk.decide(request_id, line=1, mailbox="hungtm@phutho.gov.vn")
    desk.decide(request_id, line=1, mailbox="hungtm@phutho.gov.vn", rank=Rank.HEAD)
    desk.run(request_id)
    (box,) = desk.all(Mailbox)
    assert (box.state, box.purge_on) == (MailboxState.SEND_LOCKED, date(2026, 5, 4))


@pytest.mark.parametrize("reason", ["\u200b", "xấu\u0007", "không \u2708"])
def test_a_reason_that_no_letter_can_print_is_refused(desk: Desk, reason: str) -> None:
    """What cannot be printed would block the reply: it is told at once."""
    request_id = one_person(desk)
    with pytest.raises(Refused):
        desk.decide(request_id, Outcome.REFUSED, 1, reason=reason)
    assert desk.all(Verdict) == []


def test_a_reason_of_two_lines_is_made_one(desk: Desk) -> None:
    """Line breaks become spaces; a citizen number keeps its last three digits."""
    request_id = one_person(desk)
    desk.decide(request_id, Outcome.REFUSED, 1, reason="chưa đúng\nsố 001099123456")
    desk.run(request_id)
    (verdict,) = desk.all(Verdict)
    assert verdict.reason == "chưa đúng số *********456"
    stored = str([desk.all(TrailEntry), desk.all(Reply)[0].content])
    assert "001099123456" not in stored


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postmaster@phutho.gov.vn", "không dùng làm tên hộp thư"),
        ("hùng@phutho.gov.vn", "không phải địa chỉ hợp lệ"),
        ("hung@example.org", "không phải địa chỉ hợp lệ"),
    ],
)
def test_an_agreed_address_keeps_to_the_rules(desk: Desk, address: str, why: str) -> None:
    """Reserved words, foreign letters and foreign domains are refused."""
    request_id = one_person(desk)
    with pytest.raises(Refused, match=why):
        desk.decide(request_id, line=1, address=address)


def test_a_decision_for_a_refusal_needs_a_reason_that_says_something(desk: Desk) -> None:
    """Blanks are no reason."""
    request_id = one_person(desk)
    with pytest.raises(Refused, match="phải nêu lý do"):
        desk.decide(request_id, Outcome.REFUSED, 1, reason="   ")
    with writing(desk.office.engine) as session:
        assert not is_done(session, request_id, Step.REVIEW)


def test_an_agreed_name_gives_nobody_a_second_mailbox(desk: Desk) -> None:
    """Whoever holds a mailbox is refused with that reason, --address or not."""
    desk.approve(one_person(desk, citizen_number="001099000777"))
    again = one_person(desk, citizen_number="001099000777")
    for address in (None, "hungtm9@phutho.gov.vn"):
        with pytest.raises(Refused, match=r"đã có hộp thư hungtm@phutho\.gov\.vn"):
            desk.decide(again, line=1, address=address)
    assert len(desk.all(Mailbox)) == 1
