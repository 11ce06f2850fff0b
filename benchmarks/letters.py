"""Request letters as agencies send them, filled with synthetic people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from benchmarks.people import people
from policies.forms import form_by_id
from policies.loader import load
from policies.schema import RequestType
from tasks.forms.blank import filled_form
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.receive import Incoming

#: a Monday on which all five regulations apply
RECEIVED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def incoming(policy: str, lines: int, number: int = 1) -> Incoming:
    """Phú Thọ's Mẫu 03 with so many new people; ``number`` is the letter's own."""
    regulation = load(policy)
    form = form_by_id(regulation, "mau-03")
    if form is None:
        raise ValueError(f"{policy} has no mau-03")
    rows = [
        FilledRow(
            RequestType.NEW,
            LineFields(
                name=one.name,
                unit="Phòng Pháp chế",
                position="Chuyên viên",
                birth_date=one.birth_date,
                decision_number="123/QĐ-SNV",
                decision_date=date(2026, 10, 30),
                citizen_number=f"001{number:04}{place:05}",
                phone=f"09{number:03}{place:05}",
            ),
        )
        for place, one in enumerate(people(lines, policy, seed=number))
    ]
    header = LetterHeader(
        sender="Sở Nội vụ",
        number=f"{number}/SNV-VP",
        dated=RECEIVED.date(),
        subject="đề nghị cấp mới hộp thư điện tử công vụ",
    )
    content = filled_form(form, regulation, "xlsx", header, (rows, ()))
    return Incoming(content, f"{number}.xlsx", "application/octet-stream", "form", RECEIVED)
