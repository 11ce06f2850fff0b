"""The reply letter as a Word file, filled into its layout by docxtpl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from tasks.letters.layouts.word_parts import ISSUER_RULE, set_columns
from tasks.letters.printed import LEFT_HEAD_MM, Annex, Printed

_LAYOUT = Path(__file__).parent / "layouts" / "reply.docx"


def word_file(printed: Printed) -> bytes:
    """The letter as DOCX, in Times New Roman; clerks may edit it.

    Raises jinja2.UndefinedError where the layout asks for something that a letter does not have.
    """
    template = DocxTemplate(BytesIO(_layout()))
    _fit(template.get_docx(), printed)
    # an edited layout can reach nothing but the letter, and a misspelt mark is an error
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(_escaped(asdict(printed)), environment, autoescape=True)
    document = template.docx  # get_docx() would read the empty layout again
    document.core_properties.title = printed.subject
    document.core_properties.author = " ".join(printed.issuer)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _fit(document: Document, printed: Printed) -> None:
    """Gives the layout the sizes that depend on the letter."""
    for paragraph in document.tables[0].rows[0].cells[0].paragraphs:
        if paragraph.style is not None and paragraph.style.name == ISSUER_RULE:
            indent = Mm((LEFT_HEAD_MM - printed.issuer_rule_mm) / 2)
            paragraph.paragraph_format.left_indent = indent
            paragraph.paragraph_format.right_indent = indent
    _fit_annex(document, printed.annex)


def _fit_annex(document: Document, annex: Annex) -> None:
    section = document.sections[-1]
    sides = (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if annex.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(sides) if annex.landscape else sides
    for table in document.tables:
        if len(table.columns) == len(annex.columns_mm):
            set_columns(table, annex.columns_mm)


def _escaped(value: Any) -> Any:
    """The data as literal text: docxtpl reads "{_{" as a mark even in data, so braces go as entities."""
    if isinstance(value, str):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))
    if isinstance(value, Mapping):
        return {key: _escaped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value


@cache
def _layout() -> bytes:
    return _LAYOUT.read_bytes()
