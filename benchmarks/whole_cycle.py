"""The whole cycle on the engine: from the letter to its issued reply, beside empty runs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from sqlmodel import col, select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.figure import Figure, seconds
from benchmarks.installation import environment_of, installed_in
from benchmarks.letters import incoming
from flows import engine
from flows.desk.decide import Decision, decide
from flows.desk.issue import issue
from flows.desk.submit import submit
from flows.surroundings import open_office
from models.database import reading
from models.request import Line, Request
from models.settings import Settings
from models.transitions import LineState, RequestState
from models.user import Actor
from models.verdict import Outcome
from policies.loader import source
from tasks.intake import take_in
from tasks.office import Office
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.receive import Incoming
from tasks.reply import draft_reply
from tasks.review import review

_REQUESTS = 200
_SAMPLES = 15
_POLICY = "phu-tho"
_CLERK = Actor("bench", "command")
_REVIEWER = Actor("bench reviewer", "command")
_PATIENCE = 900.0  # seconds
_RUNS_A_REQUEST = 2  # to the decision, and from it


def figures() -> Iterator[Figure]:
    """Latency of one approval, 200 requests, and the memory of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = installed_in(Path(folder))
        os.environ.update(environment_of(settings))  # for the processes that are started
        office = open_office(settings)
        running = engine.ensure_running(settings)
        try:
            yield _latency(office)
            letters = [incoming(_POLICY, 1, number) for number in range(1_000, 1_000 + _REQUESTS)]
            took, tasks = seconds(lambda: _cycle(office, letters, Path(folder)))
            empty = _empty_runs(settings, running.api_url, tasks)
            yield Figure(
                f"{_REQUESTS} đề nghị một dòng, trọn vòng",
                "s",
                took,
                1.5 * empty,
                empty,
                "các lượt chạy rỗng trên cùng máy chủ",
                f"{_RUNS_A_REQUEST * _REQUESTS} lượt, {tasks} bước; không có bộ máy: "
                f"{_plainly(Path(folder), letters):.1f} s",
            )
            yield _memory(settings, running.pid)
        finally:
            engine.stop(settings)


def _latency(office: Office) -> Figure:
    """From the approval to the account in the mail directory, with nothing else to do."""
    waits = []
    for number in range(_SAMPLES):
        done = submit(office, _CLERK, incoming(_POLICY, 1, number + 1), *source(_POLICY))
        ((request_id, _),) = done.requests
        _await(partial(_stands_at, office, request_id, RequestState.IN_REVIEW))
        time.sleep(1)
        start = time.perf_counter()
        decide(office, _REVIEWER, Decision(request_id, Outcome.APPROVED))
        _await(partial(_account_stands, office, request_id), pause=0.01)
        waits.append(time.perf_counter() - start)
        _await(partial(_stands_at, office, request_id, RequestState.TO_SIGN))
    return Figure(
        "từ chấp thuận đến khi có tài khoản, trung vị",
        "s",
        median(waits),
        2.0,
        min(waits),
        "lần nhanh nhất",
        f"{_SAMPLES} lần, hệ thống rỗi; chậm nhất {max(waits):.2f} s",
    )


def _stands_at(office: Office, request_id: int, state: RequestState) -> bool:
    with reading(office.engine) as session:
        return session.get_one(Request, request_id).state is state


def _account_stands(office: Office, request_id: int) -> bool:
    with reading(office.engine) as session:
        line = session.exec(select(Line).where(Line.request_id == request_id)).one()
    return line.mailbox_id is not None and office.connector.get(line.mailbox_id) is not None


def _await(true: Callable[[], bool], pause: float = 0.05) -> None:
    until = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("the engine does not get on")
        time.sleep(pause)


def _cycle(office: Office, letters: list[Incoming], folder: Path) -> int:
    """Submit all, decide each as it waits for its reviewer, issue each as it waits for its number.

    How many task runs the engine made of it.
    """
    wanted = set()
    for letter in letters:
        done = submit(office, _CLERK, letter, *source(_POLICY))
        wanted |= {request_id for request_id, _ in done.requests}
    issued = 0
    until = time.monotonic() + _PATIENCE
    while issued < len(letters):
        if time.monotonic() > until:
            raise TimeoutError("the engine does not get on")
        for request_id in _standing(office, wanted, RequestState.IN_REVIEW):
            decide(office, _REVIEWER, Decision(request_id, Outcome.APPROVED))
        for request_id in _standing(office, wanted, RequestState.TO_SIGN):
            today = datetime.now(UTC).date()
            number = str(10_000 + request_id)
            issue(
                office,
                _CLERK,
                request_id=request_id,
                number=number,
                dated=today,
                out=folder / "out",
            )
            issued += 1
        time.sleep(0.05)
    return _tasks_of_a_request() * len(letters)


def _tasks_of_a_request() -> int:
    """Intake and review; after the decision review, provisioning and reply."""
    return 5


def _standing(office: Office, among: set[int], state: RequestState) -> list[int]:
    with reading(office.engine) as session:
        found = session.exec(select(Request.id).where(Request.state == state)).all()
        undecided = set(
            session.exec(select(Line.request_id).where(col(Line.state) == LineState.PROPOSED))
        )
    wanted = among.intersection(request_id for request_id in found if request_id is not None)
    return sorted(wanted & undecided if state is RequestState.IN_REVIEW else wanted)


def _empty_runs(settings: Settings, api_url: str, tasks: int) -> float:
    """The same number of runs with as many tasks that do nothing, as many at once."""
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.empty_runs",
            str(_RUNS_A_REQUEST * _REQUESTS),
            str(tasks),
            str(settings.flows_at_once),
        ],
        env={**os.environ, **engine.engine_environment(settings, api_url)},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(answer.stdout.split()[-1])


def _plainly(folder: Path, letters: list[Incoming]) -> float:
    """The same work without the engine: plain calls, one transaction a step."""
    office = open_office(installed_in(folder / "plain"))

    def work() -> None:
        for letter in letters:
            done = submit(office, _CLERK, letter, *source(_POLICY))
            ((request_id, _),) = done.requests
            take_in(office, request_id)
            review(office, request_id)
            decide(office, _REVIEWER, Decision(request_id, Outcome.APPROVED))
            review(office, request_id)
            provision(office, request_id, CREATE_MAILBOX)
            draft_reply(office, request_id)
            issue(
                office,
                _CLERK,
                request_id=request_id,
                number=str(10_000 + request_id),
                dated=datetime.now(UTC).date(),
                out=folder / "plain-out",
            )

    took, _ = seconds(work)
    office.engine.dispose()
    return took


def _memory(settings: Settings, worker: int) -> Figure:
    """Prefect server, worker and dashboard, after the cycle."""
    port = engine.free_port()
    page = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asyncio.run(_look_at_page(port))
        parts = {
            "bộ máy": _resident(worker),
            "máy chủ Prefect": sum(map(_resident, _children(worker))),
            "trang": _resident(page.pid) + sum(map(_resident, _children(page.pid))),
        }
    finally:
        page.terminate()
        page.wait(timeout=20)
    told = ", ".join(f"{name} {size:.0f}" for name, size in parts.items())
    return Figure("bộ nhớ của mọi tiến trình", "MB", sum(parts.values()), 900, None, "", told)


async def _look_at_page(port: int) -> None:
    """Open a session, as a browser does, and let the page be drawn: only then is all loaded."""
    until = time.monotonic() + 60
    while True:
        try:
            async with connect(f"ws://127.0.0.1:{port}/_stcore/stream") as page:
                await page.send(BackMsg(rerun_script=ClientState()).SerializeToString())
                while time.monotonic() < until:
                    drawn = ForwardMsg.FromString(await asyncio.wait_for(page.recv(), 60))
                    if drawn.WhichOneof("type") == "script_finished":
                        return
        except OSError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.5)


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [child, *_children(child)]
    return found


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise ValueError(f"process {pid} tells no resident size")
