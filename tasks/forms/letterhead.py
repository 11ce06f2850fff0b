"""The head of a letter: who writes, number, date, subject, and the requester block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from policies.naming import fold
from policies.schema import Form
from tasks.forms import cells
from tasks.forms.content import Fault, LetterHeader
from tasks.forms.grid import Cell, Grid, Text
from tasks.forms.text import Notes, is_placeholder, text_of
from tasks.forms.unreadable import Unreadable

PLACE = "Phần đầu văn bản"

#: Labels of the head in an XLSX form, by field of LetterHeader.
SHEET_LABELS = {
    "superior": "Cơ quan chủ quản",
    "sender": "Cơ quan, tổ chức đề nghị",
    "number": "Số văn bản",
    "dated": "Ngày văn bản",
    "subject": "Về việc",
    "requester": "Người yêu cầu",
    "requester_position": "Chức vụ người yêu cầu",
    "requester_unit": "Đơn vị công tác của người yêu cầu",
    "requester_phone": "Điện thoại liên hệ",
}
#: Labels of the requester block in a DOCX form.
BLOCK_LABELS = {
    "requester": "Họ và tên",
    "requester_position": "Chức vụ",
    "requester_unit": "Cơ quan, đơn vị công tác",
    "requester_phone": "Điện thoại liên hệ",
}
CONTACT = "Thông tin đầu mối liên hệ"

_NUMBER = re.compile(r"Số(?:/ký hiệu)?\s*:\s*(.*)", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:V/v|Về việc)\b[\s:]*(.*)", re.IGNORECASE)
_DATED = re.compile(r".*\bngày\s*(\S*)\s*tháng\s*(\S*)\s*năm\s*(\S*)\s*", re.IGNORECASE)
_LONGEST_DATE_LINE = 80  # the pattern looks at every way of cutting it
_LONGEST_LABEL = 80
# what a form prints where the agency writes its own
_UNFILLED = frozenset(
    {
        "tencoquanchuquan",
        "coquanchuquan",
        "tencoquan",
        "coquantochuc",
        "coquan",
        "sokyhieu",
        "hotenchucvucoquansodienthoaiemail",
    }
)
_PLACE_WORDS = ("xã", "phường", "đặc khu", "huyện", "thị xã", "thị trấn", "thành phố", "tỉnh")
_COMMITTEES = frozenset({"uybannhandan", "hoidongnhandan"})

T = TypeVar("T")


@dataclass
class HeadRead:
    """The raw texts of the head by field, then its values and faults."""

    raw: dict[str, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def put(self, name: str, text: str | None) -> None:
        if text and name not in self.raw and not is_unfilled(text):
            self.raw[name] = Cell(text)

    def header(self, notes: Notes, *, sender_needed: bool = True) -> LetterHeader:
        """The values; what cannot be read becomes a fault that names its label."""
        read = self._read
        header = LetterHeader(
            superior=read("superior", lambda cell: text_of(cell, notes)),
            sender=read("sender", lambda cell: cells.organisation_name(cell, notes)),
            number=read("number", lambda cell: _number(cell, notes)),
            dated=read("dated", lambda cell: cells.day(cell, notes)),
            subject=read("subject", lambda cell: text_of(cell, notes)),
            requester=read("requester", lambda cell: cells.person_name(cell, notes)),
            requester_position=read("requester_position", lambda cell: text_of(cell, notes)),
            requester_unit=read("requester_unit", lambda cell: text_of(cell, notes)),
            requester_phone=read("requester_phone", lambda cell: cells.phone(cell, notes)),
        )
        told = {fault.place for fault in self.faults}
        if sender_needed and header.sender is None and "sender" not in told:
            self.faults.append(
                Fault(f"{PLACE}, {SHEET_LABELS['sender']}", "không đọc được tên cơ quan gửi")
            )
        return header

    def _read(self, name: str, parse: Callable[[Cell], T | None]) -> T | None:
        try:
            return parse(self.raw.get(name, Cell()))
        except Unreadable as error:
            self.faults.append(Fault(f"{PLACE}, {SHEET_LABELS[name]}", str(error)))
            return None


def is_unfilled(text: str) -> bool:
    """Whether the text is what the blank form prints there."""
    if is_placeholder(text):
        return True
    return len(text) <= _LONGEST_LABEL and fold(text).replace(" ", "") in _UNFILLED


def _number(cell: Cell, notes: Notes) -> str | None:
    text = text_of(cell, notes)
    return None if text is None or not re.search(r"[0-9]", text) else re.sub(r"\s*/\s*", "/", text)


def head_of_sheet(grid: Grid, rows: int) -> HeadRead:
    """The head of an XLSX form: labels, each with its value to the right; ``rows`` from the top."""
    head = HeadRead()
    names = {fold(label): name for name, label in SHEET_LABELS.items()}
    for row in grid.rows[:rows]:
        filled = [cell for cell in row.cells if cell.is_filled]
        for label, value in zip(filled, [*filled[1:], Cell()], strict=False):
            may_be = isinstance(label.value, str) and len(label.value) <= _LONGEST_LABEL
            name = names.get(fold(str(label.value))) if may_be else None
            if name is None or name in head.raw:
                continue
            if not (isinstance(value.value, str) and is_unfilled(value.value)):
                head.raw[name] = value
            break
    return head


def head_of_letter(above: Sequence[Text], below: Sequence[Text], form: Form) -> HeadRead:
    """The head of a DOCX form from the loose text ``above`` its first table and ``below``."""
    head = HeadRead()
    for at, text in enumerate(above):
        line = text.content
        if match := _NUMBER.fullmatch(line):
            head.put("number", match[1] if re.search("[0-9]", match[1]) else None)
        elif match := _SUBJECT.fullmatch(line):
            head.put("subject", " ".join([match[1], *_continued(above, at)]))
        elif len(line) <= _LONGEST_DATE_LINE and (match := _DATED.fullmatch(line)):
            if any(char.isdigit() for char in match[1] + match[2]):
                head.put("dated", f"ngày {match[1]} tháng {match[2]} năm {match[3]}")
        else:
            _labelled(head, line)
    _senders(head, above, form)
    for text in below:
        _contact(head, text.content)
    return head


def _continued(texts: Sequence[Text], at: int) -> Iterator[str]:
    """The lines of the same block that go on with a subject."""
    for text in texts[at + 1 :]:
        is_date = len(text.content) <= _LONGEST_DATE_LINE and _DATED.fullmatch(text.content)
        ends = _NUMBER.fullmatch(text.content) or is_date
        if text.block != texts[at].block or ends:
            return
        yield text.content


def _labelled(head: HeadRead, line: str) -> None:
    label, colon, value = line.lstrip("-–—•* ").partition(":")
    for name, known in BLOCK_LABELS.items():
        if colon and len(label) <= _LONGEST_LABEL and fold(label) == fold(known):
            head.put(name, value.strip())


def _senders(head: HeadRead, above: Sequence[Text], form: Form) -> None:
    """Superior and sender: the lines over the number, the sender's in bold or last."""
    first = [text for text in above if text.block == above[0].block] if above else []
    lines: list[Text] = []
    for text in first:
        if _NUMBER.fullmatch(text.content) or _SUBJECT.fullmatch(text.content):
            break
        if not is_placeholder(text.content):
            lines.append(text)
    bold = [text.bold for text in lines]
    split = len(lines) - 1
    if any(bold) and not all(bold):
        split = bold.index(True)
    elif len(lines) > 1 and _goes_on(lines[-2].content, lines[-1].content):
        split -= 1
    head.put("superior", " ".join(text.content for text in lines[: max(split, 0)]))
    sender = " ".join(text.content for text in lines[max(split, 0) :])
    named = next((name for name in (_named_in(t.content, form) for t in above) if name), "")
    # the opening sentence writes the same name in small letters
    if named and (not sender or is_unfilled(sender) or fold(named) == fold(sender)):
        sender = named
    head.put("sender", sender)


def _goes_on(line: str, following: str) -> bool:
    """ "ỦY BAN NHÂN DÂN" over "XÃ TIÊN LỮ" is one name on two lines."""
    return fold(line).replace(" ", "") in _COMMITTEES and any(
        fold(following).startswith(f"{fold(word)} ") for word in _PLACE_WORDS
    )


def _named_in(line: str, form: Form) -> str:
    """The agency's name in the form's opening sentence: what stands for "<Cơ quan>"."""
    opening = form.opening.strip().splitlines()[-1]
    rest = opening.partition(">")[2].split()
    words = line.split()
    if (
        not rest
        or len(words) <= len(rest)
        or fold(" ".join(rest)) != fold(" ".join(words[-len(rest) :]))
    ):
        return ""
    name = " ".join(words[: -len(rest)])
    return "" if is_unfilled(name) else name


def _contact(head: HeadRead, line: str) -> None:
    """ "(Thông tin đầu mối liên hệ: name, position, unit, phone, e-mail)"."""
    match = re.search(rf"{CONTACT}\s*:\s*(.*)", line, re.IGNORECASE)
    if match is None or is_unfilled(match[1].strip(" ().")):
        return
    parts = [part.strip() for part in match[1].strip(" ().").split(",")]
    phones = [part for part in parts if re.fullmatch(r"[+0-9][0-9 .-]{7,}", part)]
    texts = [part for part in parts if part not in phones and "@" not in part]
    for name, text in zip(("requester", "requester_position"), texts, strict=False):
        head.put(name, text)
    head.put("requester_unit", ", ".join(texts[2:]))
    head.put("requester_phone", phones[0] if phones else None)
