"""The reply letter as a Word file, filled into its layout by docxtpl."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import asdict
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, nodes
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
    template.render(_escaped(asdict(printed)), _environment(), autoescape=True)
    document: Document = template.docx
    _fit(document, printed)
    document.core_properties.title = printed.subject
    document.core_properties.author = " ".join(printed.issuer)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


class _Environment(SandboxedEnvironment):
    """Compiles each text once: docxtpl asks for the same layout with every letter.

    In the sandbox an edited layout can reach nothing but the letter, and a misspelt mark is an
    error.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled: dict[str, Template] = {}

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the name is Jinja2's
        template_class: type[Template] | None = None,
    ) -> Template:
        if not isinstance(source, str) or globals is not None or template_class is not None:
            return super().from_string(source, globals, template_class)
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source)
        return self._compiled[source]


@cache
def _environment() -> _Environment:
    return _Environment()


def _fit(document: Document, printed: Printed) -> None:
    """Gives the file the sizes that depend on the letter."""
    for paragraph in document.tables[0].rows[0].cells[0].paragraphs:
        if paragraph._p.style == ISSUER_RULE:  # paragraph.style would search all styles each time
            indent = Mm((LEFT_HEAD_MM - printed.issuer_rule_mm) / 2)
            paragraph.paragraph_format.left_indent = indent
            paragraph.paragraph_format.right_indent = indent
    _fit_annex(document, printed.annex)


def _fit_annex(document: Document, annex: Annex) -> None:
    section = document.sections[-1]
    sides = (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if annex.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(sides) if annex.landscape else sides
    set_columns(document.tables[-1], annex.columns_mm)


def _escaped(value: Any) -> Any:
    """The data as literal text; braces as entities, for docxtpl reads "{_{" as a mark even here."""
    if isinstance(value, str):
        literal = str(escape(value)).replace("{", "&#123;").replace("}", "&#125;")
        return Markup(literal)  # noqa: S704 - escaped in the line above
    if isinstance(value, Mapping):
        return {key: _escaped(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value


@cache
def _layout() -> bytes:
    return _LAYOUT.read_bytes()
