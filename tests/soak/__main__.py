"""``python -m tests.soak``: rounds in which everything is killed at random, see ``make soak``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from random import SystemRandom
from time import monotonic

from tests import databases
from tests.soak.series import series


def main() -> int:
    """0 where nothing was lost and nothing done twice; 1, with what was found, otherwise."""
    given = argparse.ArgumentParser(prog="python -m tests.soak")
    given.add_argument("--rounds", type=int, default=200)
    given.add_argument("--first", type=int, default=0)
    given.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    given.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = given.parse_args()
    databases.on_postgresql = asked.database == "postgresql"
    folder = Path(tempfile.mkdtemp(prefix="congvu-soak-"))
    began = monotonic()
    with series(asked.seed, folder) as rounds:
        for number in range(asked.first, asked.first + asked.rounds):
            told = rounds.round(number)
            kills = sum(told.kills.values())
            print(
                f"round {number}: {told.acts} acts, {kills} kills, {told.seconds:.1f} s", flush=True
            )
            if told.problems:
                print(f"SEED={asked.seed}", *told.problems, sep="\n  ")
                print(f"what was left: {folder}")
                return 1
    for point, times in sorted(rounds.kills.items()):
        print(f"{times:5} {point}")
    print(f"SEED={asked.seed}: {asked.rounds} rounds, {monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
