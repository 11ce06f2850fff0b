"""Lists as files: how they are understood, and what refuses them, whole or by the row."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.imported_file import Subject
from models.mailbox import MailboxState
from policies.loader import load
from policies.schema import Kind
from tasks.importing.list_rows import UnreadableList
from tasks.importing.mailbox_list import ListedMailbox, MailboxList, read_mailboxes
from tasks.importing.organisation_list import read_organisations
from tasks.importing.template import columns_of, csv_template, xlsx_template
from tests.tasks.importing.lists_made import HEADINGS, as_csv, as_xlsx, mailboxes, person

PHU_THO = load("phu-tho")
TODAY = date(2026, 3, 2)
HUNG = person("Trần Mạnh Hùng", "hungtm")
HEADS = [HEADINGS[name] for name in HUNG]
CELLS = list(HUNG.values())


def read(content: bytes, name: str = "a.csv") -> MailboxList:
    return read_mailboxes(content, name, PHU_THO, TODAY)


def refusal(content: bytes, name: str = "a.csv") -> str:
    with pytest.raises(UnreadableList) as caught:
        read(content, name)
    return " | ".join(caught.value.faults)


def faults(**cells: Any) -> list[str]:
    """What is wrong with Hùng's row, with these cells in it."""
    found = read(mailboxes({**HUNG, **cells}))
    assert (len(found.rows) == 0) == bool(found.faulty)
    return [str(fault) for row in found.faulty for fault in row.faults]


EXPECTED = ListedMailbox(
    row=2,
    kind=Kind.PERSON,
    address="hungtm@phutho.gov.vn",
    name="Trần Mạnh Hùng",
    position="Chuyên viên",
    unit="Phòng Pháp chế",
    superior="Sở Nội vụ",
)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [False, True])
def test_csv_as_offices_save_it(separator: str, bom: bool) -> None:
    """With and without the mark, divided by comma, semicolon or tab; said which it was."""
    found = read(as_csv(HEADS, [CELLS], separator, bom))
    assert (EXPECTED,) == found.rows
    words = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab"}
    assert f"CSV UTF-8, phân cách bằng {words[separator]}" == found.read.told


def test_a_workbook_says_the_same() -> None:
    """The sheet is named; a date cell is a date."""
    content = as_xlsx([*HEADS, "Ngày sinh"], [[*CELLS, date(1980, 5, 1)]])
    found = read(content, "a.xlsx")
    (row,) = found.rows
    assert (EXPECTED.address, date(1980, 5, 1)) == (row.address, row.birth_date)
    assert "XLSX, trang tính «Sheet»" == found.read.told


def test_english_headings_and_words() -> None:
    """As an export of another system may have them; how they were understood is told."""
    content = as_csv(
        ["Kind", "Address", "Name", "Unit", "State"],
        [["person", "HungTM@phutho.gov.vn", "Trần Mạnh Hùng", "Sở Nội vụ", "send_locked"]],
    )
    found = read(content)
    (row,) = found.rows
    assert (Kind.PERSON, "hungtm@phutho.gov.vn", MailboxState.SEND_LOCKED) == (
        row.kind,
        row.address,
        row.state,
    )
    assert ("Address", "Địa chỉ thư") in found.read.columns


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (as_csv([*HEADS, "Khóa"], [[*CELLS, "TRUE"]]), "a.csv", "không có cột «Khóa»"),
        (as_csv([*HEADS, "Địa chỉ"], [[*CELLS, ""]]), "a.csv", "cột «Địa chỉ» bị lặp lại"),
        (as_csv(HEADS[1:], [CELLS[1:]]), "a.csv", "thiếu cột «Loại»"),
        (b"", "a.csv", "danh sách trống"),
        ("Loại,Tên\nx,é".encode("latin-1", "replace"), "a.csv", "không phải UTF-8"),
        (b'Lo\xe1\xba\xa1i,"T', "a.csv", "sai dạng CSV"),
        (mailboxes(HUNG), "a.txt", "không phải tệp .docx hay .xlsx"),
        (as_xlsx(HEADS, [CELLS]), "a.csv", "đuôi tên tệp"),
        (xlsx_template(Subject.MAILBOXES)[:-40], "a.xlsx", "hỏng"),
    ],
)
def test_what_refuses_the_whole_list(content: bytes, name: str, expected: str) -> None:
    """Nothing of it is guessed; the place and the reason are told."""
    assert expected in refusal(content, name)


def test_every_fault_of_the_headings_is_told_at_once() -> None:
    """And which columns there are."""
    told = refusal(as_csv(["Loại", "Hộp thư", "Khóa"], [["cá nhân", "a", "b"]]))
    for expected in ("cột thứ 2", "cột thứ 3", "các cột được nhận", "thiếu cột «Địa chỉ thư»"):
        assert expected in told


def test_two_sheets_are_not_one_list() -> None:
    """Which one is meant is not guessed; an empty one beside it is nothing."""
    book = load_workbook(BytesIO(as_xlsx(HEADS, [CELLS])))
    other = book.create_sheet("Khác")
    empty = BytesIO()
    book.save(empty)
    assert (EXPECTED,) == read(empty.getvalue(), "a.xlsx").rows
    other["A1"] = "x"
    filled = BytesIO()
    book.save(filled)
    assert "2 trang tính" in refusal(filled.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"state": "TRUE"}, "cột Trạng thái: «TRUE» không phải trạng thái"),
        ({"state": "1"}, "cột Trạng thái: «1» không phải trạng thái"),
        ({"state": "đang tạo"}, "cột Trạng thái: «đang tạo» không phải trạng thái"),
        ({"kind": "TRUE"}, "cột Loại: «TRUE» không phải loại hộp thư"),
        ({"address": "hungtm@gmail.com"}, "không phải địa chỉ đầy đủ dạng …@phutho.gov.vn"),
        ({"address": "hùng@phutho.gov.vn"}, "không phải địa chỉ thư hợp lệ"),
        ({"address": "a..b@phutho.gov.vn"}, "không phải địa chỉ thư hợp lệ"),
        ({"address": ""}, "cột Địa chỉ thư: không được để trống"),
        ({"aliases": "hungtm@phutho.gov.vn"}, "trùng với địa chỉ chính"),
        ({"aliases": "a@phutho.gov.vn; a@phutho.gov.vn"}, "bị lặp lại trong ô"),
        ({"name": "Trần 3 Hùng"}, "ký tự không hợp lệ «3»"),
        ({"name": "Тrần Hùng"}, "không thuộc bảng chữ Latinh"),
        ({"birth_date": "31/02/1980"}, "không có thật"),
        ({"birth_date": "01/01/2027"}, "ở tương lai"),
        ({"citizen_number": "12345"}, "có 5 chữ số"),
        ({"phone": "912345678"}, "không phải một số điện thoại"),
        ({"quota": "2"}, "chỉ là 2 MB"),
        ({"quota": "2.048"}, "không phải dung lượng"),
        ({"unit": ""}, "cột Đơn vị: cần ghi đơn vị"),
        ({"representative": "Lê Lan"}, "chỉ dùng cho hộp thư của cơ quan"),
        ({"reason": "nghỉ hưu"}, "đang hoạt động thì không ghi lý do"),
        ({"code": "A B"}, "không phải mã"),
    ],
)
def test_what_refuses_a_row(cells: dict[str, Any], expected: str) -> None:
    """One fault, in its column."""
    (told,) = faults(**cells)
    assert expected in told


def test_cells_that_a_spreadsheet_changed_are_not_taken() -> None:
    """A truth value is no state; a number has lost its leading 0."""
    heads = [*HEADS, "Trạng thái", "Số điện thoại"]
    found = read(as_xlsx(heads, [[*CELLS, True, 912345678]]), "a.xlsx")
    told = [str(fault) for fault in found.faulty[0].faults]
    assert ["cột Trạng thái", "cột Số điện thoại"] == [one.partition(":")[0] for one in told]
    assert "TRUE/FALSE" in told[0]


def test_a_cell_without_a_heading_is_not_passed_over() -> None:
    """More cells than headings: somebody forgot a separator."""
    (row,) = read(as_csv(HEADS, [[*CELLS, "x"]])).faulty
    assert "không có tiêu đề" in str(row.faults[0])


def test_rows_bear_the_number_of_their_line() -> None:
    """Also after a cell of two lines and an empty row."""
    content = (
        "Loại,Địa chỉ thư,Tên,Đơn vị\n"
        'cá nhân,a@phutho.gov.vn,Lê A,"Phòng\nPháp chế, Sở Nội vụ"\n'
        ",,,\n"
        "cá nhân,b@phutho.gov.vn,Lê B,Sở Nội vụ\n"
    )
    assert [2, 5] == [row.row for row in read(content.encode()).rows]


def test_a_message_shows_no_whole_number() -> None:
    """What somebody typed into the wrong column is masked."""
    told = " ".join(faults(phone="001099000123", citizen_number="00109900012345"))
    assert "001099000123" not in told
    assert "…123" in told


@pytest.mark.parametrize("subject", list(Subject))
def test_templates_are_read_back(subject: Subject) -> None:
    """A blank list has every column, and no row."""
    for content, name in ((csv_template(subject), "a.csv"), (xlsx_template(subject), "a.xlsx")):
        found = (
            read(content, name).read
            if subject is Subject.MAILBOXES
            else read_organisations(content, name).read
        )
        assert [column.title for column in columns_of(subject)] == [to for _, to in found.columns]
        assert () == found.rows


NAMES = st.sampled_from(["Trần Mạnh Hùng", "Lê Thị Yến", "Đỗ Ánh", "H'Hen Niê", "Nguyễn Thu-Hà"])
LOCALS = st.from_regex(r"[a-z]{1,8}(\.[a-z0-9]{1,5})?", fullmatch=True)
DAYS = st.dates(date(1950, 1, 1), date(2020, 1, 1))
OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "birth_date": DAYS,
        "citizen_number": st.from_regex(r"0[0-9]{11}", fullmatch=True),
        "phone": st.from_regex(r"09[0-9]{8}", fullmatch=True),
        "quota": st.integers(50, 99_999),
        "issued": DAYS,
    },
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(NAMES, LOCALS, OPTIONAL), min_size=1, max_size=8),
    layout=st.sampled_from(["csv", "xlsx"]),
)
def test_what_is_written_is_read_back(
    rows: list[tuple[str, str, dict[str, Any]]], layout: str
) -> None:
    """Every value of every row, in either kind of file."""
    written = [person(name, local, **more) for name, local, more in rows]
    used = [name for name in HEADINGS if any(name in row for row in written)]
    heads = [HEADINGS[name] for name in used]
    if layout == "csv":
        days = [
            {k: f"{v:%d/%m/%Y}" if isinstance(v, date) else v for k, v in row.items()}
            for row in written
        ]
        content = as_csv(heads, [[str(row.get(name, "")) for name in used] for row in days])
    else:
        content = as_xlsx(heads, [[row.get(name) for name in used] for row in written])
    found = read(content, f"a.{layout}")
    assert () == found.faulty
    assert [
        (row["name"], row["address"], *(row.get(name) for name in ("birth_date", "citizen_number",
         "phone", "quota", "issued")))
        for row in written
    ] == [
        (r.name, r.address, r.birth_date, r.citizen_number, r.phone, r.quota_mb, r.issued)
        for r in found.rows
    ]  # fmt: skip
