"""People who do everything that an office does, in many processes at the same time.

``python -m tests.flows.busy_office PROCESSES TURNS OUT``: each process sends letters, looks,
carries out, decides, issues and hands over, so many times.  CONGVU_HOME and CONGVU_DATABASE_URL
come from the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flows.desk import look
from flows.desk.check_trail import check_trail
from flows.desk.hand_over import HandedOver, hand_over
from flows.desk.watching import watch_terms
from tests.flows.busy_clerks import desk_here
from tests.flows.cases import CLERK, new_person


def work(own: int, turns: int, out: Path) -> None:
    """What one of them does."""
    desk = desk_here()
    for turn in range(turns):
        desk.letters = own * 100 + turn
        person = new_person(f"Nguyễn Văn {'ABCDEGHIKL'[own]}n", desk.letters)
        sent = desk.send("phu-tho", "mau-03", ([person], ()))
        ((request_id, _),) = sent.requests
        desk.run(request_id)
        look.queue(desk.office, CLERK)
        look.show_request(desk.office, CLERK, request_id)
        desk.decide(request_id)
        desk.run(request_id)
        desk.issue(sent.letter_id, str(desk.letters + 1), out / str(sent.letter_id))
        (given,) = hand_over(desk.office, CLERK, request_id).each()
        assert isinstance(given, HandedOver)
        look.show_mailbox(desk.office, CLERK, given.address)
        watch_terms(desk.office)
        assert all(chain.broken == () for chain in check_trail(desk.office, CLERK))


def main(processes: str, turns: str, out: str) -> None:
    """Fork, so that what costs seconds is imported once; the worst exit code of all is ours."""
    started = []
    for number in range(int(processes)):
        pid = os.fork()
        if pid == 0:
            work(number, int(turns), Path(out))
            return
        started.append(pid)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started))


if __name__ == "__main__":
    main(*sys.argv[1:])
