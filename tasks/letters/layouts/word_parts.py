"""The pieces of Word markup from which ``build_docx`` makes the layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
ISSUER_RULE = "IssuerRule"  # id of the style by which the renderer finds the rule to size
_STYLES_IN_USE = {
    "Normal",
    "Header",
    "Default Paragraph Font",
    "Normal Table",
    "Table Grid",
    "No List",
}
LEFT, CENTRE, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


class Place(Protocol):
    """Where paragraphs can be added: a document, a cell, a header."""

    def add_paragraph(self) -> Paragraph: ...


@dataclass(frozen=True)
class Look:
    """How a paragraph looks; sizes in points, indents in mm."""

    points: float
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = CENTRE
    before: float = 0
    after: float = 0
    first_line_mm: float = 0
    left_mm: float = 0
    right_mm: float = 0
    line: float = 1.0
    keep_with_next: bool = False


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """A WordprocessingML element with its attributes."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def write(place: Place, text: str, look: Look) -> Paragraph:
    """Adds a paragraph of one run."""
    return dress(place.add_paragraph(), text, look)


def dress(paragraph: Paragraph, text: str, look: Look) -> Paragraph:
    """Gives a paragraph its text and look."""
    layout = paragraph.paragraph_format
    layout.alignment = look.align
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.first_line_indent = Mm(look.first_line_mm)
    layout.left_indent, layout.right_indent = Mm(look.left_mm), Mm(look.right_mm)
    layout.line_spacing = look.line
    layout.keep_with_next = look.keep_with_next
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(look.points), look.bold, look.italic
    return paragraph


def style(document: DocumentType, name: str, look: Look) -> ParagraphStyle:
    """Adds a paragraph style: what stands in thousands of cells had better be said once."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)  # noqa: S101 - for mypy: that is what was asked for
    made.base_style = document.styles["Normal"]
    made.paragraph_format.alignment = look.align
    made.paragraph_format.space_before = Pt(look.before)
    made.paragraph_format.space_after = Pt(look.after)
    made.font.size, made.font.bold = Pt(look.points), look.bold
    return made


def mark(place: Place, statement: str) -> None:
    """Adds a paragraph that docxtpl replaces by the Jinja2 statement: ``for …``, ``endif``."""
    place.add_paragraph().add_run(f"{{%p {statement} %}}")


def rule(place: Place, look: Look, style: ParagraphStyle | None = None) -> None:
    """Adds a horizontal rule that is as long as the indents of the look leave it."""
    paragraph = dress(place.add_paragraph(), "", look)
    if style is not None:
        paragraph.style = style
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders = element("pBdr")
    borders.append(element("top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def page_number(paragraph: Paragraph) -> None:
    """Writes the field that shows the number of the page."""
    dress(paragraph, "", Look(13))
    field = element("fldSimple", instr="PAGE")
    run = paragraph.add_run("2")  # what stands there until Word counts
    run.font.size = Pt(13)
    field.append(run._r)
    paragraph._p.append(field)


def fixed_table(document: DocumentType, rows: int, columns_mm: tuple[float, ...]) -> Table:
    """Adds a table without borders and margins, whose columns keep their width."""
    table: Table = document.add_table(rows, len(columns_mm))
    table.autofit = False
    properties = table._tbl.tblPr
    for name in ("tblW", "tblCellMar"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    total = sum(columns_mm)
    properties.insert_element_before(
        element("tblW", w=str(twips(total)), type="dxa"),
        "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblLook",
    )  # fmt: skip
    cell_margins(table, 0)
    for width in list(table._tbl.iter(qn("w:tcW"))):
        width.getparent().remove(width)
    set_columns(table, columns_mm)
    return table


def cell_margins(table: Table, sides_mm: float) -> None:
    """Sets the space left and right of the text; the frame is flush with the text block."""
    properties = table._tbl.tblPr
    for name in ("tblInd", "tblCellMar"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(twips(sides_mm)), type="dxa"))
    properties.insert_element_before(margins, "w:tblLook")
    properties.insert_element_before(
        element("tblInd", w="0", type="dxa"),
        "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
    )  # fmt: skip


def set_columns(table: Table, columns_mm: tuple[float, ...]) -> None:
    """Sets the widths of the columns, in the grid and in the cells of the first row.

    Cells without a width of their own follow the grid.
    """
    for grid, width in zip(table._tbl.tblGrid.gridCol_lst, columns_mm, strict=True):
        grid.w = Mm(width)
    for cell, width in zip(table._tbl.tr_lst[0].tc_lst, columns_mm, strict=True):
        cell.width = Mm(width)


def whole_row(row: _Row, *, header: bool = False) -> None:
    """Keeps a row on one page; ``header``: and repeats it on the following pages."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm / 25.4 * 1440)


def set_base(document: DocumentType) -> None:
    """Times New Roman everywhere, Vietnamese, no hyphenation, today's Word and no older mode."""
    _drop_styles(document)
    normal = document.styles["Normal"]
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        for theme in defaults.iter(qn("w:rFonts")):
            theme.attrib.clear()
            for face in ("ascii", "hAnsi", "cs", "eastAsia"):
                theme.set(qn(f"w:{face}"), FONT)
        for language in defaults.iter(qn("w:lang")):
            language.attrib.clear()
            language.set(qn("w:val"), "vi-VN")
            language.set(qn("w:eastAsia"), "vi-VN")
    fonts.attrib.clear()
    for face in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{face}"), FONT)
    settings = document.settings.element
    for name in ("autoHyphenation", "compat"):
        for old in settings.findall(qn(f"w:{name}")):
            settings.remove(old)
    compatible = element("compat")
    compatible.append(
        element(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val="15",
        )
    )
    after_compat = (
        "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang",
        "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:shapeDefaults",
        "w:decimalSymbol", "w:listSeparator",
    )  # fmt: skip
    settings.insert_element_before(compatible, *after_compat)
    settings.insert_element_before(
        element("autoHyphenation", val="0"),
        "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps",
        "w:characterSpacingControl", "w:footnotePr", "w:endnotePr", "w:compat",
    )  # fmt: skip


def _drop_styles(document: DocumentType) -> None:
    """Keeps of python-docx' 160 styles the few in use: opening and saving take half the time."""
    for style in list(document.styles):
        if style.name not in _STYLES_IN_USE:
            style.delete()
