"""The check that both files say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document

from tasks.letters import pdf_file as pdf_file_module
from tasks.letters.compare import LayoutsDiffer, check_pdf_file, check_word_file, compare
from tasks.letters.content import ReplyContent
from tasks.letters.pdf_file import pdf_file
from tasks.letters.render import render
from tasks.letters.word_file import word_file
from tasks.letters.wording import compose
from tests.tasks.letters.conftest import CONTENT, LINE, people

PRINTED = compose(CONTENT)


def edited(edit: Callable[[Document], None]) -> bytes:
    """The Word file after an edit."""
    document = docx.Document(BytesIO(word_file(PRINTED)))
    edit(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def change_a_word(document: Document) -> None:
    document.tables[-1].cell(1, 5).paragraphs[0].runs[0].text = "Không đồng ý"


def swap_two_cells(document: Document) -> None:
    first, second = (document.tables[-1].cell(1, column).paragraphs[0].runs[0] for column in (1, 2))
    first.text, second.text = second.text, first.text


def move_a_word_to_the_next_cell(document: Document) -> None:
    first, second = (document.tables[-1].cell(1, column).paragraphs[0].runs[0] for column in (1, 2))
    first.text, second.text = "Trần Mạnh", f"Hùng {second.text}"


def take_a_row_away(document: Document) -> None:
    table = document.tables[-1]
    table._tbl.remove(table.rows[1]._tr)


def add_a_paragraph(document: Document) -> None:
    document.add_paragraph("Thêm vào sau.")


@pytest.mark.parametrize(
    "edit",
    [
        change_a_word,
        swap_two_cells,
        move_a_word_to_the_next_cell,
        take_a_row_away,
        add_a_paragraph,
    ],
)
def test_changed_word_file_is_found_out(edit: Callable[[Document], None]) -> None:
    """Whatever differs in the Word file stops the letter."""
    with pytest.raises(LayoutsDiffer) as caught:
        compare(PRINTED, edited(edit), pdf_file(PRINTED, CONTENT.dated))
    assert "DOCX" == caught.value.file


def test_difference_is_shown() -> None:
    """The message quotes what was expected and what stands there."""
    with pytest.raises(LayoutsDiffer, match="cần “Đồng ý”, gặp “Không đồng ý”"):
        check_word_file(PRINTED, edited(change_a_word))


def test_unchanged_word_file_passes_after_saving_again() -> None:
    """Saving in a program is no difference."""
    check_word_file(PRINTED, edited(lambda document: None))


@pytest.mark.parametrize(
    "other",
    [
        replace(CONTENT, number="9"),
        replace(CONTENT, lines=(replace(LINE, address="hungtm2@phutho.gov.vn"),)),
        replace(CONTENT, lines=(LINE, LINE)),
        replace(CONTENT, signatory_name=None),
        replace(CONTENT, lines=(replace(LINE, who="Trần MạnhHùng"),)),
        replace(CONTENT, lines=(replace(LINE, who="Trần Mạnh H ùng"),)),
    ],
    ids=["number", "address", "a row more", "no name", "a space less", "a space more"],
)
def test_other_pdf_is_found_out(other: ReplyContent) -> None:
    """A PDF that says anything else, more or less, stops the letter."""
    with pytest.raises(LayoutsDiffer) as caught:
        check_pdf_file(PRINTED, pdf_file(compose(other), CONTENT.dated))
    assert "PDF" == caught.value.file


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("#counter(page).update(0)", "#counter(page).update(4)"),
        ("table.header(repeat: true", "table.header(repeat: false"),
        ("counter(page).display(", 'counter(page).display("1") + counter(page).display('),
    ],
    ids=["annex counts on", "header not repeated", "number twice"],
)
def test_wrong_pages_are_found_out(monkeypatch: pytest.MonkeyPatch, right: str, wrong: str) -> None:
    """The numbers of the pages and the header on each page of the annex are part of the check."""
    long = compose(replace(CONTENT, lines=people(80)))
    check_pdf_file(long, pdf_file(long, CONTENT.dated))
    layout = pdf_file_module._layout().decode()
    assert right in layout
    changed = layout.replace(right, wrong).encode()
    monkeypatch.setattr(pdf_file_module, "_layout", lambda: changed)
    with pytest.raises(LayoutsDiffer):
        check_pdf_file(long, pdf_file(long, CONTENT.dated))


def test_render_does_not_hand_out_files_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is part of rendering."""
    monkeypatch.setattr("tasks.letters.render.word_file", lambda printed: edited(change_a_word))
    with pytest.raises(LayoutsDiffer):
        render(CONTENT)
