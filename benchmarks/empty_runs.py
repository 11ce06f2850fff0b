"""Runs of a flow that does nothing, with tasks that do nothing: what the engine itself costs.

``python -m benchmarks.empty_runs RUNS TASKS AT_ONCE`` prints the seconds; TASKS: of all runs.
"""

from __future__ import annotations

import asyncio
import sys
import time

from prefect import flow, task


@task(name="empty", task_run_name="rỗng {number}")
async def nothing(number: int) -> None:
    """Do nothing."""


@flow(name="empty", flow_run_name="rỗng {number}")
async def empty(number: int, tasks: int) -> None:
    """So many tasks, one after the other."""
    for _ in range(tasks):
        await nothing(number)


async def _run(runs: int, tasks: int, at_once: int) -> float:
    places = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with places:
            await empty(number, tasks * (number + 1) // runs - tasks * number // runs)

    await one(0)
    start = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(runs)))
    return time.perf_counter() - start


if __name__ == "__main__":
    runs, tasks, at_once = map(int, sys.argv[1:])
    sys.stdout.write(f"{asyncio.run(_run(runs, tasks, at_once))}\n")
