"""Many processes on one database: nobody is told that it is locked, and nothing is done twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.mailbox import Mailbox
from models.reply import Reply
from tests.flows.cases import Desk

# each process sends letters, looks at the queue, decides, and carries out, a few times over
BUSY = """
import sys
from pathlib import Path
from tests.flows.cases import CLERK, desk_in, new_person
desk = desk_in(Path(sys.argv[1]))
own = int(sys.argv[2])
from flows.desk import look
for turn in range(4):
    desk.letters = own * 100 + turn
    person = new_person(f"Nguyễn Văn {'ABCDEGHIKL'[own]}n", own * 100 + turn)
    request = desk.send("phu-tho", "mau-03", ([person], ())).requests[0][0]
    desk.run(request)
    look.queue(desk.office, CLERK)
    desk.decide(request)
    desk.run(request)
    look.show_request(desk.office, CLERK, request)
"""
PROCESSES, TURNS = 10, 4


@pytest.mark.sqlite_only
def test_ten_processes_on_sqlite(desk: Desk) -> None:
    """Reading and writing at once, each ends its work; "database is locked" reaches nobody."""
    home = desk.office.settings.home
    root = str(Path(__file__).parents[2])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", BUSY, str(home), str(number)],
            cwd=root,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    told = [process.communicate(timeout=240)[1] for process in started]
    assert ["" for _ in started] == told
    assert PROCESSES * TURNS == len(desk.all(Mailbox)) == len(desk.all(Reply))
