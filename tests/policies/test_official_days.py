from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from policies.official_days import OFFICIAL_DAYS, OfficialDaysError, parse_official_days
from policies.working_days import YEARS, Calendar

DECIDED = "decided_years:\n  - {year: 2026, source: thử}\n"
DECISION = DECIDED + "decisions:\n  - {decision: a, issued: 2026-01-01, source: b,\n"


def test_version_names_library_and_decisions(tmp_path: Path) -> None:
    """The version changes with the file of decisions."""
    other = tmp_path / "days.yaml"
    other.write_text(DECIDED, encoding="utf-8")
    assert re.fullmatch(
        r"holidays-0\.\d+(\.\d+)?\+overlay-[0-9a-f]{8}", Calendar.official().version
    )
    assert Calendar.official(other).version != Calendar.official().version


def test_decision_wins_over_the_library(tmp_path: Path) -> None:
    """A decision can take back a day off of the library, and a made-up Saturday."""
    other = tmp_path / "days.yaml"
    other.write_text(f"{DECISION}     off: [2026-08-22], work: [2026-08-31]}}\n", encoding="utf-8")
    calendar = Calendar.official(other)
    assert calendar.is_working_day(date(2026, 8, 31))
    assert calendar.why_off(date(2026, 8, 22)).startswith("nghỉ hoán đổi theo a ngày 01/01/2026")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "days.yaml:1: : cần các khóa và giá trị"),
        ("decided_years: []\nother: 1\n", "days.yaml:2: other: khóa không có trong mẫu"),
        ("decisions: []\n", "days.yaml:1: decided_years: thiếu khóa này"),
        ("decided_years: []\ndecided_years: []\n", "days.yaml:2: decided_years: khóa lặp lại"),
        (
            "decided_years:\n  - year: hai\n    source: x\n",
            "days.yaml:2: decided_years[0].year: cần một số nguyên",
        ),
        (
            f"{DECISION}     off: [2026-13-02]}}\n",
            "days.yaml:5: decisions[0].off[0]: cần một ngày có thật, dạng 2026-01-02",
        ),
        (
            f"{DECISION}     off: [2026-01-02],\n     work: [2026-01-02]}}\n",
            "days.yaml:6: decisions[0].work[0]: ngày này đã nêu ở trên",
        ),
        (
            f"{DECISION}     off: [2062-01-02]}}\n",
            "days.yaml:5: decisions[0].off[0]: cần một ngày trong các năm 2016–2040",
        ),
        (
            "decided_years: [\n",
            "days.yaml:2: : YAML hỏng: did not find expected node content",
        ),
    ],
)
def test_malformed_decisions_are_refused_with_their_line(text: str, fault: str) -> None:
    """A fault in the file of decisions names the file, the line and what was expected."""
    with pytest.raises(OfficialDaysError) as refused:
        parse_official_days(text, "days.yaml", YEARS)
    assert str(refused.value) == fault


def test_all_faults_are_told_at_once() -> None:
    """A file with two faults is refused with both."""
    text = f"{DECISION}     off: [ngày mai], work: [2026-02-30]}}\n"
    with pytest.raises(OfficialDaysError) as refused:
        parse_official_days(text, "days.yaml", YEARS)
    assert [fault.line for fault in refused.value.faults] == [5, 5]


def test_shipped_decisions_say_where_they_come_from() -> None:
    """Every decided year and every decision has a source."""
    days = parse_official_days(OFFICIAL_DAYS.read_text(encoding="utf-8"), "x", YEARS)
    sources = [year.source for year in days.decided_years]
    sources += [decision.source for decision in days.decisions]
    assert all(sources)
