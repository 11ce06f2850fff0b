"""What is written into a form is what is read from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.forms import forms_of
from policies.loader import load
from tasks.forms.archive import Layout
from tasks.forms.blank import filled_form
from tasks.forms.filling import FilledRow
from tasks.forms.reading import read_letter
from tests.tasks.forms.letters_made import HEADER
from tests.tasks.forms.rows_drawn import FORMS, drawn_rows, reads_back


@pytest.mark.parametrize(("policy", "at", "layout"), FORMS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read(policy: str, at: int, layout: Layout, data: st.DataObject) -> None:
    """Every form in every layout gives back its head, its rows and their types."""
    regulation = load(policy)
    form = forms_of(regulation)[at]
    rows = [data.draw(drawn_rows(section, regulation.domain)) for section in form.sections]
    assume(any(rows))
    content = filled_form(form, regulation, layout, HEADER, rows)
    reads_back(policy, at, layout, rows, content)


@pytest.mark.parametrize(("policy", "at", "layout"), FORMS)
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
