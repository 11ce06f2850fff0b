"""Rows of the queues in the words of the page; nothing here knows of Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flows.desk.explain import explain_request, paragraphs
from flows.desk.look import QueueRow
from models.transitions import Queue
from models.user import Actor
from policies.errors import RegulationError, UnknownPolicy
from policies.loader import load, policy_ids
from policies.naming import fold
from policies.working_days import to_local
from tasks.office import Office
from tasks.wording import QUEUE_WORDS, TYPE_WORDS


@dataclass(frozen=True)
class DisplayRow:
    """One open request, or one letter that goes back, as the page shows it.

    ``due`` and ``since`` are local time (+07:00); a letter that goes back has no lines (None).
    """

    queue: Queue
    policy: str
    number: str
    agency: str
    type: str
    province: str
    left: str
    overdue: bool
    due: datetime | None
    lines: int | None
    undecided: int | None
    since: datetime
    note: str


def display(rows: Iterable[QueueRow], now: datetime) -> list[DisplayRow]:
    """The rows in the order given, as they are at an aware moment."""
    return [
        DisplayRow(
            queue=row.queue,
            policy=row.policy,
            number=f"L{row.letter_id}" if row.request_id is None else f"R{row.request_id}",
            agency=row.agency,
            type="văn bản trả lại" if row.type is None else TYPE_WORDS[row.type],
            province=province(row.policy),
            left=time_left(row, now),
            overdue=row.is_overdue(now),
            due=to_local(row.due) if row.due else None,
            lines=row.lines if row.request_id else None,
            undecided=row.undecided if row.request_id else None,
            since=to_local(row.since),
            note="; ".join(_notes(row)),
        )
        for row in rows
    ]


def time_left(row: QueueRow, now: datetime) -> str:
    """Working hours until the term expires, with a sign that needs no colour."""
    if row.hours_left is None:
        return f"– {_why_no_time(row)}"
    hours = f"{abs(row.hours_left):.1f}".replace(".", ",")
    amount = "dưới 0,1 giờ" if hours == "0,0" else f"{hours} giờ"
    if row.put_off and row.is_overdue(now) and row.hours_left >= 0:
        return f"▲ quá hạn quy chế; còn {amount} theo gia hạn"
    return f"▲ quá hạn {amount}" if row.is_overdue(now) else f"○ còn {amount}"


def _why_no_time(row: QueueRow) -> str:
    if row.no_term:
        return "không có thời hạn"
    if row.uncounted:
        return "chưa tính được hạn"
    waits = row.queue is Queue.WAITING_FOR_AGENCY
    return "dừng tính, chờ bổ sung" if waits else "không tính hạn"


def _notes(row: QueueRow) -> list[str]:
    notes = ["hạn tạm tính"] if row.provisional else []
    if row.put_off and row.by_law:
        notes.append(f"trung tâm gia hạn; hạn theo quy chế {to_local(row.by_law):%d/%m/%Y}")
    return notes + ([row.failure] if row.failure else [])


def explanation(
    office: Office, actor: Actor, request_id: int, line: int | None = None
) -> list[str]:
    """Why a request (or one line of it) stands as it does, in the words that the command prints.

    Raises ``flows.desk.refusal.Refused`` where there is none.
    """
    return paragraphs(explain_request(office, actor, request_id, line))


@cache
def province(policy: str) -> str:
    """The province of a regulation; the id itself where the regulation's file is not at hand."""
    try:
        return load(policy).province
    except (UnknownPolicy, RegulationError):
        return policy


def policies_to_choose(rows: Iterable[DisplayRow]) -> list[str]:
    """Ids of the project's regulations, and of any other that has a row, by province."""
    return sorted(
        {*policy_ids(), *(row.policy for row in rows)}, key=lambda id_: fold(province(id_))
    )


def chosen(
    rows: Iterable[DisplayRow], *, policy: str | None, queue: Queue | None, words: str
) -> list[DisplayRow]:
    """The rows of a policy and a queue (None: of all) that have every one of the words.

    Words are looked for in number, agency, type, province and note, with or without diacritics.
    """
    wanted = fold(words).split()
    return [
        row
        for row in rows
        if policy in (None, row.policy)
        and queue in (None, row.queue)
        and all(word in _searched(row) for word in wanted)
    ]


def _searched(row: DisplayRow) -> str:
    return fold(f"{row.number} {row.agency} {row.type} {row.province} {row.note}")


def by_queue(rows: Sequence[DisplayRow]) -> Mapping[Queue, list[DisplayRow]]:
    """The rows of each queue that has any, in the order in which a request goes through them."""
    grouped = {queue: [row for row in rows if row.queue is queue] for queue in QUEUE_WORDS}
    return {queue: found for queue, found in grouped.items() if found}


def counts(rows: Iterable[DisplayRow]) -> Mapping[Queue, int]:
    """How many rows each queue has, none left out."""
    counted = Counter(row.queue for row in rows)
    return {queue: counted[queue] for queue in QUEUE_WORDS}
