"""What became of a letter, or of a request without one: as a JSON document, and for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flows.desk.submit import Submitted
from tasks.masking import masked_phone
from tasks.wording import TYPE_WORDS


def submitted_document(done: Submitted) -> dict[str, Any]:
    """The numbers that it got, and how it was understood; a phone masked."""
    read = done.understood
    return {
        "letter": done.letter_id,
        "requests": [{"request": number, "type": type_} for number, type_ in done.requests],
        "duplicate": done.duplicate,
        "understood": {
            "form": read.form_id,
            **asdict(read.header),
            "requester_phone": masked_phone(read.header.requester_phone),
            "lines": [
                {
                    "section": line.section,
                    "row": line.row,
                    "kind": line.kind,
                    "type": line.type,
                    "name": line.fields.name,
                    "position": line.fields.position,
                    "unit": line.fields.unit,
                    "address": line.fields.address,
                }
                for line in read.lines
            ],
            "remarks": [*read.remarks, *done.remarks],
        },
        "faults": [{"place": fault.place, "message": fault.message} for fault in done.faults],
    }


def submitted_lines(done: Submitted, what: str = "văn bản") -> Iterator[str]:
    """The same for people; ``what`` came."""
    yield f"{what} L{done.letter_id}" + (" (đã nhận trước đây)" if done.duplicate else "")
    yield from (*done.understood.remarks, *done.remarks)
    for number, type_ in done.requests:
        yield f"đề nghị R{number}: {TYPE_WORDS[type_]}"
    yield from (f"LỖI {fault}" for fault in done.faults)
    if done.faults:
        yield (
            "văn bản được lưu và trả lại; phát hành trả lời: "
            f"congvu issue L{done.letter_id} --date … --out … (văn thư gõ số: --number …)"
        )
