"""How texts name what came: a letter by its number, a request without one by its way and time."""

from __future__ import annotations

from models.letter import Letter
from policies.explain import show_date
from policies.working_days import to_local
from tasks.wording import WAY_WORDS


def cited(letter: Letter) -> str:
    """ "Văn bản số 12/SNV-VP ngày 02/03/2026"; "đề nghị qua điện thoại lúc 08:15 ngày 02/03/2026".

    A letter without a number is "văn bản".
    """
    if letter.without_letter:
        at = to_local(letter.received_at)
        return f"đề nghị {WAY_WORDS[letter.channel]} lúc {at:%H:%M} ngày {show_date(at.date())}"
    if not letter.number:
        return "văn bản"
    dated = f" ngày {show_date(letter.dated)}" if letter.dated else ""
    return f"Văn bản số {letter.number}{dated}"


def reference(letter: Letter) -> str:
    """The same in short, for the reason that a mailbox keeps: "văn bản 12/SNV-VP"."""
    return cited(letter) if letter.without_letter else f"văn bản {letter.number or f'L{letter.id}'}"


def addressed(letter: Letter) -> str:
    """Who asked, as a sentence speaks of them."""
    asked = letter.asked_by
    if asked is None:
        return "cơ quan, đơn vị đề nghị"
    return f"Ông (Bà) {asked}" if letter.by_individual else asked
