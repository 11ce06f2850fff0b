"""The sample letters that the project ships."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from policies.explain import not_in_force
from policies.loader import load, policy_ids
from policies.naming import fold
from policies.schema import RequestType
from tasks.forms.content import ReadLetter
from tasks.forms.reading import read_letter
from tasks.forms.sampling import Sample, shipped
from tasks.forms.sampling.making import written

_FAULTY = "khanh-hoa-3-co-loi.docx"
_SAMPLES = shipped()


def _read(sample: Sample) -> ReadLetter:
    return read_letter(sample.path.read_bytes(), sample.path.name, load(sample.policy))


def _named(name: str) -> Sample:
    return next(sample for sample in _SAMPLES if sample.path.name.startswith(name))


def test_every_province_has_a_sample() -> None:
    """At least one realistic letter for each regulation."""
    assert set(policy_ids()) == {sample.policy for sample in _SAMPLES}


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda sample: sample.path.name)
def test_samples_read_without_fault_except_the_faulty_one(sample: Sample) -> None:
    """One letter shows a return; the others are served."""
    assert (sample.path.name == _FAULTY) == bool(_read(sample).faults)


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda sample: sample.path.name)
def test_samples_come_while_their_regulation_is_in_force(sample: Sample) -> None:
    """The time of receipt is local and not before the regulation."""
    assert timedelta(hours=7) == sample.received.utcoffset()
    assert not_in_force(load(sample.policy), sample.received.date()) is None


def test_faulty_letter_shows_three_kinds_of_faults() -> None:
    """The head, a mark too many, a digit in a name."""
    places = [fault.place for fault in _read(_named("khanh-hoa-3")).faults]
    assert [
        "Phần đầu văn bản, Ngày văn bản",
        "Mục 2, dòng 1, cột Cấp mới, Thu hồi",
        "Mục 2, dòng 2, cột Họ và tên",
    ] == places


def test_three_hundred_people_with_clashing_names() -> None:
    """Many of Hưng Yên's three hundred share initials and given name."""
    lines = _read(_named("hung-yen-1")).lines
    heads = Counter(
        "".join(word[0] for word in words[:-1]) + words[-1]
        for words in (fold(line.fields.name or "").split() for line in lines)
    )
    assert len(lines) == 300
    assert sum(count for count in heads.values() if count > 1) > 50


def test_letters_about_mailboxes_come_after_those_that_make_them() -> None:
    """Whoever is to be changed or revoked was asked for in an earlier letter of the province."""
    asked: set[tuple[str, str | None]] = set()
    for sample in _SAMPLES:
        lines = _read(sample).lines
        later = {
            (sample.policy, line.fields.name) for line in lines if line.type is not RequestType.NEW
        }
        assert later <= asked
        asked |= {(sample.policy, line.fields.name) for line in lines}


def test_types_that_the_samples_show() -> None:
    """Five of the six; a restoration needs a mailbox that somebody locked first."""
    types = {line.type for sample in _SAMPLES for line in _read(sample).lines}
    assert set(RequestType) - {RequestType.RESTORE} == types


def test_shipped_letters_are_those_that_are_made() -> None:
    """Making them again gives letters that read the same."""
    for letter, content in written():
        made = read_letter(content, letter.file, load(letter.policy))
        sample = _named(letter.name)
        assert (made, letter.received) == (_read(sample), sample.received)


def test_sample_people_are_visibly_made_up() -> None:
    """Every citizen number starts with 001099, every phone with 0900."""
    for sample in _SAMPLES:
        for line in _read(sample).lines:
            assert (line.fields.citizen_number or "001099").startswith("001099")
            assert (line.fields.phone or "0900").startswith("0900")
