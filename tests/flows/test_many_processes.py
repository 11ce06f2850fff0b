"""Many processes on one database: nobody is told that it is locked, and nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from models.hand_over import HandOver
from models.mailbox import Mailbox
from models.reply import Reply, ReplyState
from tests.databases import environment_of
from tests.flows.cases import Desk

PROCESSES, TURNS = 10, 4


def test_ten_processes(desk: Desk, tmp_path: Path) -> None:
    """Reading and writing at once, each ends its work; "database is locked" reaches nobody."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.busy_office", str(PROCESSES), str(TURNS), "out"],
        env={
            **os.environ,
            **environment_of(desk.office.settings.home),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    count = PROCESSES * TURNS
    assert count == len(desk.all(Mailbox)) == len(desk.all(HandOver))
    assert {ReplyState.ISSUED: count} == Counter(reply.state for reply in desk.all(Reply))
