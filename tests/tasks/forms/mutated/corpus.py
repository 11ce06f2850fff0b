"""Small letters of all provinces, as the project writes them and as Excel would: to be mutated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.forms import forms_of
from policies.loader import load
from policies.schema import Form, Kind, Regulation, RequestType, Section
from tasks.forms.archive import Layout
from tasks.forms.blank import filled_form
from tasks.forms.content import LineFields, ReadLetter
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter
from tasks.forms.sampling.people import Person, people
from tests.tasks.forms.hostile.raw_zip import packed, parts_of
from tests.tasks.forms.letters_made import HEADER
from tests.tasks.forms.rows_drawn import FORMS, held_by

_SHEET, _RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
_ROWS = 2  # of each section
_INLINE = re.compile(r't="inlineStr"><is><t[^>]*>(.*?)</t></is>', re.DOTALL)
_SHARED_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# what reading has no use for, and what makes a letter large
_LEFT_OUT = ("docProps/", "customXml/", "theme", "styles", "fontTable", "settings", "webSettings")


@dataclass(frozen=True)
class Sample:
    """A letter without fault: its parts, and what is read from it."""

    name: str
    layout: Layout
    regulation: Regulation
    parts: dict[str, bytes]
    letter: ReadLetter

    @property
    def main(self) -> str:
        """The part that holds the lines."""
        return "word/document.xml" if self.layout == "docx" else _SHEET

    @property
    def shares_texts(self) -> bool:
        """Whether its cells name their texts instead of holding them."""
        return "xl/sharedStrings.xml" in self.parts

    @property
    def content(self) -> bytes:
        """The file."""
        return packed(self.parts)

    def read(self, content: bytes) -> ReadLetter:
        """What is read from the same letter changed."""
        return read_letter(content, f"a.{self.layout}", self.regulation)


def corpus() -> dict[str, Sample]:
    """One letter for each form and layout; each workbook also with its texts kept apart."""
    samples = []
    for policy, at, layout in FORMS:
        regulation = load(policy)
        form = forms_of(regulation)[at]
        parts = _parts(form, regulation, layout)
        name = f"{policy}-{form.id}.{layout}"
        samples.append(_sample(name, regulation, layout, parts))
        if layout == "xlsx":
            shared = _with_shared_texts(parts)
            samples.append(_sample(f"shared-{name}", regulation, layout, shared))
    return {sample.name: sample for sample in samples}


def _sample(name: str, regulation: Regulation, layout: Layout, parts: dict[str, bytes]) -> Sample:
    letter = read_letter(packed(parts), f"a.{layout}", regulation)
    assert letter.faults == (), (name, letter.faults)
    assert letter.lines, name
    return Sample(name, layout, regulation, parts, letter)


def _parts(form: Form, regulation: Regulation, layout: Layout) -> dict[str, bytes]:
    rows = [_rows(section, at, regulation.domain) for at, section in enumerate(form.sections)]
    whole = parts_of(filled_form(form, regulation, layout, HEADER, rows))
    if layout == "xlsx":
        return whole
    return {name: content for name, content in whole.items() if not _is_left_out(name)}


def _is_left_out(name: str) -> bool:
    return any(name.startswith(what) or f"/{what}" in name for what in _LEFT_OUT)


def _rows(section: Section, at: int, domain: str) -> Sequence[FilledRow]:
    names = [person for person, _ in zip(people(at + 1), range(_ROWS), strict=False)]
    return [
        _row(
            section, section.types[number % len(section.types)], person, at * _ROWS + number, domain
        )
        for number, person in enumerate(names)
    ]


def _row(
    section: Section, request_type: RequestType, person: Person, number: int, domain: str
) -> FilledRow:
    organisation = f"Phòng Kinh tế số {number + 1}"
    whole = LineFields(
        name=person.name if section.kind is Kind.PERSON else organisation,
        birth_date=person.birth_date,
        position="Chuyên viên",
        unit=organisation,
        former_unit="Phòng Nội vụ",
        address=f"a{number}@{domain}",
        decision_number=f"{number}/QĐ-UBND",
        decision_date=date(2025, 11, 5),
        citizen_number=f"00109900000{number}",
        phone=f"090000000{number}",
        representative=person.name,
        representative_position="Trưởng phòng",
        change_what="Chức vụ",
        change_to="Phó Trưởng phòng",
        reason="bổ nhiệm",
        note="gấp",
    )
    return FilledRow(request_type, held_by(section, whole))


def _with_shared_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The workbook as Excel saves it: each text once, in a part of its own."""
    texts: list[str] = []

    def moved(match: re.Match[str]) -> str:
        if match[1] not in texts:
            texts.append(match[1])
        return f't="s"><v>{texts.index(match[1])}</v>'

    sheet = _INLINE.sub(moved, parts[_SHEET].decode())
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    relation = f'<Relationship Id="rIdT" Type="{_SHARED_TYPE}" Target="sharedStrings.xml"/>'
    end = "</Relationships>"
    return {
        **parts,
        _SHEET: sheet.encode(),
        _RELATIONS: parts[_RELATIONS].decode().replace(end, relation + end).encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{_NAMESPACE}">{shared}</sst>'.encode(),
    }
