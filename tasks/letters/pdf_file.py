"""The reply letter as PDF/A-2b, typeset by Typst."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from tasks.letters.fonts import FAMILY, fonts
from tasks.letters.printed import Printed

_LAYOUT = Path(__file__).parent / "layouts" / "reply.typ"
_EPOCH = date(1970, 1, 1)


_NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed')


class NotTypeset(ValueError):
    """The letter could not be typeset; the message (Vietnamese) names what the font lacks."""

    def __init__(self, cause: str) -> None:
        missing = _NO_GLYPH.search(cause)
        said = f"phông chữ {FAMILY} không có chữ “{missing[1]}”" if missing else cause
        super().__init__(f"Không dựng được bản PDF của thư trả lời: {said}")


def pdf_file(printed: Printed, dated: date | None) -> bytes:
    """The letter as PDF/A-2b; the same letter gives the same bytes.

    ``dated`` (local date) stands as the file's time of creation, 1970-01-01 while it is a draft.
    Raises NotTypeset where a character has no glyph, FontsMissing where the fonts are not there.
    """
    try:
        pdf = typst.compile(
            _layout(),
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(asdict(printed), ensure_ascii=False)},
            pdf_standards=["a-2b"],
            pdf_tags=False,  # a-2b asks for none, and they cost half the time
            timestamp=datetime.combine(dated or _EPOCH, time(), UTC),
        )
    except typst.TypstError as error:
        raise NotTypeset(error.message) from error
    return pdf


@cache
def _layout() -> bytes:
    return _LAYOUT.read_bytes()
