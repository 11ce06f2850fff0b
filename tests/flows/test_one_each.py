"""One person, one mailbox; one citizen number, one person."""

from __future__ import annotations

from datetime import date

import pytest

from flows.desk.refusal import Refused
from models.mailbox import Mailbox, MailboxState
from models.person import Person
from models.verdict import Outcome
from tasks.forms.filling import FilledRow
from tests.flows.cases import Desk, new_person


def asked(desk: Desk, *people: FilledRow) -> int:
    """The proposed request of a letter of Phú Thọ for new mailboxes."""
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [list(people), []]).requests
    desk.run(request_id)
    return request_id


def suggested(desk: Desk, request_id: int) -> list[Outcome | None]:
    """What is proposed for each line."""
    return [line.suggested_verdict for line in desk.lines(request_id)]


def test_the_second_line_about_a_person_is_refused(desk: Desk) -> None:
    """Twice in one letter is once."""
    request_id = asked(desk, *[new_person("Trần Mạnh Hùng", 7)] * 2)
    assert suggested(desk, request_id) == [Outcome.APPROVED, Outcome.REFUSED]
    reason = desk.lines(request_id)[1].suggested_reason or ""
    assert reason.startswith("đã có đề nghị cấp hộp thư ở dòng 1;")


def test_the_second_letter_about_a_person_is_refused(desk: Desk) -> None:
    """What an open request asks for is not asked for again."""
    first = asked(desk, new_person("Trần Mạnh Hùng", 7))
    second = asked(desk, new_person("Trần Mạnh Hùng", 7))
    assert [suggested(desk, first), suggested(desk, second)] == [
        [Outcome.APPROVED],
        [Outcome.REFUSED],
    ]


def test_a_returned_line_does_not_stand_in_the_way_of_its_correction(desk: Desk) -> None:
    """What was returned is not open any more."""
    first = asked(desk, new_person("Trần Mạnh Hùng", 7))
    desk.decide(first, Outcome.RETURNED, reason="thiếu quyết định")
    assert suggested(desk, asked(desk, new_person("Trần Mạnh Hùng", 7))) == [Outcome.APPROVED]


def test_a_birth_date_tells_too(desk: Desk) -> None:
    """Where the form has no citizen number: same name, same birth date; another one is another."""
    born = date(1990, 5, 4)
    people = [
        new_person("Nguyễn Hoàng Phúc", 1, birth_date=day)
        for day in (born, born, born.replace(year=1991))
    ]
    done = desk.send("hung-yen", "mau-chuan", [people, []], channel="letter")
    ((request_id, _),) = done.requests
    desk.run(request_id)
    refused = [verdict is Outcome.REFUSED for verdict in suggested(desk, request_id)]
    assert refused == [False, True, False]


def test_a_mailbox_that_is_being_made_counts(desk: Desk) -> None:
    """The mail system has not made it yet, and a second one is refused all the same."""
    first = asked(desk, new_person("Trần Mạnh Hùng", 7))
    desk.occupy("hungtm@phutho.gov.vn")
    desk.decide(first)
    desk.run(first)
    assert [box.state for box in desk.all(Mailbox)] == [MailboxState.RESERVED]
    second = asked(desk, new_person("Trần Mạnh Hùng", 7))
    assert "hộp thư đang tạo" in (desk.lines(second)[0].suggested_reason or "")


def test_a_citizen_number_of_another_person_goes_back(desk: Desk) -> None:
    """Known for another name it is somebody's mistake; only its last digits are shown."""
    first = asked(desk, new_person("Trần Mạnh Hùng", 7))
    desk.decide(first)
    desk.run(first)
    second = asked(desk, new_person("Lê Thị Lan", 7))
    (line,) = desk.lines(second)
    wanted = "số CMND/CCCD *********007 đã gắn với người khác"
    assert (line.suggested_verdict, line.needs) == (Outcome.RETURNED, [wanted])
    with pytest.raises(Refused, match="đã gắn với người khác"):
        desk.decide(second)


def test_a_citizen_number_twice_in_a_letter_goes_back(desk: Desk) -> None:
    """Two names, one number: the second is not attached to the first one's person."""
    request_id = asked(desk, new_person("Trần Mạnh Hùng", 7), new_person("Lê Thị Lan", 7))
    assert suggested(desk, request_id) == [Outcome.APPROVED, Outcome.RETURNED]
    desk.decide(request_id, line=1)
    desk.decide(request_id, Outcome.RETURNED, line=2)
    desk.run(request_id)
    assert [person.full_name for person in desk.all(Person)] == ["Trần Mạnh Hùng"]
