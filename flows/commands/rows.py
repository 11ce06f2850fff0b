"""Rows of the database as JSON documents and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flows.commands.ledger_rows import ledger_lines, ledger_row
from flows.commands.output import moment as moment
from flows.commands.output import shown as shown
from flows.desk.look import LetterView, LineView, QueueRow, RequestView
from models.letter import Letter
from models.trail import TrailEntry
from tasks.citing import cited
from tasks.masking import mask_numbers, masked, masked_phone
from tasks.wording import (
    LINE_WORDS,
    OUTCOME_WORDS,
    QUEUE_WORDS,
    REQUEST_WORDS,
    TYPE_WORDS,
)


def queue_row(row: QueueRow) -> dict[str, Any]:
    """A row of a queue."""
    return {
        "queue": row.queue.value,
        "request": row.request_id,
        "letter": row.letter_id,
        "policy": row.policy,
        "type": row.type.value if row.type else None,
        "agency": row.agency,
        "lines": row.lines,
        "undecided": row.undecided,
        "received": moment(row.received),
        "since": moment(row.since),
        "due": moment(row.due),
        "due_by_law": moment(row.by_law),
        "hours_left": round(row.hours_left, 2) if row.hours_left is not None else None,
        "provisional": row.provisional,
        "failure": row.failure,
    }


def queue_line(row: QueueRow, now: datetime) -> str:
    """A row of a queue in one line."""
    number = f"R{row.request_id}" if row.request_id else f"L{row.letter_id}"
    if row.due is None:
        stands = "chưa tính được hạn" if row.uncounted else "thời hạn đã dừng"
        term = "không có thời hạn" if row.no_term else stands
    else:
        left = abs(row.hours_left or 0.0)
        words = f"QUÁ HẠN {left:.1f} giờ" if row.due < now else f"còn {left:.1f} giờ làm việc"
        term = f"hạn {shown(row.due)}, {words.replace('.', ',')}"
        if row.put_off:
            breach = ", ĐÃ QUÁ" if row.is_overdue(now) else ""
            term += f" (trung tâm gia hạn; hạn theo quy chế {shown(row.by_law)}{breach})"
    type_ = TYPE_WORDS[row.type] if row.type else "văn bản trả lại"
    lines = f"{row.lines} dòng" + (f" ({row.undecided} chờ quyết định)" if row.undecided else "")
    tail = f"; {row.failure}" if row.failure else ""
    return (
        f"{number:<6}{QUEUE_WORDS[row.queue]:<22}{row.policy:<12}{type_:<20}"
        f"{lines}; {row.agency}; {term}{tail}"
    )


def line_row(view: LineView) -> dict[str, Any]:
    """A line of a request; citizen number and phone masked."""
    line, verdict = view.line, view.verdict
    return {
        "line": line.number,
        "kind": line.kind.value,
        "state": line.state.value,
        "name": line.name,
        "position": line.position,
        "unit": line.unit,
        "former_unit": line.former_unit,
        "decision_number": line.decision_number,
        "decision_date": line.decision_date,
        "change_what": line.change_what,
        "change_to": _without_numbers(line.change_to),
        "note": _without_numbers(line.note or line.reason),
        "citizen_number": masked(line.citizen_number),
        "phone": masked_phone(line.phone),
        "given_address": line.address,
        "address": line.proposed_address,
        "needs_agreement": line.needs_agreement,
        "needs": line.needs,
        "suggested": line.suggested_verdict.value if line.suggested_verdict else None,
        "suggested_reason": line.suggested_reason,
        "verdict": verdict.outcome.value if verdict else None,
        "reason": verdict.reason if verdict else None,
        "article": verdict.article if verdict else line.suggested_article,
        "by": verdict.author if verdict else None,
        "failure": line.failure,
        "explanation": line.explanation,
    }


def _without_numbers(text: str | None) -> str | None:
    return mask_numbers(text) if text else text


def _as_asked(view: LineView) -> str:
    """What the form says beside name and unit, for the reviewer to judge."""
    line = view.line
    dated = f" ngày {line.decision_date:%d/%m/%Y}" if line.decision_date else ""
    decision = f"{line.decision_number or '…'}{dated}" if line.decision_number or dated else None
    parts = {
        "chức vụ": line.position,
        "quyết định": decision,
        "số CMND/CCCD": masked(line.citizen_number),
        "điện thoại": masked_phone(line.phone),
        "đơn vị cũ": line.former_unit,
        "thay đổi": line.change_what,
        "thành": _without_numbers(line.change_to),
        "ghi chú": _without_numbers(line.note or line.reason),
    }
    return "; ".join(f"{name}: {value}" for name, value in parts.items() if value)


def request_document(view: RequestView) -> dict[str, Any]:
    """A request, whole."""
    reply = view.reply
    return {
        "request": view.request.id,
        "letter": view.letter.id,
        "policy": view.request.policy,
        "type": view.request.type.value,
        "state": view.request.state.value,
        "agency": view.letter.sender,
        **_way(view.letter),
        "letter_number": view.letter.number,
        "received": moment(view.letter.received_at),
        "due": moment(view.due),
        "failure": view.request.failure,
        "holder": view.holder.name if view.holder else None,
        "plan": view.plan,
        "siblings": list(view.siblings),
        "work_order": {
            "by": view.order.ordered_by,
            "to": view.order.ordered_to,
            "article": view.order.article,
            "at": moment(view.order.at),
        }
        if view.order
        else None,
        "lines": [line_row(line) for line in view.lines],
        "ledger": [ledger_row(entry) for entry in view.ledger],
        "reply": {"state": reply.state.value, "number": reply.number, "dated": reply.dated}
        if reply
        else None,
    }


def request_lines(view: RequestView) -> Iterator[str]:
    """A request for people."""
    request, letter = view.request, view.letter
    yield (
        f"R{request.id} {TYPE_WORDS[request.type]} – {REQUEST_WORDS[request.state]}"
        f" – {_came(letter)} của {letter.asked_by or '…'} (L{letter.id})"
    )
    if letter.without_letter:
        yield f"  người đề nghị: {letter.requester}; người tiếp nhận: {letter.recorded_by}"
    yield f"  nhận {shown(letter.received_at)}; hạn {shown(view.due) if view.due else 'không có'}"
    if view.order:
        order = view.order
        yield f"  {order.ordered_by} yêu cầu {order.ordered_to} thực hiện ({order.article})"
    for one in view.lines:
        line, verdict = one.line, one.verdict
        state = OUTCOME_WORDS[verdict.outcome] if verdict else LINE_WORDS[line.state]
        who = f"{line.name} – {line.unit}" if line.unit else f"{line.name}"
        yield f"  {line.number}. {who} → {line.proposed_address or '…'}: {state}"
        if told := _as_asked(one):
            yield f"       {told}"
        for need in line.needs if verdict is None else []:
            yield f"       cần: {need}"
        reason = (verdict.reason if verdict else None) or line.failure
        if reason:
            yield f"       lý do: {reason} ({(verdict.article if verdict else None) or '…'})"
        for sentence in line.explanation:
            yield f"       – {sentence}"
    yield from ledger_lines(view.ledger)


def _way(letter: Letter) -> dict[str, Any]:
    """By which way it came, who asked, who took it."""
    return {
        "channel": letter.channel,
        "without_letter": letter.without_letter,
        "requester": letter.requester,
        "taken_by": letter.recorded_by,
    }


def _came(letter: Letter) -> str:
    return cited(letter) if letter.without_letter else f"văn bản {letter.number or '…'}"


def letter_document(view: LetterView) -> dict[str, Any]:
    """A letter, what came of it, and its faults."""
    letter = view.letter
    return {
        "letter": letter.id,
        "policy": letter.policy,
        "state": letter.state.value,
        "agency": letter.sender,
        **_way(letter),
        "number": letter.number,
        "received": moment(letter.received_at),
        "file": letter.file_name,
        "sha256": letter.sha256,
        "corrects": letter.corrects_letter_id,
        "corrected_by": view.corrected_by,
        "due": moment(view.due),
        "requests": [
            {"request": r.id, "type": r.type.value, "state": r.state.value} for r in view.requests
        ],
        "faults": [{"place": f.place, "message": f.message} for f in view.faults],
    }


def trail_row(entry: TrailEntry) -> dict[str, Any]:
    """An entry of the trail."""
    return {
        "id": entry.id,
        "sequence": entry.sequence,
        "hash": entry.hash,
        "at": moment(entry.at),
        "policy": entry.policy,
        "actor": entry.actor,
        "via": entry.via,
        "action": entry.action,
        "letter": entry.letter_id,
        "request": entry.request_id,
        "line": entry.line_id,
        "mailbox": entry.mailbox_id,
        "detail": entry.detail,
    }
