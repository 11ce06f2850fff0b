"""Finding Liberation Serif."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.letters.fonts import FAMILY, FontsMissing, find_fonts, fonts


def test_fonts_of_this_machine_are_found() -> None:
    """The four faces of Liberation Serif are there."""
    faces = {(f.style, f.weight) for f in fonts().fonts() if f.family == FAMILY}
    assert {("normal", 400), ("normal", 700), ("italic", 400), ("italic", 700)} == faces


def test_missing_fonts_are_named_with_their_package(tmp_path: Path) -> None:
    """The message says in Vietnamese what to install, and where it was looked for."""
    with pytest.raises(FontsMissing, match="Hãy cài gói fonts-liberation2") as caught:
        find_fonts([tmp_path])
    assert str(tmp_path) in str(caught.value)


def test_unusable_fonts_are_not_taken(tmp_path: Path) -> None:
    """Files of the right name that print nothing do not count as the font."""
    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        (tmp_path / f"LiberationSerif-{face}.ttf").write_bytes(b"")
    with pytest.raises(FontsMissing):
        find_fonts([tmp_path])
