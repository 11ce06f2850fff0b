"""docs/importing.md tells the lists as they are read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from models.imported_file import Subject
from policies.loader import load
from tasks.forms.headings import header_keys
from tasks.importing.mailbox_list import read_mailboxes
from tasks.importing.organisation_list import read_organisations
from tasks.importing.template import columns_of

TEXT = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
MAILBOXES, ORGANISATIONS = re.findall(r"```csv\n(.*?)```", TEXT, flags=re.DOTALL)


def test_the_examples_are_taken() -> None:
    """Every row of both, without a fault."""
    found = read_mailboxes(MAILBOXES.encode(), "a.csv", load("phu-tho"), date(2026, 3, 2))
    assert ((), 3) == (found.faulty, len(found.rows))
    organisations = read_organisations(ORGANISATIONS.encode(), "a.csv")
    assert ((), 2) == (organisations.faulty, len(organisations.rows))


@pytest.mark.parametrize("subject", list(Subject))
def test_the_columns_are_those_that_are_read(subject: Subject) -> None:
    """Each with its first heading, bold where it must be there; the others are read too."""
    title = "Mailboxes" if subject is Subject.MAILBOXES else "Organisations"
    section = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\*{0,2})([^|*]+?)\*{0,2} \| ([^|]*) \|", section, re.MULTILINE)
    told = [row for row in rows if row[1] != "heading"]
    columns = [column for column in columns_of(subject) if column.field != "number"]
    assert [(column.title, column.required) for column in columns] == [
        (first, bool(bold)) for bold, first, _ in told
    ]
    for column, (_, _, others) in zip(columns, told, strict=True):
        known = {key for heading in column.headings for key in header_keys(heading)}
        named = others.split(", ") if others else []
        assert all(known & set(header_keys(one)) for one in named), column.title
