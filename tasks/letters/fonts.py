"""Where Liberation Serif lies: metric-equal to Times New Roman, Vietnamese from version 2 on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import typst

FAMILY = "Liberation Serif"
_FACES = tuple(
    f"LiberationSerif-{face}.ttf" for face in ("Regular", "Bold", "Italic", "BoldItalic")
)
# every Vietnamese letter with two marks, and some with one; PDF/A makes a missing glyph an error
_SAMPLE = "ẤẦẨẪẬẮẰẲẴẶẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữựĐđƠơƯưỦủỸỹỴỵ"
_TRIAL = f"""#set text(font: "{FAMILY}", fallback: false)
{_SAMPLE} *{_SAMPLE}* _{_SAMPLE}_ *_{_SAMPLE}_*""".encode()


class FontsMissing(RuntimeError):
    """No usable Liberation Serif; the message (Vietnamese) says how to put that right."""

    def __init__(self, looked_in: Iterable[Path]) -> None:
        places = ", ".join(str(folder) for folder in looked_in)
        super().__init__(
            f"Không tìm thấy phông chữ {FAMILY} (phiên bản 2 trở lên, đủ chữ tiếng Việt, đủ bốn "
            "kiểu). Hãy cài gói fonts-liberation2 (Debian 12, Ubuntu 22.04) hoặc fonts-liberation "
            f"(các phiên bản mới hơn). Đã tìm trong: {places}"
        )


def usual_folders() -> tuple[Path, ...]:
    """The folders in which Debian, Ubuntu, Fedora, Arch and a user's own home keep these fonts.

    Debian 12 and Ubuntu 22.04 have version 1, without Vietnamese, in ``truetype/liberation``.
    """
    below = (
        "truetype/liberation2",
        "truetype/liberation",
        "liberation-serif-fonts",
        "liberation-serif",
        "liberation-fonts",
        "liberation",
        "",
    )
    roots = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    own = (Path.home() / ".local/share/fonts", Path.home() / ".fonts")
    return (*(root / folder for root in roots for folder in below), *own)


def find_fonts(folders: Iterable[Path]) -> typst.Fonts:
    """The four faces, from the first folder whose faces print Vietnamese.

    Raises FontsMissing where none does.
    """
    looked_in = tuple(folders)
    for folder in looked_in:
        if all((folder / face).is_file() for face in _FACES):
            found = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(folder)],
            )
            if _prints_vietnamese(found):
                return found
    raise FontsMissing(looked_in)


@cache
def fonts() -> typst.Fonts:
    """The fonts of this machine, looked for once a process.

    Raises FontsMissing.
    """
    return find_fonts(usual_folders())


def _prints_vietnamese(found: typst.Fonts) -> bool:
    if FAMILY not in found.families():  # without any font Typst leaves all text out, silently
        return False
    try:
        typst.compile(_TRIAL, font_paths=found, pdf_standards=["a-2b"], pdf_tags=False)
    except typst.TypstError:
        return False
    return True


def has_glyph(character: str) -> bool:
    """Whether the letter's font has a character: PDF/A makes a missing one an error."""
    trial = f'#set text(font: "{FAMILY}", fallback: false)\n#"\\u{{{ord(character):x}}}"'.encode()
    try:
        typst.compile(trial, font_paths=fonts(), pdf_standards=["a-2b"], pdf_tags=False)
    except typst.TypstError:
        return False
    return True
