"""What somebody asks without a letter, put into the columns of the form for it and read like one.

So a telephone call is held to what a form is held to: the same cells, the same required columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policies.forms import WORD_OF_TYPE, section_for
from policies.schema import Form, FormField, Kind, Regulation, RequestType, Section
from tasks.forms.content import Fault, LetterHeader, ReadLetter, ReadLine
from tasks.forms.grid import Cell, Row
from tasks.forms.headings import Table
from tasks.forms.letterhead import PLACE, HeadRead
from tasks.forms.rows import RowsRead, read_rows
from tasks.forms.text import Notes

_NOT_TOLD = frozenset({FormField.NUMBER, FormField.TYPE, FormField.MARK})
_LABEL = "Đề nghị"


@dataclass(frozen=True)
class ToldLine:
    """One mailbox; ``values`` by the name of a form's field (``FormField``): "address"."""

    kind: Kind
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Told:
    """What is asked, and who asks; without an agency the requester asks for themself."""

    type: RequestType
    requester: str
    agency: str | None
    lines: Sequence[ToldLine]
    requester_position: str | None = None
    requester_unit: str | None = None
    requester_phone: str | None = field(default=None, repr=False)


def read_told(told: Told, regulation: Regulation) -> ReadLetter:
    """The request as a letter would be read, with every fault at once."""
    notes = Notes()
    header, faults = _header(told, notes)
    lines: list[ReadLine] = []
    form_id: str | None = None
    if not told.lines:
        faults.append(Fault(_LABEL, "chưa nêu hộp thư nào"))
    for number, line in enumerate(told.lines, start=1):
        found = section_for(regulation, line.kind, told.type)
        if found is None:
            asked = WORD_OF_TYPE[told.type].lower()
            faults.append(Fault(f"{_LABEL}, dòng {number}", f"không có mẫu để đề nghị {asked}"))
            continue
        form_id = form_id or found[0].id
        read, unknown = _read_line(line, number, told.type, found, regulation.domain, notes)
        lines += read.lines
        faults += [*unknown, *read.faults]
    return ReadLetter(form_id, header, tuple(lines), tuple(faults), notes.remarks())


def _header(told: Told, notes: Notes) -> tuple[LetterHeader, list[Fault]]:
    head = HeadRead()
    for name, text in (
        ("sender", told.agency),
        ("requester", told.requester),
        ("requester_position", told.requester_position),
        ("requester_unit", told.requester_unit),
        ("requester_phone", told.requester_phone),
    ):
        head.put(name, text)
    header = head.header(notes, sender_needed=told.agency is not None)
    faults = [Fault(f.place.removeprefix(f"{PLACE}, "), f.message) for f in head.faults]
    if header.requester is None and not any(f.place == "Người yêu cầu" for f in faults):
        faults.append(Fault("Người yêu cầu", "không được để trống"))
    return header, faults


def _read_line(
    line: ToldLine,
    number: int,
    type_: RequestType,
    found: tuple[Form, Section],
    domain: str,
    notes: Notes,
) -> tuple[RowsRead, list[Fault]]:
    section = found[1]
    columns = dict(enumerate(section.columns))
    named = {c.field.value: at for at, c in columns.items() if c.field not in _NOT_TOLD}
    faults, cells = [], {}
    for key, text in line.values.items():
        at = named.get(key)
        if at is None:
            place = f"{_LABEL}, dòng {number}"
            faults.append(Fault(place, f"không có mục «{key}»; các mục: {', '.join(named)}"))
        else:
            cells[at] = Cell(text)
    for at, column in columns.items():
        if column.field is FormField.TYPE:
            cells[at] = Cell(WORD_OF_TYPE[type_])
        elif column.field is FormField.MARK and column.marks is type_:
            cells[at] = Cell("X")
    row = Row(number, tuple(cells.get(at, Cell()) for at in columns))
    table = Table(section, _LABEL, columns, (row,), True, len(columns), frozenset())
    read = read_rows(table, domain, notes)
    if not read.lines and not read.faults:  # nothing was told that could be read as a line
        read.faults.append(Fault(f"{_LABEL}, dòng {number}", "chưa nêu hộp thư nào"))
    return read, faults
