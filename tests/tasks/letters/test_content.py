"""The snapshot of a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tasks.letters.content import ContentError, ReplyContent, ReplyFault, from_json, to_json

Make = Callable[..., ReplyContent]


def test_snapshot_gives_back_the_content(letter: Make) -> None:
    """A snapshot holds everything: dates, outcomes, types, blanks."""
    for content in (letter(), letter(number=None, dated=None, signatory_authority=None)):
        assert content == from_json(to_json(content))


def test_snapshot_of_faults_gives_back_the_content(letter: Make) -> None:
    """A snapshot holds the faults of a letter that could not be processed."""
    content = letter(lines=(), faults=(ReplyFault("dòng 7", "Thiếu tên"),))
    assert content == from_json(to_json(content))


def test_broken_snapshot_names_the_field(letter: Make) -> None:
    """An unknown outcome is refused with the place where it stands."""
    broken = to_json(letter()).replace('"approved"', '"maybe"')
    with pytest.raises(ContentError) as caught:
        from_json(broken)
    assert "lines.0.outcome" == caught.value.field


def test_letter_without_lines_and_faults_is_refused(letter: Make) -> None:
    """A reply that answers nothing cannot be made."""
    with pytest.raises(ContentError, match="danh sách kết quả hoặc danh sách lỗi"):
        letter(lines=())


def test_letter_with_lines_and_faults_is_refused(letter: Make) -> None:
    """A letter is processed or goes back, not both."""
    with pytest.raises(ContentError, match="không cả hai"):
        replace(letter(), faults=(ReplyFault("dòng 7", "Thiếu tên"),))
