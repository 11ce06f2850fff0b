"""A correction's ledger tells the whole story: the first letter's term, its return, the restart."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.commands.ledger_rows import ledger_lines
from flows.desk.explain import explain_request
from flows.desk.issue import issue
from flows.desk.look import show_request
from flows.desk.queues import queue
from models.deadline import DeadlineKind, standing
from models.verdict import Outcome
from policies.working_days import LOCAL_ZONE
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, MONDAY, Desk, new_people

KIND = DeadlineKind
WEDNESDAY = MONDAY + timedelta(days=2)
FORMS = {"phu-tho": ("mau-03", 0), "khanh-hoa": ("phu-luc", 1)}


def send(desk: Desk, policy: str, **known: object) -> tuple[int, int]:
    """A letter that asks for one new mailbox; letter and request."""
    form, section = FORMS[policy]
    rows: list[list[FilledRow]] = [[], []]
    rows[section] = new_people("Trần Mạnh Hùng")
    done = desk.send(policy, form, rows, **known)  # type: ignore[arg-type] # given by the test
    return done.letter_id, done.requests[0][0]


def returned(desk: Desk, policy: str, out: Path) -> int:
    """A letter whose line went back to its agency; its number."""
    letter, request = send(desk, policy)
    desk.run(request)
    desk.decide(request, Outcome.RETURNED, 1, reason="thiếu quyết định tuyển dụng")
    desk.run(request)
    desk.issue(letter, "8", out)
    return letter


@pytest.mark.parametrize(
    ("policy", "kinds", "old_due", "new_due"),
    [
        # the answer ended the term by receipt; the correction starts one of its own
        (
            "khanh-hoa",
            [KIND.STARTED, KIND.ENDED, KIND.RETURNED, KIND.STARTED],
            datetime(2026, 3, 9, 23, 59, 59, tzinfo=LOCAL_ZONE),
            datetime(2026, 3, 11, 23, 59, 59, tzinfo=LOCAL_ZONE),
        ),
        # the information was not complete: the clock had stopped with the return
        (
            "phu-tho",
            [KIND.STARTED, KIND.RETURNED, KIND.STARTED],
            datetime(2026, 3, 4, 23, 59, 59, tzinfo=LOCAL_ZONE),
            datetime(2026, 3, 6, 23, 59, 59, tzinfo=LOCAL_ZONE),
        ),
    ],
)
def test_the_whole_story(
    desk: Desk,
    tmp_path: Path,
    policy: str,
    kinds: list[DeadlineKind],
    old_due: datetime,
    new_due: datetime,
) -> None:
    """Old moment kept, the return with its article, the restart that names both."""
    old = returned(desk, policy, tmp_path)
    desk.clock.now = WEDNESDAY + timedelta(hours=1)
    _, request = send(desk, policy, corrects=old, received=WEDNESDAY)
    entries = show_request(desk.office, CLERK, request).ledger
    assert kinds == [entry.kind for entry in entries]
    assert {old} == {entry.carried_from for entry in entries[:-1]}
    assert (old_due, new_due) == (entries[0].due, entries[-1].due)
    assert (new_due, True) == (standing(entries).by_law, standing(entries).running)
    assert entries[-1].cause.startswith(
        "Thời hạn tính lại từ khi nhận văn bản đã chỉnh sửa, ngày 04/03/2026; "
        f"hạn trước đây: hết ngày {old_due:%d/%m/%Y} (Điều "
    )
    back = next(entry for entry in entries if entry.kind is KIND.RETURNED)
    assert back.article
    assert f"(từ văn bản L{old})" in "\n".join(ledger_lines(entries))
    told = " ".join(explain_request(desk.office, CLERK, request)[0].sentences)
    assert "Thời hạn tính lại từ khi nhận văn bản đã chỉnh sửa" in told
    (row,) = (row for row in queue(desk.office, CLERK) if row.request_id == request)
    assert new_due == row.due


def test_a_return_not_yet_signed_is_told_too(desk: Desk, tmp_path: Path) -> None:
    """A correction of faults that comes before the signature: only the return is known."""
    faulty = desk.submit(b"PK\x03\x04 broken", "khanh-hoa").letter_id
    desk.clock.now = WEDNESDAY + timedelta(hours=1)
    _, request = send(desk, "khanh-hoa", corrects=faulty, received=WEDNESDAY)
    back, start = show_request(desk.office, CLERK, request).ledger
    assert (KIND.RETURNED, KIND.STARTED) == (back.kind, start.kind)
    assert "có lỗi trong biểu mẫu, được trả lại để hoàn thiện" in back.cause
    assert "Điều 7 khoản 2 điểm b" == back.article


def test_a_correction_of_a_correction_keeps_all_of_it(desk: Desk, tmp_path: Path) -> None:
    """What the second ledger told, the third tells."""
    first = returned(desk, "phu-tho", tmp_path)
    desk.clock.now = WEDNESDAY + timedelta(hours=1)
    second, request = send(desk, "phu-tho", corrects=first, received=WEDNESDAY)
    desk.run(request)
    desk.decide(request, Outcome.RETURNED, 1, reason="vẫn thiếu quyết định")
    desk.run(request)
    issue(
        desk.office,
        CLERK,
        letter_id=second,
        number="9",
        dated=WEDNESDAY.date(),
        out=tmp_path,
    )
    friday = WEDNESDAY + timedelta(days=2)
    desk.clock.now = friday + timedelta(hours=1)
    _, third = send(desk, "phu-tho", corrects=second, received=friday)
    entries = show_request(desk.office, CLERK, third).ledger
    assert [KIND.STARTED, KIND.RETURNED, KIND.STARTED, KIND.RETURNED, KIND.STARTED] == [
        entry.kind for entry in entries
    ]
    assert [first, first, second, second, None] == [entry.carried_from for entry in entries]


def test_a_term_that_no_calendar_reaches_is_told_and_the_letter_kept(desk: Desk) -> None:
    """In the last days of the calendar a letter is still received."""
    received = datetime(2040, 12, 31, 9, tzinfo=LOCAL_ZONE)
    desk.clock.now = received + timedelta(hours=1)
    form, _ = FORMS["khanh-hoa"]
    done = desk.send("khanh-hoa", form, [[], new_people("Trần Mạnh Hùng")], received=received)
    ((request, _),) = done.requests
    assert (
        f"R{request}: chưa tính được hạn (lịch làm việc chỉ được lập cho các năm 2016–2040)",
    ) == done.remarks
    told = " ".join(explain_request(desk.office, CLERK, request)[0].sentences)
    assert "chưa tính được ngày hết hạn" in told
    (row,) = queue(desk.office, CLERK)
    assert (None, True, False) == (row.due, row.uncounted, row.no_term)
