"""The pages' two languages: every sentence has its English, and no English is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from dashboard.words import english, say

_PAGES = Path(__file__).parents[2] / "dashboard"
_SAYING = {"t": 0, "told": 0, "_told": 1, "say": 1}
_OTHER = {"ToldPlainly": 0, "page": 1}


def sentences() -> Iterator[str]:
    """The literal sentences that pages say: in ``t("…")``, in forms, in templates."""
    for file in _PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {**_SAYING, **_OTHER}.get(node.func.id)
                if place is not None and place < len(node.args):
                    yield from _texts(node.args[place])
    for file in _PAGES.rglob("*.html"):
        for part in file.read_text(encoding="utf-8").split('t("')[1:]:
            yield part.partition('"')[0]


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_sentence_has_its_english() -> None:
    """What a page says is in the table."""
    assert [] == sorted(set(sentences()) - english().keys())


def test_the_same_values_stand_in_both() -> None:
    """A sentence and its English name the same values."""

    def names(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    assert [] == [each for each, told in english().items() if names(each) != names(told)]


def test_the_table_is_in_order() -> None:
    """So that two who add to it seldom meet on a line."""
    assert sorted(english()) == list(english())


def test_what_has_no_english_stays() -> None:
    """A name of a place or a person is said as it is."""
    assert "Tiên Lữ" == say("en", "Tiên Lữ")
