"""Forms for agencies, blank or filled, as DOCX or XLSX."""

from __future__ import annotations

from collections.abc import Sequence

from policies.schema import Form, Regulation
from tasks.forms.archive import Layout
from tasks.forms.content import LetterHeader
from tasks.forms.docx_layout import write_docx
from tasks.forms.filling import FilledRow
from tasks.forms.xlsx_layout import write_xlsx


class NoSuchLayout(ValueError):
    """The form does not come in that layout."""

    def __init__(self, form: Form, layout: str) -> None:
        super().__init__(
            f"mẫu «{form.id}» chỉ có dạng {', '.join(form.layouts)}, không có {layout}"
        )


def blank_form(form: Form, regulation: Regulation, layout: Layout) -> bytes:
    """The form to be filled in.  Raises NoSuchLayout."""
    return filled_form(form, regulation, layout, LetterHeader(), [()] * len(form.sections))


def filled_form(
    form: Form,
    regulation: Regulation,
    layout: Layout,
    header: LetterHeader,
    rows_by_section: Sequence[Sequence[FilledRow]],
) -> bytes:
    """The form with its head and, for each section in order, its rows.

    Raises NoSuchLayout, and ValueError where the sections are not as many as the form's.
    """
    if layout not in form.layouts:
        raise NoSuchLayout(form, layout)
    rows = [tuple(rows) for rows in rows_by_section]
    if layout == "docx":
        return write_docx(form, regulation, header, rows)
    return write_xlsx(form, regulation, header, rows)
