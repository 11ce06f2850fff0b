"""What the command says where a call, a setting or the engine is bad: a line, never a stack."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

import flows.desk.look
import flows.page
from flows import engine
from flows.engine import EngineFailed
from tests.flows.cases import Call


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CONGVU_IDLE_MINUTES", "-1", "phải lớn hơn 0"),
        ("CONGVU_FLOWS_AT_ONCE", "0", "phải từ 1 trở lên"),
        ("CONGVU_FLOWS_AT_ONCE", "nhiều", "phải là một số nguyên"),
        ("CONGVU_WORKING_HOURS", "sáng", "không đọc được"),
        ("CONGVU_WORKING_HOURS", '[["17:00", "07:30"]]', "giá trị không dùng được"),
    ],
)
def test_a_bad_setting_is_named(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """Exit 2, the variable and what it must be."""
    monkeypatch.setenv(name, value)
    assert (2, "", f"biến môi trường {name}: {told}\n") == call("queue")


@pytest.mark.parametrize("number", ["²", "٨", "0", "R", "X5", "1" * 30])
def test_a_bad_number_is_told(call: Call, number: str) -> None:
    """Exit 2."""
    assert (2, "", f"«{number}» không phải số đề nghị\n") == call("show", number)


def test_forms_are_refused_a_folder_that_cannot_be(call: Call) -> None:
    """Exit 2, the file and why."""
    code, out, err = call("forms", "--policy", "phu-tho", "--out", "/proc/nope")
    assert (2, "") == (code, out)
    assert err.startswith("không ghi được /proc/nope/")


def test_a_mail_file_that_is_not_there_is_told(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Which file, and what makes it; exit 2."""
    monkeypatch.setenv("CONGVU_MAIL", "ldap")
    code, _, err = call("queue")
    assert (2, True) == (code, str(tmp_path / "home" / "mail.toml") in err)
    assert "congvu mailstack up" in err


def test_a_mail_system_that_there_is_not_is_told(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the variable that is wrong is named."""
    monkeypatch.setenv("CONGVU_MAIL", "zimbra")
    assert (2, "", "biến môi trường CONGVU_MAIL: giá trị không dùng được\n") == call("queue")


def test_an_engine_that_fails_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """By page, demo and down: its own message, exit 1."""

    def fails(*given: object, **named: object) -> None:
        raise EngineFailed("bộ máy không khởi động được")

    monkeypatch.setattr(flows.page, "ensure_page", fails)
    monkeypatch.setattr(engine, "ensure_running", fails)
    monkeypatch.setattr(engine, "stop", fails)
    for words in (("page",), ("demo", "--json"), ("down",)):
        code, _, err = call(*words)
        assert (1, True) == (code, err.endswith("bộ máy không khởi động được\n")), words


def test_what_nobody_foresaw_is_logged_without_what_it_was_about(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit 3; the log has class, file and line, for this account alone, and quotes nothing."""

    def breaks(*given: object) -> None:
        raise LookupError("Trần Mạnh Hùng 001099000001")

    monkeypatch.setattr(flows.desk.look, "queue", breaks)
    code, _, err = call("queue")
    log = tmp_path / "home" / "errors.log"
    assert (3, True) == (code, str(log) in err)
    text = log.read_text()
    assert "builtins.LookupError" in text
    assert "test_bad_calls.py" in text
    assert "Hùng" not in text + err
    assert 0o600 == stat.S_IMODE(log.stat().st_mode)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "postgresql://u:geheim@127.0.0.1:9/congvu",
            "không làm việc được với PostgreSQL ở 127.0.0.1",
        ),
        ("mysql://u:geheim@localhost/congvu", "chỉ sqlite và postgresql"),
        ("geheim", "không phải địa chỉ cơ sở dữ liệu"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told(
    call: Call, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    """Exit 3, where and what to do, and neither stack nor password."""
    monkeypatch.setenv("CONGVU_DATABASE_URL", url)
    code, out, err = call("queue")
    assert (3, "", True, False) == (code, out, told in err, "geheim" in err or "Traceback" in err)
