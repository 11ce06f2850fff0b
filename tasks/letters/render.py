"""Renders a reply letter: the Word file and the PDF from the same words, compared."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.letters.compare import compare
from tasks.letters.content import ReplyContent
from tasks.letters.pdf_file import pdf_file
from tasks.letters.word_file import word_file
from tasks.letters.wording import compose


@dataclass(frozen=True)
class RenderedReply:
    """A letter in its two files, and as plain text."""

    docx: bytes
    pdf: bytes
    text: str


def render(content: ReplyContent) -> RenderedReply:
    """The letter as DOCX and PDF/A-2b, in the format of Nghị định 30/2020/NĐ-CP, Phụ lục I.

    Raises ContentError for a field that cannot be printed, NotTypeset for a character that the
    font lacks, FontsMissing without the font, LayoutsDiffer where the files do not say the same.
    """
    printed = compose(content)
    docx, pdf = word_file(printed), pdf_file(printed, content.dated)
    compare(printed, docx, pdf)
    return RenderedReply(docx, pdf, printed.text())
