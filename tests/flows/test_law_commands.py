"""The questions of law on the command line: one JSON document, exit codes, speed of import."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


def congvu(*words: str, given: str = "") -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON document and standard error of a verb."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def test_an_address_comes_with_its_explanation() -> None:
    """The address, the candidates tried, the article and why."""
    code, answer, _ = congvu(
        *("address", "--policy", "phu-tho", "--kind", "person", "--name", "Trần Minh Hưng"),
        *("--taken", "hungtm@phutho.gov.vn", "--json"),
    )
    assert (code, answer["address"], answer["article"]) == (
        0,
        "hungtm2@phutho.gov.vn",
        "Điều 4 khoản 2 điểm b",
    )
    assert answer["candidates"] == ["hungtm@phutho.gov.vn", "hungtm2@phutho.gov.vn"]
    assert answer["needs_agreement"] is False
    assert answer["explanation"]


def test_a_refused_name_exits_1_with_json_and_the_reason() -> None:
    """A negative answer is exit 1, still with JSON."""
    code, answer, _ = congvu(
        "address", "--policy", "phu-tho", "--kind", "person", "--name", "<script>", "--json"
    )
    assert (code, answer["address"]) == (1, None)
    assert "không hợp lệ" in answer["reason"]


def test_a_malformed_call_exits_2() -> None:
    """An unknown policy or a date that is none is exit 2, with nothing on standard output."""
    calls = [
        ("term", "--policy", "atlantis", "--type", "new", "--received", "2026-01-05"),
        ("term", "--policy", "phu-tho", "--type", "new", "--received", "soon"),
        ("term", "--policy", "phu-tho", "--type", "lend", "--received", "2026-01-05"),
    ]
    assert [congvu(*call)[:2] for call in calls] == [
        (2, {}),
        (2, {}),
        (2, {}),
    ]


def refused(*words: str, given: str = "") -> str:
    """The one line that a malformed call is told; it exits 2 and prints nothing else."""
    code, document, told = congvu(*words, given=given)
    assert (code, document, told.count("\n")) == (2, {}, 1)
    return told


@pytest.mark.parametrize("received", ["0001-01-01", "9999-12-31T23:59:59-07:00"])
def test_a_moment_at_the_edge_of_time_exits_2(received: str) -> None:
    """A moment that no other zone can express is told plainly, not as a fault."""
    call = ("term", "--policy", "phu-tho", "--type", "new", "--received", received, "--json")
    assert "--received" in refused(*call)


@pytest.mark.parametrize(
    ("verb", "born"),
    [("address", "5/1/1990"), ("check-password", "1990-1-5"), ("address", "2999-01-01")],
)
def test_a_birth_date_has_one_form_and_has_been(verb: str, born: str) -> None:
    """YYYY-MM-DD and not in the future."""
    who = ("--kind", "person", "--name", "Lê Minh Hiếu") if verb == "address" else ()
    told = refused(verb, "--policy", "tien-giang", *who, "--birth-date", born, given="MatKhaus$789")
    assert "--birth-date" in told


@pytest.mark.parametrize("taken", ["bad addr", "", "hungtm@", "@phutho.gov.vn"])
def test_what_is_taken_is_an_address(taken: str) -> None:
    """An address or a local part; anything else would silently forbid nothing."""
    call = ("address", "--policy", "phu-tho", "--kind", "person", "--name", "Trần Mạnh Hùng")
    assert "--taken" in refused(*call, "--taken", taken)


def test_a_password_is_one_line() -> None:
    """A second line is no part of a password, and neither is repeated."""
    told = refused("check-password", "--policy", "hung-yen", given="MatKhau$789\nkhac\n")
    assert "một dòng" in told
    assert "MatKhau" not in told


@pytest.mark.parametrize(
    ("policy", "type_", "received", "due"),
    [
        ("hung-yen", "new", "2026-01-05T08:00", "2026-01-08T23:59:59+07:00"),
        ("bac-giang", "reset-password", "2026-01-05T08:00", "2026-01-07T23:59:59+07:00"),
        ("khanh-hoa", "change", "2026-01-05T08:00", "2026-01-10T23:59:59+07:00"),
        ("tien-giang", "new", "2026-01-05T08:00", None),
        ("phu-tho", "new", "2026-03-05T08:00", "2026-03-09T23:59:59+07:00"),
        ("phu-tho", "restore", "2026-03-06T08:00", "2026-03-09T23:59:59+07:00"),
        ("phu-tho", "lock", "2026-03-05T08:00", None),
        # a time with a zone: 20:00 UTC is the next day in Việt Nam
        ("hung-yen", "new", "2026-01-05T20:00:00+00:00", "2026-01-09T23:59:59+07:00"),
    ],
)
def test_terms_of_the_five_provinces(
    policy: str, type_: str, received: str, due: str | None
) -> None:
    """Working days, calendar days that end on a day off, worked Saturdays, and no term at all."""
    code, answer, _ = congvu(
        "term", "--policy", policy, "--type", type_, "--received", received, "--json"
    )
    assert (code, answer["due"]) == (0, due)


@pytest.mark.parametrize(
    ("policy", "type_", "article"),
    [
        ("tien-giang", "new", "Điều 5 khoản 2"),
        ("tien-giang", "reset-password", "Điều 10 khoản 1"),
        ("phu-tho", "reset-password", "Điều 12 khoản 4"),
        ("hung-yen", "lock", "Điều 10 khoản 1 điểm d"),
    ],
)
def test_where_there_is_no_term_nothing_starts_or_ends(
    policy: str, type_: str, article: str
) -> None:
    """The article is named, but no start and no end that the text does not give."""
    code, answer, _ = congvu(
        "term", "--policy", policy, "--type", type_, "--received", "2026-01-05", "--json"
    )
    assert (code, answer["article"], answer["starts"], answer["ends"]) == (0, article, None, None)
    assert answer["term"] == {"length": None, "unit": "none", "text": "không quy định thời hạn"}


def test_beyond_the_calendar_the_term_is_told_without_its_end() -> None:
    """A well-formed call gets JSON and the reason, exit 1."""
    code, answer, _ = congvu(
        "term", "--policy", "phu-tho", "--type", "new", "--received", "2041-01-02", "--json"
    )
    assert (code, answer["due"], answer["term"]["length"], answer["article"]) == (
        1,
        None,
        2,
        "Điều 5 khoản 4 điểm e",
    )
    assert "2016–2040" in answer["reason"]


def test_a_regulation_not_in_force_exits_1() -> None:
    """The day before the regulation's date the answer is no."""
    code, answer, _ = congvu(
        *("term", "--policy", "phu-tho", "--type", "new", "--received", "2025-11-04", "--json")
    )
    assert (code, answer["due"], answer["term"]) == (1, None, None)
    assert "chưa áp dụng" in answer["reason"]


def test_a_password_is_read_from_standard_input_and_never_printed() -> None:
    """Accepted and rejected, with the rules broken and their article."""
    code, answer, _ = congvu(
        "check-password", "--policy", "hung-yen", "--json", given="MatKhau$789"
    )
    assert (code, answer["accepted"], answer["violations"]) == (0, True, [])
    code, answer, told = congvu("check-password", "--policy", "hung-yen", "--json", given="matkhau")
    assert (code, answer["accepted"]) == (1, False)
    assert {v["rule"] for v in answer["violations"]} == {"min-length", "upper", "digit", "special"}
    assert "matkhau" not in json.dumps(answer) + told


def test_policies_check_runs_every_example() -> None:
    """All examples of the five regulations are executed, none fails."""
    code, answer, _ = congvu("policies", "check", "--json")
    assert (code, answer["failed"]) == (0, [])
    assert answer["examples"] >= 46


def test_the_questions_of_law_import_neither_engine_nor_database() -> None:
    """What would make them slow is not imported for them."""
    code = (
        "import sys; sys.argv = ['congvu', 'term', '--policy', 'phu-tho', '--type', 'new',"
        " '--received', '2026-01-05', '--json']\n"
        "from flows.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "heavy = {'prefect', 'sqlmodel', 'sqlalchemy', 'streamlit'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
