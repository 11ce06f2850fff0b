"""Numbers by a series: many who issue at once, and those who are killed while they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest

from flows.desk.check_trail import check_trail
from models.letter_number import LetterNumber
from models.reply import Reply, ReplyState
from models.trail import TrailEntry
from tests.databases import environment_of
from tests.flows.cases import CLERK, Desk, desk_in
from tests.flows.dying_clerks import PLACES
from tests.flows.numbers_made import returned, start

ROOT = str(Path(__file__).parents[2])
#: where an issue is killed before it is one
UNDONE = list(PLACES)[:6]


def clerk(desk: Desk, program: str, *words: str) -> subprocess.Popen[str]:
    """A process of its own on the same installation."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.flows.{program}", *words],
        env={
            **os.environ,
            **environment_of(desk.office.settings.home),
            "OPENBLAS_NUM_THREADS": "1",  # a process that forks has one thread only
        },
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_numbers(desk: Desk, numbers: list[int]) -> None:
    """Register, replies, their files and the trail all say that these numbers were given."""
    issued = {r.id: r for r in desk.all(Reply) if r.state is ReplyState.ISSUED}
    rows = sorted(desk.all(LetterNumber), key=lambda row: row.number)
    assert numbers == [row.number for row in rows]
    assert {(r.reply_id, str(r.number)) for r in rows} == {
        (r.id, r.number) for r in issued.values()
    }
    for reply in issued.values():
        assert reply.number == reply.content["number"]
        assert (sha256(reply.docx).hexdigest(), sha256(reply.pdf).hexdigest()) == (
            reply.docx_sha256,
            reply.pdf_sha256,
        )
        page = pypdfium2.PdfDocument(reply.pdf)[0].get_textpage().get_text_range()
        assert f"Số: {int(reply.number):02}/SKHCN-CĐS" in page
    entries = [e for e in desk.all(TrailEntry) if e.action == "reply-issued"]
    assert [str(n) for n in numbers] == [
        e.detail["number"] for e in sorted(entries, key=lambda e: e.sequence)
    ]
    assert [()] == [chain.broken for chain in check_trail(desk.office, CLERK)]


@pytest.mark.parametrize(("where", "count", "processes"), [("here", 50, 5), ("elsewhere", 9, 3)])
def test_issues_at_once_leave_no_gap_and_no_double(
    desk: Desk, tmp_path: Path, where: str, count: int, processes: int
) -> None:
    """Processes of many threads: the numbers 1 to 50, each with both files.

    Fewer from machines of their own: most of what they make there is made in vain, and made again.
    """
    letters = [returned(desk) for _ in range(count)]
    start(desk)
    out = tmp_path / "out"
    clerks = clerk(desk, "busy_clerks", where, str(processes), str(out), *map(str, letters))
    assert ("", "", 0) == (*clerks.communicate(timeout=240), clerks.returncode)
    check_numbers(desk, list(range(1, count + 1)))
    written = {path.name for path in out.iterdir()}
    assert written == {
        f"{reply.dated}_so-{reply.number}_L{reply.letter_id}.{end}"
        for reply in desk.all(Reply)
        for end in ("docx", "pdf")
    }


@pytest.fixture(scope="module")
def killed_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Each place has a letter of its own, whose clerk was killed there; all on one series."""
    desk = desk_in(tmp_path_factory.mktemp("killed"))
    for _ in PLACES:
        returned(desk)
    start(desk)
    out = desk.office.settings.home / "out"
    clerks = clerk(desk, "dying_clerks", str(out))
    told = clerks.communicate(timeout=240)
    assert told == (f"{' '.join(str(-signal.SIGKILL) for _ in PLACES)}\n", "")
    yield desk
    desk.office.engine.dispose()


def test_a_killed_issue_was_or_was_not(killed_everywhere: Desk) -> None:
    """Up to the commit nothing of it stays, not even its number; from then on all of it."""
    desk = killed_everywhere
    states = {reply.letter_id: reply.state for reply in desk.all(Reply)}
    undone = {n for n, where in enumerate(PLACES, start=1) if where in UNDONE}
    assert undone == {n for n, state in states.items() if state is ReplyState.DRAFTED}
    check_numbers(desk, [1, 2])


def test_the_second_call_completes_it(killed_everywhere: Desk) -> None:
    """Each letter has one number in the end, both files, and nothing is missing in between."""
    desk, out = killed_everywhere, killed_everywhere.office.settings.home / "out"
    done = [desk.issue(letter, None, out) for letter in range(1, len(PLACES) + 1)]
    check_numbers(desk, list(range(1, len(PLACES) + 1)))
    assert sorted(path for each in done for path in (each.docx, each.pdf)) == sorted(out.iterdir())
    kept = {reply.letter_id: (reply.docx, reply.pdf) for reply in desk.all(Reply)}
    assert kept == {
        each.letter_id: (each.docx.read_bytes(), each.pdf.read_bytes()) for each in done
    }


def test_a_killed_clerk_keeps_nobody_waiting(desk: Desk, tmp_path: Path) -> None:
    """One who has the turn, and is killed while the files are made, gives it back."""
    first, second = returned(desk), returned(desk)
    start(desk)
    slow = clerk(desk, "dying_clerks", str(tmp_path), str(first))
    assert slow.stdout is not None
    assert "rendering\n" == slow.stdout.readline()
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(desk.issue, second, None, tmp_path)
        with pytest.raises(TimeoutError):
            waits.result(timeout=0.3)
        slow.kill()
        slow.communicate()
        assert "1" == waits.result(timeout=60).number
    assert "2" == desk.issue(first, None, tmp_path).number
