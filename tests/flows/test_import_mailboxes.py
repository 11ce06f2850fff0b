"""Mailboxes that exist are taken over: told first, done once, whatever stands there already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from flows.desk.check_trail import check_trail
from flows.desk.import_mailboxes import import_mailboxes
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.directory import DirectoryAccount, DirectoryAddress
from models.imported_file import ImportedFile
from models.mailbox import Address, Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.trail import TrailEntry
from models.user import Actor
from policies.loader import load
from policies.schema import Kind
from tasks.importing.plan import Effect
from tests.flows.cases import CLERK, Desk, new_person
from tests.flows.imports import box_at, effects, faults, take
from tests.tasks.importing.lists_made import mailboxes, office, person

NEW, CHANGED, UNCHANGED, REFUSED = (
    Effect.NEW,
    Effect.CHANGED,
    Effect.UNCHANGED,
    Effect.REFUSED,
)
TABLES = (
    Mailbox,
    Address,
    Person,
    Assignment,
    Organisation,
    DirectoryAccount,
    DirectoryAddress,
    ImportedFile,
    TrailEntry,
)
HUNG = person(
    "Trần Mạnh Hùng",
    "hungtm",
    citizen_number="001099000123",
    phone="0912345678",
    birth_date="05/11/1980",
    quota="3000",
    issued="01/02/2020",
    aliases="tmhung@phutho.gov.vn; hungcu@phutho.gov.vn",
)
LAN = person("Lê Thị Lan", "lanlt", state="tạm khóa", reason="nghỉ ốm", since="10/01/2026")
MAI = person("Đỗ Mai", "maid", state="đã thu hồi", reason="nghỉ hưu", since="31/12/2025")
OLD = person("Đỗ Cũ", "cud", state="đã hủy")
SKHCN = office("Sở Khoa học và Công nghệ", "sokhcn", representative="Lê Văn An")
LIST = mailboxes(HUNG, LAN, MAI, OLD, SKHCN)


def everything(desk: Desk) -> list[list[dict[str, object]]]:
    return [[row.model_dump() for row in desk.all(table)] for table in TABLES]


def test_a_first_look_writes_nothing_and_tells_what_would_be_done(desk: Desk) -> None:
    """The same rows that the import itself tells."""
    before = everything(desk)
    looked = take(desk, LIST, apply=False)
    assert before == everything(desk)
    assert [NEW] * 5 == effects(looked)
    assert (False, True) == (looked.applied, looked.accepted)
    done = take(desk, LIST)
    assert looked.rows == done.rows
    assert done.applied


def test_imported_mailboxes_are_in_the_directory(desk: Desk) -> None:
    """State, quota, holder, organisation, every address; and the mail system knows them."""
    take(desk, LIST)
    hung, mai, skhcn = box_at(desk, "hungtm"), box_at(desk, "maid"), box_at(desk, "sokhcn")
    assert (MailboxState.ACTIVE, 3000, "0912345678", False, Kind.PERSON) == (
        hung.state,
        hung.quota_mb,
        hung.phone,
        hung.awaiting_handover,
        hung.kind,
    )
    assert datetime(2020, 1, 31, 17, tzinfo=UTC) == hung.created_at
    assert {hung.id} == {box_at(desk, one).id for one in ("tmhung", "hungcu")}
    (person_,) = [one for one in desk.all(Person) if one.id == hung.person_id]
    assert ("001099000123", date(1980, 11, 5)) == (person_.citizen_number, person_.birth_date)
    (post,) = [one for one in desk.all(Assignment) if one.person_id == hung.person_id]
    names = {one.id: one for one in desk.all(Organisation)}
    unit = names[post.organisation_id]
    assert ("Phòng Pháp chế", "Sở Nội vụ", "Chuyên viên", date(2020, 2, 1)) == (
        unit.name,
        names[unit.parent_id].name,
        post.position,
        post.starts,
    )
    assert (MailboxState.REVOKED, "nghỉ hưu") == (mai.state, mai.state_reason)
    assert ("Lê Văn An", "Sở Khoa học và Công nghệ") == (
        skhcn.representative,
        names[skhcn.organisation_id].name,
    )
    account = desk.office.connector.get(hung.id)
    assert account is not None
    assert ("hungtm@phutho.gov.vn", {"hungtm", "tmhung", "hungcu"}) == (
        account.address,
        {address.partition("@")[0] for address in account.addresses},
    )
    lan = desk.office.connector.get(box_at(desk, "lanlt").id)
    assert lan is not None
    assert "nghỉ ốm" == lan.login_lock
    revoked = desk.office.connector.get(mai.id)
    assert revoked is not None
    assert datetime(2025, 12, 30, 17, tzinfo=UTC) == revoked.revoked_at
    assert desk.office.connector.get(box_at(desk, "cud").id) is None


def test_again_changes_nothing(desk: Desk) -> None:
    """No row, no entry of the trail; looked at or applied."""
    take(desk, LIST)
    before = everything(desk)
    for apply in (False, True):
        assert [UNCHANGED] * 5 == effects(take(desk, LIST, apply=apply))
        assert before == everything(desk)


def test_an_address_that_was_imported_is_never_given_again(desk: Desk) -> None:
    """Not that of a revoked mailbox, nor of a destroyed one, nor another address of somebody."""
    names = ("Trần Minh Hưng", "Đỗ Minh", "Đỗ Cũ")
    take(
        desk,
        mailboxes(
            person("Trần Mạnh Hùng", "hungtm", state="đã hủy"),
            person("Đỗ Mận", "x", aliases="minhd@phutho.gov.vn"),
            person("Đỗ Cũng", "cud", state="đã thu hồi"),
        ),
    )
    rows = [new_person(name, number) for number, name in enumerate(names)]
    ((request, _),) = desk.send("phu-tho", "mau-03", [rows, []]).requests
    desk.run(request)
    assert ["hungtm2", "minhd2", "cud2"] == [
        (line.proposed_address or "").partition("@")[0] for line in desk.lines(request)
    ]


def test_what_departs_from_the_rules_is_told_with_its_article_imported_and_marked(
    desk: Desk,
) -> None:
    """An existing address is a fact."""
    rows = [person("Trần Mạnh Hùng", "tmhung"), SKHCN, person("Lê Lan", "lanl")]
    told = take(desk, mailboxes(*rows)).rows
    assert ["Điều 4 khoản 2 điểm a", "Điều 4 khoản 1 điểm a", None] == [
        row.departure.article if row.departure else None for row in told
    ]
    marks = {row.address.partition("@")[0]: row.departure for row in desk.all(Address)}
    assert "dạng thứ nhất là hungtm@phutho.gov.vn (Điều 4 khoản 2 điểm a)" in marks["tmhung"]
    assert marks["lanl"] is None


def test_one_refused_row_keeps_all_out(desk: Desk) -> None:
    """All or nothing: the others are told, and nothing is written."""
    before = everything(desk)
    done = take(desk, mailboxes(HUNG, person("Lê Lan", "lanl", state="TRUE")))
    assert ([NEW, REFUSED], False) == (effects(done), done.applied)
    assert before == everything(desk)


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


def test_the_trail_tells_of_every_portion_and_is_whole(desk: Desk) -> None:
    """Who, which file, which addresses: one entry a portion, none a mailbox."""
    done = take(desk, LIST)
    added, entry = desk.all(TrailEntry)
    assert ["organisations-added", "mailboxes-imported"] == [added.action, entry.action]
    assert (CLERK.name, "phu-tho", done.sha256, [2, 3, 4, 5, 6]) == (
        entry.actor,
        entry.policy,
        entry.detail["sha256"],
        entry.detail["rows"],
    )
    assert ["hungtm@phutho.gov.vn", "tmhung@phutho.gov.vn", "hungcu@phutho.gov.vn"] == (
        entry.detail["addresses"][0]
    )
    assert ["sokhcn@phutho.gov.vn"] == entry.detail["departing"]
    assert [()] == [chain.broken for chain in check_trail(desk.office)]


def test_an_account_of_another_in_the_mail_system_is_told(desk: Desk) -> None:
    """That mailbox waits; the others are there, and the next run tries again."""
    desk.occupy("lanlt@phutho.gov.vn")
    done = take(desk, LIST)
    assert ["lanlt@phutho.gov.vn"] == [address for address, _ in done.failed]
    assert [MailboxState.RESERVED, MailboxState.ACTIVE] == [
        box_at(desk, one).state for one in ("lanlt", "hungtm")
    ]
    again = take(desk, LIST)
    assert [UNCHANGED, NEW, UNCHANGED, UNCHANGED, UNCHANGED] == effects(again)
    assert 1 == len(again.failed)


def test_only_who_may_imports(desk: Desk) -> None:
    """Not even looks: the answer tells of the directory."""
    for actor in (Actor("", "command"), Actor("clerk", "page"), Actor("flow", "flow")):
        with pytest.raises(NotAllowed, match="nhập danh sách có sẵn"):
            import_mailboxes(
                desk.office, actor, load("phu-tho"), LIST, "mailboxes.csv", apply=False
            )


def test_a_list_that_cannot_be_read_is_refused_with_every_fault(desk: Desk) -> None:
    """Before anything is looked for."""
    with pytest.raises(Refused) as caught:
        take(desk, "Loại,Khóa\ncá nhân,TRUE\n".encode())
    assert 4 == len(caught.value.reasons)
