"""``python -m benchmarks``: every figure beside its lower bound, as a table and as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import addresses, existing, real_mail, terms, thousand_lines, whole_cycle
from benchmarks.figure import Figure

_ALL: dict[str, Callable[[], Iterator[Figure]]] = {
    "terms": terms.figures,
    "addresses": addresses.figures,
    "thousand-lines": thousand_lines.figures,
    "existing": existing.figures,
    "whole-cycle": whole_cycle.figures,
    "real-mail": real_mail.figures,
}


def main() -> None:
    """Measure what is asked for, or all."""
    asking = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asking.add_argument("names", nargs="*", choices=[[], *_ALL], help="mặc định: tất cả")
    asking.add_argument("--json", type=Path, default=Path("build/bench.json"))
    asked = asking.parse_args()
    console = Console(width=None if os.isatty(1) else 160)
    figures: list[Figure] = []
    for name in asked.names or _ALL:
        console.print(f"đo {name} …")
        figures += _ALL[name]()
    console.print(_table(figures))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(
        json.dumps(
            {
                "python": platform.python_version(),
                "cores": os.cpu_count(),
                "figures": [{**asdict(each), "reached": each.reached} for each in figures],
            },
            ensure_ascii=False,
            indent=2,
        )
    )
    console.print(f"đã ghi {asked.json}")


def _table(figures: list[Figure]) -> Table:
    table = Table("việc", "đo được", "cần đạt", "", "bên cạnh", "", "cách đo")
    for each in figures:
        table.add_row(
            each.work,
            f"{each.measured:.3g} {each.unit}",
            f"≤ {each.reach:.3g} {each.unit}",
            "đạt" if each.reached else "CHƯA ĐẠT",
            "" if each.beside is None else f"{each.beside:.3g} {each.unit}",
            each.beside_what,
            each.note,
        )
    return table


if __name__ == "__main__":
    main()
