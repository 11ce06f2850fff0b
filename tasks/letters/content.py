"""What a reply letter says, before it is put into words; kept in the database as a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from policies.schema import RequestType


class ContentError(ValueError):
    """The content cannot become a letter; the message (Vietnamese) names the field."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"Nội dung thư trả lời, trường {field}: {problem}")
        self.field = field
        self.problem = problem


class Outcome(StrEnum):
    """What became of one line."""

    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # at the agency's own wish
    PENDING = "pending"  # another letter answers it


@dataclass(frozen=True)
class ReplyLine:
    """One row of the annex.

    ``request``: "Cấp mới", see ``wording.request_words``.  ``address`` of an approved line is that
    of a mailbox which stands: the caller has provisioned it.  ``reason`` and ``article`` share a
    cell; ``article`` in the form of the rules, "Điều 5 khoản 4 điểm d"; ``by_authority`` where it
    only says who decides.  ``note``: a further sentence of that cell.
    """

    number: int
    who: str
    unit: str | None
    request: str
    address: str | None
    outcome: Outcome
    reason: str | None
    article: str | None
    by_authority: bool = False
    note: str | None = None


@dataclass(frozen=True)
class ReplyFault:
    """A fault of the incoming form: where, and what is to be put right."""

    place: str
    message: str


@dataclass(frozen=True)
class Asked:
    """How a request without a letter was made.

    ``way``: "qua điện thoại", as a sentence goes on with it; ``at``: aware; ``requester``: who
    spoke for the agency, None where somebody asked for themself.
    """

    way: str
    at: datetime
    requester: str | None


@dataclass(frozen=True)
class ReplyContent:
    """All that a reply letter needs; it has either lines or faults.

    ``superior`` and ``issuer`` in sentence case ("Sở Khoa học và Công nghệ"): the head prints them
    in capitals, the text as they are.  ``number`` ("8", "08" or whole) and ``dated`` (local date)
    are None until the clerk issues the letter.  ``subject`` without "V/v", see
    ``wording.subject_for``.  ``regulation_cite`` cites the decision that issued
    ``regulation_title``, see ``wording.cite``.  ``copies``: those between "Như trên" and "Lưu",
    which the wording adds.

    Raises ContentError where there are both lines and faults, or neither, or no recipient.
    """

    superior: str
    issuer: str
    symbol: str
    drafting_unit: str
    place: str
    number: str | None
    dated: date | None
    subject: str
    recipients: tuple[str, ...]
    regulation_title: str
    regulation_cite: str
    incoming_number: str | None
    incoming_dated: date | None
    incoming_sender: str
    lines: tuple[ReplyLine, ...]
    remarks: tuple[str, ...]
    signatory_authority: str | None
    signatory_office: str
    signatory_name: str | None
    copies: tuple[str, ...]
    types: tuple[RequestType, ...] = ()  # what the agency asked for, in the order of RequestType
    faults: tuple[ReplyFault, ...] = ()  # of a form that could not be processed
    later: tuple[str, ...] = ()  # sentences on what a later letter answers, and until when
    before: tuple[str, ...] = ()  # the letters that answered the rest: "Văn bản số 8 …"
    asked: Asked | None = None  # where there was no letter: then it has neither number nor date

    def __post_init__(self) -> None:
        if bool(self.lines) == bool(self.faults):
            raise ContentError(
                "lines", "phải có danh sách kết quả hoặc danh sách lỗi, không cả hai"
            )
        if not self.recipients:
            raise ContentError("recipients", "thư trả lời không có nơi gửi")


_ADAPTER = TypeAdapter(ReplyContent)


def to_json(content: ReplyContent) -> str:
    """The snapshot that the database keeps; ``from_json`` gives the same content again."""
    return _ADAPTER.dump_json(content).decode()


def from_json(text: str) -> ReplyContent:
    """The content of a snapshot.

    Raises ContentError, naming the field, where the text is not what ``to_json`` wrote.
    """
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in fault["loc"]) or "(toàn bộ)"
        raise ContentError(field, f"bản lưu hỏng ({fault['type']})") from None
