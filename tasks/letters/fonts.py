"""Where Liberation Serif lies: metric-equal to Times New Roman, with every Vietnamese letter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import typst

FAMILY = "Liberation Serif"
_FACES = tuple(
    f"LiberationSerif-{face}.ttf" for face in ("Regular", "Bold", "Italic", "BoldItalic")
)


class FontsMissing(RuntimeError):
    """Liberation Serif is not installed; the message (Vietnamese) says how to put that right."""

    def __init__(self, looked_in: tuple[Path, ...]) -> None:
        places = ", ".join(str(folder) for folder in looked_in)
        super().__init__(
            f"Không tìm thấy đủ bốn kiểu của phông chữ {FAMILY} (đã tìm trong: {places}). "
            "Hãy cài gói fonts-liberation, ví dụ: sudo apt-get install fonts-liberation"
        )


def usual_folders() -> tuple[Path, ...]:
    """The folders in which Debian, Ubuntu, Fedora, Arch and a user's own home keep these fonts."""
    system = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    below = ("truetype/liberation", "truetype/liberation2", "liberation", "liberation-serif",
             "liberation-serif-fonts", "liberation-fonts", "")  # fmt: skip
    own = (Path.home() / ".local/share/fonts", Path.home() / ".fonts")
    return (*(root / folder for root in system for folder in below), *own)


def font_files(folders: Iterable[Path] | None = None) -> tuple[Path, ...]:
    """The four faces, from the first folder that has them all.

    Raises FontsMissing where none has.
    """
    looked_in = tuple(usual_folders() if folders is None else folders)
    for folder in looked_in:
        faces = tuple(folder / face for face in _FACES)
        if all(face.is_file() for face in faces):
            return faces
    raise FontsMissing(looked_in)


@cache
def fonts() -> typst.Fonts:
    """The faces, read once a process; no other font of the machine can slip in.

    Raises FontsMissing.
    """
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_files()[0].parent)],
    )
