"""The page's process: one of a home."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread

import pytest

from flows import page
from models.settings import Settings
from tests.models.rows_made import settings_in


def test_two_starts_make_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first, and tells its address."""
    started: list[int] = []
    answers: list[tuple[int, int]] = []

    def start(settings: Settings, port: int) -> str:
        started.append(port)
        time.sleep(0.3)
        answers.append((1, port))
        return f"http://127.0.0.1:{port}"

    monkeypatch.setattr(page, "_start", start)
    monkeypatch.setattr(page, "running_page", lambda settings: answers[0] if answers else None)
    told: list[str] = []
    both = [
        Thread(target=lambda: told.append(page.ensure_page(settings_in(tmp_path)))) for _ in "ab"
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert 1 == len(started)
    assert [f"http://127.0.0.1:{started[0]}"] * 2 == told
