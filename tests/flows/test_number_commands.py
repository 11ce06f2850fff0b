"""The verb numbers, and issuing without a number."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from policies.working_days import LOCAL_ZONE

Call = Callable[..., tuple[int, str, str]]
BODY = "phu-tho – Sở Khoa học và Công nghệ"


@pytest.fixture
def letters(call: Call, tmp_path: Path) -> list[str]:
    """Two letters that go back."""
    for name in ("a", "b"):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(b"PK\x03\x04 broken" + name.encode())
        code, out, _ = call("submit", str(file), "--policy", "phu-tho")
        assert (1, True) == (code, "(văn thư gõ số: --number …)" in out)
    return ["L1", "L2"]


def test_a_series_from_the_middle_of_a_year(call: Call, letters: list[str], tmp_path: Path) -> None:
    """Set, seen, used, used again, stopped: what is printed on the way."""
    today = datetime.now(LOCAL_ZONE).date()
    out = ("--date", today.isoformat(), "--out", str(tmp_path))
    setting = ("--policy", "phu-tho", "--as", "Bình")
    files = f"{tmp_path / f'{today}_so-8_L1.docx'}\n{tmp_path / f'{today}_so-8_L1.pdf'}\n"
    assert (0, "chưa có số nào; văn thư gõ số khi phát hành\n", "") == call("numbers")
    code, told, _ = call("issue", "L1", *out)
    assert (1, True) == (code, "văn thư gõ số (--number)" in told)
    started = f"{BODY}: dãy số năm {today.year}, số kế tiếp 08\n"
    assert (0, started, "") == call("numbers", "start", "--at", "8", *setting)
    assert (0, files, "") == call("issue", "L1", *out)
    assert (0, files, "") == call("issue", "L1", *out)
    code, told, _ = call("issue", "L2", "--number", "9", *out)
    assert (1, True) == (code, "gọi lại không kèm --number" in told)
    last = f"đã phát hành gần nhất: số 08 ngày {today:%d/%m/%Y}"
    assert call("numbers") == (0, f"{BODY}: dãy số năm {today.year}, số kế tiếp 09; {last}\n", "")
    assert call("numbers", "stop", *setting) == (0, f"{BODY}: văn thư gõ số; {last}\n", "")
    assert 0 == call("issue", "L2", "--number", "9", *out)[0]
    _, told, _ = call("trail")
    assert "bắt đầu dãy số văn bản – Bình; 8\n" in told
    assert "dừng dãy số văn bản – Bình\n" in told


def test_numbers_as_json(call: Call) -> None:
    """Body, series, last number; a refusal as its reasons, exit 1."""
    setting = ("--policy", "khanh-hoa", "--as", "Bình", "--json")
    year = datetime.now(LOCAL_ZONE).year
    row = {
        "policy": "khanh-hoa",
        "body": "Trung tâm Chuyển đổi số",
        "series": {"since": year, "year": year, "next": 31},
        "last": None,
    }
    code, told, _ = call("numbers", "start", "--at", "31", *setting)
    assert (0, row) == (code, json.loads(told))
    assert [row] == json.loads(call("numbers", "--json")[1])["numbers"]
    assert [] == json.loads(call("numbers", "--policy", "phu-tho", "--json")[1])["numbers"]
    code, told, _ = call("numbers", "start", "--at", "7", "--year", str(year), *setting)
    assert (1, True) == (code, "đang chạy" in json.loads(told)["refused"][0])
    code, told, _ = call("numbers", "stop", "--body", "Sở", *setting)
    assert (1, True) == (code, "không có cơ quan ban hành «Sở»" in json.loads(told)["refused"][0])
    assert {**row, "series": None} == json.loads(call("numbers", "stop", *setting)[1])


def test_a_bad_call_exits_2(call: Call) -> None:
    """An unknown policy, a number that is none, nobody's name."""
    assert [2, 2, 2] == [
        call("numbers", "start", "--policy", "atlantis", "--at", "1", "--as", "Bình")[0],
        call("numbers", "start", "--policy", "phu-tho", "--at", "mười", "--as", "Bình")[0],
        call("numbers", "stop", "--policy", "phu-tho")[0],
    ]
