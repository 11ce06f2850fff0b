"""Ten thousand letters damaged at random: none makes the reading fail, none loses a line unsaid.

A fixed selection by default; ``make fuzz FILES=30000 SEED=7`` reads another and a larger one.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

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
_SAMPLES = st.sampled_from(_CORPUS)


def _files(share: float) -> Any:
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
@given(sample=_SAMPLES, done=st.lists(damages, min_size=1, max_size=3))
def test_damaged_file(sample: Sample, done: list[Damage]) -> None:
    """A damaged archive is a fault, or it reads exactly as before: its checksums see to it."""
    content = sample.content
    for damage in done:
        content = damage.done_to(content)
    letter = sample.read(content)
    _answer(letter)
    if not letter.faults:
        assert (sample.letter.header, sample.letter.lines) == (letter.header, letter.lines)


@_files(0.3)
@given(sample=_SAMPLES, part=st.integers(0, 997), done=st.lists(damages, min_size=1, max_size=2))
def test_damaged_part(sample: Sample, part: int, done: list[Damage]) -> None:
    """A damaged part in a sound archive: a fault, or no line less than before."""
    name = _part(sample, part)
    content = sample.parts[name]
    for damage in done:
        content = damage.done_to(content)
    letter = sample.read(packed({**sample.parts, name: content}))
    _answer(letter)
    if not letter.faults:
        assert len(sample.letter.lines) <= len(letter.lines) + _passed_over(letter)


@_files(0.5)
@given(sample=_SAMPLES, part=st.integers(0, 997), done=st.lists(changes, min_size=1, max_size=3))
def test_changed_elements(sample: Sample, part: int, done: list[Change]) -> None:
    """Elements changed: a fault; or every row that still says something is a line, and told.

    Where only rows of lines were changed, the lines of the other rows are what they were.
    """
    name = _part(sample, part)
    tree = Tree(sample, name)
    for change in done:
        tree.apply(change)
    letter = sample.read(packed({**sample.parts, name: tree.content()}))
    _answer(letter)
    if letter.faults:
        return
    kept = tree.left() if name == sample.main else set(range(len(sample.letter.lines)))
    assert len(kept) <= len(letter.lines) + _passed_over(letter)
    if name == sample.main and not tree.elsewhere:
        same = Counter(_said(sample.letter.lines[at]) for at in kept - tree.touched)
        assert not same - Counter(map(_said, letter.lines))


def _part(sample: Sample, number: int) -> str:
    """Every second time the part with the lines, else any part."""
    names = sorted(sample.parts)
    return sample.main if number % 2 else names[number // 2 % len(names)]


@pytest.mark.parametrize("sample", _CORPUS, ids=lambda sample: sample.name)
def test_file_cut_at_any_byte(sample: Sample) -> None:
    """A transfer that breaks off anywhere leaves a fault of the file."""
    content = sample.content
    for end in range(len(content)):
        (fault,) = sample.read(content[:end]).faults
        assert fault.place == "Tệp"
