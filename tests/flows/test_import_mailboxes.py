"""Mailboxes that exist are taken over: told first, done once, whatever stands there already."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.desk.check_trail import check_trail
from flows.desk.import_mailboxes import import_mailboxes
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.mailbox import Address, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.trail import TrailEntry
from models.user import Actor
from policies.loader import load
from policies.schema import Kind
from tasks.importing.plan import Effect
from tests.flows.cases import CLERK, Desk, new_person
from tests.flows.imports import HUNG, LIST, SKHCN, box_at, effects, everything, take
from tests.tasks.importing.lists_made import mailboxes, person

NEW, UNCHANGED, REFUSED = Effect.NEW, Effect.UNCHANGED, Effect.REFUSED


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
    assert [()] == [chain.broken for chain in check_trail(desk.office, CLERK)]


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
    told = "nhập danh sách có sẵn"
    ended = "phiên làm việc đã kết thúc"
    for actor, why in (
        (Actor("", "command"), told),
        (Actor("clerk", "page"), ended),
        (Actor("flow", "flow"), told),
    ):
        with pytest.raises(NotAllowed, match=why):
            import_mailboxes(
                desk.office, actor, load("phu-tho"), LIST, "mailboxes.csv", apply=False
            )


def test_a_list_that_cannot_be_read_is_refused_with_every_fault(desk: Desk) -> None:
    """Before anything is looked for."""
    with pytest.raises(Refused) as caught:
        take(desk, "Loại,Khóa\ncá nhân,TRUE\n".encode())
    assert 4 == len(caught.value.reasons)
