"""Rows without an address: matched by name, position and unit, or left to the reviewer."""

from __future__ import annotations

import pytest

from flows.desk.refusal import Refused
from models.transitions import RequestState
from models.verdict import Outcome
from policies.schema import RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import Desk

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
