"""How the page's server is started, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from dashboard.start import options
from flows.engine import free_port


def test_it_listens_on_loopback() -> None:
    """The pages are served on this machine alone, on the port given, to its own names."""
    told = options(4321)
    assert ("127.0.0.1", 4321) == (told["server.address"], told["server.port"])
    assert {"127.0.0.1", "localhost"} == set(told["server.allowedHosts"])


def test_it_starts_from_anywhere(tmp_path: Path) -> None:
    """Started where namesakes of our packages lie, with an empty HOME, the page runs, asks
    to sign in, and writes nothing outside the installation's home and the folder of its key."""
    user, cwd, home, keys = (tmp_path / name for name in ("user", "cwd", "congvu", "keys"))
    for folder in (user, cwd):
        folder.mkdir()
    (cwd / "models").mkdir()
    (cwd / "models" / "__init__.py").write_text("raise RuntimeError('not ours')\n")
    port = free_port()
    environment = {
        "HOME": str(user),
        "PATH": os.environ["PATH"],
        "CONGVU_HOME": str(home),
        "CONGVU_KEY_FILE": str(keys / "congvu.key"),
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dashboard", "--port", str(port)],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert "Đăng nhập" in answer(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=20)
    assert [] == list(user.iterdir())
    assert [cwd / "models"] == list(cwd.iterdir())
    assert "mail" not in output.decode().lower()


def answer(url: str, process: subprocess.Popen[bytes]) -> str:
    """What the address says, once it says anything within a minute."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(url, timeout=20) as response:  # noqa: S310 - our own loopback address
                return str(response.read().decode())
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    return ""


def test_wrong_settings_are_named(tmp_path: Path) -> None:
    """A setting that cannot be read is named, in one line and without its value."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard"],
        env={**os.environ, "CONGVU_HOME": str(tmp_path), "CONGVU_BUSY_TIMEOUT_SECONDS": "-1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 2 == done.returncode
    last = done.stderr.splitlines()[-1]
    assert "cấu hình không hợp lệ: CONGVU_BUSY_TIMEOUT_SECONDS" == last.partition("error: ")[2]
