"""The engine on this machine: a Prefect server on loopback and a worker, started when needed."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from models.settings import MailSystem, Settings

_PREFECT_SERVER = (sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1")
_FIRST_START = 120.0  # seconds: the engine's own migrations take 14–18 s on two idle cores
_LAST_RUNS = 120.0  # seconds: what runs when the engine is to stop is finished first
#: tells a worker to finish what runs and end; Prefect takes SIGTERM for itself and breaks runs off
FINISH = signal.SIGUSR1


class EngineFailed(RuntimeError):
    """The engine did not come up; the message names its log."""


@dataclass(frozen=True)
class Running:
    """A live engine: the worker's process, the Prefect server's address, and the mail system."""

    pid: int
    api_url: str
    mail: str = MailSystem.EMBEDDED


def folder(settings: Settings) -> Path:
    """Where the engine keeps its own database, its log and its lock."""
    path = settings.home / "engine"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def sole_worker(settings: Settings, *, patient: bool = False) -> Iterator[bool]:
    """Hold the lock that a live worker has; yields whether it was got.

    ``patient``: a look by somebody else holds it for a moment, and is waited out.
    """
    with (folder(settings) / "lock").open("w") as lock:
        for pause in (0.1, 0.2, 0.4, None) if patient else (None,):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if pause is None:
                    yield False
                    return
                time.sleep(pause)
        yield True


def running(settings: Settings) -> Running | None:
    """The live engine of this home, or None; a killed one's notes are not believed."""
    if _nobody_works(settings):
        return None
    try:
        return Running(**json.loads(_notes(settings).read_text()))
    except (FileNotFoundError, json.JSONDecodeError, TypeError):
        return None  # starting or ending: it has the lock, and no notes


def _nobody_works(settings: Settings) -> bool:
    with sole_worker(settings) as nobody:
        return nobody


def announce(settings: Settings, running: Running | None) -> None:
    """Write down (or remove) where the engine of this home is."""
    if running is None:
        _notes(settings).unlink(missing_ok=True)
        return
    new = _notes(settings).with_suffix(".new")
    new.write_text(json.dumps(asdict(running)))
    new.replace(_notes(settings))


def _notes(settings: Settings) -> Path:
    return folder(settings) / "engine.json"


def ensure_running(settings: Settings) -> Running:
    """The live engine of this home, started where there is none.  Raises EngineFailed."""
    log = folder(settings) / "engine.log"
    started: subprocess.Popen[bytes] | None = None
    until = time.monotonic() + _FIRST_START
    while time.monotonic() < until:
        found = running(settings)
        if found and found.mail != settings.mail:
            raise EngineFailed(
                f"bộ máy quy trình đang chạy với hệ thống thư «{found.mail}», lệnh này dùng"
                f" «{settings.mail}» (CONGVU_MAIL): dừng trước bằng congvu down"
            )
        if found:
            return found
        code = started.poll() if started else None
        if code:
            raise EngineFailed(f"bộ máy quy trình không khởi động được, xem {log}")
        # code 0: another worker had the lock; where that one was about to end, nobody has it now
        if started is None or (code == 0 and _nobody_works(settings)):
            started = _start_worker(settings, log)
        time.sleep(0.2)
    raise EngineFailed(f"bộ máy quy trình không sẵn sàng sau {_FIRST_START:.0f} giây, xem {log}")


def _start_worker(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "flows.worker"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            env={**os.environ, "CONGVU_HOME": str(settings.home)},
        )


def stop(settings: Settings) -> bool:
    """End the engine of this home once its runs are finished; whether there was one.

    Raises EngineFailed where it still works after two minutes.
    """
    if _nobody_works(settings):
        return False
    told: int | None = None
    until = time.monotonic() + _LAST_RUNS
    while time.monotonic() < until:
        found = running(settings)  # none: it is just starting, or already ending
        if found and found.pid != told and _is_worker(found.pid):
            os.kill(found.pid, FINISH)
            told = found.pid
        time.sleep(0.1)
        # the lock goes a moment before the process, which closes its files last
        if _nobody_works(settings) and not (told and _is_worker(told)):
            return True
    raise EngineFailed(f"bộ máy quy trình không dừng sau {_LAST_RUNS:.0f} giây: còn việc đang chạy")


def _is_worker(pid: int) -> bool:
    """Whether that process is a worker: a process id may have gone to somebody else meanwhile."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"flows.worker" in words or b"worker" in words  # the second: the command's verb


# ── the Prefect server ──────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def engine_environment(settings: Settings, api_url: str) -> Mapping[str, str]:
    """What Prefect is told: its own folder and server, and no reports to anybody."""
    return {
        "PREFECT_HOME": str(folder(settings) / "prefect"),
        "PREFECT_API_URL": api_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # no run of ours is ever paused or suspended, and the watch for it is not free
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


@dataclass(frozen=True)
class PrefectServer:
    """A Prefect server of this process."""

    api_url: str
    process: subprocess.Popen[bytes]

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None


@contextmanager
def prefect_server(settings: Settings) -> Iterator[PrefectServer]:
    """A Prefect server on loopback for as long as the block lasts."""
    port = free_port()
    api_url = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **engine_environment(settings, api_url)}
    environment.pop("PREFECT_API_URL")
    process = subprocess.Popen(
        [*_PREFECT_SERVER, "--port", str(port)],
        stdin=subprocess.DEVNULL,
        env=environment,
        preexec_fn=_die_with_parent,
    )
    try:
        _await_health(process, f"{api_url}/health")
        yield PrefectServer(api_url, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    """A killed worker must not leave a server on the engine's database (prctl PR_SET_PDEATHSIG)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _await_health(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _FIRST_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise EngineFailed(f"máy chủ Prefect dừng với mã {process.returncode}")
        try:
            with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise EngineFailed("máy chủ Prefect không trả lời")
