"""Files that come from outside are looked at before they are opened.

What is done about hostile ones is in ``test_hostile_files.py``.
"""

from __future__ import annotations

import pytest

from policies.loader import load
from tasks.forms.archive import Layout
from tasks.forms.limits import Limits
from tasks.forms.reading import read_letter
from tests.tasks.forms.hostile.raw_zip import packed, parts_of
from tests.tasks.forms.letters_made import PEOPLE, faults, mau_03, read

_LAYOUTS: list[Layout] = ["docx", "xlsx"]
_RELATIONS = "_rels/.rels"
_TYPES = "[Content_Types].xml"


def test_capital_suffix_is_the_same_suffix() -> None:
    """DE-NGHI.DOCX is a DOCX."""
    assert faults(mau_03("docx"), "phu-tho", "DE-NGHI.DOCX") == []


def test_large_file_is_refused_by_its_limit() -> None:
    """The limit of the file itself comes first."""
    read_small = read_letter(mau_03("docx"), "a.docx", load("phu-tho"), Limits(file_bytes=1_000))
    assert [fault.place for fault in read_small.faults] == ["Tệp"]


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_letter_is_the_part_that_the_relations_name(layout: Layout) -> None:
    """Whatever its name: what is read is what Office shows."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[layout]
    renamed = main.replace(".xml", "2.xml")
    parts = parts_of(mau_03(layout))
    parts[renamed] = parts.pop(main)
    folder, _, file = main.rpartition("/")
    own = f"{folder}/_rels/{file}.rels"
    parts[own.replace(".xml.", "2.xml.")] = parts.pop(own)
    for name in (_RELATIONS, _TYPES):
        parts[name] = parts[name].replace(main.encode(), renamed.encode())
    letter = read(packed(parts), "phu-tho", f"a.{layout}")
    assert ((), list(PEOPLE[:3])) == (letter.faults, [line.fields.name for line in letter.lines])


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_strict_namespaces_read_the_same(layout: Layout) -> None:
    """Office can save "strict Open XML", with other names for the same elements."""
    old = b"http://schemas.openxmlformats.org/"
    new = b"http://purl.oclc.org/ooxml/"
    kinds = (b"wordprocessingml", b"spreadsheetml", b"officeDocument")
    parts = parts_of(mau_03(layout))
    for name, content in parts.items():
        for kind in kinds:
            content = content.replace(old + kind + b"/2006/", new + kind + b"/")
        parts[name] = content
    letter = read(packed(parts), "phu-tho", f"a.{layout}")
    assert ((), read(mau_03(layout), "phu-tho", f"a.{layout}").lines) == (
        letter.faults,
        letter.lines,
    )


def test_names_of_parts_in_another_case_are_the_same() -> None:
    """Office looks them up without regard to case."""
    parts = parts_of(mau_03("docx"))
    parts["Word/Document.xml"] = parts.pop("word/document.xml")
    assert faults(packed(parts), "phu-tho", "a.docx") == []
