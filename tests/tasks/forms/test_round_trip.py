"""What is written into a form is what is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.forms import forms_of
from policies.loader import load, policy_ids
from policies.schema import FormField, Kind, RequestType, Section
from tasks.forms.archive import Layout
from tasks.forms.blank import filled_form
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter
from tasks.forms.sampling.people import people
from tests.tasks.forms.letters_made import HEADER

_FORMS: list[tuple[str, int, Layout]] = [
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
def _rows(draw: st.DrawFn, section: Section, domain: str) -> list[FilledRow]:
    """Rows that fill every column that the section has."""
    seed = draw(st.integers(1, 999))
    size = draw(st.integers(0, 4))
    return [
        _row(draw, section, domain, person.name, person.birth_date, f"{seed:03d}{at:03d}")
        for at, person in zip(range(size), people(seed), strict=False)
    ]


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
    return FilledRow(draw(st.sampled_from(_types(section))), kept)


def _types(section: Section) -> Sequence[RequestType]:
    if section.type is not None:
        return [section.type]
    marked = [column.marks for column in section.columns if column.marks is not None]
    return marked or list(RequestType)


@pytest.mark.parametrize(("policy", "at", "layout"), _FORMS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read(policy: str, at: int, layout: Layout, data: st.DataObject) -> None:
    """Every form in every layout gives back its head, its rows and their types."""
    regulation = load(policy)
    form = forms_of(regulation)[at]
    rows = [data.draw(_rows(section, regulation.domain)) for section in form.sections]
    assume(any(rows))
    content = filled_form(form, regulation, layout, HEADER, rows)
    read = read_letter(content, f"de-nghi.{layout}", regulation)
    assert read.faults == ()
    assert (form.id, HEADER) == (read.form_id, read.header)
    written = [
        (section.kind, row.type, row.fields)
        for section, own in zip(form.sections, rows, strict=True)
        for row in own
    ]
    assert written == [(line.kind, line.type, line.fields) for line in read.lines]


@pytest.mark.parametrize(("policy", "at", "layout"), _FORMS)
def test_blank_form_asks_for_nothing(policy: str, at: int, layout: Layout) -> None:
    """A blank form is recognised, and returned because nobody and nothing stands in it."""
    regulation = load(policy)
    form = forms_of(regulation)[at]
    nothing: list[tuple[FilledRow, ...]] = [()] * len(form.sections)
    content = filled_form(form, regulation, layout, replace(HEADER, sender=None), nothing)
    read = read_letter(content, f"mau.{layout}", regulation)
    assert form.id == read.form_id
    assert [
        "không đọc được tên cơ quan gửi",
        "không có dòng đề nghị nào",
    ] == [fault.message for fault in read.faults]
