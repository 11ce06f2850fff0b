"""What is asked by telephone, fax, e-mail or in person: kept and answered as a letter is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from flows.desk.explain import explain_request, paragraphs
from flows.desk.look import queue, show_request, trail
from flows.desk.record import Call
from flows.desk.refusal import Refused
from models.letter import Letter, LetterFile, LetterState
from models.mailbox import Mailbox, MailboxState
from models.reply import Reply
from models.transitions import Queue, RequestState
from models.verdict import Outcome
from policies.schema import Kind, RequestType
from tasks.forms.told import Told, ToldLine
from tasks.letters.content import from_json, to_json
from tests.flows.calls import ADDRESS, AGENCY, CALLED, HOLDER, call, recorded, request_of
from tests.flows.cases import CLERK, Desk, new_people


def holder(desk: Desk, state: MailboxState = MailboxState.ACTIVE) -> Mailbox:
    """Phú Thọ's Trần Mạnh Hùng with a mailbox, locked by telephone where that is wanted."""
    done = desk.send("phu-tho", "mau-03", [new_people(HOLDER), []])
    desk.approve(done.requests[0][0])
    if state is MailboxState.LOCKED:
        asked = recorded(desk, call(RequestType.LOCK, at=CALLED - timedelta(hours=1)))
        desk.approve(asked.requests[0][0])
    (box,) = desk.all(Mailbox)
    assert isinstance(box, Mailbox)
    assert state is box.state
    return box


def printed(desk: Desk, out: Path, letter_id: int) -> str:
    """The text of the issued reply; its Word file and its PDF were compared before."""
    letter = Document(str(desk.issue(letter_id, "15", out).docx))
    texts = [Paragraph(each, letter).text for each in letter.element.body.iter(qn("w:p"))]
    return " ".join(" ".join(texts).split())


# ── the way of a call ───────────────────────────────────────────────────────────────────────────


def test_a_call_makes_what_a_letter_makes(desk: Desk) -> None:
    """Letter, file, request and line; received when it was made, by whom it was taken."""
    holder(desk)
    done = recorded(desk, call(note="quên báo lịch nghỉ"))
    letter = desk.all(Letter)[-1]
    assert (done.letter_id, LetterState.RECEIVED) == (letter.id, letter.state)
    assert ("phone", CALLED, "Nguyễn Thị Bình") == (
        letter.channel,
        letter.received_at,
        letter.recorded_by,
    )
    assert (AGENCY, "Lê Thị Hoa", None) == (letter.sender, letter.requester, letter.number)
    (line,) = desk.lines(request_of(done))
    assert (HOLDER, ADDRESS, "quên báo lịch nghỉ") == (line.name, line.address, line.note)
    file = desk.all(LetterFile)[-1]
    assert (letter.id, letter.sha256) == (file.letter_id, file.sha256)
    assert HOLDER in file.content.decode()


def test_a_call_stands_on_the_trail_with_its_way(desk: Desk) -> None:
    """Who took it, by which way, who asked; the citizen numbers and phones of nobody."""
    told = Told(
        RequestType.RESTORE,
        "Lê Thị Hoa",
        AGENCY,
        (ToldLine(Kind.PERSON, {"name": HOLDER, "address": ADDRESS, "phone": "0912345678"}),),
        requester_phone="0987654321",
    )
    done = recorded(desk, Call("fax", CALLED, told))
    entries = trail(desk.office, CLERK, letter_id=done.letter_id)
    assert ["request-recorded", "request-made"] == [entry.action for entry in entries]
    assert {"Nguyễn Thị Bình"} == {entry.actor for entry in entries}
    assert {"channel": "fax", "asked_by": "Lê Thị Hoa", "lines": 1}.items() <= (
        entries[0].detail.items()
    )
    assert not [e for e in entries if "0912345678" in str(e.detail) or "0987" in str(e.detail)]


def test_a_call_has_a_term_and_stands_in_the_queue(desk: Desk) -> None:
    """Phú Thọ restores within one working day of the request (Điều 6 khoản 2 điểm b)."""
    done = recorded(desk, call())
    (row,) = queue(desk.office, CLERK)
    assert (request_of(done), AGENCY, Queue.NEW) == (row.request_id, row.agency, row.queue)
    assert row.due == datetime(2026, 3, 3, 16, 59, 59, tzinfo=UTC)


def test_a_restoration_by_telephone_is_answered_by_a_letter(desk: Desk, tmp_path: Path) -> None:
    """From the call over the mail system to a letter that says by which way and when it came."""
    box = holder(desk, MailboxState.LOCKED)
    done = recorded(desk, call())
    desk.approve(request_of(done))
    account = desk.office.connector.get(box.id)
    assert account is not None
    assert account.login_lock is None
    text = printed(desk, tmp_path, done.letter_id)
    assert (
        "nhận được đề nghị qua điện thoại lúc 08:15 ngày 02 tháng 3 năm 2026 của Sở Nội vụ "
        "(người đề nghị: Lê Thị Hoa) về việc khôi phục hộp thư điện tử công vụ."
    ) in text
    assert "Kính gửi: Sở Nội vụ" in text
    assert "Văn bản số …" not in text
    assert RequestState.CLOSED is desk.request(request_of(done)).state


def test_who_asks_for_themself_is_answered_in_person(desk: Desk, tmp_path: Path) -> None:
    """An individual may ask for their own mailbox to be restored (Điều 6 khoản 2 điểm a)."""
    holder(desk, MailboxState.LOCKED)
    done = recorded(desk, call(agency=None, caller=HOLDER))
    request_id = request_of(done)
    desk.run(request_id)
    (line,) = desk.lines(request_id)
    assert ([], Outcome.APPROVED) == (line.needs, line.suggested_verdict)
    desk.approve(request_id)
    text = printed(desk, tmp_path, done.letter_id)
    assert (
        "đề nghị qua điện thoại lúc 08:15 ngày 02 tháng 3 năm 2026 của Ông (Bà) Trần Mạnh Hùng "
        "về việc khôi phục"
    ) in text
    assert "Kính gửi: Ông (Bà) Trần Mạnh Hùng" in text
    assert HOLDER in {row.agency for row in queue(desk.office, CLERK)} | {
        letter.requester for letter in desk.all(Letter)
    }


def test_another_ones_mailbox_is_a_doubt_for_the_reviewer(desk: Desk) -> None:
    """Individuals ask for their own mailbox only."""
    holder(desk, MailboxState.LOCKED)
    request_id = request_of(recorded(desk, call(agency=None, caller="Lê Thị Hoa")))
    desk.run(request_id)
    (need,) = desk.lines(request_id)[0].needs
    assert "hộp thư này của «Trần Mạnh Hùng», người đề nghị là «Lê Thị Hoa»" in need
    with pytest.raises(Refused, match="--mailbox"):
        desk.decide(request_id)
    desk.decide(request_id, line=1, mailbox=ADDRESS)


def test_an_explanation_names_way_and_rule(desk: Desk) -> None:
    """A heading that reads without a number, and why the call was taken."""
    holder(desk, MailboxState.LOCKED)
    request_id = request_of(recorded(desk, call()))
    desk.run(request_id)
    told = [
        text.replace("\u00a0", " ")
        for text in paragraphs(explain_request(desk.office, CLERK, request_id))
    ]
    assert told[0] == (
        "Đề nghị khôi phục hộp thư điện tử công vụ qua điện thoại lúc 08:15 ngày 02/03/2026 "
        "của Sở Nội vụ"
    )
    assert "Đề nghị qua điện thoại được tiếp nhận (điểm a khoản 2 Điều 6)." in told
    assert any("xác minh yêu cầu trước khi kích hoạt lại" in sentence for sentence in told)
    assert not [sentence for sentence in told if "ăn bản số" in sentence]


def test_a_locked_mailbox_says_by_which_call(desk: Desk) -> None:
    """Where a letter's number would stand."""
    box = holder(desk, MailboxState.LOCKED)
    assert (box.state_reason or "").endswith("(đề nghị qua điện thoại lúc 07:15 ngày 02/03/2026)")


def test_a_returned_call_is_corrected_by_another(desk: Desk, tmp_path: Path) -> None:
    """The wrong address goes back; the new call closes it and tells the old term."""
    holder(desk)
    first = recorded(desk, call(address="hungtm9@phutho.gov.vn"))
    desk.run(request_of(first))
    desk.decide(request_of(first), Outcome.RETURNED, reason="không có hộp thư này")
    desk.run(request_of(first))
    desk.issue(first.letter_id, "1", tmp_path)
    second = recorded(desk, call(at=CALLED + timedelta(minutes=30), corrects=first.letter_id))
    assert RequestState.CLOSED is desk.request(request_of(first)).state
    entries = show_request(desk.office, CLERK, request_of(second)).ledger
    causes = " ".join(entry.cause for entry in entries)
    assert "Thời hạn tính lại từ khi nhận đề nghị đã chỉnh sửa, ngày 02/03/2026" in causes
    assert "Văn bản số" not in causes


def test_a_draft_of_before_reads_as_it_did(desk: Desk) -> None:
    """Content kept without a way is that of a letter; with one it comes back the same."""
    holder(desk, MailboxState.LOCKED)
    kept = [from_json(_json_of(reply)) for reply in desk.all(Reply)]
    assert [None, "qua điện thoại"] == [each.asked and each.asked.way for each in kept]
    assert kept == [from_json(to_json(each)) for each in kept]
    old = _json_of(desk.all(Reply)[0]).replace('"asked": null, ', "").replace(', "asked": null', "")
    assert "asked" not in old
    assert replace(kept[0], asked=None) == from_json(old)


def _json_of(reply: Reply) -> str:
    return json.dumps(reply.content, ensure_ascii=False)
