"""Content controls in the cells of a blank Word form: lists to choose from, dates to pick."""

from __future__ import annotations

from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from policies.schema import Column, FormField, Regulation, Section
from tasks.forms.choices import OPEN, choices_for

_DATES = frozenset({FormField.BIRTH_DATE, FormField.DECISION_DATE})
_GREY = RGBColor(0x80, 0x80, 0x80)
# What Word puts back into a control that was emptied.  Without it Word puts a sentence of its own
# there ("Choose an item."), which would be read as if the agency had written it.
_PLACEHOLDER = "ChoTrong"
_GLOSSARY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:glossaryDocument {nsdecls("w")}>'
    f'<w:docParts><w:docPart><w:docPartPr><w:name w:val="{_PLACEHOLDER}"/>'
    '<w:category><w:name w:val="General"/><w:gallery w:val="placeholder"/></w:category>'
    '<w:types><w:type w:val="bbPlcHdr"/></w:types>'
    '<w:behaviors><w:behavior w:val="content"/></w:behaviors></w:docPartPr>'
    f"<w:docPartBody><w:p><w:r><w:t>{OPEN}</w:t></w:r></w:p></w:docPartBody>"
    "</w:docPart></w:docParts></w:glossaryDocument>"
)


class Controls:
    """The controls of one document; each has a number of its own there."""

    def __init__(self, document: WordDocument, regulation: Regulation) -> None:
        self._document, self._regulation = document, regulation
        self._numbers = count(1)

    def offer(self, paragraph: Paragraph, column: Column, section: Section, size: float) -> None:
        """Let an empty cell's paragraph be filled by choosing, where there is something to choose.

        ``size``: of the letters, in points.
        """
        kind = self._kind(column, section)
        if kind is None:
            return
        number = next(self._numbers)
        if number == 1:
            _keep_placeholder(self._document)
        control: Any = OxmlElement("w:sdt")
        properties: Any = OxmlElement("w:sdtPr")
        placeholder: Any = OxmlElement("w:placeholder")
        placeholder.append(_element("w:docPart", val=_PLACEHOLDER))
        properties.extend(
            [
                _element("w:alias", val=column.header),
                _element("w:tag", val=column.field.value),
                _element("w:id", val=str(number)),
                placeholder,
                OxmlElement("w:showingPlcHdr"),
                kind,
            ]
        )
        content: Any = OxmlElement("w:sdtContent")
        run = Run(OxmlElement("w:r"), paragraph)
        run.text = OPEN
        run.font.size, run.font.color.rgb = Pt(size), _GREY
        content.append(run._r)
        control.extend([properties, content])
        paragraph._p.append(control)

    def _kind(self, column: Column, section: Section) -> Any:
        """What the control lets choose from; None for a cell that is simply typed into."""
        if column.field in _DATES:
            return _date()
        choices = choices_for(column, section, self._regulation)
        if choices is None:
            return None
        words = (OPEN, *choices.words) if choices.closed else choices.words
        kind: Any = OxmlElement("w:dropDownList" if choices.closed else "w:comboBox")
        kind.extend([_element("w:listItem", displayText=word, value=word) for word in words])
        return kind


def _date() -> Any:
    kind: Any = OxmlElement("w:date")
    kind.extend(
        [
            _element("w:dateFormat", val="dd/MM/yyyy"),
            _element("w:lid", val="vi-VN"),
            _element("w:storeMappedDataAs", val="dateTime"),
            _element("w:calendar", val="gregorian"),
        ]
    )
    return kind


def _element(name: str, **attributes: str) -> Any:
    element: Any = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _keep_placeholder(document: WordDocument) -> None:
    part = Part(
        PackURI("/word/glossary/document.xml"),
        CONTENT_TYPE.WML_DOCUMENT_GLOSSARY,
        _GLOSSARY.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.GLOSSARY_DOCUMENT)
