"""The queue page of this machine: a process of its own, started and ended by the command."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flows.engine import EngineFailed, free_port
from models.settings import Settings

_START = 60.0  # seconds


def _notes(settings: Settings) -> Path:
    return settings.home / "page.json"


def running_page(settings: Settings) -> tuple[int, int] | None:
    """Process id and port of the page of this home, where it answers."""
    try:
        notes = json.loads(_notes(settings).read_text())
        pid, port = int(notes["pid"]), int(notes["port"])
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return (pid, port) if _is_ours(pid) and _answers(port) else None


def _is_ours(pid: int) -> bool:
    """Whether that process is a page: a process id may have gone to somebody else meanwhile."""
    try:
        return b"dashboard" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _answers(port: int) -> bool:
    try:
        health = f"http://127.0.0.1:{port}/_stcore/health"
        with urlopen(health, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError, ConnectionError):
        return False


def ensure_page(settings: Settings, port: int | None = None) -> str:
    """The page's address; started where none answers.  Raises EngineFailed."""
    with (settings.make_home() / "page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another start in progress is waited for, and found
        found = running_page(settings)
        return f"http://127.0.0.1:{found[1]}" if found else _start(settings, port or free_port())


def _start(settings: Settings, port: int) -> str:
    log = settings.make_home() / "page.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dashboard", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            env={**os.environ, "CONGVU_HOME": str(settings.home)},
        )
    _notes(settings).write_text(json.dumps({"pid": process.pid, "port": port}))
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if _answers(port):
            return f"http://127.0.0.1:{port}"
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise EngineFailed(f"trang hàng đợi không khởi động được, xem {log}")


def stop_page(settings: Settings) -> bool:
    """End the page of this home; whether there was one."""
    found = running_page(settings)
    if found is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(found[0], signal.SIGTERM)
    _notes(settings).unlink(missing_ok=True)
    return True
