"""Changes to the elements of an XML part: deleted, doubled, swapped, written anew."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from hypothesis import strategies as st
from lxml import etree

from tasks.forms.text import is_placeholder
from tests.tasks.forms.mutated.corpus import Sample

VALUES = (
    *("", "0", "1", "-1", "7", "18", "99", "1000", "99999", "2147483648", "-9223372036854775809"),
    *("1e308", "1e999", "NaN", "inf", "0x1F", "\u0663", "true", "false", "restart", "continue"),
    *("hidden", "s", "n", "b", "e", "d", "str", "inlineStr", "A1", "B18", "XFD1048576", "a1"),
    *("A1:XFD1048576", "B18:B19", "rId1", "../../x.xml", "http://127.0.0.1:9/", "\u202e", "😀"),
)
TEXTS = (
    *("", " ", "…", "-", "x", "X", "0", "-1", "NaN", "1e999", "99999999999999999999", "31/02/2025"),
    *(
        "\u200b",
        "\u202e\u2066đảo",
        "А\u0430",
        "\u3164",
        "e\u0302\u0302\u0302\u0302",
        "\ufdd0",
        "\ue000",
    ),
    *(
        "Ｈùng",
        "ﬁ",
        "\u0131",
        "½",
        "\u0085",
        "\u2028",
        "😀",
        "_x0000_",
        "_xD83D_",
        "=1+1",
        "{{ 7 }}",
    ),
    *("Nguyễn\tVăn\nA", "<b>", "a" * 999, "b" * 5_000, "Tạm khóa", "001099000001", "0900000001"),
)
Kind = Literal["delete", "double", "swap", "attribute", "strip", "text"]
_MOSTLY = 0.8
KINDS: tuple[Kind, ...] = ("delete", "double", "swap", "attribute", "strip", "text")


# elements that hold lines, or say where they lie; the others are margins, fonts, widths
_BEARING = (
    {"tbl", "tr", "tc", "tcPr", "trPr", "p", "r", "t", "gridSpan", "vMerge"}
    | {"sheetData", "row", "c", "v", "is", "si", "mergeCell", "xf", "numFmt"}
    | {"sheet", "sheets", "Relationship", "Override"}
)


@dataclass(frozen=True)
class Change:
    """One change; ``seed`` chooses the elements, by tag first, so that rare ones are met as often.

    ``value`` and ``text``: what is written where the change writes.
    """

    kind: Kind
    seed: int
    value: str
    text: str


changes = st.builds(
    Change,
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 2**32 - 1),
    value=st.sampled_from(VALUES),
    text=st.sampled_from(TEXTS),
)


class Tree:
    """A part as a tree, with the rows of the lines that the letter was read to have."""

    def __init__(self, sample: Sample, part: str) -> None:
        self.root: Any = etree.fromstring(sample.parts[part])
        self.rows: dict[int, Any] = dict(self._rows(sample)) if part == sample.main else {}
        #: lines in whose rows something was changed, by their place in the letter
        self.touched: set[int] = set()
        #: whether something was changed elsewhere
        self.elsewhere = False

    def _rows(self, sample: Sample) -> Iterator[tuple[int, Any]]:
        """The row of each line: by its number in a sheet, by its name in a table."""
        for at, line in enumerate(sample.letter.lines):
            if sample.layout == "xlsx":
                yield at, next(r for r in self.root.iter("{*}row") if r.get("r") == str(line.row))
            else:
                named = (t for t in self.root.iter("{*}t") if t.text == line.fields.name)
                yield at, next(_around(t, "tr") for t in named)

    def content(self) -> bytes:
        """The part after the changes."""
        written: bytes = etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)
        return written

    def left(self) -> set[int]:
        """The lines whose rows still stand in the tree and still say something."""
        return {
            at
            for at, row in self.rows.items()
            if any(above is self.root for above in row.iterancestors()) and _says(row) > 1
        }

    def apply(self, change: Change) -> None:
        """Make one change, where it can be made."""
        chance = Random(change.seed)
        element = self._chosen(chance)
        if element is None:
            return
        if change.kind == "swap":
            other = self._chosen(chance)
            if other is None or _is_inside(element, other) or _is_inside(other, element):
                return
            self._note(element, other)
            _swap(element, other)
            return
        self._note(element)
        if change.kind == "delete":
            element.getparent().remove(element)
        elif change.kind == "double":
            element.addnext(copy.deepcopy(element))
        elif change.kind == "text":
            texts = [one for one in element.iter() if one.text] or [element]
            chance.choice(texts).text = change.text
        elif element.attrib:
            name = chance.choice(sorted(element.attrib))
            if change.kind == "strip":
                del element.attrib[name]
            else:
                element.set(name, change.value)

    def _chosen(self, chance: Random) -> Any | None:
        """An element below the root, mostly one that bears something."""
        elements = [one for one in self.root.iterdescendants() if isinstance(one.tag, str)]
        if chance.random() < _MOSTLY:
            bearing = [one for one in elements if etree.QName(one).localname in _BEARING]
            elements = bearing or elements
        if not elements:
            return None
        tag = chance.choice(sorted({one.tag for one in elements}))
        return chance.choice([one for one in elements if one.tag == tag])

    def _note(self, *elements: Any) -> None:
        for element in elements:
            around = {
                at for at, row in self.rows.items() if element is row or _is_inside(element, row)
            }
            self.touched |= around
            # a row that moves, or comes twice, moves the others
            self.elsewhere |= not around or any(element is self.rows[at] for at in around)


def _around(element: Any, tag: str) -> Any:
    return next(one for one in element.iterancestors() if one.tag.endswith(f"}}{tag}"))


def _is_inside(element: Any, outer: Any) -> bool:
    return any(above is outer for above in element.iterancestors())


def _swap(one: Any, other: Any) -> None:
    here, there = etree.Element("here"), etree.Element("there")
    one.addprevious(here)
    other.addprevious(there)
    here.getparent().replace(here, other)
    there.getparent().replace(there, one)


def _says(row: Any) -> int:
    """How many cells of a row say something."""
    cells = (one for one in row.iterdescendants() if one.tag.endswith(("}c", "}tc")))
    return sum(_text_of(cell) for cell in cells)


def _text_of(cell: Any) -> bool:
    texts = (one.text or "" for one in cell.iter() if one.tag.endswith(("}t", "}v")))
    return not is_placeholder("".join(texts))
