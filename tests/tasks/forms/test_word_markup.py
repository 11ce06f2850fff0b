"""What Word writes into the XML of a letter, and what is read of it."""

from __future__ import annotations

import pytest

from tasks.forms.content import ReadLetter
from tests.tasks.forms.hostile.case import before, put, word
from tests.tasks.forms.letters_made import PEOPLE, mau_03, read

_NAME = f"<w:t>{PEOPLE[0]}</w:t>"


def _with(new: str) -> ReadLetter:
    """The letter with the run text of the first name written anew."""
    return read(word(put(_NAME, new)), "phu-tho", "a.docx")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<w:t>H'Hen</w:t><w:noBreakHyphen/><w:t>Niê</w:t>", "H'Hen-Niê"),
        ("<w:t>Nguyễn</w:t><w:tab/><w:t>Hùng</w:t>", "Nguyễn Hùng"),
        ("<w:t>Nguyễn</w:t><w:br/><w:t>Hùng</w:t>", "Nguyễn Hùng"),
        ("<w:t>Nguyễn </w:t></w:r><w:r><w:t>Hùng</w:t>", "Nguyễn Hùng"),
        ("<w:t>Nguyễn Hùng</w:t></w:r><w:r><w:instrText>PAGE</w:instrText>", "Nguyễn Hùng"),
    ],
)
def test_text_of_a_cell(written: str, name: str) -> None:
    """Runs are joined, hyphens that do not break are hyphens, codes of fields are no text."""
    letter = _with(written)
    assert ((), name) == (letter.faults, letter.lines[0].fields.name)


def test_tab_stops_are_no_text() -> None:
    """A stop in the paragraph's properties is not a tab in its text."""
    stops = "<w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>"
    plain = read(mau_03("docx"), "phu-tho", "a.docx")
    assert plain == read(word(before("<w:r>", stops)), "phu-tho", "a.docx")


def test_properties_as_they_were_are_not_looked_at() -> None:
    """A tracked change keeps the former span of a cell beside the present one."""
    former = (
        '<w:tcPr><w:tcPrChange w:id="1" w:author="a"><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>'
        "</w:tcPrChange>"
    )
    letter = read(word(put("<w:tcPr>", former, count=-1)), "phu-tho", "a.docx")
    assert ((), 3) == (letter.faults, len(letter.lines))


def test_text_box_in_a_cell_is_text_of_the_cell() -> None:
    """Once, though Word writes it twice for older programs."""
    box = "<{0}><w:txbxContent><w:p><w:r><w:t>Hùng</w:t></w:r></w:p></w:txbxContent></{0}>"
    alternate = (
        '<w:t>Nguyễn</w:t><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice Requires="wps">'
        f"{box.format('w:x')}</mc:Choice><mc:Fallback>{box.format('w:pict')}</mc:Fallback>"
        "</mc:AlternateContent>"
    )
    letter = _with(alternate)
    assert ((), "Nguyễn Hùng") == (letter.faults, letter.lines[0].fields.name)


def test_row_that_is_narrower_than_the_headers_is_a_fault() -> None:
    """Which cell is missing cannot be told."""
    row = "<w:tr><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Lê Văn A</w:t>"
    narrow = before("</w:tbl>", f"{row}</w:r></w:p></w:tc></w:tr>")

    def change(xml: str) -> str:
        at = xml.index(PEOPLE[2])
        return xml[:at] + narrow(xml[at:])

    assert ["Mục 2, dòng 4: dòng có 2 cột, hàng tiêu đề có 8: hãy kẻ lại cho khớp"] == [
        str(fault) for fault in read(word(change), "phu-tho", "a.docx").faults
    ]


def test_columns_left_out_beside_a_row_count() -> None:
    """Word leaves cells out at the end of a row and says how many."""

    def change(xml: str) -> str:
        at = xml.index(PEOPLE[0])
        start, end = xml.rindex("<w:tr>", 0, at), xml.index("</w:tr>", at)
        row = xml[start:end]
        last = row.rindex("<w:tc>")
        after = '<w:tr><w:trPr><w:gridAfter w:val="1"/></w:trPr>'
        return xml[:start] + after + row[len("<w:tr>") : last] + xml[end:]

    letter = read(word(change), "phu-tho", "a.docx")
    assert ((), PEOPLE[0]) == (letter.faults, letter.lines[0].fields.name)


def test_table_without_its_headers_is_a_fault() -> None:
    """Also where one row of it is left: it may be a request."""

    def change(xml: str) -> str:
        for _ in range(3):  # the headers and two of three people
            at = xml.index("<w:tr>", xml.index("2. Danh s"))
            xml = xml[:at] + xml[xml.index("</w:tr>", at) + len("</w:tr>") :]
        return xml

    (fault,) = read(word(change), "phu-tho", "a.docx").faults
    assert fault.place.startswith("Bảng thứ 2 «2. Danh sách đề nghị cấp mới")


def test_table_in_a_text_box_is_a_table() -> None:
    """Where a table stands does not matter, only what it is."""

    def change(xml: str) -> str:
        start = xml.index("<w:tbl>", xml.index("2. Danh s"))
        end = xml.index("</w:tbl>", start) + len("</w:tbl>")
        box = f"<w:pict><w:txbxContent>{xml[start:end]}</w:txbxContent></w:pict>"
        return f"{xml[:start]}<w:p><w:r>{box}</w:r></w:p>{xml[end:]}"

    letter = read(word(change), "phu-tho", "a.docx")
    assert ((), list(PEOPLE[:3])) == (letter.faults, [line.fields.name for line in letter.lines])
