"""Faults: told with a number, logged without what is nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.faults import log, number_of


def raised(message: str) -> Exception:
    """An exception with a stack, always the same one."""
    try:
        raise LookupError(message)
    except LookupError as error:
        return error


def raised_elsewhere() -> Exception:
    try:
        raise LookupError("x")
    except LookupError as error:
        return error


def test_the_number_is_the_faults() -> None:
    """The same fault has the same number, whatever it was about; another has another."""
    assert number_of(raised("a")) == number_of(raised("b"))
    assert number_of(raised("x")) != number_of(raised_elsewhere())


def test_long_numbers_are_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a citizen number that a fault names, the log has the last three digits."""
    monkeypatch.setenv("CONGVU_HOME", str(tmp_path / "home"))
    log(raised("dòng 3: 001099000123"))
    story = (tmp_path / "home" / "logs" / "dashboard.log").read_text(encoding="utf-8")
    assert "LookupError: dòng 3: …123\n" in story


def test_the_log_is_its_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others on the machine cannot look into the folder of logs."""
    monkeypatch.setenv("CONGVU_HOME", str(tmp_path / "home"))
    log(raised("x"))
    assert 0o700 == (tmp_path / "home" / "logs").stat().st_mode & 0o777


def test_without_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the home cannot be made, the story goes to standard error and the number is told."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("CONGVU_HOME", str(tmp_path / "file" / "home"))
    number = log(raised("x"))
    assert f"mã sự cố {number}\nTraceback" in capsys.readouterr().err
