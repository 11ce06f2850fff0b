"""Changes of mailboxes: each does what it asks for, and no change undoes another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from flows.desk.refusal import Refused
from models.database import writing
from models.mailbox import Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Assignment, Person
from models.request import Line
from models.trail import TrailEntry
from models.verdict import Outcome
from policies.schema import RequestType
from tasks.connectors.port import Account
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import Desk, new_person

PHUC = "nhphuc.nv@hungyen.gov.vn"
HUNG = "hungtm@phutho.gov.vn"
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


def change(what: str, to: str, **fields: Any) -> FilledRow:
    """A row of the standard form about Phúc."""
    given = {"name": "Nguyễn Hoàng Phúc", "address": PHUC, **fields}
    return FilledRow(RequestType.CHANGE, LineFields(change_what=what, change_to=to, **given))


def ask(desk: Desk, *rows: FilledRow) -> int:
    """The request of a letter of Hưng Yên with these changes, proposed."""
    done = desk.send("hung-yen", "mau-chuan", [list(rows), []], channel="letter")
    assert done.faults == ()
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def carry_out(desk: Desk, request_id: int) -> None:
    """Approve all and run."""
    desk.decide(request_id)
    desk.run(request_id)


def account(desk: Desk, mailbox_id: str) -> Account:
    """As the mail system has it."""
    found = desk.office.connector.get(mailbox_id)
    assert found is not None
    return found


def places(desk: Desk) -> list[tuple[str, str | None]]:
    """Where people work at present: organisation and position."""
    names = {row.id: row.name for row in desk.all(Organisation)}
    held = [row for row in desk.all(Assignment) if row.ends is None]
    return [(names[row.organisation_id], row.position) for row in held]


@pytest.fixture
def phuc(desk: Desk) -> Mailbox:
    """Phúc's mailbox in Hưng Yên."""
    people = [new_person("Nguyễn Hoàng Phúc", 1)]
    done = desk.send("hung-yen", "mau-chuan", [people, []], channel="letter")
    desk.approve(done.requests[0][0])
    box: Mailbox = desk.all(Mailbox)[0]
    return box


@pytest.fixture
def office_box(desk: Desk) -> Mailbox:
    """The mailbox of Phú Thọ's Sở Nội vụ, whose representative has logged in."""
    fields = LineFields(name="Sở Nội vụ", representative="Trần Bình", citizen_number="001099000001")
    done = desk.send("phu-tho", "mau-01", [[FilledRow(RequestType.NEW, fields)], []])
    desk.approve(done.requests[0][0])
    box: Mailbox = desk.all(Mailbox)[0]
    desk.office.connector.set_password(box.id, password_hash=HASH, operation="t")
    return box


def ask_of_office(desk: Desk, what: str, to: str) -> int:
    """The proposed request of Mẫu 02 about Sở Nội vụ's mailbox."""
    fields = LineFields(
        name="Sở Nội vụ", address="snv@phutho.gov.vn", change_what=what, change_to=to
    )
    done = desk.send("phu-tho", "mau-02", [[FilledRow(RequestType.CHANGE, fields)]])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def test_two_lines_about_one_mailbox_both_take_effect(desk: Desk, phuc: Mailbox) -> None:
    """A new name and a new phone in one letter: the second keeps the first."""
    carry_out(
        desk,
        ask(
            desk,
            change("Họ và tên", "Nguyễn Hoàng Phương"),
            change("Số điện thoại", "0912345678"),
        ),
    )
    (box,), (person,) = desk.all(Mailbox), desk.all(Person)
    assert (box.display_name, person.full_name, person.phone) == (
        "Nguyễn Hoàng Phương",
        "Nguyễn Hoàng Phương",
        "0912345678",
    )
    seen = account(desk, phuc.id)
    assert (seen.display_name, seen.address) == (
        "Nguyễn Hoàng Phương",
        "nhphuong.nv@hungyen.gov.vn",
    )


def test_an_older_letter_does_not_bring_the_old_address_back(desk: Desk, phuc: Mailbox) -> None:
    """Proposed before the rename, carried out after it: a phone is a phone."""
    rename = ask(desk, change("Họ và tên", "Nguyễn Hoàng Phương"))
    phone = ask(desk, change("Số điện thoại", "0912345678"))
    carry_out(desk, rename)
    carry_out(desk, phone)
    assert account(desk, phuc.id).address == "nhphuong.nv@hungyen.gov.vn"
    assert desk.lines(phone)[0].proposed_address == "nhphuong.nv@hungyen.gov.vn"


def test_a_new_name_and_a_new_agency_make_one_address(desk: Desk, phuc: Mailbox) -> None:
    """The address of the second line carries what the first one asks for."""
    request_id = ask(
        desk,
        change("Họ và tên", "Nguyễn Hoàng Phương"),
        change("Đơn vị công tác", "Sở Tài chính"),
    )
    carry_out(desk, request_id)
    assert account(desk, phuc.id).address == "nhphuong.tc@hungyen.gov.vn"


def test_a_name_that_was_changed_back_has_its_address_again(desk: Desk, phuc: Mailbox) -> None:
    """An address once issued to the mailbox is still its own."""
    carry_out(desk, ask(desk, change("Họ và tên", "Nguyễn Hoàng Phương")))
    back = change("Họ và tên", "Nguyễn Hoàng Phúc", name="Nguyễn Hoàng Phương")
    desk.clock.now = desk.clock.now.replace(hour=desk.clock.now.hour + 1)
    carry_out(desk, ask(desk, back))
    assert account(desk, phuc.id).address == PHUC


def test_a_position_changes_where_the_person_works(desk: Desk, phuc: Mailbox) -> None:
    """Without a unit in the row the organisation stays."""
    carry_out(desk, ask(desk, change("Chức vụ", "Trưởng phòng")))
    assert places(desk) == [("Phòng Pháp chế", "Trưởng phòng")]


def test_a_unit_changes_and_the_position_stays(desk: Desk, phuc: Mailbox) -> None:
    """Without a position in the row the present one is kept."""
    carry_out(desk, ask(desk, change("Đơn vị công tác", "Phòng Tổ chức")))
    assert places(desk) == [("Phòng Tổ chức", "Chuyên viên")]


def test_a_new_position_and_a_new_unit_in_one_letter(desk: Desk, phuc: Mailbox) -> None:
    """The unit's row still shows the old position: the position's own row says the new one."""
    carry_out(
        desk,
        ask(
            desk,
            change("Chức vụ", "Trưởng phòng", position="Chuyên viên"),
            change("Đơn vị công tác", "Phòng Tổ chức", position="Chuyên viên"),
        ),
    )
    assert places(desk) == [("Phòng Tổ chức", "Trưởng phòng")]


def test_no_assignment_ends_before_it_begins(desk: Desk, phuc: Mailbox) -> None:
    """Begun and changed on one day, it ends that day."""
    carry_out(desk, ask(desk, change("Chức vụ", "Trưởng phòng")))
    ended = [row for row in desk.all(Assignment) if row.ends is not None]
    assert [(row.starts, row.ends) for row in ended] == [(date(2026, 3, 2), date(2026, 3, 2))]


@pytest.mark.parametrize(
    ("what", "to", "why"),
    [
        ("Chức vụ và số điện thoại", "Trưởng phòng, 0912345678", "mỗi dòng chỉ thay đổi một"),
        ("Số điện thoại", "Trưởng phòng, 0912345678", "không phải một số điện thoại"),
        ("Họ và tên", "Phương, 0912345678", "ký tự không hợp lệ"),
    ],
)
def test_what_cannot_be_told_goes_back(
    desk: Desk, phuc: Mailbox, what: str, to: str, why: str
) -> None:
    """Two things in one cell, and a phone or a name that is none."""
    request_id = ask(desk, change(what, to))
    (line,) = desk.lines(request_id)
    assert line.suggested_verdict is Outcome.RETURNED
    with pytest.raises(Refused, match=why):
        desk.decide(request_id)


def test_a_transfer_that_makes_a_new_mailbox_is_to_the_new_agency(desk: Desk) -> None:
    """Phú Thọ: the new place with the position kept; the trail names the new mailbox."""
    done = desk.send("phu-tho", "mau-03", [[new_person("Trần Mạnh Hùng", 1)], []])
    desk.approve(done.requests[0][0])
    fields = LineFields(
        name="Trần Mạnh Hùng",
        unit="Phòng Pháp chế",
        address=HUNG,
        change_what="Đơn vị công tác",
        change_to="Sở Tài chính",
    )
    rows = [[FilledRow(RequestType.CHANGE, fields)]]
    done = desk.send("phu-tho", "mau-04", rows, sender="Sở Tài chính")
    ((request_id, _),) = done.requests
    desk.run(request_id)
    assert desk.lines(request_id)[0].needs == []  # the receiving agency asks
    carry_out(desk, request_id)
    assert places(desk) == [("Sở Tài chính", "Chuyên viên")]
    (successor,) = [box for box in desk.all(Mailbox) if box.stops_on is None]
    told = [entry.mailbox_id for entry in desk.all(TrailEntry) if entry.action == "line-done"]
    assert told[-1] == successor.id
    assert account(desk, successor.id).address == "hungtm2@phutho.gov.vn"


def test_a_transfer_whose_term_cannot_be_counted_goes_back(desk: Desk) -> None:
    """A decision dated where no calendar was made: the old mailbox's last day is unknown."""
    done = desk.send("phu-tho", "mau-03", [[new_person("Trần Mạnh Hùng", 1)], []])
    desk.approve(done.requests[0][0])
    fields = LineFields(
        name="Trần Mạnh Hùng",
        address=HUNG,
        change_what="Đơn vị công tác",
        change_to="Sở Tài chính",
        decision_date=date(2012, 3, 2),
    )
    done = desk.send("phu-tho", "mau-04", [[FilledRow(RequestType.CHANGE, fields)]])
    ((request_id, _),) = done.requests
    with writing(desk.office.engine) as session:  # Mẫu 04 has no column for it
        line = session.exec(select(Line).where(Line.request_id == request_id)).one()
        line.decision_date = fields.decision_date
    desk.run(request_id)
    (line,) = desk.lines(request_id)
    assert line.suggested_verdict is Outcome.RETURNED
    assert ["02/03/2012" in need for need in line.needs] == [True]


def test_an_organisation_that_is_renamed_is_so_in_the_directory(
    desk: Desk, office_box: Mailbox
) -> None:
    """ "Tên đơn vị" renames mailbox and organisation; its next letter is still its own."""
    carry_out(desk, ask_of_office(desk, "Tên đơn vị", "Sở Tài chính"))
    assert [(row.name, row.key) for row in desk.all(Organisation)] == [
        ("Sở Tài chính", "so tai chinh")
    ]
    assert account(desk, office_box.id).address == "stc@phutho.gov.vn"


def test_a_position_is_no_representative(desk: Desk, office_box: Mailbox) -> None:
    """ "Chức vụ người đại diện" does not make "Trưởng phòng" the representative."""
    request_id = ask_of_office(desk, "Chức vụ người đại diện", "Trưởng phòng")
    with pytest.raises(Refused, match="người đại diện mới"):
        desk.decide(request_id)


def test_a_new_representative_gets_a_new_password(desk: Desk, office_box: Mailbox) -> None:
    """The one before can no longer log in; the mailbox waits for its handover."""
    carry_out(desk, ask_of_office(desk, "Người đại diện", "Lê Thị Lan"))
    (box,) = desk.all(Mailbox)
    assert (box.representative, box.awaiting_handover) == ("Lê Thị Lan", True)
    assert account(desk, office_box.id).has_password is False


def test_a_locked_mailbox_keeps_its_flags_under_a_new_representative(
    desk: Desk, office_box: Mailbox
) -> None:
    """Nobody can log in: restoring it decides about the password."""
    with writing(desk.office.engine) as session:
        box = session.get_one(Mailbox, office_box.id)
        box.state, box.awaiting_handover = MailboxState.LOCKED, False
    carry_out(desk, ask_of_office(desk, "Người đại diện", "Lê Thị Lan"))
    (box,) = desk.all(Mailbox)
    assert (box.representative, box.awaiting_handover) == ("Lê Thị Lan", False)
    assert account(desk, office_box.id).has_password is True
