"""Ten thousand letters damaged at random: none makes the reading fail, none loses a line unsaid.

A fixed selection by default; ``make fuzz FILES=30000 SEED=7`` reads another and a larger one.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tasks.forms.content import ReadLetter, ReadLine
from tests.tasks.forms.hostile.raw_zip import packed
from tests.tasks.forms.mutated.corpus import Sample, corpus
from tests.tasks.forms.mutated.damage import Damage, damages
from tests.tasks.forms.mutated.elements import Change, Tree, changes

_FILES = int(os.environ.get("CONGVU_FUZZ_FILES", "10000"))
_CORPUS = corpus()
_NAMES = st.sampled_from(sorted(_CORPUS))


def _files(share: float) -> settings:
    """Settings for that share of all files."""
    return settings(
        max_examples=round(_FILES * share),
        derandomize="CONGVU_FUZZ_FILES" not in os.environ,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )


def _answer(letter: ReadLetter) -> None:
    """Every letter has lines, or faults that say where and why."""
    assert letter.lines or letter.faults
    assert all(fault.place and fault.message for fault in letter.faults)
    event("faults" if letter.faults else "lines")


def _passed_over(letter: ReadLetter) -> int:
    """Rows that are told to have been passed over."""
    return sum("bỏ qua" in remark for remark in letter.remarks)


def _said(line: ReadLine) -> tuple[object, ...]:
    return line.kind, line.type, line.fields


@_files(0.2)
@given(name=_NAMES, done=st.lists(damages, min_size=1, max_size=3))
def test_damaged_file(name: str, done: list[Damage]) -> None:
    """A damaged archive is a fault, or it reads exactly as before: its checksums see to it."""
    sample = _CORPUS[name]
    content = sample.content
    for damage in done:
        content = damage.done_to(content)
    letter = sample.read(content)
    _answer(letter)
    if not letter.faults:
        assert (sample.letter.header, sample.letter.lines) == (letter.header, letter.lines)


@_files(0.3)
@given(name=_NAMES, part=st.integers(0, 997), done=st.lists(damages, min_size=1, max_size=2))
def test_damaged_part(name: str, part: int, done: list[Damage]) -> None:
    """A damaged part in a sound archive: a fault, or no line less than before."""
    sample = _CORPUS[name]
    changed = _part(sample, part)
    content = sample.parts[changed]
    for damage in done:
        content = damage.done_to(content)
    letter = sample.read(packed({**sample.parts, changed: content}))
    _answer(letter)
    if not letter.faults:
        assert len(sample.letter.lines) <= len(letter.lines) + _passed_over(letter)


@_files(0.5)
@given(name=_NAMES, part=st.integers(0, 997), done=st.lists(changes, min_size=1, max_size=3))
def test_changed_elements(name: str, part: int, done: list[Change]) -> None:
    """Elements changed: a fault; or every row that still says something is a line, or told.

    Where only rows of lines were changed, the lines of the other rows are what they were; where
    only attributes were, all lines are.
    """
    sample = _CORPUS[name]
    changed = _part(sample, part)
    tree = Tree(sample, changed)
    for change in done:
        tree.apply(change)
    letter = sample.read(packed({**sample.parts, changed: tree.content()}))
    _answer(letter)
    if letter.faults:
        return
    lines = sample.letter.lines
    if changed != sample.main:
        assert len(lines) <= len(letter.lines) + _passed_over(letter)
        return
    left = tree.left()
    assert len(left) <= len(letter.lines) + _passed_over(letter)
    if all(change.kind in ("attribute", "strip") for change in done) and not sample.shares_texts:
        assert Counter(map(_said, lines)) == Counter(map(_said, letter.lines))
    elif not tree.elsewhere:
        same = Counter(_said(lines[at]) for at in left - tree.touched)
        assert not same - Counter(map(_said, letter.lines))


def _part(sample: Sample, number: int) -> str:
    """Every second time the part with the lines, else any part."""
    names = sorted(sample.parts)
    return sample.main if number % 2 else names[number // 2 % len(names)]


@pytest.mark.parametrize("name", _CORPUS)
def test_file_cut_at_any_byte(name: str) -> None:
    """A transfer that breaks off anywhere leaves a fault of the file."""
    sample = _CORPUS[name]
    content = sample.content
    for end in range(len(content)):
        (fault,) = sample.read(content[:end]).faults
        assert fault.place == "Tệp"
