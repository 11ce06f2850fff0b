"""What is asked by telephone, fax, e-mail or in person: kept and answered as a letter is."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from flows.desk.explain import explain_request, paragraphs
from flows.desk.look import queue, show_request, trail
from flows.desk.record import Call, record
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.submit import Submitted
from flows.desk.withdraw import withdraw
from models.database import upgrade
from models.letter import Letter, LetterFile, LetterState
from models.mailbox import Mailbox, MailboxState
from models.reply import Reply
from models.request import Line
from models.transitions import Queue, RequestState
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load, policy_ids, source
from policies.schema import Kind, RequestType
from tasks.forms.told import Told, ToldLine
from tasks.letters.content import from_json, to_json
from tests.flows.cases import MONDAY, Desk, new_people

TAKER = Actor("Nguyễn Thị Bình", "command")
#: 08:15 on the test's Monday in Việt Nam
CALLED = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
HOLDER = "Trần Mạnh Hùng"
ADDRESS = "hungtm@phutho.gov.vn"
AGENCY = "Sở Nội vụ"


def call(
    type_: RequestType = RequestType.RESTORE,
    *,
    channel: str = "phone",
    at: datetime = CALLED,
    agency: str | None = AGENCY,
    caller: str = "Lê Thị Hoa",
    name: str = HOLDER,
    address: str = ADDRESS,
    corrects: int | None = None,
    **values: Any,
) -> Call:
    """Somebody asks for something about one person's mailbox."""
    line = ToldLine(Kind.PERSON, {"name": name, "address": address, **values})
    return Call(channel, at, Told(type_, caller, agency, (line,)), corrects)


def recorded(desk: Desk, made: Call, policy: str = "phu-tho") -> Submitted:
    """The call, taken by the same person."""
    return record(desk.office, TAKER, made, *source(policy))


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


def request_of(done: Submitted) -> int:
    """The one request that a call made."""
    ((request_id, _),) = done.requests
    return request_id


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
    entries = trail(desk.office, letter_id=done.letter_id)
    assert ["request-recorded", "request-made"] == [entry.action for entry in entries]
    assert {"Nguyễn Thị Bình"} == {entry.actor for entry in entries}
    assert {"channel": "fax", "asked_by": "Lê Thị Hoa", "lines": 1}.items() <= (
        entries[0].detail.items()
    )
    assert not [e for e in entries if "0912345678" in str(e.detail) or "0987" in str(e.detail)]


def test_a_call_has_a_term_and_stands_in_the_queue(desk: Desk) -> None:
    """Phú Thọ restores within one working day of the request (Điều 6 khoản 2 điểm b)."""
    done = recorded(desk, call())
    (row,) = queue(desk.office)
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
    assert HOLDER in {row.agency for row in queue(desk.office)} | {
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
        text.replace("\u00a0", " ") for text in paragraphs(explain_request(desk.office, request_id))
    ]
    assert told[0] == (
        "Đề nghị khôi phục hộp thư điện tử công vụ qua điện thoại lúc 08:15 ngày 02/03/2026 "
        "của Sở Nội vụ"
    )
    assert "Đề nghị qua điện thoại được tiếp nhận (điểm a khoản 2 Điều 6)." in told
    assert any("xác minh yêu cầu trước khi kích hoạt lại" in sentence for sentence in told)
    assert not [sentence for sentence in told if "ăn bản số" in sentence or "…" in sentence]


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
    entries = show_request(desk.office, request_of(second)).ledger
    causes = " ".join(entry.cause for entry in entries)
    assert "Thời hạn tính lại từ khi nhận đề nghị đã chỉnh sửa, ngày 02/03/2026" in causes
    assert "Văn bản số" not in causes


# ── twice ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"channel": "fax"},
        {"caller": "LÊ THỊ HOA".title(), "name": f" {HOLDER} "},
        {"at": CALLED + timedelta(seconds=40)},
        {"note": "ghi thêm"},
    ],
)
def test_the_same_call_twice_is_told(desk: Desk, again: dict[str, Any]) -> None:
    """Same caller, same mailbox, same minute: whoever takes it down again and however."""
    done = recorded(desk, call())
    other = Actor("Phạm Văn Cường", "command")
    twice = record(desk.office, other, call(**again), *source("phu-tho"))
    assert (True, done.letter_id, done.requests) == (
        twice.duplicate,
        twice.letter_id,
        twice.requests,
    )
    assert (1, 1) == (len(desk.all(Letter)), len(desk.all(Line)))


@pytest.mark.parametrize(
    "other",
    [
        {"caller": "Lê Thị Hoan"},
        {"agency": "Sở Y tế"},
        {"at": CALLED + timedelta(minutes=1)},
        {"address": "hungtm2@phutho.gov.vn"},
        {"type_": RequestType.RESET_PASSWORD},
    ],
)
def test_another_call_is_another(desk: Desk, other: dict[str, Any]) -> None:
    """By another, at another time, of another mailbox or for another thing."""
    recorded(desk, call())
    assert not recorded(desk, call(**other)).duplicate
    assert 2 == len(desk.all(Letter))


def test_the_order_of_the_mailboxes_makes_no_other_call(desk: Desk) -> None:
    """Two mailboxes in one call, taken down the other way round."""
    lines = [
        ToldLine(Kind.PERSON, {"name": name, "address": f"{at}@phutho.gov.vn"})
        for at, name in (("an", "Lê An"), ("hoa", "Lê Hoa"))
    ]
    told = [Told(RequestType.LOCK, "Lê Thị Hoa", AGENCY, each) for each in (lines, lines[::-1])]
    first, second = (recorded(desk, Call("phone", CALLED, each)) for each in told)
    assert (False, True) == (first.duplicate, second.duplicate)
    assert ["Lê An", "Lê Hoa"] == [line.name for line in desk.lines(request_of(first))]


def test_a_withdrawn_call_may_come_again(desk: Desk) -> None:
    """It was taken back: the same words are a new request."""
    withdraw(desk.office, TAKER, request_of(recorded(desk, call())))
    assert not recorded(desk, call()).duplicate


def test_one_call_taken_down_by_two_at_once_is_kept_once(desk: Desk) -> None:
    """Whoever is later is told, on either database."""
    upgrade(desk.office.engine)
    together = Barrier(4)

    def take(_: int) -> Submitted:
        together.wait()
        return recorded(desk, call())

    with ThreadPoolExecutor(4) as people:
        done = list(people.map(take, range(4)))
    assert [False, True, True, True] == sorted(each.duplicate for each in done)
    assert 1 == len({each.letter_id for each in done}) == len(desk.all(Letter))


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


ASKED = ("phone", "fax", "in-person")
# who may ask for what by which of these ways; every other way is refused
TAKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "phu-tho": {"restore": ASKED, "reset-password": ASKED, "lock": ASKED},
    "hung-yen": {"reset-password": ASKED, "lock": ASKED},
    "bac-giang": {"lock": ASKED},
    "khanh-hoa": {"lock": ASKED},
    "tien-giang": {
        "reset-password": ASKED,
        **dict.fromkeys(("new", "change", "revoke", "lock", "restore"), ("fax",)),
    },
}
REFUSED_BY = {
    ("phu-tho", "new"): "Điều 5 khoản 2",
    ("hung-yen", "new"): "Điều 6 khoản 2 điểm a",
    ("hung-yen", "restore"): "Điều 7 khoản 3 điểm a",
    ("bac-giang", "change"): "Điều 6 khoản 1",
    ("bac-giang", "reset-password"): "Điều 7 khoản 1",
    ("bac-giang", "revoke"): "Điều 8 khoản 2",
    ("bac-giang", "restore"): "Điều 8 khoản 3",
    ("khanh-hoa", "reset-password"): "Điều 7 khoản 2 điểm a",
    ("khanh-hoa", "restore"): "Điều 8 khoản 3",
    ("tien-giang", "restore"): "Điều 5 khoản 1",
}


@pytest.mark.parametrize("policy", policy_ids())
def test_each_way_is_taken_or_refused_with_the_article(desk: Desk, policy: str) -> None:
    """Every type by every way: what the regulation lets, and where it says no."""
    domain = load(policy).domain
    for type_ in RequestType:
        for number, way in enumerate(ASKED):
            values = {"change-what": "Chức vụ", "change-to": "Văn thư"}
            told = values if type_ is RequestType.CHANGE else {}
            at = CALLED - timedelta(days=number)
            address = f"an@{domain}"
            made = call(type_, channel=way, at=at, address=address, unit="Văn phòng", **told)
            if way in TAKEN[policy].get(type_.value, ()):
                assert not recorded(desk, made, policy).duplicate
                continue
            with pytest.raises(Refused) as refused:
                recorded(desk, made, policy)
            (reason,) = refused.value.reasons
            assert reason.startswith("không tiếp nhận đề nghị")
            assert "Cách hiểu được chọn: " in reason
            article = REFUSED_BY.get((policy, type_.value))
            assert article is None or f"({article})" in reason


def test_phu_tho_restores_also_by_electronic_mail(desk: Desk) -> None:
    """Điều 6 khoản 2 điểm a names e-mail, fax and telephone."""
    assert not recorded(desk, call(channel="e-mail")).duplicate
    assert "qua thư điện tử" in " ".join(paragraphs(explain_request(desk.office, 1)))


@pytest.mark.parametrize(
    ("policy", "type_", "told"),
    [
        ("phu-tho", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 5 khoản 2)"),
        ("hung-yen", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 10 khoản 1 điểm d)"),
        ("bac-giang", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 4 khoản 8)"),
    ],
)
def test_who_may_not_ask_is_told_by_which_article(
    desk: Desk, policy: str, type_: RequestType, told: str
) -> None:
    """These are for the agency that manages the mailbox to ask."""
    made = call(type_, agency=None, address=f"an@{load(policy).domain}")
    with pytest.raises(Refused) as refused:
        recorded(desk, made, policy)
    assert f"quy chế không nêu {told}" == refused.value.reasons[0]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (call(at=MONDAY + timedelta(days=1)), "thời điểm nhận ở tương lai"),
        (call(at=datetime(2020, 1, 1, tzinfo=UTC)), "chưa áp dụng"),
        (call(channel="letter"), "nhận bằng congvu submit"),
        (call(caller="…"), "Người yêu cầu: không được để trống"),
        (call(caller="Lê 7"), "Người yêu cầu: tên người có ký tự không hợp lệ"),
        (call(agency="…"), "Cơ quan, tổ chức đề nghị: không đọc được tên cơ quan gửi"),
        (call(address="hungtm@gmail.com"), "dòng 1, cột Địa chỉ thư điện tử: «hungtm@gmail.com»"),
        (call(address="…"), "đề nghị khôi phục cần có «Địa chỉ thư điện tử»"),
        (call(colour="đỏ"), "không có mục «colour»; các mục: name, birth-date"),
        (Call("phone", CALLED, Told(RequestType.LOCK, "Lê An", AGENCY, ())), "chưa nêu hộp thư"),
    ],
)
def test_what_cannot_be_taken_down_is_told_and_keeps_nothing(
    desk: Desk, made: Call, told: str
) -> None:
    """The caller is still there to be asked."""
    with pytest.raises(Refused) as refused:
        recorded(desk, made)
    assert any(told in reason for reason in refused.value.reasons), refused.value.reasons
    assert [] == desk.all(Letter)


def test_a_number_in_a_refusal_is_masked(desk: Desk) -> None:
    """Not even the one that was typed wrong is told whole."""
    with pytest.raises(Refused) as refused:
        recorded(desk, call(phone="001099000001234"))
    assert "001099000001234" not in str(refused.value)


@pytest.mark.parametrize("actor", [Actor(" ", "command"), Actor("luồng", "flow")])
def test_nobody_takes_a_call_without_the_right(desk: Desk, actor: Actor) -> None:
    """Somebody with a name, at this machine."""
    with pytest.raises(NotAllowed, match="ghi nhận đề nghị"):
        record(desk.office, actor, call(), *source("phu-tho"))
    assert [] == desk.all(Letter)


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
