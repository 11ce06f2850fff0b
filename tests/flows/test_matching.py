"""Rows without an address: matched by name, position and unit, or left to the reviewer."""

from __future__ import annotations

from typing import Any

import pytest

from flows.desk.refusal import Refused
from models.mailbox import Mailbox, MailboxState
from models.transitions import RequestState
from models.verdict import Outcome
from policies.schema import RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import Desk, new_person

UNIT = "Phòng Pháp chế"


def khanh_hoa(desk: Desk, *rows: FilledRow) -> int:
    """The one request of a letter on Khánh Hòa's form, whose rows carry no address; proposed."""
    done = desk.send("khanh-hoa", "phu-luc", [[], list(rows)])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def person(type_: RequestType, name: str, position: str = "Chuyên viên") -> FilledRow:
    """A row of Khánh Hòa's form."""
    return FilledRow(type_, LineFields(name=name, unit=UNIT, position=position))


def test_a_row_without_address_is_matched_by_name_position_and_unit(desk: Desk) -> None:
    """One match is taken; its address stands in the proposal."""
    created = khanh_hoa(desk, person(RequestType.NEW, "Lê Thị Lan"))
    desk.decide(created)
    desk.run(created)
    reset = khanh_hoa(desk, person(RequestType.RESET_PASSWORD, "Lê Thị Lan"))
    (line,) = desk.lines(reset)
    assert (line.proposed_address, line.needs) == ("ltlan@khanhhoa.gov.vn", [])


def test_a_row_that_matches_nobody_goes_to_the_reviewer(desk: Desk) -> None:
    """No match is for a person to settle, never a guess."""
    reset = khanh_hoa(desk, person(RequestType.RESET_PASSWORD, "Lê Thị Không Có"))
    (line,) = desk.lines(reset)
    assert (line.mailbox_id, line.suggested_verdict) == (None, Outcome.RETURNED)
    with pytest.raises(Refused, match="chọn hộp thư"):
        desk.decide(reset)


def test_of_several_matches_the_reviewer_picks_one(desk: Desk) -> None:
    """Two people of one name, position and unit: the line names neither until one is chosen."""
    two = [person(RequestType.NEW, "Lê Thị Lan")] * 2
    created = khanh_hoa(desk, *two)
    desk.decide(created)
    desk.run(created)
    reset = khanh_hoa(desk, person(RequestType.RESET_PASSWORD, "Lê Thị Lan"))
    (line,) = desk.lines(reset)
    assert "có 2 hộp thư khớp" in (line.match_note or "")
    with pytest.raises(Refused, match="chọn hộp thư"):
        desk.decide(reset)
    desk.decide(reset, line=1, mailbox="ltlan2.snv@khanhhoa.gov.vn")
    desk.run(reset)
    assert desk.request(reset).state is RequestState.TO_SIGN


def khanh_hoa_of(desk: Desk, sender: str, row: FilledRow) -> int:
    """The one request of a letter of an agency, on Khánh Hòa's form; proposed."""
    done = desk.send("khanh-hoa", "phu-luc", [[], [row]], sender=sender)
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


def settled(desk: Desk, request_id: int) -> None:
    """Approved and carried out."""
    desk.decide(request_id)
    desk.run(request_id)


def about(name: str, **fields: Any) -> FilledRow:
    """A revocation on the standard form."""
    return FilledRow(RequestType.REVOKE, LineFields(name=name, unit=UNIT, **fields))


def hung_yen(desk: Desk, *rows: FilledRow, sender: str = "Sở Nội vụ") -> int:
    """The one request of a letter on the standard form; proposed."""
    done = desk.send("hung-yen", "mau-chuan", [list(rows), []], sender=sender, channel="letter")
    assert done.faults == ()
    ((request_id, _),) = done.requests
    desk.run(request_id)
    return request_id


@pytest.fixture
def lan(desk: Desk) -> str:
    """The address of Lan's mailbox, in Hưng Yên's Sở Nội vụ."""
    settled(desk, hung_yen(desk, new_person("Lê Thị Lan", 1)))
    return "ltlan.nv@hungyen.gov.vn"


def test_an_address_of_somebody_else_is_for_the_reviewer(desk: Desk, lan: str) -> None:
    """A line that names one person and the address of another is not carried out unasked."""
    request_id = hung_yen(desk, about("Nguyễn Hoàng Phúc", address=lan))
    (line,) = desk.lines(request_id)
    assert ["của «Lê Thị Lan»" in need for need in line.needs] == [True]
    with pytest.raises(Refused, match="đề nghị ghi «Nguyễn Hoàng Phúc»"):
        desk.decide(request_id)
    desk.decide(request_id, line=1, mailbox=lan)
    desk.run(request_id)
    assert [box.state for box in desk.all(Mailbox)] == [MailboxState.REVOKED]


def test_a_mailbox_of_another_agency_is_for_the_reviewer(desk: Desk, lan: str) -> None:
    """An agency that asks for a mailbox outside its own tree is not obeyed unasked."""
    request_id = hung_yen(desk, about("Lê Thị Lan", address=lan), sender="Sở Tài chính")
    (line,) = desk.lines(request_id)
    assert ["không thuộc cơ quan đề nghị" in need for need in line.needs] == [True]


def test_the_holders_own_agency_is_obeyed(desk: Desk, lan: str) -> None:
    """Right name, right tree: nothing to settle."""
    request_id = hung_yen(desk, about("Lê Thị Lan", address=lan))
    (line,) = desk.lines(request_id)
    assert (line.needs, line.suggested_verdict) == ([], Outcome.APPROVED)


@pytest.mark.parametrize("unit", ["Văn phòng", "Văn phòng Đăng ký đất đai"])
def test_a_namesake_in_another_agencys_office_is_not_matched(desk: Desk, unit: str) -> None:
    """A unit is compared whole, together with the agency it belongs to."""
    at_home = LineFields(name="Lê Thị Lan", unit="Văn phòng", position="Chuyên viên")
    settled(desk, khanh_hoa_of(desk, "Sở Nội vụ", FilledRow(RequestType.NEW, at_home)))
    elsewhere = LineFields(name="Lê Thị Lan", unit=unit, position="Chuyên viên")
    request_id = khanh_hoa_of(desk, "Sở Tài chính", FilledRow(RequestType.REVOKE, elsewhere))
    (line,) = desk.lines(request_id)
    assert (line.mailbox_id, line.suggested_verdict) == (None, Outcome.RETURNED)


def test_another_position_is_for_the_reviewer(desk: Desk) -> None:
    """Name and unit fit, the position does not: it may be a namesake."""
    settled(desk, khanh_hoa(desk, person(RequestType.NEW, "Lê Thị Lan")))
    request_id = khanh_hoa(desk, person(RequestType.REVOKE, "Lê Thị Lan", "Kế toán"))
    (line,) = desk.lines(request_id)
    assert ["«Chuyên viên», đề nghị ghi «Kế toán»" in need for need in line.needs] == [True]


def test_the_note_tells_what_was_compared(desk: Desk) -> None:
    """A form without a birth date is not said to have been matched by it."""
    settled(desk, khanh_hoa(desk, person(RequestType.NEW, "Lê Thị Lan")))
    (line,) = desk.lines(khanh_hoa(desk, person(RequestType.RESET_PASSWORD, "Lê Thị Lan")))
    assert (line.match_note or "").startswith(
        "hộp thư khớp theo họ tên, đơn vị và cơ quan, chức vụ: "
    )


def test_a_transfer_is_matched_where_the_person_still_is(desk: Desk) -> None:
    """Khánh Hòa's former unit may be another agency's: the receiving one asks."""
    settled(desk, khanh_hoa(desk, person(RequestType.NEW, "Lê Thị Lan")))
    moved = LineFields(name="Lê Thị Lan", unit="Văn phòng", former_unit="Sở Nội vụ")
    request_id = khanh_hoa_of(desk, "Sở Tài chính", FilledRow(RequestType.CHANGE, moved))
    (line,) = desk.lines(request_id)
    assert (line.proposed_address, line.needs) == ("ltlan@khanhhoa.gov.vn", [])
    settled(desk, request_id)
    back = khanh_hoa(desk, person(RequestType.REVOKE, "Lê Thị Lan"))
    assert desk.lines(back)[0].mailbox_id is None  # she left that tree


def test_a_mailbox_that_is_not_there_yet_is_not_matched(desk: Desk) -> None:
    """What the mail system refused to make cannot be changed, locked or revoked."""
    created = khanh_hoa(desk, person(RequestType.NEW, "Lê Thị Lan"))
    desk.occupy("ltlan@khanhhoa.gov.vn")
    settled(desk, created)
    assert [box.state for box in desk.all(Mailbox)] == [MailboxState.RESERVED]
    reset = khanh_hoa(desk, person(RequestType.RESET_PASSWORD, "Lê Thị Lan"))
    assert desk.lines(reset)[0].mailbox_id is None
