"""Every hostile file of the tests."""

from __future__ import annotations

from tests.tasks.forms.hostile.archives import archives
from tests.tasks.forms.hostile.books import books
from tests.tasks.forms.hostile.case import Hostile
from tests.tasks.forms.hostile.other_kinds import other_kinds
from tests.tasks.forms.hostile.sheets import sheets
from tests.tasks.forms.hostile.words import words


def hostile_files() -> list[Hostile]:
    """All of them."""
    return [*archives(), *other_kinds(), *words(), *sheets(), *books()]
