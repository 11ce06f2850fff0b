"""Whether the two files of a letter say the same: all of it, in order, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import accumulate, zip_longest
from threading import Lock
from zipfile import ZipFile

import pypdfium2
from docx.oxml.ns import qn
from lxml import etree

from tasks.letters.printed import Printed

_SPACE = re.compile(r"\s+")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_PDFIUM = Lock()  # the library is not safe to use from two threads


class LayoutsDiffer(ValueError):
    """A file does not say what the letter says; the message (Vietnamese) shows the difference."""

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(
            f"Bản {file} của thư trả lời khác nội dung đã soạn: cần “{expected}”, gặp “{found}”"
        )
        self.file = file
        self.expected = expected
        self.found = found


def compare(printed: Printed, docx: bytes, pdf: bytes) -> None:
    """Checks that the Word file and the PDF both say what the letter says.

    Raises LayoutsDiffer for the first difference.
    """
    check_word_file(printed, docx)
    check_pdf_file(printed, pdf)


def check_word_file(printed: Printed, docx: bytes) -> None:
    """Checks a Word file, paragraph by paragraph and cell by cell; Word's spacing does not count.

    Raises LayoutsDiffer for the first difference.
    """
    found = (text for text in map(_single_spaced, _paragraphs(docx)) if text)
    expected = map(_single_spaced, (*printed.before_annex(), *printed.annex_strings()))
    for wanted, got in zip_longest(expected, found, fillvalue=""):
        if wanted != got:
            raise LayoutsDiffer("DOCX", wanted, got)


def check_pdf_file(printed: Printed, pdf: bytes) -> None:
    """Checks a PDF: its text in order, its page numbers, and the annex header on every page.

    Where a row of the annex breaks across pages its cells come in pieces; then the letters of the
    annex are counted instead.  Raises LayoutsDiffer for the first difference.
    """
    letter, annex = _parts(printed, _pages(pdf))
    _check_text(printed.before_annex(), letter)
    if printed.annex.tall:
        _check_letters(printed.annex_strings(), annex)
    else:
        _check_text(printed.annex_strings(), annex)


def _paragraphs(docx: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(docx)) as parts:
        xml = parts.read("word/document.xml")
    paragraph, text, gaps = qn("w:p"), qn("w:t"), [qn("w:tab"), qn("w:br"), qn("w:cr")]
    pieces: list[str] = []
    # python-docx would wrap each of some 50,000 elements of a long letter in an object of its own
    for element in etree.fromstring(xml, _PARSER).iter(paragraph, text, *gaps):
        if element.tag == paragraph:
            yield "".join(pieces)
            pieces.clear()
        else:
            pieces.append((element.text or "") if element.tag == text else " ")
    yield "".join(pieces)


def _pages(pdf: bytes) -> list[str]:
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
    # a hyphen at the end of a line comes as a mark of its own
    return [page.replace("\x02", "-\n").replace("\ufffe", "-\n") for page in pages]


def _parts(printed: Printed, pages: Sequence[str]) -> tuple[str, str]:
    """The text of the letter and that of its annex, without page numbers and repeated headers."""
    whole = len(_bare("".join(printed.before_annex())))
    letter: list[str] = []
    annex: list[str] = []
    for page in pages:
        part = letter if len(_bare("".join(letter))) < whole else annex
        repeated = "".join(printed.annex.header) if part is annex and annex else ""
        number = str(len(part) + 1) if part else ""
        part.append(_without(_bare(number + repeated), page))
    return "\n".join(letter), "\n".join(annex)


def _without(start: str, page: str) -> str:
    """The page without the letters with which it is to begin."""
    at = 0
    for letter in start:
        while at < len(page) and page[at].isspace():
            at += 1
        if at == len(page) or page[at] != letter:
            raise LayoutsDiffer("PDF", start, _single_spaced(page[: len(start) + 20]))
        at += 1
    return page[at:]


def _check_text(expected: Sequence[str], found: str) -> None:
    """Letters first; then spaces, of which a line's end in the PDF may be one or not."""
    bare = _bare(found)
    at = 0
    for text in expected:
        wanted = _bare(text)
        if bare[at : at + len(wanted)] != wanted:
            raise LayoutsDiffer("PDF", text, _near(found, at, len(wanted)))
        at += len(wanted)
    if at != len(bare):
        raise LayoutsDiffer("PDF", "", _near(found, at, 80))
    lengths = [len(_bare(text)) for text in expected]
    starts = [0, *accumulate(lengths)]
    between = {
        start + position
        for start, text in zip(starts, expected, strict=False)
        for position, _ in _spaces(text)
    }
    spaces = dict(_spaces(found))
    certain = {position for position, line_end in spaces.items() if not line_end}
    for position in sorted((between - spaces.keys()) | (certain - between - set(starts))):
        whole = "".join(expected)
        raise LayoutsDiffer("PDF", _near(whole, position, 20), _near(found, position, 20))


def _check_letters(expected: Iterable[str], found: str) -> None:
    wanted, got = Counter(_bare("".join(expected))), Counter(_bare(found))
    if wanted != got:
        missing, added = wanted - got, got - wanted
        raise LayoutsDiffer(
            "PDF", "".join(sorted(missing.elements())), "".join(sorted(added.elements()))
        )


def _spaces(text: str) -> Iterator[tuple[int, bool]]:
    """After how many letters each space comes, and whether it is the end of a line."""
    removed = 0
    for match in _SPACE.finditer(text):
        yield match.start() - removed, "\n" in match[0]
        removed += len(match[0])


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _near(text: str, letters_before: int, length: int) -> str:
    """Some of the text after so many letters."""
    places = [match.start() for match in re.finditer(r"\S", text)]
    at = places[letters_before] if letters_before < len(places) else len(text)
    return _single_spaced(text[at : at + length + 20])
