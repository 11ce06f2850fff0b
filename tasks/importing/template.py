"""A blank list: the headings, and in a workbook cells that keep what is typed as it is typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from models.imported_file import Subject
from models.mailbox import MailboxState
from tasks.importing.list_rows import ListColumn
from tasks.importing.mailbox_list import mailbox_columns
from tasks.importing.organisation_list import ORGANISATION_COLUMNS
from tasks.wording import KIND_WORDS, MAILBOX_WORDS

_ROWS = 5_000  # prepared; more can be added
_WIDTH = 20  # characters
_CHOICES = {
    "kind": tuple(KIND_WORDS.values()),
    "state": tuple(w for s, w in MAILBOX_WORDS.items() if s is not MailboxState.RESERVED),
}


def columns_of(subject: Subject) -> tuple[ListColumn, ...]:
    """The columns of such a list; the domain of addresses does not matter for their headings."""
    return ORGANISATION_COLUMNS if subject is Subject.ORGANISATIONS else mailbox_columns("…")


def csv_template(subject: Subject) -> bytes:
    """One line of headings, with the mark by which spreadsheets know UTF-8."""
    target = io.StringIO()
    csv.writer(target).writerow(column.title for column in columns_of(subject))
    return target.getvalue().encode("utf-8-sig")


def xlsx_template(subject: Subject) -> bytes:
    """One sheet; cells are text, so that no 0 is lost, and some offer what they may hold."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Cơ quan" if subject is Subject.ORGANISATIONS else "Hộp thư"
    for at, column in enumerate(columns_of(subject), start=1):
        letter = get_column_letter(at)
        sheet.cell(1, at, column.title).font = Font(bold=True)
        sheet.column_dimensions[letter].width = max(_WIDTH, len(column.title) + 2)
        sheet.column_dimensions[letter].number_format = "@"
        if column.field in _CHOICES:
            sheet.add_data_validation(_choice(_CHOICES[column.field], letter))
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _choice(words: Sequence[str], letter: str) -> DataValidation:
    # a list written into the rule is divided by commas: a word with one is left to be typed
    offered = ",".join(word for word in words if "," not in word)
    choice = DataValidation(type="list", formula1=f'"{offered}"', showErrorMessage=False)
    choice.add(f"{letter}2:{letter}{_ROWS}")
    return choice
