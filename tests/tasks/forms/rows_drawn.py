"""Rows of forms as hypothesis draws them: made-up people, and words for every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from policies.forms import forms_of
from policies.loader import load, policy_ids
from policies.schema import FormField, Kind, Section
from tasks.forms.archive import Layout
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter
from tasks.forms.sampling.people import people
from tests.tasks.forms.letters_made import HEADER

#: Every form of every province in each of its layouts: policy, place of the form, layout.
FORMS: list[tuple[str, int, Layout]] = [
    (policy, at, layout)
    for policy in policy_ids()
    for at, form in enumerate(forms_of(load(policy)))
    for layout in form.layouts
]
_WORDS = st.text("abcxyz ăâđêôơưÁẹĐ0123456789,/-().", max_size=40).map(
    lambda text: " ".join(f"a {text}".split())
)
_ORGANISATIONS = st.sampled_from(
    ["Phòng Kinh tế", "Ủy ban nhân dân xã Tiên Lữ", "Sở Văn hóa, Thể thao và Du lịch"]
)


@st.composite
def drawn_rows(
    draw: st.DrawFn, section: Section, domain: str, most: int = 4
) -> tuple[FilledRow, ...]:
    """Rows that fill every column that the section has."""
    seed = draw(st.integers(1, 999))
    size = draw(st.integers(0, most))
    return tuple(
        _row(draw, section, domain, person.name, person.birth_date, f"{seed:03d}{at:03d}")
        for at, person in zip(range(size), people(seed), strict=False)
    )


def _row(
    draw: st.DrawFn, section: Section, domain: str, name: str, born: date, digits: str
) -> FilledRow:
    whole = LineFields(
        name=name if section.kind is Kind.PERSON else draw(_ORGANISATIONS),
        birth_date=born,
        position=draw(_WORDS),
        unit=draw(_ORGANISATIONS),
        former_unit=draw(_ORGANISATIONS),
        address=f"a{digits}@{domain}",
        decision_number=f"{digits}/QĐ-UBND",
        decision_date=draw(st.dates(date(2015, 1, 1), date(2030, 12, 31))),
        citizen_number=f"001099{digits}",
        phone=f"0900{digits}",
        representative=name,
        representative_position=draw(_WORDS),
        change_what=draw(_WORDS),
        change_to=draw(_WORDS),
        reason=draw(_WORDS),
        note=draw(_WORDS),
    )
    held = {column.field.value.replace("-", "_") for column in section.columns}
    if FormField.DECISION.value in held:
        held |= {"decision_number", "decision_date"}
    kept = replace(whole, **{f.name: None for f in fields_of(whole) if f.name not in held})
    return FilledRow(draw(st.sampled_from(section.types)), kept)


def reads_back(
    policy: str, at: int, layout: Layout, rows: Sequence[Sequence[FilledRow]], content: bytes
) -> None:
    """What was filled in is what is read, without a fault."""
    form = forms_of(load(policy))[at]
    read = read_letter(content, f"de-nghi.{layout}", load(policy))
    assert read.faults == ()
    assert (form.id, HEADER) == (read.form_id, read.header)
    written = [
        (section.kind, row.type, row.fields)
        for section, own in zip(form.sections, rows, strict=True)
        for row in own
    ]
    assert written == [(line.kind, line.type, line.fields) for line in read.lines]
    assert not [remark for remark in read.remarks if "ẩn" in remark]
