"""Extensions: the desk's moment moves, the law's stays and is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from flows.commands.ledger_rows import ledger_lines
from flows.desk.explain import explain_request
from flows.desk.extend import Extended, Extension, extend
from flows.desk.look import show_request
from flows.desk.queues import queue
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.deadline import DeadlineEntry, DeadlineKind
from models.trail import TrailEntry
from models.user import Actor
from models.verdict import Outcome
from policies.working_days import LOCAL_ZONE
from tests.flows.cases import CLERK, REVIEWER, Desk, new_people

#: Khánh Hòa, received on Monday 2 March 2026: five working days
DUE = datetime(2026, 3, 9, 23, 59, 59, tzinfo=LOCAL_ZONE)
LATER = datetime(2026, 3, 11, 17, 0, tzinfo=LOCAL_ZONE)


def request_of(desk: Desk, policy: str = "khanh-hoa", form: str = "phu-luc") -> int:
    ((request_id, _),) = desk.send(policy, form, [[], new_people("Trần Mạnh Hùng")]).requests
    desk.run(request_id)
    return request_id


def put_off(desk: Desk, request_id: int, **how: object) -> Extended:
    how.setdefault("reason", "chờ xác minh")
    return extend(desk.office, REVIEWER, Extension(request_id, **how))  # type: ignore[arg-type] # given by the test


def test_an_extension_of_the_centres_own_is_no_law(desk: Desk) -> None:
    """The old moment is kept, the reason shown, the term by law said to stay."""
    request_id = request_of(desk)
    done = put_off(desk, request_id, until=LATER)
    assert (done.before, done.due, done.by_law) == (DUE, LATER, DUE)
    view = show_request(desk.office, CLERK, request_id)
    lines = "\n".join(ledger_lines(view.ledger))
    assert "thời hạn gia hạn, hạn cũ 09/03/2026 23:59, hạn mới 11/03/2026 17:00, reviewer" in lines
    assert "lý do: chờ xác minh" in lines
    told = " ".join(explain_request(desk.office, CLERK, request_id)[0].sentences)
    assert "thời hạn theo quy định vẫn đến hết ngày 09/03/2026" in told
    assert "không phải thời hạn theo quy định" in told
    (trail,) = [one for one in desk.all(TrailEntry) if one.action == "deadline-extended"]
    assert (trail.actor, trail.detail["reason"]) == ("reviewer", "chờ xác minh")


def test_a_breach_is_judged_by_law(desk: Desk) -> None:
    """Past the law's term the row is overdue, though the centre has time left by its own."""
    request_id = request_of(desk)
    put_off(desk, request_id, until=LATER)
    desk.clock.now = DUE + timedelta(hours=10)
    (row,) = queue(desk.office, CLERK)
    assert (row.due, row.by_law, row.put_off) == (LATER, DUE, True)
    assert row.is_overdue(desk.clock.now)
    assert (row.hours_left or 0) > 0


def test_an_article_moves_the_term_by_law(desk: Desk) -> None:
    """Where a law allows it the request is not overdue before the new moment."""
    request_id = request_of(desk)
    done = put_off(desk, request_id, until=LATER, article="Điều 9 khoản 2")
    assert done.by_law == LATER
    assert done.explanation == (
        "Gia hạn từ hết ngày 09/03/2026 đến 17:00 ngày 11/03/2026 theo Điều 9 khoản 2, "
        "lý do: chờ xác minh",
    )


def test_days_are_working_days(desk: Desk) -> None:
    """Four more from Monday 9 March end with Friday 13; a second extension goes on from there."""
    request_id = request_of(desk)
    assert put_off(desk, request_id, working_days=4).due == DUE + timedelta(days=4)
    assert put_off(desk, request_id, working_days=1).due == DUE + timedelta(days=7)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"until": DUE}, "không sau hạn hiện nay hết ngày 09/03/2026"),
        ({"until": DUE - timedelta(days=1)}, "không sau hạn hiện nay"),
        ({"working_days": 0}, "từ 1 trở lên"),
        ({"working_days": 10**7}, "không tính được hạn mới"),
        ({}, "một trong hai"),
        ({"until": LATER, "working_days": 1}, "một trong hai"),
        ({"until": LATER, "reason": " "}, "phải nêu lý do"),
        ({"until": LATER, "article": "cấp trên bảo"}, "cần nêu Điều"),
    ],
)
def test_what_is_no_extension_is_refused(desk: Desk, how: dict[str, object], why: str) -> None:
    """Nothing is written."""
    request_id = request_of(desk)
    with pytest.raises(Refused, match=why):
        put_off(desk, request_id, **how)
    assert [DeadlineKind.STARTED] == [entry.kind for entry in desk.all(DeadlineEntry)]


def test_a_moment_that_has_passed_is_refused(desk: Desk) -> None:
    """Later than the term, but gone."""
    request_id = request_of(desk)
    desk.clock.now = LATER + timedelta(days=1)
    with pytest.raises(Refused, match="đã qua"):
        put_off(desk, request_id, until=LATER)


def test_without_a_term_or_an_open_request_there_is_nothing_to_extend(
    desk: Desk, tmp_path: object
) -> None:
    """Tiền Giang sets no term; an ended clock does not run; a closed request is closed."""
    done = desk.send("tien-giang", "mau-chuan", [new_people("Lê Minh Hiếu"), []], channel="letter")
    with pytest.raises(Refused, match="không có thời hạn"):
        put_off(desk, done.requests[0][0], until=LATER)
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    desk.approve(done.requests[0][0])
    with pytest.raises(Refused, match="không chạy"):
        put_off(desk, done.requests[0][0], until=LATER)
    request_id = request_of(desk)
    desk.decide(request_id, Outcome.REFUSED, reason="không thuộc đối tượng")
    desk.run(request_id)
    desk.issue(desk.request(request_id).letter_id, "8", desk.office.settings.home / "out")
    with pytest.raises(Refused, match="đã kết thúc"):
        put_off(desk, request_id, until=LATER)
    with pytest.raises(Refused, match="không có đề nghị"):
        put_off(desk, 999, until=LATER)


def test_only_a_person_extends(desk: Desk) -> None:
    """Neither a flow nor nobody."""
    request_id = request_of(desk)
    for actor in (Actor("flow", "flow"), Actor(" ", CLERK.via)):
        with pytest.raises(NotAllowed):
            extend(desk.office, actor, Extension(request_id, "lý do", LATER))
