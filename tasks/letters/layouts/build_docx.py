"""Builds ``reply.docx``, the Word layout of a reply letter.

    python -m tasks.letters.layouts.build_docx

The file holds Jinja2 marks for docxtpl and opens in Word.  Sizes and order are those of
``reply.typ`` (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell

from tasks.letters.layouts.word_parts import (
    CENTRE,
    ISSUER_RULE,
    JUSTIFY,
    LEFT,
    Look,
    Place,
    cell_margins,
    dress,
    element,
    fixed_table,
    mark,
    page_number,
    rule,
    set_base,
    style,
    whole_row,
    write,
)
from tasks.letters.printed import ANNEX_PADDING_MM, LEFT_HEAD_MM, TEXT_WIDTH_MM

LAYOUT = Path(__file__).parent / "reply.docx"

RIGHT_HEAD_MM = TEXT_WIDTH_MM - LEFT_HEAD_MM
HEAD_MM = (LEFT_HEAD_MM, RIGHT_HEAD_MM)
MOTTO_MM = 56.4  # of the words at 13 pt bold
BODY = Look(14, align=JUSTIFY, after=6, first_line_mm=12.7)


def build() -> DocumentType:
    """The layout as a document."""
    document = Document()
    set_base(document)
    _page(document.sections[0])
    _head(document)
    _recipients(document)
    _text(document)
    _signature(document)
    annex = document.add_section(WD_SECTION.NEW_PAGE)
    _number_from_one(document, annex)
    _annex(document)
    _drop_thumbnail(document)
    properties = document.core_properties
    properties.author = properties.title = properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    return document


def _drop_thumbnail(document: DocumentType) -> None:
    """Takes away the small picture of an empty page that python-docx starts from."""
    parts = document.part.package.rels
    for key in [key for key, part in parts.items() if part.reltype.endswith("/thumbnail")]:
        del parts[key]


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    page_number(section.header.paragraphs[0])


def _head(document: DocumentType) -> None:
    table = fixed_table(document, 2, HEAD_MM)
    issuer, country = table.rows[0].cells
    _each(issuer, "superior", Look(12))
    _each(issuer, "issuer", Look(12, bold=True))
    rule(issuer, Look(2, left_mm=22, right_mm=22, before=1), style(document, ISSUER_RULE, Look(2)))
    _drop_first(issuer)
    write(country, "{{ country }}", Look(12, bold=True))
    write(country, "{{ motto }}", Look(13, bold=True))
    side = (RIGHT_HEAD_MM - MOTTO_MM) / 2
    rule(country, Look(2, left_mm=side, right_mm=side, before=1))
    _drop_first(country)
    number, place = table.rows[1].cells
    write(number, "{{ number }}", Look(13, before=4))
    write(number, "{{ subject }}", Look(12, before=6, left_mm=2.5, right_mm=2.5))
    _drop_first(number)
    write(place, "{{ place }}", Look(13, italic=True, before=4))
    _drop_first(place)


def _recipients(document: DocumentType) -> None:
    mark(document, "if recipients")
    write(document, "{{ greeting }}", Look(14, align=LEFT, left_mm=30, before=12, after=2))
    hanging = Look(14, align=LEFT, left_mm=48, first_line_mm=-3, after=2)
    _each(document, "recipients", hanging)
    mark(document, "else")
    write(document, "{{ greeting }}", Look(14, before=12, left_mm=12, right_mm=12))
    mark(document, "endif")
    write(document, "", Look(2, line=1.0, after=4))


def _text(document: DocumentType) -> None:
    _each(document, "paragraphs[:-1]", BODY)
    # the last paragraph stays with the signature
    last = write(document, "{{ paragraphs[-1] }}", BODY)
    last.paragraph_format.keep_with_next = True


def _signature(document: DocumentType) -> None:
    table = fixed_table(document, 1, HEAD_MM)
    whole_row(table.rows[0])
    copies, signatory = table.rows[0].cells
    write(copies, "{{ copies_title }}", Look(12, bold=True, italic=True, align=LEFT, before=6))
    _each(copies, "copies", Look(11, align=LEFT, left_mm=2, first_line_mm=-2, right_mm=3))
    write(copies, "", Look(2))  # a cell ends with a paragraph
    _drop_first(copies)
    _each(signatory, "signatory", Look(13, bold=True), before_first=6)
    write(signatory, "{{ signatory_name or '' }}", Look(14, bold=True, before=80))
    _drop_first(signatory)


def _number_from_one(document: DocumentType, annex: Section) -> None:
    """The annex lies on its side and counts its own pages; the break takes no room."""
    annex.orientation = WD_ORIENT.LANDSCAPE
    annex.page_width, annex.page_height = Mm(297), Mm(210)
    annex._sectPr.insert_element_before(
        element("pgNumType", start="1"), "w:cols", "w:titlePg", "w:docGrid"
    )
    dress(document.paragraphs[-1], "", Look(1)).paragraph_format.line_spacing = Pt(1)


def _annex(document: DocumentType) -> None:
    write(document, "{{ annex.label }}", Look(14, bold=True))
    write(document, "{{ annex.title }}", Look(13, bold=True, before=4))
    write(document, "{{ annex.reference }}", Look(13, italic=True, before=4, after=6))
    mark(document, "if annex.header | length == 7")
    _annex_table(document, (11.0, 45.0, 45.0, 28.0, 50.0, 25.0, 48.0), 11, (0, 5))
    mark(document, "else")
    _annex_table(document, (13.0, 62.0, 90.0), 13, (0,))
    mark(document, "endif")
    write(document, "", Look(1))  # a document ends with a paragraph


def _annex_table(
    document: DocumentType, columns_mm: tuple[float, ...], points: int, centred: tuple[int, ...]
) -> None:
    table = fixed_table(document, 4, columns_mm)
    table.style = "Table Grid"
    cell_margins(table, ANNEX_PADDING_MM)
    header, begin, body, end = table.rows
    whole_row(header, header=True)
    whole_row(body)
    begin.cells[0].paragraphs[0].add_run("{%tr for row in annex.rows %}")
    end.cells[0].paragraphs[0].add_run("{%tr endfor %}")
    plain = Look(points, align=LEFT, before=2, after=2)
    left = style(document, f"Annex {points}", plain)
    centre = style(document, f"Annex {points} centred", replace(plain, align=CENTRE))
    title = style(document, f"Annex {points} title", replace(plain, align=CENTRE, bold=True))
    for column, cell in enumerate(header.cells):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0].style = title
        cell.paragraphs[0].add_run(f"{{{{ annex.header[{column}] }}}}")
    for column, cell in enumerate(body.cells):
        cell.paragraphs[0].style = centre if column in centred else left
        cell.paragraphs[0].add_run(f"{{{{ row[{column}] }}}}")


def _each(place: Place, items: str, look: Look, *, before_first: float = 0) -> None:
    """One paragraph an item."""
    if before_first:
        write(place, "", Look(1, before=before_first - 1)).paragraph_format.line_spacing = Pt(1)
    mark(place, f"for item in {items}")
    write(place, "{{ item }}", look)
    mark(place, "endfor")


def _drop_first(cell: _Cell) -> None:
    """Takes away the empty paragraph with which a cell is made."""
    first = cell.paragraphs[0]._p
    cell._tc.remove(first)


if __name__ == "__main__":
    build().save(str(LAYOUT))
