"""A new decision on days off: open terms are counted anew, the old value and the reason kept."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import typer

from flows.commands.ledger_rows import ledger_lines
from flows.commands.own_settings import calendar_here
from flows.desk.calendar_decisions import Applied, apply_decisions
from flows.desk.queues import queue
from flows.desk.refusal import Refused
from flows.desk.watching import watch_terms
from models.calendar_decision import CalendarDecision
from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind, current_due
from models.trail import TrailEntry
from models.verdict import Outcome
from policies.working_days import LOCAL_ZONE, Calendar
from tests.databases import environment_of
from tests.flows.cases import CLERK, REVIEWER, Desk, new_people

#: Khánh Hòa, received on Monday 2 March 2026
DUE = datetime(2026, 3, 9, 23, 59, 59, tzinfo=LOCAL_ZONE)
DECISION = """
decided_years: []
decisions:
  - decision: Quyết định số 5/QĐ-TTg
    issued: 2026-03-03
    off: [2026-03-05, 2026-03-06]
    source: thử
"""


def two_requests(desk: Desk) -> tuple[int, int]:
    """One of Khánh Hòa in review, one of Phú Thọ whose work is done."""
    ((one, _),) = desk.send("khanh-hoa", "phu-luc", [[], new_people("Trần Mạnh Hùng")]).requests
    desk.run(one)
    ((other, _),) = desk.send("phu-tho", "mau-03", [new_people("Lê Minh Hiếu"), []]).requests
    desk.approve(other)
    return one, other


def apply(desk: Desk, text: str = DECISION, *, dry_run: bool = False) -> Applied:
    return apply_decisions(desk.office, REVIEWER, text, "decision.yaml", dry_run=dry_run)


def keep(desk: Desk, text: str = DECISION) -> None:
    """Add a decision and count nothing."""
    with writing(desk.office.engine) as session:
        session.add(CalendarDecision(file_name="d.yaml", text=text, at=desk.clock(), author="a"))


def entries(desk: Desk, request_id: int) -> list[DeadlineEntry]:
    return [entry for entry in desk.all(DeadlineEntry) if entry.request_id == request_id]


def test_a_dry_run_tells_and_writes_nothing(desk: Desk) -> None:
    """The same rows as the run itself; no decision, no entry, no trail."""
    one, _ = two_requests(desk)
    before = (len(desk.all(DeadlineEntry)), len(desk.all(TrailEntry)))
    tried = apply(desk, dry_run=True)
    assert (one, DUE, DUE + timedelta(days=2)) == (
        tried.recounted[0].request_id,
        tried.recounted[0].old,
        tried.recounted[0].new,
    )
    assert [] == desk.all(CalendarDecision)
    assert before == (len(desk.all(DeadlineEntry)), len(desk.all(TrailEntry)))
    assert tried == apply(desk)


def test_open_terms_are_counted_anew_with_their_reason(desk: Desk) -> None:
    """Two days more for the open one; the one whose clock ended stays; the trail says so."""
    one, other = two_requests(desk)
    done = apply(desk)
    assert [one] == [each.request_id for each in done.recounted]
    started, again = entries(desk, one)
    assert (started.due, again.kind, again.due, again.calendar_version) == (
        DUE,
        DeadlineKind.RECOMPUTED,
        DUE + timedelta(days=2),
        desk.office.calendar.version,
    )
    assert again.cause.startswith(
        "Tính lại thời hạn theo Quyết định số 5/QĐ-TTg ngày 03/03/2026: "
        "hạn cũ hết ngày 09/03/2026, hạn mới hết ngày 11/03/2026\n"
    )
    assert "hạn cũ 09/03/2026 23:59, hạn mới 11/03/2026 23:59" in "\n".join(
        ledger_lines([started, again])
    )
    assert DeadlineKind.RECOMPUTED not in {entry.kind for entry in entries(desk, other)}
    actions = {entry.action for entry in desk.all(TrailEntry)[-2:]}
    assert {"deadline-recounted", "calendar-applied"} == actions


def test_applied_again_nothing_changes(desk: Desk) -> None:
    """The decision is kept once, no entry and no trail is added."""
    two_requests(desk)
    applied_once = apply(desk)
    before = (len(desk.all(DeadlineEntry)), len(desk.all(TrailEntry)))
    assert () == apply(desk).recounted
    assert before == (len(desk.all(DeadlineEntry)), len(desk.all(TrailEntry)))
    assert ["decision.yaml"] == [kept.file_name for kept in desk.all(CalendarDecision)]
    assert applied_once.version == desk.office.calendar.version == apply(desk, dry_run=True).version


def test_a_calendar_that_came_otherwise_is_counted_by_the_watch(desk: Desk) -> None:
    """A decision that came with a new version of the program: the next look counts by it, once."""
    one, _ = two_requests(desk)
    keep(desk)
    assert [one] == [each.request_id for each in watch_terms(desk.office).recounted]
    assert () == watch_terms(desk.office).recounted
    assert DUE + timedelta(days=2) == current_due(entries(desk, one))


def test_a_stopped_clock_is_left_alone(desk: Desk) -> None:
    """A request that was answered keeps the moment by which it was judged."""
    one, _ = two_requests(desk)
    desk.decide(one, Outcome.REFUSED, reason="không thuộc đối tượng")
    desk.run(one)
    desk.issue(desk.request(one).letter_id, "8", desk.office.settings.home / "out")
    assert () == apply(desk).recounted


def test_a_spoilt_file_is_refused_with_its_line(desk: Desk) -> None:
    """Nothing is kept."""
    with pytest.raises(Refused, match=r"decision\.yaml:6: decisions\[0\]\.off\[0\]"):
        apply(desk, DECISION.replace("2026-03-05", "2026-03-35"))
    assert [] == desk.all(CalendarDecision)


def test_new_letters_and_the_queue_use_it(desk: Desk) -> None:
    """Everything that counts takes the calendar from one place."""
    apply(desk)
    two_requests(desk)
    dues = {row.due for row in queue(desk.office, CLERK)}
    assert DUE + timedelta(days=2) in dues


def test_a_later_decision_wins_and_names_the_version(desk: Desk) -> None:
    """A day off is taken back; each makes a calendar of its own version."""
    keep(desk)
    first = desk.office.calendar
    keep(desk, DECISION.replace("off: [2026-03-05, 2026-03-06]", "work: [2026-03-05]"))
    second = desk.office.calendar
    day = DUE.date().replace(day=5)
    assert (False, True) == (first.is_working_day(day), second.is_working_day(day))
    assert 3 == len({Calendar.official().version, first.version, second.version})


def test_the_question_of_law_uses_the_same_calendar(desk: Desk) -> None:
    """``congvu term`` in a home with a decision of its own counts by it."""
    apply(desk)
    call = ["term", "--policy", "khanh-hoa", "--type", "new", "--received", "2026-03-02T10:00"]
    told = subprocess.run(
        [sys.executable, "-m", "flows.cli", *call],
        env={**os.environ, **environment_of(desk.office.settings.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "đến hạn: hết ngày 11/03/2026" in told.stdout


def test_a_question_of_law_without_its_database_is_not_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer without the centre's own decisions could be wrong; no password is shown."""
    monkeypatch.setenv("CONGVU_DATABASE_URL", "postgresql://u:geheim@127.0.0.1:9/congvu")
    with pytest.raises(typer.Exit) as ended:
        calendar_here()
    told = capsys.readouterr().err
    assert (3, True, False) == (
        ended.value.exit_code,
        "không đọc được lịch" in told,
        "geheim" in told,
    )
