"""The letter as it is printed: every string in reading order, the same for both layouts."""

from __future__ import annotations

from dataclasses import dataclass

# the block that holds text: A4 less its margins, in mm (Nghị định 30/2020/NĐ-CP, Phụ lục I, I.4)
TEXT_WIDTH_MM = 165  # 210 less 30 and 15
TEXT_WIDTH_LANDSCAPE_MM = 252  # 297 less 30 and 15
LEFT_HEAD_MM = 71  # issuer | country: Quốc hiệu needs the other 94
ANNEX_PADDING_MM = 1.2


@dataclass(frozen=True)
class Annex:
    """A table on pages of its own.

    ``tall``: rows (from 0) that may break across pages, being too high for one.  ``wide``: row and
    column (from 0) of cells with a word that does not fit on a line.
    """

    label: str
    title: str
    reference: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns_mm: tuple[float, ...]
    points: float
    landscape: bool
    centred: tuple[int, ...]  # columns
    tall: tuple[int, ...]
    wide: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Printed:
    """A letter in words.  A heading that needs two lines is already divided."""

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    issuer_rule_mm: float  # a third to a half of the text above it
    country: str
    motto: str
    number: str
    subject: str
    place: str
    greeting: str
    recipients: tuple[str, ...]  # empty where the greeting names the only one
    paragraphs: tuple[str, ...]
    copies_title: str
    copies: tuple[str, ...]
    signatory: tuple[str, ...]
    signatory_name: str | None
    annex: Annex

    def before_annex(self) -> tuple[str, ...]:
        """The strings of the letter proper, in reading order."""
        return (
            *self.superior,
            *self.issuer,
            self.country,
            self.motto,
            self.number,
            self.subject,
            self.place,
            self.greeting,
            *self.recipients,
            *self.paragraphs,
            self.copies_title,
            *self.copies,
            *self.signatory,
            *((self.signatory_name,) if self.signatory_name else ()),
        )

    def annex_strings(self) -> tuple[str, ...]:
        """The strings of the annex, cell by cell."""
        annex = self.annex
        cells = (cell for row in annex.rows for cell in row)
        return (annex.label, annex.title, annex.reference, *annex.header, *cells)

    def text(self) -> str:
        """The whole letter as plain text: one paragraph a line, one row of the annex a line."""
        annex = self.annex
        rows = (" | ".join(row) for row in (annex.header, *annex.rows))
        return "\n".join((*self.before_annex(), "", *self.annex_strings()[:3], *rows)) + "\n"
