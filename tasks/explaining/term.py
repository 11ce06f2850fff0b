"""A request's term: its length and article, each thing that happened to it, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.deadline import DeadlineEntry, DeadlineKind, is_uncounted, standing
from policies.explain import as_sentence, show_date
from policies.schema import TermUnit
from policies.terms import term_text
from policies.working_days import show_moment, to_local
from tasks.wording import DEADLINE_WORDS


def term_note(entries: Sequence[DeadlineEntry], asked: str) -> str:
    """The term by law in one sentence; ``asked``: "cấp mới".

    A moment that the centre set itself is never called the term.
    """
    now = standing(entries)
    base = now.base
    article = f" ({base.article})" if base and base.article else ""
    if base is None or base.length is None:
        return as_sentence(f"quy chế không quy định thời hạn giải quyết đề nghị {asked}{article}")
    length = term_text(base.length, base.unit or TermUnit.WORKING_DAYS)
    told = f"thời hạn giải quyết đề nghị {asked} là {length}{article}"
    if is_uncounted(entries) or now.by_law is None:
        return as_sentence(f"{told}; chưa tính được ngày hết hạn")
    provisional = " (tạm tính)" if base.provisional else ""
    return as_sentence(f"{told}, đến {show_moment(now.by_law)}{provisional}")


def term_sentences(entries: Sequence[DeadlineEntry], asked: str) -> tuple[str, ...]:
    """The note, then how it was counted and what happened to it, in the order in which it did."""
    told = [term_note(entries, asked)]
    for entry in entries:
        told += entry_sentences(entry)
    now, last = standing(entries), entries[-1] if entries else None
    if last is not None and last.kind is DeadlineKind.ENDED and now.by_law is not None:
        kept = "đúng thời hạn" if last.at <= now.by_law else "quá thời hạn"
        told.append(f"Việc giải quyết đã kết thúc {kept} theo quy định.")
    elif now.running and now.put_off and now.due and now.by_law:
        told.append(_by_law_stays(now.due, now.by_law))
    return tuple(dict.fromkeys(told))


def entry_sentences(entry: DeadlineEntry) -> tuple[str, ...]:
    """One entry: what happened, when and why; a start tells how its days are counted."""
    first, *more = entry.cause.split("\n")
    if entry.kind is DeadlineKind.STARTED:
        told = (first, *more)
        # where there is no term the note has said so
        return tuple(as_sentence(line) for line in told if entry.length or not _is_no_term(line))
    day = show_date(to_local(entry.at).date())
    article = f" ({entry.article})" if entry.article and entry.kind in _CITES else ""
    why = f"{first[:1].lower()}{first[1:]}"
    names_itself = entry.kind not in _CITES  # "… gia hạn …", "tính lại thời hạn …"
    what = why if names_itself else f"thời hạn {DEADLINE_WORDS[entry.kind]}: {why}"
    happened = f"ngày {day}, {what}"
    return (as_sentence(happened + article), *(as_sentence(line) for line in more))


def _is_no_term(line: str) -> bool:
    return line.startswith("Quy chế") and "không quy định thời hạn" in line


_CITES = (DeadlineKind.RETURNED, DeadlineKind.ENDED)  # the others cite it in their cause


def extension_sentences(
    before: datetime, due: datetime, by_law: datetime, reason: str, article: str | None
) -> tuple[str, ...]:
    """Why a term is put off; without an article it is the centre's own, and the law's stays."""
    moments = f"từ {show_moment(before)} đến {show_moment(due)}"
    if article:
        return (f"Gia hạn {moments} theo {article}, lý do: {reason}",)
    return (
        f"Trung tâm tự gia hạn việc giải quyết {moments}, lý do: {reason}",
        _by_law_stays(due, by_law),
    )


def _by_law_stays(due: datetime, by_law: datetime) -> str:
    law = f"thời hạn theo quy định vẫn đến {show_moment(by_law)}"
    return (
        f"Quy chế không quy định việc gia hạn: {law}; "
        f"mốc {show_moment(due)} do trung tâm tự đặt, không phải thời hạn theo quy định."
    )
