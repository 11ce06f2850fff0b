"""What an agency sends and sees: its own, and not how the centre works on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.desk import look
from flows.desk.download import letter_file, reply_file
from flows.desk.explain import explain_request, paragraphs
from flows.desk.hand_over import HandedOver, hand_over
from flows.desk.lists import letters, mailboxes
from flows.desk.refusal import Refused
from flows.desk.submit import Submitted, submit
from models.database import writing
from models.letter import Letter, LetterFile
from models.mailbox import Mailbox
from models.organisation import Organisation
from models.person import Assignment
from models.role import Granted, Role
from models.trail import TrailEntry
from models.transitions import LineState, RequestState
from models.user import Actor
from models.verdict import Outcome
from policies.loader import source
from tasks.forms.content import LetterHeader
from tasks.receive import Incoming
from tests.flows.cases import CLERK, MONDAY, Desk, new_person
from tests.flows.people_made import add_organisation, somebody
from tests.tasks.forms.letters_made import filled

PHU_THO = source("phu-tho")


@pytest.fixture
def home(desk: Desk) -> Actor:
    """Sở Nội vụ of Phú Thọ (organisation 1), with Phòng Pháp chế (2) below it, signed in."""
    own = add_organisation(desk.office, "phu-tho", "Sở Nội vụ")
    add_organisation(desk.office, "phu-tho", "Phòng Pháp chế", own)
    return somebody(desk.office, "agency", Granted(Role.AGENCY, "phu-tho", own))


@pytest.fixture
def neighbour(desk: Desk, home: Actor) -> Actor:
    """Sở Công Thương (3), signed in."""
    other = add_organisation(desk.office, "phu-tho", "Sở Công Thương")
    return somebody(desk.office, "neighbour", Granted(Role.AGENCY, "phu-tho", other))


def letter(sender: str | None, *names: str, **more: Any) -> Incoming:
    """A letter with that head, for new people."""
    people = [
        new_person(name, number, **more)
        for number, name in enumerate(names or ("Trần Mạnh Hùng", "Lê Thị Bình"))
    ]
    header = LetterHeader(sender=sender, number="1/CV", dated=MONDAY.date())
    content = filled("phu-tho", "mau-03", "xlsx", [people, []], header)
    return Incoming(content, "a.xlsx", "application/octet-stream", "form", MONDAY)


def send(desk: Desk, actor: Actor, incoming: Incoming) -> Submitted:
    return submit(desk.office, actor, incoming, *PHU_THO)


def sent(desk: Desk, actor: Actor) -> int:
    ((request, _),) = send(desk, actor, letter("Sở Nội vụ")).requests
    desk.run(request)
    return request


@pytest.mark.parametrize(
    ("written", "sender", "organisation"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", 1),
        ("SỞ NỘI VỤ", "SỞ NỘI VỤ", 1),
        ("Phòng Pháp chế", "Phòng Pháp chế", 2),
        ("Phòng Pháp chế trực thuộc Sở Nội vụ", "Phòng Pháp chế trực thuộc Sở Nội vụ", 2),
        ("Sở Công Thương", "Sở Nội vụ", 1),
        ("Phòng Không Có", "Sở Nội vụ", 1),
    ],
)
def test_who_is_signed_in_sends_it(
    desk: Desk, neighbour: Actor, home: Actor, written: str, sender: str, organisation: int
) -> None:
    """Whatever the letterhead says; of the own units the one that it names."""
    send(desk, home, letter(written))
    (kept,) = desk.all(Letter)
    assert (sender, organisation, home.user_id) == (
        kept.sender,
        kept.sender_organisation_id,
        kept.recorded_by_id,
    )
    seen = {row.letter_id for row in letters(desk.office, neighbour)}
    assert (set(), {1}) == (seen, {row.letter_id for row in letters(desk.office, home)})


def test_a_letterhead_of_another_is_told(desk: Desk, neighbour: Actor, home: Actor) -> None:
    """Among the remarks, so that nobody wonders."""
    remarks = send(desk, home, letter("Sở Công Thương")).understood.remarks
    assert any("theo tài khoản gửi" in remark for remark in remarks)


def test_it_comes_when_it_comes(desk: Desk, home: Actor) -> None:
    """An agency cannot date its letter back; the clerk who types one in can."""
    desk.clock.now = MONDAY + timedelta(hours=1, minutes=50)
    send(desk, home, letter("Sở Nội vụ"))
    send(desk, CLERK, letter("Sở Nội vụ", "Phạm Văn Dũng"))
    assert [desk.clock.now, MONDAY] == [kept.received_at for kept in desk.all(Letter)]


@pytest.mark.parametrize(
    ("sender", "superior", "organisation"),
    [
        ("Sở Nội vụ", "UBND tỉnh Phú Thọ", 1),
        ("Phòng Pháp chế", "Sở Nội vụ", 2),
        ("Phòng Pháp chế trực thuộc Sở Nội vụ", None, 2),
        ("Phòng Pháp chế", None, None),
        ("Phòng Pháp chế", "Sở Công Thương", None),
        ("Phòng Pháp chế trực thuộc Sở Công Thương", None, None),
        ("UBND xã Tiên Lữ", None, 4),
        (None, None, None),
    ],
)
def test_a_typed_in_letter_is_its_senders_where_that_is_sure(
    desk: Desk,
    neighbour: Actor,
    sender: str | None,
    superior: str | None,
    organisation: int | None,
) -> None:
    """A unit's name alone is nobody's: every agency has a Phòng Pháp chế."""
    add_organisation(desk.office, "phu-tho", "Ủy ban nhân dân xã Tiên Lữ")
    header = LetterHeader(superior=superior, sender=sender, number="1/CV", dated=MONDAY.date())
    people = [new_person("Trần Mạnh Hùng", 1)]
    content = filled("phu-tho", "mau-03", "xlsx", [people, []], header)
    send(desk, CLERK, replace(letter(None), content=content))
    (kept,) = desk.all(Letter)
    assert organisation == kept.sender_organisation_id


def test_anothers_file_is_new(desk: Desk, home: Actor, neighbour: Actor) -> None:
    """Who sends the very file that another agency sent learns nothing of that one's letter."""
    incoming = letter("Sở Nội vụ")
    first, again = send(desk, home, incoming), send(desk, home, incoming)
    assert (first.letter_id, True) == (again.letter_id, again.duplicate)
    other = send(desk, neighbour, incoming)
    assert (False, 2) == (other.duplicate, other.letter_id)


def test_a_new_mailbox_belongs_to_the_unit_that_asked(desk: Desk, home: Actor) -> None:
    """Below its agency in the directory, so that both see it; no organisation is made twice."""
    unit = letter("Phòng Pháp chế", "Trần Mạnh Hùng", unit="Phòng Pháp chế")
    agency = letter(
        "Sở Nội vụ", "Lê Thị Bình", unit="Phòng Pháp chế", citizen_number="001099000077"
    )
    for incoming in (unit, agency):
        ((request, _),) = send(desk, home, incoming).requests
        desk.approve(request)
    assert ["Sở Nội vụ", "Phòng Pháp chế"] == [one.name for one in desk.all(Organisation)]
    assert 2 == len(mailboxes(desk.office, home)) == len(desk.all(Mailbox))


# ── what it sees ────────────────────────────────────────────────────────────────────────────────


def test_proposals_and_doubts_are_the_centres_own(desk: Desk, home: Actor) -> None:
    """Before it is decided the agency sees its lines as it wrote them, and where they stand."""
    request = sent(desk, home)
    inside = look.show_request(desk.office, CLERK, request)
    view = look.show_request(desk.office, home, request)
    assert inside.lines[0].line.proposed_address
    for one in view.lines:
        line = one.line
        assert one.verdict is None
        assert [None] * 3 == [line.proposed_address, line.suggested_verdict, line.match_note]
        assert ([], []) == (line.needs, line.explanation)
    assert ("Trần Mạnh Hùng", "") == (view.lines[0].line.name, view.plan)
    (row,) = look.queue(desk.office, home)
    assert (request, None) == (row.request_id, row.holder)


def test_a_verdict_is_told_once_all_are_given(desk: Desk, home: Actor) -> None:
    """A request half decided may still change; nothing tells the half."""
    request = sent(desk, home)
    desk.decide(request, Outcome.REFUSED, 2, reason="chưa có quyết định")

    def told() -> tuple[str, list[Outcome | None], list[LineState]]:
        view = look.show_request(desk.office, home, request)
        explained = paragraphs(explain_request(desk.office, home, request))
        return (
            " ".join(explained),
            [line.verdict.outcome if line.verdict else None for line in view.lines],
            [line.line.state for line in view.lines],
        )

    explained, verdicts, states = told()
    assert "không đồng ý" not in explained
    assert ([None, None], [LineState.PROPOSED] * 2) == (verdicts, states)
    desk.decide(request)
    explained, verdicts, states = told()
    assert "không đồng ý" in explained
    assert [Outcome.APPROVED, Outcome.REFUSED] == verdicts


def test_what_failed_inside_is_not_told_outside(desk: Desk, home: Actor) -> None:
    """The agency sees that its request is open; what the mail system said is the centre's."""
    request = sent(desk, home)
    desk.occupy("hungtm@phutho.gov.vn")
    desk.decide(request)
    desk.run(request)
    assert RequestState.FAILED is desk.request(request).state
    view = look.show_request(desk.office, home, request)
    assert [None, None] == [view.request.failure, view.lines[0].line.failure]
    assert [None] == [row.failure for row in look.queue(desk.office, home)]
    assert look.queue(desk.office, CLERK)[0].failure


def test_a_reply_is_one_once_it_is_issued(desk: Desk, home: Actor, tmp_path: Path) -> None:
    """A draft can neither be seen nor taken; the centre takes it, and the trail says who did."""
    request = sent(desk, home)
    desk.decide(request)
    desk.run(request)
    assert look.show_request(desk.office, home, request).reply is None
    with pytest.raises(Refused, match="chưa có văn bản trả lời"):
        reply_file(desk.office, home, 1, 1, "pdf")
    assert reply_file(desk.office, CLERK, 1, 1, "docx").name == "du-thao_L1.docx"
    desk.issue(1, "8", tmp_path)
    assert look.show_request(desk.office, home, request).reply is not None
    file = reply_file(desk.office, home, 1, 1, "pdf")
    assert (b"%PDF", "so-8_L1.pdf") == (file.content[:4], file.name)
    (kept,) = desk.all(LetterFile)
    assert kept.content == letter_file(desk.office, home, 1).content
    told = [(e.actor, e.action) for e in desk.all(TrailEntry) if "downloaded" in e.action]
    assert [
        ("clerk", "reply-downloaded"),
        ("Agency", "reply-downloaded"),
        ("Agency", "letter-downloaded"),
    ] == told


def test_an_agency_takes_its_password_once(desk: Desk, home: Actor, neighbour: Actor) -> None:
    """And not twice; another agency finds no such request."""
    request = sent(desk, home)
    desk.decide(request)
    desk.run(request)
    with pytest.raises(Refused, match=f"^không có đề nghị R{request}$"):
        hand_over(desk.office, neighbour, request)
    first = list(hand_over(desk.office, home, request).each())
    assert 2 == sum(isinstance(one, HandedOver) for one in first)
    with pytest.raises(Refused, match="đã bàn giao"):
        hand_over(desk.office, home, request)


def test_a_mailbox_goes_with_its_holder(desk: Desk, home: Actor, neighbour: Actor) -> None:
    """Who moves to another agency is that one's to see, under the old address too."""
    request = sent(desk, home)
    desk.decide(request)
    desk.run(request)
    address = "hungtm@phutho.gov.vn"
    assert look.show_mailbox(desk.office, home, address).trail == ()
    with pytest.raises(Refused):
        look.show_mailbox(desk.office, neighbour, address)
    with writing(desk.office.engine) as session:
        held = session.get_one(Assignment, 1)
        held.ends = MONDAY.date()
        session.add(Assignment(person_id=held.person_id, organisation_id=3, starts=MONDAY.date()))
    assert [address] == [row.address for row in mailboxes(desk.office, neighbour)]
    with pytest.raises(Refused, match=f"^không có hộp thư {address}$"):
        look.show_mailbox(desk.office, home, address)


@pytest.mark.parametrize(
    ("words", "found"),
    [("binh", 1), ("Lê Thị", 1), ("pháp chế", 2), ("phap hung", 1), ("x", 0), ("%", 2), ("_", 2)],
)
def test_mailboxes_are_found_with_and_without_marks(
    desk: Desk, home: Actor, words: str, found: int
) -> None:
    """By address, holder and organisation, each word; signs of the database mean nothing."""
    request = sent(desk, home)
    desk.decide(request)
    desk.run(request)
    rows = mailboxes(desk.office, home, words=words)
    assert found == len(rows)
    if rows:
        rest = mailboxes(desk.office, home, words=words, after=rows[0].address, most=1)
        assert [row.address for row in rows[1:2]] == [row.address for row in rest]
