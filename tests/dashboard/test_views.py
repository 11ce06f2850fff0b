"""The words in which the page shows a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.views import (
    DisplayRow,
    by_queue,
    chosen,
    counts,
    display,
    policies_to_choose,
    province,
    time_left,
)
from flows.desk.look import QueueRow
from models.transitions import Queue
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=LOCAL_ZONE)
LATER = datetime(2026, 3, 4, 23, 59, 59, tzinfo=LOCAL_ZONE)
BEFORE = datetime(2026, 3, 1, 23, 59, 59, tzinfo=LOCAL_ZONE)

ROW = QueueRow(
    queue=Queue.IN_REVIEW,
    letter_id=3,
    request_id=12,
    policy="phu-tho",
    type=RequestType.NEW,
    agency="Ủy ban nhân dân xã Tiên Lữ",
    lines=7,
    undecided=2,
    received=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    since=datetime(2026, 3, 2, 20, 15, tzinfo=UTC),
    due=datetime(2026, 3, 4, 16, 59, 59, tzinfo=UTC),
    hours_left=13.0,
    provisional=False,
    failure=None,
    no_term=False,
)
RETURNED = replace(
    ROW,
    queue=Queue.TO_SIGN,
    request_id=None,
    type=None,
    lines=0,
    undecided=0,
    due=None,
    hours_left=None,
)


def shown(row: QueueRow) -> DisplayRow:
    return display([row], NOW)[0]


def numbers(rows: list[DisplayRow]) -> list[str]:
    return [row.number for row in rows]


@pytest.mark.parametrize(
    ("hours", "due", "words"),
    [
        (6.0, LATER, "○ còn 6,0 giờ"),
        (1234.56, LATER, "○ còn 1234,6 giờ"),
        (0.05, LATER, "○ còn 0,1 giờ"),
        (0.04, LATER, "○ còn dưới 0,1 giờ"),
        (-0.0, BEFORE, "▲ quá hạn dưới 0,1 giờ"),
        (-3.5, BEFORE, "▲ quá hạn 3,5 giờ"),
    ],
)
def test_time_left(hours: float, due: datetime, words: str) -> None:
    """Time left is said in working hours, with a decimal comma; being overdue has its own sign."""
    assert words == time_left(replace(ROW, hours_left=hours, due=due), NOW)


@pytest.mark.parametrize(
    ("queue", "no_term", "words"),
    [
        (Queue.IN_REVIEW, True, "– không có thời hạn"),
        (Queue.TO_SIGN, True, "– không có thời hạn"),
        (Queue.WAITING_FOR_AGENCY, False, "– dừng tính, chờ bổ sung"),
        (Queue.TO_SIGN, False, "– không tính hạn"),
    ],
)
def test_no_time_left(queue: Queue, no_term: bool, words: str) -> None:
    """No term by law is told apart from a clock that stands."""
    row = replace(ROW, queue=queue, no_term=no_term, due=None, hours_left=None)
    assert words == time_left(row, NOW)


def test_overdue_by_the_clock() -> None:
    """A request is overdue from the first moment after its term, be no working hour gone since."""
    dues = (LATER, NOW, NOW - timedelta(seconds=1), None)
    rows = [replace(ROW, due=due, hours_left=0.0) for due in dues]
    assert [False, False, True, False] == [row.overdue for row in display(rows, NOW)]


def test_words_of_a_request() -> None:
    """A request has its printed number, Vietnamese words and the province's name."""
    row = shown(ROW)
    assert ("R12", "cấp mới", "Phú Thọ") == (row.number, row.type, row.province)


def test_times_are_local() -> None:
    """Due and since are shown in the time of Việt Nam, whatever the zone they are kept in."""
    row = shown(ROW)
    assert (
        datetime(2026, 3, 4, 23, 59, 59, tzinfo=LOCAL_ZONE),
        datetime(2026, 3, 3, 3, 15, tzinfo=LOCAL_ZONE),
    ) == (row.due, row.since)
    assert "+07:00" == row.since.isoformat()[-6:]


def test_lines_are_counted() -> None:
    """A request has its number of lines and of those still to be decided, none being 0."""
    rows = display([ROW, replace(ROW, undecided=0)], NOW)
    assert [(7, 2), (7, 0)] == [(row.lines, row.undecided) for row in rows]


def test_a_returned_letter() -> None:
    """A letter that goes back is shown by its own number, without type and lines."""
    row = shown(RETURNED)
    assert ("L3", "văn bản trả lại", None, None, "– không tính hạn", None) == (
        row.number,
        row.type,
        row.lines,
        row.undecided,
        row.left,
        row.due,
    )


def test_notes() -> None:
    """A provisional calendar and a failure are said, each in its words, both where both hold."""
    row = replace(ROW, provisional=True, failure="chưa thực hiện được dòng 2")
    assert [
        "",
        "hạn tạm tính; chưa thực hiện được dòng 2",
    ] == [shown(ROW).note, shown(row).note]


def test_a_regulation_from_elsewhere() -> None:
    """A regulation whose file the project does not have is called by its id."""
    assert "tinh-thu-sau" == province("tinh-thu-sau")


def test_policies_to_choose() -> None:
    """The five provinces can be chosen, and any other with a row, in the order of the alphabet."""
    rows = display([replace(ROW, policy="can-tho")], NOW)
    assert ["bac-giang", "can-tho", "hung-yen", "khanh-hoa", "phu-tho", "tien-giang"] == (
        policies_to_choose(rows)
    )


@pytest.mark.parametrize(
    "words",
    ["Tiên Lữ", "tien lu", "LỮ tiên", "r12", "phu tho", "cấp mới", "lu cap", "Tie\u0302n", "  "],
)
def test_found(words: str) -> None:
    """Words are found in any order, with marks, without, or with marks typed apart."""
    assert ["R12"] == numbers(chosen([shown(ROW)], policy=None, queue=None, words=words))


@pytest.mark.parametrize("words", ["Lục Ngạn", "tien luc", "r13", "<b>lục"])
def test_not_found(words: str) -> None:
    """A row that lacks one of the words is left out."""
    assert [] == chosen([shown(ROW)], policy=None, queue=None, words=words)


def test_filters() -> None:
    """Province and queue each leave out the others; together they leave what has both."""
    rows = display([ROW, RETURNED, replace(RETURNED, letter_id=4, policy="hung-yen")], NOW)
    assert ["R12", "L3"] == numbers(chosen(rows, policy="phu-tho", queue=None, words=""))
    assert ["L3", "L4"] == numbers(chosen(rows, policy=None, queue=Queue.TO_SIGN, words=""))
    assert ["L4"] == numbers(chosen(rows, policy="hung-yen", queue=Queue.TO_SIGN, words=""))


def test_queues_in_the_order_of_work() -> None:
    """Rows are grouped in the order in which a request goes through the queues, kept inside."""
    rows = display([RETURNED, ROW, replace(ROW, request_id=13)], NOW)
    grouped = [(queue, numbers(own)) for queue, own in by_queue(rows).items()]
    assert [(Queue.IN_REVIEW, ["R12", "R13"]), (Queue.TO_SIGN, ["L3"])] == grouped


def test_every_queue_is_counted() -> None:
    """Each queue has its number, an empty one too."""
    expected = dict.fromkeys(Queue, 0) | {Queue.IN_REVIEW: 1, Queue.TO_SIGN: 1}
    assert expected == counts(display([ROW, RETURNED], NOW))
