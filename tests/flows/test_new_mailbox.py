"""A letter that asks for new mailboxes, from its receipt to the reply."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.desk.refusal import Refused
from models.database import reading
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter, LetterState
from models.mailbox import Address, AddressState, Mailbox, MailboxState
from models.outbox import OutboxEntry
from models.reply import Reply, ReplyState
from models.transitions import LineState, RequestState
from models.verdict import Outcome, Verdict
from models.work_order import WorkOrder
from policies.schema import RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.intake import take_in
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.reply import draft_reply
from tasks.review import review
from tests.flows.cases import Desk, new_people, new_person
from tests.tasks.forms.letters_made import filled

FIVE = ("Trần Mạnh Hùng", "Trần Minh Hưng", "Lê Thị Lan", "Phạm Văn Đức", "Ðỗ Thu Hà")


def five(desk: Desk) -> int:
    """Phú Thọ's Mẫu 03 with five new people, taken in and proposed."""
    done = desk.send("phu-tho", "mau-03", [new_people(*FIVE), []])
    assert done.faults == ()
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def test_a_letter_becomes_mailboxes_and_a_drafted_reply(desk: Desk) -> None:
    """Approved lines become active mailboxes without a usable password, and one reply."""
    request_id = five(desk)
    assert desk.request(request_id).state is RequestState.IN_REVIEW
    desk.decide(request_id)
    desk.run(request_id)
    assert desk.request(request_id).state is RequestState.TO_SIGN
    assert {box.state for box in desk.all(Mailbox)} == {MailboxState.ACTIVE}
    assert [line.proposed_address for line in desk.lines(request_id)] == [
        "hungtm@phutho.gov.vn",
        "hungtm2@phutho.gov.vn",
        "lanlt@phutho.gov.vn",
        "ducpv@phutho.gov.vn",
        "hadt@phutho.gov.vn",
    ]
    accounts = desk.office.connector.list_accounts()
    assert len(accounts) == 5
    assert not any(account.has_password for account in accounts)
    assert [reply.state for reply in desk.all(Reply)] == [ReplyState.DRAFTED]


def test_every_step_run_twice_does_its_work_once(desk: Desk) -> None:
    """Running any step again, alone or with the whole flow, changes nothing."""
    request_id = five(desk)
    desk.decide(request_id)
    desk.run(request_id)
    before = [desk.all(table) for table in (Mailbox, Address, Reply, Verdict, DeadlineEntry)]
    for _ in range(2):
        take_in(desk.office, request_id)
        assert review(desk.office, request_id)
        assert provision(desk.office, request_id, CREATE_MAILBOX)
        assert draft_reply(desk.office, request_id)
    after = [desk.all(table) for table in (Mailbox, Address, Reply, Verdict, DeadlineEntry)]
    assert after == before


def test_verdicts_are_given_line_by_line(desk: Desk) -> None:
    """Four approved, one refused with its article: the reply tells each."""
    request_id = five(desk)
    desk.decide(request_id, Outcome.REFUSED, 3, reason="chưa có quyết định tuyển dụng")
    assert desk.request(request_id).state is RequestState.IN_REVIEW
    desk.decide(request_id)
    desk.run(request_id)
    (reply,) = desk.all(Reply)
    outcomes = [(line["number"], line["outcome"]) for line in reply.content["lines"]]
    assert outcomes == [
        (1, "approved"),
        (2, "approved"),
        (3, "refused"),
        (4, "approved"),
        (5, "approved"),
    ]
    assert reply.content["lines"][2]["reason"] == "chưa có quyết định tuyển dụng"
    assert reply.content["lines"][2]["article"]


def test_a_refused_lines_address_is_free_again(desk: Desk) -> None:
    """It was only reserved, never issued."""
    request_id = five(desk)
    desk.decide(request_id, Outcome.REFUSED, 1, reason="không đúng đối tượng")
    with reading(desk.office.engine) as session:
        assert session.get(Address, "hungtm@phutho.gov.vn") is None
        kept = session.get_one(Address, "hungtm2@phutho.gov.vn")
    assert kept.state is AddressState.RESERVED


def test_the_second_click_is_told(desk: Desk) -> None:
    """A line is decided once."""
    request_id = five(desk)
    desk.decide(request_id, line=1)
    with pytest.raises(Refused, match="đã được quyết định"):
        desk.decide(request_id, line=1)
    desk.decide(request_id)
    with pytest.raises(Refused, match="không ở bước thẩm định"):
        desk.decide(request_id)
    assert len(desk.all(Verdict)) == 5


def test_a_decision_falls_on_all_lines_or_on_none(desk: Desk) -> None:
    """A refusal without a reason names the lines it lacks one for, and decides nothing."""
    request_id = five(desk)
    with pytest.raises(Refused, match=r"dòng 1: .*phải nêu lý do"):
        desk.decide(request_id, Outcome.REFUSED)
    assert desk.all(Verdict) == []


def test_a_decision_and_the_wish_to_go_on_are_committed_together(desk: Desk) -> None:
    """The last verdict leaves an order to continue; the ones before it do not."""
    request_id = five(desk)
    with reading(desk.office.engine) as session:
        before = len(session.exec(select(OutboxEntry.id)).all())
    desk.decide(request_id, line=1)
    assert len(desk.all(OutboxEntry)) == before
    with reading(desk.office.engine) as session:
        open_orders = select(OutboxEntry).where(col(OutboxEntry.cause) == "decided")
        assert session.exec(open_orders).all() == []
    desk.decide(request_id)
    states = {line.state for line in desk.lines(request_id)}
    assert (states, desk.request(request_id).state) == (
        {LineState.APPROVED},
        RequestState.APPROVED,
    )


def test_the_deadline_is_derived_from_its_ledger(desk: Desk) -> None:
    """Phú Thọ's two days start with complete information and end with the work (Đ5.4e)."""
    request_id = five(desk)
    desk.decide(request_id)
    desk.run(request_id)
    entries = desk.all(DeadlineEntry)
    assert [entry.kind for entry in entries] == [DeadlineKind.STARTED, DeadlineKind.ENDED]
    assert entries[0].due.isoformat() == "2026-03-04T16:59:59+00:00"
    assert entries[0].article == "Điều 5 khoản 4 điểm e"


def test_a_reply_is_issued_once_with_the_number_the_clerk_types(desk: Desk, tmp_path: Path) -> None:
    """The same number again writes the same files; another number is refused."""
    request_id = five(desk)
    desk.decide(request_id)
    desk.run(request_id)
    first = desk.issue(1, "8", tmp_path)
    pdf = first.pdf.read_bytes()
    again = desk.issue(1, "8", tmp_path)
    assert (again, again.pdf.read_bytes()) == (first, pdf)
    with pytest.raises(Refused, match="đã phát hành"):
        desk.issue(1, "9", tmp_path)
    assert desk.request(request_id).state is RequestState.CLOSED
    assert [letter.state for letter in desk.all(Letter)] == [LetterState.ANSWERED]


def test_one_body_uses_a_number_once_a_year(desk: Desk, tmp_path: Path) -> None:
    """A second letter of the year cannot take the number of the first."""
    for number, name in enumerate(("Lê Thị Lan", "Phạm Văn Đức")):
        people = [new_person(name, number)]
        ((request_id, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
        desk.approve(request_id)
    desk.issue(1, "8", tmp_path)
    with pytest.raises(Refused, match="đã dùng"):
        desk.issue(2, "8", tmp_path)


def test_the_same_file_twice_is_one_letter(desk: Desk) -> None:
    """A file that came before makes nothing anew."""
    content = filled("phu-tho", "mau-03", "xlsx", [new_people(*FIVE), []])
    first = desk.submit(content, "phu-tho")
    again = desk.submit(content, "phu-tho")
    assert (again.duplicate, again.letter_id, again.requests) == (
        True,
        first.letter_id,
        first.requests,
    )
    assert len(desk.all(Letter)) == 1


def test_where_deciding_and_executing_are_apart_the_approval_makes_a_work_order(desk: Desk) -> None:
    """Hưng Yên: the Sở decides, its centre provisions on the Sở's order (Đ10.2c)."""
    done = desk.send(
        "hung-yen",
        "mau-chuan",
        [new_people("Nguyễn Hoàng Phúc"), []],
        sender="Sở Khoa học và Công nghệ",
        channel="letter",
    )
    ((request_id, _),) = done.requests
    desk.approve(request_id)
    (order,) = desk.all(WorkOrder)
    assert (order.ordered_by, order.ordered_to, order.article) == (
        "Sở Khoa học và Công nghệ",
        "Trung tâm Dữ liệu và Chuyển đổi số",
        "Điều 10 khoản 2 điểm c",
    )
    assert [line.proposed_address for line in desk.lines(request_id)] == [
        "nhphuc.khcn@hungyen.gov.vn"
    ]


def test_a_clash_in_hung_yen_waits_for_the_agreed_name(desk: Desk) -> None:
    """Without agreement no approval; with it the agreed address is issued (Đ5.3)."""
    first, second = (
        desk.send(
            "hung-yen",
            "mau-chuan",
            [[new_person("Nguyễn Hoàng Phúc", number)], []],
            sender="Sở Khoa học và Công nghệ",
            channel="letter",
        ).requests[0][0]
        for number in range(2)
    )
    desk.approve(first)
    desk.run(second)
    with pytest.raises(Refused, match="thống nhất tên hộp thư"):
        desk.decide(second)
    with pytest.raises(Refused, match="đã cấp"):
        desk.decide(second, line=1, address="nhphuc.khcn@hungyen.gov.vn")
    desk.decide(second, line=1, address="hoangphuc.khcn@hungyen.gov.vn")
    desk.run(second)
    issued = {row.address for row in desk.all(Address) if row.state is AddressState.ISSUED}
    assert issued == {"nhphuc.khcn@hungyen.gov.vn", "hoangphuc.khcn@hungyen.gov.vn"}


def test_two_requests_racing_for_one_address_get_two(desk: Desk) -> None:
    """Proposed at the same moment, eight people of one name get eight addresses."""
    ids = [
        desk.send("phu-tho", "mau-03", [[new_person("Trần Mạnh Hùng", number)], []]).requests[0][0]
        for number in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(desk.run, ids))
    proposed = sorted(desk.lines(request_id)[0].proposed_address or "" for request_id in ids)
    expected = ["hungtm", *(f"hungtm{number}" for number in range(2, 9))]
    assert proposed == sorted(f"{local}@phutho.gov.vn" for local in expected)


def test_a_unit_that_names_its_own_superior_is_not_put_below_the_sender(desk: Desk) -> None:
    """Khánh Hòa: "Văn phòng, Sở Nội vụ" in another Sở's letter carries Sở Nội vụ's suffix."""
    row = FilledRow(
        RequestType.NEW,
        LineFields(name="Nguyễn Văn Hùng", unit="Văn phòng, Sở Nội vụ", position="Chuyên viên"),
    )
    other = replace(row, fields=replace(row.fields, name="Ngô Viết Hưng", unit="Văn phòng"))
    done = desk.send("khanh-hoa", "phu-luc", [[], [row, other]], sender="Sở Khoa học và Công nghệ")
    ((request_id, _),) = done.requests
    desk.run(request_id)
    assert [line.proposed_address for line in desk.lines(request_id)] == [
        "nvhung.snv@khanhhoa.gov.vn",
        "nvhung.skhcn@khanhhoa.gov.vn",
    ]


def test_a_commune_in_its_districts_letter_stands_below_the_district(desk: Desk) -> None:
    """Bắc Giang's communes carry their district's name (Đ5.1b), and so do their people."""
    row = new_person("Nguyễn Văn An", 1, unit="UBND xã Quý Sơn")
    done = desk.send(
        "bac-giang", "mau-chuan", [[row], []], sender="UBND huyện Lục Ngạn", channel="e-mail"
    )
    ((request_id, _),) = done.requests
    desk.run(request_id)
    (line,) = desk.lines(request_id)
    assert line.proposed_address == "annv_quyson_lucngan@bacgiang.gov.vn"
