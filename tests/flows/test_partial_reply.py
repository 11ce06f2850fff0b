"""A letter partly done is answered in part before its term ends, and the rest later."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.desk.issue import issue
from flows.desk.look import show_request
from flows.desk.refusal import Refused
from flows.desk.watching import letters_to_answer_in_part, watch_terms
from flows.desk.withdraw import withdraw
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter, LetterState
from models.reply import Reply, ReplyState
from models.trail import TrailEntry
from models.transitions import RequestState
from models.verdict import Outcome
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE
from tasks import reply as reply_step
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.letters.content import from_json
from tasks.letters.wording import compose
from tests.flows.cases import CLERK, MONDAY, Desk, new_people

#: Khánh Hòa, received on Monday 2 March 2026: five working days
LAST_DAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL_ZONE)


def half_done(desk: Desk) -> tuple[int, int, int]:
    """A letter, its new mailbox (done) and its revocation (not decided)."""
    gone = FilledRow(
        RequestType.REVOKE,
        LineFields(name="Lê Minh Hiếu", unit="Phòng Pháp chế", position="Chuyên viên"),
    )
    done = desk.send("khanh-hoa", "phu-luc", [[], [*new_people("Trần Mạnh Hùng"), gone]])
    number = {type_: request_id for request_id, type_ in done.requests}
    new, revoke = number[RequestType.NEW], number[RequestType.REVOKE]
    desk.run(revoke)
    desk.approve(new)
    return done.letter_id, new, revoke


def refuse(desk: Desk, request_id: int) -> None:
    desk.decide(request_id, Outcome.REFUSED, 1, reason="không có hộp thư")
    desk.run(request_id)


def text_of(reply: Reply) -> str:
    printed = compose(from_json(json.dumps(reply.content)))
    rows = " ".join(cell for row in printed.annex.rows for cell in row)
    return f"{printed.subject} {' '.join(printed.paragraphs)} {rows}".replace("\u00a0", " ")


def sign(desk: Desk, request_id: int, number: str, out: Path) -> None:
    dated = MONDAY.date()
    issue(desk.office, CLERK, request_id=request_id, number=number, dated=dated, out=out)


@pytest.mark.parametrize(
    ("now", "near"),
    [
        (datetime(2026, 3, 9, 7, 30, tzinfo=LOCAL_ZONE), True),  # 7.5 hours before
        (datetime(2026, 3, 7, 9, 0, tzinfo=LOCAL_ZONE), True),  # a Saturday counts nothing
        (datetime(2026, 3, 6, 16, 30, tzinfo=LOCAL_ZONE), True),  # 8 hours, just
        (datetime(2026, 3, 6, 16, 29, tzinfo=LOCAL_ZONE), False),
        (datetime(2026, 3, 10, 9, 0, tzinfo=LOCAL_ZONE), True),  # over: all the more
    ],
)
def test_near_is_counted_in_working_hours(desk: Desk, now: datetime, near: bool) -> None:
    """Eight working hours before the earliest term that ends with the answer, by default."""
    letter, _, _ = half_done(desk)
    desk.clock.now = now
    assert ([letter] if near else []) == letters_to_answer_in_part(desk.office)


def test_the_setting_turns_it_off(desk: Desk) -> None:
    """0: never."""
    half_done(desk)
    desk.clock.now = LAST_DAY
    settings = desk.office.settings.model_copy(update={"partial_reply_hours": 0.0})
    object.__setattr__(desk.office, "settings", settings)
    assert () == watch_terms(desk.office).drafted


def test_what_is_done_is_answered_and_the_rest_said_to_follow(desk: Desk) -> None:
    """The done request can be signed; the letter tells which lines follow, and until when."""
    letter, new, revoke = half_done(desk)
    desk.clock.now = LAST_DAY
    assert (letter,) == watch_terms(desk.office).drafted
    assert RequestState.TO_SIGN is desk.request(new).state
    assert RequestState.IN_REVIEW is desk.request(revoke).state
    (drafted,) = desk.all(Reply)
    told = text_of(drafted)
    assert "trả lời bước đầu đề nghị cấp mới hộp thư" in told
    assert "Các nội dung còn lại, ghi “Trả lời sau” tại Phụ lục" in told
    assert "Lê Minh Hiếu Phòng Pháp chế Thu hồi – Trả lời sau Đang tiếp tục giải quyết" in told
    assert (
        "Thời hạn giải quyết đề nghị thu hồi là 05 ngày làm việc (điểm b khoản 2 Điều 7), "
        "đến hết ngày 09/03/2026."
    ) in told
    assert "đồng ý 01 trường hợp, trả lời sau 01 trường hợp." in told


def test_looking_again_drafts_nothing_more(desk: Desk) -> None:
    """Drafted once, however often it is looked for, also by several at once."""
    half_done(desk)
    desk.clock.now = LAST_DAY
    looks = [threading.Thread(target=watch_terms, args=(desk.office,)) for _ in range(3)]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    assert () == watch_terms(desk.office).drafted
    assert [1] == [reply.sequence for reply in desk.all(Reply)]
    actions = [entry.action for entry in desk.all(TrailEntry)]
    assert 1 == actions.count("partial-reply-drafted")


def test_a_kill_while_drafting_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a broken draft stays; the next look drafts it."""
    _, new, _ = half_done(desk)
    desk.clock.now = LAST_DAY

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(reply_step, "record", killed)  # the last thing of the transaction
        with pytest.raises(Killed):
            watch_terms(desk.office)
    assert [] == desk.all(Reply)
    assert RequestState.PROVISIONED is desk.request(new).state
    assert 1 == len(watch_terms(desk.office).drafted)


def test_what_came_in_between_is_looked_at_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest gets done while the partial reply is being typeset: then it is no partial reply."""
    _, new, revoke = half_done(desk)
    desk.clock.now = LAST_DAY
    render = vars(reply_step)["render"]
    calls = []

    def slowly(content: object) -> object:
        calls.append(content)
        if len(calls) == 1:
            desk.decide(revoke, Outcome.REFUSED, 1, reason="không có hộp thư")
        return render(content)

    monkeypatch.setattr(reply_step, "render", slowly)
    assert () == watch_terms(desk.office).drafted
    monkeypatch.undo()
    desk.run(revoke)
    (whole,) = desk.all(Reply)
    assert "Trả lời sau" not in text_of(whole)
    assert {RequestState.TO_SIGN} == {desk.request(new).state, desk.request(revoke).state}


def test_each_request_is_signed_with_its_own_reply(desk: Desk, tmp_path: Path) -> None:
    """The letter is answered with the last one; each number closes its own request only."""
    letter, new, revoke = half_done(desk)
    desk.clock.now = LAST_DAY
    watch_terms(desk.office)
    with pytest.raises(Refused, match="chưa có dự thảo"):
        sign(desk, revoke, "9", tmp_path)
    sign(desk, new, "8", tmp_path)
    assert RequestState.CLOSED is desk.request(new).state
    assert RequestState.IN_REVIEW is desk.request(revoke).state
    assert LetterState.RECEIVED is desk.all(Letter)[0].state
    refuse(desk, revoke)
    second = show_request(desk.office, CLERK, revoke).reply
    assert second is not None
    assert (2, ReplyState.DRAFTED) == (second.sequence, second.state)
    told = text_of(second)
    assert "Tiếp theo Văn bản số 08 ngày 02 tháng 3 năm 2026, " in told
    assert "Trần Mạnh Hùng" not in told
    sign(desk, revoke, "9", tmp_path)
    assert RequestState.CLOSED is desk.request(revoke).state
    assert LetterState.ANSWERED is desk.all(Letter)[0].state
    sign(desk, new, "8", tmp_path)  # writes the same files again
    first = show_request(desk.office, CLERK, new).reply
    assert first is not None
    assert "8" == first.number
    ended = [e for e in desk.all(DeadlineEntry) if e.kind is DeadlineKind.ENDED]
    assert {new, revoke} == {entry.request_id for entry in ended}
    assert letter == first.letter_id


def test_a_letter_is_signed_reply_by_reply(desk: Desk, tmp_path: Path) -> None:
    """Named by the letter, the first that waits is meant."""
    letter, new, revoke = half_done(desk)
    desk.clock.now = LAST_DAY
    watch_terms(desk.office)
    refuse(desk, revoke)
    desk.issue(letter, "8", tmp_path)
    assert RequestState.CLOSED is desk.request(new).state
    assert RequestState.TO_SIGN is desk.request(revoke).state
    desk.issue(letter, "9", tmp_path)
    assert RequestState.CLOSED is desk.request(revoke).state


def test_a_rest_that_is_withdrawn_leaves_the_letter_answered(desk: Desk, tmp_path: Path) -> None:
    """Nothing waits for a reply any more."""
    _, new, revoke = half_done(desk)
    desk.clock.now = LAST_DAY
    watch_terms(desk.office)
    sign(desk, new, "8", tmp_path)
    withdraw(desk.office, CLERK, revoke)
    assert LetterState.ANSWERED is desk.all(Letter)[0].state


def test_a_withdrawn_request_is_told_in_the_reply(desk: Desk) -> None:
    """Its lines stand in the annex as withdrawn."""
    _, new, revoke = half_done(desk)
    withdraw(desk.office, CLERK, revoke)
    desk.run(new)
    (whole,) = desk.all(Reply)
    told = text_of(whole)
    assert "Lê Minh Hiếu Phòng Pháp chế Thu hồi – Đã rút Đề nghị đã được rút" in told
    assert "đồng ý 01 trường hợp, đã được rút 01 trường hợp." in told


def test_a_term_that_ends_with_the_work_is_no_reason(desk: Desk) -> None:
    """Phú Thọ's terms end when the work is done: nothing is answered ahead."""
    gone = FilledRow(
        RequestType.REVOKE,
        LineFields(
            name="Lê Minh Hiếu",
            unit="Phòng Pháp chế",
            address="hieulm@phutho.gov.vn",
            decision_number="9/QĐ-SNV",
            decision_date=MONDAY.date(),
        ),
    )
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), [gone]])
    for request_id, type_ in done.requests:
        desk.run(request_id)
        if type_ is RequestType.NEW:
            desk.decide(request_id)
            desk.run(request_id)
    desk.clock.now = MONDAY + timedelta(days=30)
    assert () == watch_terms(desk.office).drafted
