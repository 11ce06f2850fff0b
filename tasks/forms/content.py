"""What was read from an incoming letter: its head, its lines, and every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from policies.schema import Kind, RequestType


@dataclass(frozen=True)
class Fault:
    """One thing that the agency must correct, and where it stands (both in Vietnamese)."""

    place: str  # "Mục 2, dòng 7, cột Số CMND/CCCD"
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class LineFields:
    """What one line of a form says; ``None`` for an empty cell or a column the form lacks."""

    name: str | None = None
    birth_date: date | None = None
    position: str | None = None
    unit: str | None = None
    former_unit: str | None = None
    address: str | None = None
    decision_number: str | None = None
    decision_date: date | None = None
    citizen_number: str | None = field(default=None, repr=False)
    phone: str | None = None
    representative: str | None = None
    representative_position: str | None = None
    change_what: str | None = None
    change_to: str | None = None
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ReadLine:
    """One line of a form: one request for one mailbox."""

    section: str  # "Mục 2"
    row: int  # of the sheet in XLSX, of the table in DOCX
    kind: Kind
    type: RequestType
    fields: LineFields


@dataclass(frozen=True)
class LetterHeader:
    """The head of a letter and its requester block; ``None`` where the letter leaves it blank."""

    superior: str | None = None
    sender: str | None = None
    number: str | None = None
    dated: date | None = None
    subject: str | None = None
    requester: str | None = None
    requester_position: str | None = None
    requester_unit: str | None = None
    requester_phone: str | None = None


@dataclass(frozen=True)
class ReadLetter:
    """A letter as read.  With ``faults`` it goes back; ``lines`` holds the rows without fault."""

    form_id: str | None
    header: LetterHeader
    lines: tuple[ReadLine, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]
