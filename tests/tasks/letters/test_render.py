"""The two files of a letter."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from tasks.letters import word_file as word_file_module
from tasks.letters.characters import ControlCharacter
from tasks.letters.content import ReplyContent
from tasks.letters.layouts.build_docx import LAYOUT, build
from tasks.letters.pdf_file import NotTypeset
from tasks.letters.render import RenderedReply, render
from tests.tasks.letters.conftest import CONTENT, LINE, REFUSED, VARIANTS, people

AWKWARD = "Lê <b>A & B</b> {{ who }} {% x %} {_{ #set $x$ *đậm* _n_ `m` @a \\ // ~ 'b' \"c\" -- ..."


@pytest.fixture(scope="module")
def rendered() -> dict[str, RenderedReply]:
    """Every variant, rendered once (and so compared)."""
    return {name: render(content) for name, content in VARIANTS.items()}


def page_texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def dictionary(found: PdfObject) -> DictionaryObject:
    whole = found.get_object()
    assert isinstance(whole, DictionaryObject)
    return whole


def test_every_variant_says_the_same_in_both_files(rendered: dict[str, RenderedReply]) -> None:
    """Rendering compares the files; the plain text opens like them."""
    for reply in rendered.values():
        assert reply.docx.startswith(b"PK")
        assert reply.pdf.startswith(b"%PDF-")
        assert reply.text.startswith("ỦY BAN NHÂN DÂN\nTỈNH PHÚ THỌ\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\n")


def test_pdf_is_for_the_archive(rendered: dict[str, RenderedReply]) -> None:
    """Its metadata declare PDF/A-2b (ISO 19005-2), part 2, conformance B."""
    for reply in rendered.values():
        metadata = PdfReader(BytesIO(reply.pdf)).xmp_metadata
        assert metadata is not None
        assert ("2", "B") == (metadata.pdfaid_part, metadata.pdfaid_conformance)


def test_pdf_embeds_only_liberation_serif(rendered: dict[str, RenderedReply]) -> None:
    """No other font of the machine slips in."""
    pages = PdfReader(BytesIO(rendered["mixed"].pdf)).pages
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pages
        for font in dictionary(dictionary(page["/Resources"])["/Font"]).values()
    }
    assert all(name.startswith("LiberationSerif") for name in names), names
    assert names


@pytest.mark.parametrize("name", ["approved", "draft"])
def test_pdf_is_the_same_each_time(rendered: dict[str, RenderedReply], name: str) -> None:
    """The same letter gives the same bytes, with a date and without."""
    assert rendered[name].pdf == render(VARIANTS[name]).pdf


def test_awkward_text_is_carried_literally() -> None:
    """Marks of Word, Jinja2 and Typst in a name are text, in the table and in the letter."""
    content = replace(
        CONTENT,
        lines=(replace(LINE, who=AWKWARD),),
        recipients=(AWKWARD,),
        incoming_sender=AWKWARD,
        remarks=(AWKWARD,),
        signatory_name=AWKWARD,
        copies=(AWKWARD,),
    )
    reply = render(content)
    document = docx.Document(BytesIO(reply.docx))
    assert AWKWARD == document.tables[-1].cell(1, 1).text
    assert "".join(AWKWARD.split()) in "".join("".join(page_texts(reply.pdf)).split())


@settings(max_examples=25, deadline=None)
@given(
    st.text(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyỹệửữậắẰÁĐ  09.,-/–…“”()<>&{}%#$*_@\\'\"~^`[]|=+:;!?",
        min_size=1,
        max_size=120,
    ).filter(str.strip)
)
def test_any_name_is_carried_by_both_files(name: str) -> None:
    """Whatever can be typed is printed, or rendering would raise LayoutsDiffer."""
    line = replace(REFUSED, who=name, unit=name, reason=name)
    assert " ".join(name.split()) in render(replace(CONTENT, lines=(line,))).text


def test_control_character_stops_the_letter() -> None:
    """It is refused before anything is rendered."""
    with pytest.raises(ControlCharacter):
        render(replace(CONTENT, remarks=("a\x08",)))


def test_letter_without_glyph_is_named() -> None:
    """A character that the font lacks is an error, not a gap."""
    with pytest.raises(NotTypeset, match="không có chữ “字”"):
        render(replace(CONTENT, lines=(replace(LINE, who="Lê 字"),)))


def test_annex_counts_its_own_pages() -> None:
    """300 people: the letter's page and the annex' first show no number, then 2, 3, 4 …"""
    pages = page_texts(render(replace(CONTENT, lines=people(300))).pdf)
    assert len(pages) > 10
    assert pages[0].startswith("ỦY BAN")
    assert pages[1].startswith("Phụ lục")
    shown = [page.split()[0] for page in pages[2:]]
    assert [str(number) for number in range(2, len(pages))] == shown


def test_long_letter_numbers_its_second_page() -> None:
    """The number stands in the top margin, from page 2 on; the annex starts again."""
    remarks = ("Đề nghị các cơ quan, đơn vị thực hiện nghiêm quy định nêu trên. " * 12,) * 5
    pages = page_texts(render(replace(CONTENT, remarks=remarks)).pdf)
    assert ["ỦY", "2", "Phụ"] == [page.split()[0] for page in pages]


def test_annex_repeats_its_header(rendered: dict[str, RenderedReply]) -> None:
    """Each page of the annex names the columns."""
    pages = page_texts(rendered["sixty"].pdf)[1:]
    assert len(pages) > 1
    assert all("Lý do, căn cứ" in page for page in pages)


def test_nothing_is_hyphenated() -> None:
    """Long words in narrow columns and in the justified text get no hyphen."""
    word = "interoperability responsibilities "
    content = replace(CONTENT, lines=(replace(REFUSED, reason=word * 20),), remarks=(word * 30,))
    reply = render(content)
    assert reply.text.count("-") == "".join(page_texts(reply.pdf)).count("-")
    styles = docx.Document(BytesIO(reply.docx)).settings.element
    assert "0" == styles.find(qn("w:autoHyphenation")).get(qn("w:val"))


@pytest.mark.parametrize(("name", "landscape"), [("mixed", True), ("faults", False)])
def test_pages_are_a4_with_the_annex_as_wide_as_it_needs(
    rendered: dict[str, RenderedReply], name: str, landscape: bool
) -> None:
    """Seven columns lie on their side, three stand upright; both files agree."""
    wanted = [(210, 297), (297, 210) if landscape else (210, 297)]
    pdf = PdfReader(BytesIO(rendered[name].pdf))
    boxes = [(pdf.pages[at].mediabox.width, pdf.pages[at].mediabox.height) for at in (0, -1)]
    assert wanted == [(round(w / 72 * 25.4), round(h / 72 * 25.4)) for w, h in boxes]
    sections = docx.Document(BytesIO(rendered[name].docx)).sections
    sizes = [(s.page_width, s.page_height) for s in sections]
    assert wanted == [(round(w.mm), round(h.mm)) for w, h in sizes if w and h]
    margins = sections[0]
    assert [20, 20, 30, 15] == [
        round(side.mm)
        for side in (
            margins.top_margin,
            margins.bottom_margin,
            margins.left_margin,
            margins.right_margin,
        )
        if side
    ]


def test_word_file_is_in_times_new_roman(rendered: dict[str, RenderedReply]) -> None:
    """The font is named, for every script, and nothing names another."""
    document = docx.Document(BytesIO(rendered["mixed"].docx))
    faces = [
        value
        for part in (document.styles.element, document.element)
        for fonts in part.iter(qn("w:rFonts"))
        for value in fonts.attrib.values()
    ]
    assert {"Times New Roman"} == set(faces)


def test_issuer_rule_is_a_third_to_a_half_of_the_name(rendered: dict[str, RenderedReply]) -> None:
    """In the Word file the rule below the issuing body is sized to its name (64.5 mm)."""
    cell = docx.Document(BytesIO(rendered["approved"].docx)).tables[0].cell(0, 0)
    rule = cell.paragraphs[-1].paragraph_format
    assert rule.left_indent is not None
    assert 64.5 / 3 <= 71 - 2 * rule.left_indent.mm <= 64.5 / 2


def test_layout_is_what_its_script_builds() -> None:
    """reply.docx was built by build_docx.py as it stands."""
    kept, built = docx.Document(str(LAYOUT)), build()
    assert kept.element.xml == built.element.xml
    assert kept.styles.element.xml == built.styles.element.xml


def test_misspelt_mark_in_the_layout_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An edited Word layout that asks for what a letter does not have fails."""
    document = docx.Document(str(LAYOUT))
    document.add_paragraph("{{ pasword }}")
    document.save(str(tmp_path / "edited.docx"))
    edited = (tmp_path / "edited.docx").read_bytes()
    monkeypatch.setattr(word_file_module, "_layout", lambda: edited)
    with pytest.raises(UndefinedError, match="pasword"):
        render(CONTENT)


def test_refused_letter_does_not_show_an_address(rendered: dict[str, RenderedReply]) -> None:
    """Where nothing was approved no mailbox is named."""
    content: ReplyContent = replace(CONTENT, lines=(REFUSED,), remarks=())
    assert "@" not in render(content).text
    assert "@" in rendered["mixed"].text
