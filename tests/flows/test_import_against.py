"""A list of mailboxes against itself, and against what the directory holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.mailbox import Mailbox
from models.person import Assignment, Person
from models.trail import TrailEntry
from tasks.importing.plan import Effect
from tests.flows.cases import Desk, new_person
from tests.flows.imports import HUNG, LIST, box_at, effects, everything, faults, take
from tests.tasks.importing.lists_made import mailboxes, person

CHANGED, UNCHANGED = Effect.CHANGED, Effect.UNCHANGED

TWICE = [
    (
        [person("Lê Lan", "lanl"), person("Lê Lân", "lanl")],
        "3: cột Địa chỉ thư: lanl@phutho.gov.vn đã có ở dòng 2",
    ),
    (
        [person("Lê Lan", "lanl"), person("Lê Lân", "lanl2", aliases="lanl@phutho.gov.vn")],
        "3: cột Địa chỉ khác: lanl@phutho.gov.vn đã có ở dòng 2",
    ),
    (
        [
            person("Lê Lan", "lanl", citizen_number="001099000123"),
            person("Lê Lan Anh", "anhll", citizen_number="001099000123"),
        ],
        "3: cột Số CCCD/CMND: *********123 đã ghi cho người khác ở dòng 2",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), TWICE)
def test_what_a_list_says_twice(desk: Desk, rows: list[dict[str, str]], expected: str) -> None:
    """Refused where both cannot be, naming the first."""
    assert [expected] == faults(take(desk, mailboxes(*rows), apply=False))


def test_one_person_may_hold_several_mailboxes(desk: Desk) -> None:
    """Told; the number makes them one person, in the list and in the directory."""
    rows = [person("Lê Lan", local, citizen_number="001099000123") for local in ("lanl", "lanl2")]
    looked = take(desk, mailboxes(*rows))
    assert ("cùng người với dòng 2: thêm một hộp thư",) == looked.rows[1].notes
    third = take(desk, mailboxes({**rows[0], "address": "lanl3@phutho.gov.vn"}))
    assert "người này đã có hộp thư lanl2@phutho.gov.vn, lanl@" in third.rows[0].notes[0]
    assert 1 == len({box.person_id for box in desk.all(Mailbox)})


DIRECTORY: list[tuple[Callable[[dict[str, str]], dict[str, str]], str]] = [
    (
        lambda row: {**row, "name": "Trần Minh Hưởng", "citizen_number": ""},
        "hungtm@phutho.gov.vn là hộp thư của «Trần Mạnh Hùng»",
    ),
    (
        lambda row: {**row, "citizen_number": "001099000999"},
        "danh bạ ghi *********123, danh sách ghi *********999",
    ),
    (
        lambda row: {**row, "address": "tmhung@phutho.gov.vn", "aliases": ""},
        "địa chỉ chính của hộp thư này là hungtm@phutho.gov.vn",
    ),
    (
        lambda row: {**row, "state": "tạm khóa"},
        "danh bạ ghi hoạt động, danh sách ghi tạm khóa: trạng thái chỉ đổi theo đề nghị",
    ),
    (
        lambda row: {**row, "address": "new@phutho.gov.vn", "aliases": "hungtm@phutho.gov.vn"},
        "hungtm@phutho.gov.vn đã cấp cho «Trần Mạnh Hùng» (hungtm@phutho.gov.vn)",
    ),
    (
        lambda row: {**row, "name": "Lê Lan", "address": "lanl@phutho.gov.vn", "aliases": ""},
        "*********123 đã gắn với người khác trong danh bạ",
    ),
]


@pytest.mark.parametrize(("other", "expected"), DIRECTORY)
def test_what_the_directory_says_otherwise(
    desk: Desk, other: Callable[[dict[str, str]], dict[str, str]], expected: str
) -> None:
    """An address is not another's, and no list locks or unlocks what congvu knows."""
    take(desk, LIST)
    before = everything(desk)
    (told,) = faults(take(desk, mailboxes(other(HUNG))))
    assert expected in told
    assert before == everything(desk)


def test_details_that_a_later_list_tells_are_changed(desk: Desk) -> None:
    """Each on the trail, numbers masked; an empty cell changes nothing; the mail system follows."""
    take(desk, LIST)
    later = {
        **HUNG,
        "position": "Trưởng phòng",
        "unit": "Phòng Cải cách hành chính",
        "phone": "0987654321",
        "quota": "4000",
        "birth_date": "",
        "aliases": "hungmoi@phutho.gov.vn",
    }
    (row,) = take(desk, mailboxes(later)).rows
    assert CHANGED is row.effect
    told = [str(change) for change in row.changes]
    assert [
        "đơn vị: Phòng Pháp chế → Phòng Cải cách hành chính (Sở Nội vụ)",
        "chức vụ: Chuyên viên → Trưởng phòng",
        "số điện thoại: 09•••••678 → 09•••••321",
        "dung lượng: 3000 MB → 4000 MB",
        "thêm địa chỉ: … → hungmoi@phutho.gov.vn",
    ] == told
    hung = box_at(desk, "hungmoi")
    assert ("0987654321", 4000) == (hung.phone, hung.quota_mb)
    (holder,) = [one for one in desk.all(Person) if one.id == hung.person_id]
    assert date(1980, 11, 5) == holder.birth_date
    posts = [one for one in desk.all(Assignment) if one.person_id == hung.person_id]
    assert [("Chuyên viên", True), ("Trưởng phòng", False)] == [
        (post.position, post.ends is not None) for post in posts
    ]
    account = desk.office.connector.get(hung.id)
    assert account is not None
    assert (4000, 4) == (account.quota_mb, len(account.addresses))
    entry = desk.all(TrailEntry)[-1]
    assert ("mailbox-changed-by-import", hung.id, told) == (
        entry.action,
        entry.mailbox_id,
        entry.detail["changes"],
    )
    assert [UNCHANGED] == effects(take(desk, mailboxes(later)))


def test_what_was_done_since_an_import_stands(desk: Desk) -> None:
    """The same list again does not undo it, nor is it refused: it may still have rows to bring."""
    take(desk, LIST)
    take(desk, mailboxes({**HUNG, "phone": "0987654321"}))
    (first, *_) = take(desk, LIST).rows
    assert (UNCHANGED, ("đã đổi sau khi nhập tệp này: số điện thoại; giữ theo danh bạ",)) == (
        first.effect,
        first.notes,
    )
    assert "0987654321" == box_at(desk, "hungtm").phone


def test_an_address_kept_for_an_open_request_is_not_taken(desk: Desk) -> None:
    """Of two the first one has it."""
    ((request, _),) = desk.send(
        "phu-tho", "mau-03", [[new_person("Trần Mạnh Hùng", 1)], []]
    ).requests
    desk.run(request)
    desk.decide(request)
    (told,) = faults(take(desk, mailboxes(person("Trần Mạnh Hùng", "hungtm"))))
    assert "đang giữ chỗ cho một đề nghị chưa xong" in told
