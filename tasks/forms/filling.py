"""What goes into each cell of a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policies.explain import show_date
from policies.forms import WORD_OF_TYPE
from policies.schema import Column, Form, FormField, RequestType, Section
from tasks.forms.content import LetterHeader, LineFields

#: The rows that a blank form offers in each table.
BLANK_ROWS = {"docx": 4, "xlsx": 20}


@dataclass(frozen=True)
class FilledRow:
    """One row to write: what is asked, and for whom."""

    type: RequestType
    fields: LineFields


def cell_value(column: Column, row: FilledRow, number: int) -> str | date | None:
    """The content of a cell; dates as dates, everything else as text."""
    kind = column.field
    if kind is FormField.NUMBER:
        return str(number)
    if kind is FormField.MARK:
        return "X" if column.marks is row.type else None
    if kind is FormField.TYPE:
        return WORD_OF_TYPE[row.type]
    if kind is FormField.DECISION:
        return _decision(row.fields)
    value: str | date | None = getattr(row.fields, kind.value.replace("-", "_"))
    return value


def _decision(fields: LineFields) -> str | None:
    if fields.decision_number is None:
        return None
    cited = f"Quyết định số {fields.decision_number}"
    return f"{cited} ngày {show_date(fields.decision_date)}" if fields.decision_date else cited


def shown_columns(section: Section, rows: tuple[FilledRow, ...]) -> tuple[Column, ...]:
    """The section's columns; one that may be missing stands where a row fills it, or could."""
    return tuple(
        column
        for column in section.columns
        if not (column.optional_column and rows) or any(cell_value(column, row, 0) for row in rows)
    )


def opening_of(form: Form, header: LetterHeader) -> tuple[str, ...]:
    """The paragraphs before the tables, the sender in the place kept for it."""
    paragraphs = form.opening.strip().splitlines()
    if header.sender is None:
        return tuple(paragraphs)
    sender = header.sender
    return tuple(re.sub(r"<[^>]*>", lambda _: sender, paragraph) for paragraph in paragraphs)


def groups_of(columns: tuple[Column, ...]) -> tuple[tuple[str | None, int, int], ...]:
    """Runs of neighbouring columns under one group: its name, first and last column from 0."""
    runs: list[tuple[str | None, int, int]] = []
    for at, column in enumerate(columns):
        if runs and column.group is not None and runs[-1][0] == column.group:
            runs[-1] = (column.group, runs[-1][1], at)
        else:
            runs.append((column.group, at, at))
    return tuple(runs)
