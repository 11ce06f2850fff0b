"""How a body numbers its letters: a series is started, stopped, and started again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.desk.number_series import numberings, start_series, stop_series
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.reply import Reply
from models.user import Actor
from policies.loader import load
from tests.flows.cases import CLERK, Desk
from tests.flows.numbers_made import NEW_YEAR, register, returned, start, stop, trail

BODY = "Sở Khoa học và Công nghệ"


def test_every_body_counts_for_itself(desk: Desk, tmp_path: Path) -> None:
    """Two departments of one name in two provinces are two bodies; one of them types."""
    start(desk)
    start(desk, at=5, policy="khanh-hoa")
    numbers = [
        desk.issue(returned(desk, policy), typed, tmp_path).number
        for policy, typed in (
            ("phu-tho", None),
            ("khanh-hoa", None),
            ("hung-yen", "1"),
            ("phu-tho", None),
            ("khanh-hoa", None),
        )
    ]
    assert ["1", "5", "1", "2", "6"] == numbers
    assert [("hung-yen", None), ("khanh-hoa", 7), ("phu-tho", 3)] == [
        (each.body.policy, each.next) for each in numberings(desk.office, CLERK)
    ]
    assert [BODY] == [each.body.issuer for each in numberings(desk.office, CLERK, "phu-tho")]


def test_a_new_year_may_begin_otherwise(desk: Desk, tmp_path: Path) -> None:
    """Said in the new year before its first letter; the old year is over then."""
    start(desk, at=300)
    desk.clock.now = NEW_YEAR - timedelta(days=5)
    with pytest.raises(Refused, match="đang chạy: năm 2026, số kế tiếp 300"):
        start(desk, at=5, year=2027)
    letter, other = returned(desk), returned(desk)
    desk.clock.now = NEW_YEAR
    start(desk, at=5, year=2027)
    with pytest.raises(Refused, match="đã sang năm 2027"):
        desk.issue(letter, None, tmp_path, date(2026, 12, 31))
    assert "5" == desk.issue(letter, None, tmp_path, NEW_YEAR.date()).number
    assert "6" == desk.issue(other, None, tmp_path, NEW_YEAR.date()).number


def test_a_series_of_next_year_leaves_this_one_to_the_clerk(desk: Desk, tmp_path: Path) -> None:
    """Until then the numbers are typed, in any order."""
    start(desk, year=2027)
    desk.clock.now = NEW_YEAR - timedelta(days=5)
    first, second = returned(desk), returned(desk)
    with pytest.raises(Refused, match="không đánh số theo dãy cho năm 2026"):
        desk.issue(first, None, tmp_path, date(2026, 12, 30))
    assert "70" == desk.issue(first, "70", tmp_path, date(2026, 12, 30)).number
    desk.clock.now = NEW_YEAR
    assert "1" == desk.issue(second, None, tmp_path, NEW_YEAR.date()).number


def test_a_series_starts_after_what_was_given(desk: Desk, tmp_path: Path) -> None:
    """In the middle of a year, from the number that the body's own register has reached."""
    desk.issue(returned(desk), "14", tmp_path)
    letter = desk.all(Reply)[0].letter_id
    with pytest.raises(Refused, match=f"số 14 năm 2026 đã dùng cho văn bản trả lời L{letter}"):
        start(desk, at=14)
    assert 15 == start(desk, at=15).next


@pytest.mark.parametrize(
    ("at", "year", "told"),
    [
        (0, 2026, "từ 1 đến 999999"),
        (1_000_000, 2026, "từ 1 đến 999999"),
        (1, 2025, "trong năm 2026 hoặc 2027"),
        (1, 2028, "trong năm 2026 hoặc 2027"),
    ],
)
def test_a_series_that_cannot_be_is_refused(desk: Desk, at: int, year: int, told: str) -> None:
    """Its first number, its year."""
    with pytest.raises(Refused, match=told):
        start(desk, at=at, year=year)
    assert ([], []) == (numberings(desk.office, CLERK), trail(desk))


def test_setting_it_again_changes_nothing(desk: Desk) -> None:
    """Neither setting nor trail; another number is refused while the series runs."""
    assert start(desk, at=8) == start(desk, at=8)
    with pytest.raises(Refused, match="đang chạy: năm 2026, số kế tiếp 08"):
        start(desk, at=9)
    assert stop(desk) == stop(desk)
    assert [("numbers-started", 8), ("numbers-stopped", 8)] == trail(desk)


def test_by_hand_and_back(desk: Desk, tmp_path: Path) -> None:
    """What the series gave is refused to the clerk; the series goes on after what he typed."""
    start(desk)
    desk.issue(returned(desk), None, tmp_path)
    stop(desk)
    letter = returned(desk)
    with pytest.raises(Refused, match="số 1 năm 2026 đã dùng"):
        desk.issue(letter, "1", tmp_path)
    desk.issue(letter, "3", tmp_path)
    with pytest.raises(Refused, match="bắt đầu từ 04 trở lên"):
        start(desk, at=2)
    start(desk, at=4)
    desk.issue(returned(desk), None, tmp_path)
    assert [(2026, 1), (2026, 3), (2026, 4)] == register(desk)


def test_only_a_body_that_is_known_has_a_series(desk: Desk, tmp_path: Path) -> None:
    """That of the letterhead, or one that gave numbers under an earlier letterhead."""
    regulation = load("phu-tho")
    with pytest.raises(Refused, match=f"không có cơ quan ban hành «Sở»; chỉ có: {BODY}"):
        start_series(desk.office, CLERK, regulation, at=1, year=2026, issuer="Sở")
    desk.issue(returned(desk), "8", tmp_path)
    head = regulation.bodies.letterhead.model_copy(update={"issuer": "Sở Nội vụ"})
    bodies = regulation.bodies.model_copy(update={"letterhead": head})
    later = regulation.model_copy(update={"bodies": bodies})
    start_series(desk.office, CLERK, later, at=9, year=2026, issuer=BODY)
    assert "9" == desk.issue(returned(desk), None, tmp_path).number


def test_only_the_operator_sets_it(desk: Desk) -> None:
    """Neither a flow nor a page, and nobody without a name."""
    regulation = load("phu-tho")
    for actor in (Actor("a", "flow"), Actor("a", "page"), Actor(" ", "command")):
        with pytest.raises(NotAllowed):
            start_series(desk.office, actor, regulation, at=1, year=2026)
        with pytest.raises(NotAllowed):
            stop_series(desk.office, actor, regulation)
