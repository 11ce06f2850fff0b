"""``congvu import``: looked at first, every row told, numbers masked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.cases import Call
from tests.tasks.importing.lists_made import mailboxes, person

HUNG = person(
    "Trần Mạnh Hùng", "tmhung", citizen_number="001099000123", phone="0912345678", quota="2000"
)
CITIZEN_NUMBER, PHONES = "001099000123", ("0912345678", "0987654321")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list of one mailbox whose address departs from the rules."""
    path = tmp_path / "hop-thu.csv"
    path.write_bytes(mailboxes(HUNG))
    return path


def test_a_list_is_looked_at_then_taken_over(call: Call, file: Path) -> None:
    """Each row in a line, what departs with its article; then done, then nothing more to do."""
    words = ("import", "mailboxes", str(file), "--policy", "phu-tho")
    code, out, _ = call(*words)
    assert 0 == code
    for line in (
        "hop-thu.csv: CSV UTF-8, phân cách bằng dấu phẩy; sha256 ",
        "dòng 2: mới – tmhung@phutho.gov.vn (Trần Mạnh Hùng)",
        "1 mới, 0 thay đổi, 0 không đổi, 0 KHÔNG NHẬN; chưa ghi gì",
        "thêm --apply để ghi",
        "(Điều 4 khoản 2 điểm a)",
    ):
        assert line in out
    code, out, _ = call(*words, "--apply", "--as", "Nguyễn Thị Bình")
    assert (0, True) == (code, "1 mới, 0 thay đổi, 0 không đổi, 0 KHÔNG NHẬN; đã ghi" in out)
    code, out, _ = call(*words, "--apply")
    assert (0, True) == (code, "1 không đổi, 0 KHÔNG NHẬN; không có gì để ghi" in out)
    code, out, _ = call("mailbox", "tmhung@phutho.gov.vn")
    assert "nhập từ «hop-thu.csv» – Nguyễn Thị Bình" in out
    assert "tên trái quy tắc: không theo dạng nào của quy chế" in out


def test_no_number_is_shown_whole(call: Call, file: Path) -> None:
    """Not where it changes, nor where another one is held against it; as text and as JSON."""
    words = ("import", "mailboxes", str(file), "--policy", "phu-tho")
    shown = [*call(*words, "--apply")]
    for later in (
        {**HUNG, "phone": PHONES[1]},
        {**HUNG, "citizen_number": "001099999123"},
        person("Lê Lan", "lanl", citizen_number=CITIZEN_NUMBER),
        {**HUNG, "phone": CITIZEN_NUMBER},
    ):
        file.write_bytes(mailboxes(later))
        shown += [*call(*words, "--json"), *call(*words)]
    file.write_bytes(mailboxes({**HUNG, "phone": PHONES[1]}))
    shown += [*call(*words, "--apply"), *call("trail", "--json"), *call("mailbox", HUNG["address"])]
    told = "\n".join(map(str, shown))
    assert "09•••••321" in told
    assert [] == [n for n in (CITIZEN_NUMBER, "001099999123", *PHONES) if n in told]


def test_a_refused_row_is_exit_1_with_its_column(call: Call, file: Path) -> None:
    """One JSON document with the place and the reason; nothing is written."""
    file.write_bytes(mailboxes(HUNG, person("Lê Lan", "lanl", state="TRUE")))
    code, out, _ = call(
        "import", "mailboxes", str(file), "--policy", "phu-tho", "--apply", "--json"
    )
    document = json.loads(out)
    assert (1, False, {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}) == (
        code,
        document["applied"],
        document["counts"],
    )
    refused = document["rows"][1]
    assert (3, "refused", "Trạng thái") == (
        refused["row"],
        refused["effect"],
        refused["faults"][0]["column"],
    )
    assert 1 == call("mailbox", "tmhung@phutho.gov.vn")[0]


def test_a_list_that_is_none_is_exit_1_with_every_reason(call: Call, file: Path) -> None:
    """What it has, and which columns there are."""
    file.write_text("Hộp thư,Khóa\na,TRUE\n", encoding="utf-8")
    code, out, _ = call("import", "mailboxes", str(file), "--policy", "phu-tho")
    assert (1, True) == (code, "không có cột «Khóa»" in out)


def test_bad_calls(call: Call, tmp_path: Path) -> None:
    """Exit 2: no such file, no such list, no such policy."""
    missing = str(tmp_path / "x.csv")
    assert 2 == call("import", "mailboxes", missing, "--policy", "phu-tho")[0]
    assert 2 == call("import", "mailboxes", missing, "--policy", "atlantis")[0]
    assert 2 == call("import", "template", "people", "--out", missing)[0]
    assert 2 == call("import", "template", "mailboxes", "--out", str(tmp_path / "x.doc"))[0]


def test_a_template_is_taken_as_a_list(call: Call, tmp_path: Path) -> None:
    """Of either kind, in either layout: no row, and no fault."""
    for subject in ("organisations", "mailboxes"):
        for layout in ("csv", "xlsx"):
            path = tmp_path / f"{subject}.{layout}"
            assert 0 == call("import", "template", subject, "--out", str(path))[0]
            assert 0 == call("import", subject, str(path), "--policy", "khanh-hoa")[0]


def test_communes(call: Call) -> None:
    """Told with the address that each gets; once."""
    code, out, _ = call("import", "communes", "--policy", "khanh-hoa", "--apply")
    assert 0 == code
    assert "theo quy chế: ubndtubong@khanhhoa.gov.vn (Điều 5 khoản 1 điểm b)" in out
    assert "thống nhất tên hộp thư: «Ủy ban nhân dân đặc khu Trường Sa»" in out
    assert "193 mới" in out
    assert "193 không đổi" in call("import", "communes", "--policy", "khanh-hoa")[1]
