"""Reads files one after the other, each in a process of its own, and tells what it took.

``python -m tests.tasks.forms.hostile.read_alone``: one JSON object a line on standard input
(``path``, ``name``), one a line on standard output.  The first line out is about no file at all.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from policies.loader import load
from tasks.forms.reading import read_letter

POLICY = "phu-tho"
_GUARD = 2 * 1024 * 1024 * 1024  # bytes of addresses: the machine is to outlive a bad day


def peak() -> float:
    """The most that this process had resident, in MiB; a fork begins with what its parent has."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Read until the input ends."""
    regulation = load(POLICY)
    print(json.dumps({"peak": peak()}), flush=True)  # noqa: T201  # the answer
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_AS, (_GUARD, _GUARD))
            letter = read_letter(Path(asked["path"]).read_bytes(), asked["name"], regulation)
            answer = {
                "faults": [str(fault) for fault in letter.faults],
                "remarks": letter.remarks,
                "lines": len(letter.lines),
                "peak": peak(),
            }
            print(json.dumps(answer), flush=True)  # noqa: T201  # the answer
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"died": status}), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
