"""A series of rounds on one engine, round after round, until one finds something wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.engine import engine_environment, prefect_server
from tests.models.rows_made import settings_in
from tests.soak.nursery import Nursery
from tests.soak.place import prepare
from tests.soak.rounds import Round, Told

#: after so many rounds the points at which somebody died may be chosen again
_FORGOTTEN = 10


class Series:
    """What the rounds of one run share: a seed, the engine, and where somebody died already."""

    def __init__(self, seed: int, folder: Path, nursery: Nursery, engine: dict[str, str]) -> None:
        self.seed = seed
        self._folder = folder
        self._nursery = nursery
        self._engine = engine
        self._spared: set[str] = set()
        self.kills: Counter[str] = Counter()

    def round(self, number: int) -> Told:
        """The round of that number, from 0."""
        if number % _FORGOTTEN == 0:
            self._spared.clear()
        one = Round(
            f"{self.seed}/{number}",
            self._folder / "prepared",
            self._folder / f"round-{number}",
            self._nursery,
            self._engine,
        )
        told = one.run(self._spared)
        self.kills.update(told.kills)
        return told


@contextmanager
def series(seed: int, folder: Path) -> Iterator[Series]:
    """A Prefect server, the nursery and the installation that rounds are copied from."""
    prepare(_made(folder / "prepared"))
    settings = settings_in(_made(folder / "engine"))
    with prefect_server(settings) as server:
        environment = dict(engine_environment(settings, server.api_url))
        nursery = Nursery(environment)
        try:
            yield Series(seed, folder, nursery, environment)
        finally:
            nursery.stop()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


Tell = Callable[[str], None]
