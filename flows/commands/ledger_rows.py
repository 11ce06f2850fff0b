"""A deadline's ledger as JSON and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flows.commands.output import moment, shown
from models.deadline import DeadlineEntry, standing
from tasks.wording import DEADLINE_WORDS


def ledger_row(entry: DeadlineEntry) -> dict[str, Any]:
    """An entry of a deadline's ledger."""
    return {
        "kind": entry.kind.value,
        "at": moment(entry.at),
        "due": moment(entry.due),
        "article": entry.article,
        "cause": entry.cause,
        "author": entry.author,
        "calendar": entry.calendar_version,
        "provisional": entry.provisional,
        "from_letter": entry.carried_from,
    }


def ledger_lines(entries: Sequence[DeadlineEntry]) -> Iterator[str]:
    """Each entry: when, what, old and new moment, article, who; then why."""
    before: datetime | None = None
    for number, entry in enumerate(entries, start=1):
        due = standing(entries[:number]).due
        told = f", hạn {shown(due)}" if entry.due and due else ""
        if entry.due and before and before != due:
            told = f", hạn cũ {shown(before)}, hạn mới {shown(due)}"
        article = f", {entry.article}" if entry.article else ""
        carried = f" (từ văn bản L{entry.carried_from})" if entry.carried_from else ""
        what = f"thời hạn {DEADLINE_WORDS[entry.kind]}{told}{article}"
        yield f"  [{shown(entry.at)}] {what}, {entry.author}{carried}"
        for sentence in entry.cause.split("\n"):
            yield f"       – {sentence}"
        before = due
