"""Taking in letters: none is lost, the same one comes twice only after it went back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

import flows.desk.submit
from flows.desk.look import queue
from flows.desk.refusal import Refused
from flows.desk.submit import Submitted, submit, submitted_before
from flows.desk.withdraw import withdraw
from models.deadline import DeadlineEntry
from models.letter import Letter, LetterFault, LetterState
from models.reply import Reply
from models.transitions import RequestState
from models.verdict import Outcome
from policies.loader import source
from tasks.forms.content import LetterHeader
from tasks.letters.fonts import FontsMissing
from tasks.office import Office
from tasks.receive import Incoming
from tests.flows.cases import CLERK, MONDAY, Desk, new_people
from tests.tasks.forms.letters_made import filled

BROKEN = b"PK\x03\x04 broken"
PEOPLE = [new_people("Trần Mạnh Hùng"), []]
HEADER = LetterHeader(sender="Sở Nội vụ", number="1/SNV", dated=MONDAY.date(), subject="đề nghị")
FILE = filled("phu-tho", "mau-03", "xlsx", PEOPLE, HEADER)


def brought(desk: Desk, **known: object) -> Submitted:
    """The same file, submitted."""
    return desk.submit(FILE, "phu-tho", **known)


def returned(desk: Desk, done: Submitted, out: Path, number: str = "1") -> int:
    """Its request goes back to the agency, with an issued letter."""
    ((request_id, _),) = done.requests
    desk.run(request_id)
    desk.decide(request_id, Outcome.RETURNED, reason="thiếu quyết định")
    desk.run(request_id)
    desk.issue(done.letter_id, number, out)
    assert desk.request(request_id).state is RequestState.WAITING_FOR_AGENCY
    return request_id


def in_queue(desk: Desk) -> set[tuple[int, int | None]]:
    """Letters and requests that somebody has work with."""
    return {(row.letter_id, row.request_id) for row in queue(desk.office, CLERK)}


# ── signs that the letter's font lacks ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["张伟", "Trần 😀 Hùng", "x☐x"])
def test_a_faulty_letter_with_any_sign_is_kept(desk: Desk, name: str) -> None:
    """Its return is drafted, the sign told by its code."""
    done = desk.send("phu-tho", "mau-03", PEOPLE, replace=("Trần Mạnh Hùng", name))
    assert done.faults
    assert [LetterState.RETURNED] == [letter.state for letter in desk.all(Letter)]
    (reply,) = desk.all(Reply)
    told = [fault["message"] for fault in reply.content["faults"]]
    assert any("U+" in message for message in told)
    assert len(desk.all(LetterFault)) == len(told)


def test_a_return_names_a_number_with_any_sign(desk: Desk) -> None:
    """The number of a faulty letter is told with codes."""
    header = replace(HEADER, number="1/SNV★")
    done = desk.submit(
        filled("phu-tho", "mau-03", "xlsx", [new_people("Trần 7"), []], header), "phu-tho"
    )
    assert done.faults
    (reply,) = desk.all(Reply)
    assert "1/SNVU+2605" == reply.content["incoming_number"]


def test_a_reply_names_a_number_with_any_sign(desk: Desk) -> None:
    """A letter without faults is answered, whatever stands in its number."""
    content = filled("phu-tho", "mau-03", "xlsx", PEOPLE, replace(HEADER, number="1/SNV★"))
    ((request_id, _),) = desk.submit(content, "phu-tho").requests
    desk.approve(request_id)
    assert desk.request(request_id).state is RequestState.TO_SIGN
    (reply,) = desk.all(Reply)
    assert "1/SNVU+2605" == reply.content["incoming_number"]


def test_a_letter_is_kept_though_its_return_cannot_be_drafted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without fonts loses no letter: the return is drafted when it is issued."""

    def no_fonts(*given: object) -> None:
        raise FontsMissing(())

    with monkeypatch.context() as without:
        without.setattr(flows.desk.submit, "draft_return", no_fonts)
        done = desk.submit(BROKEN, "phu-tho")
        without.setattr("flows.desk.meant_reply.draft_return", no_fonts)
        with pytest.raises(Refused, match="chưa soạn được văn bản trả lại"):
            desk.issue(done.letter_id, "1", tmp_path)
    assert ([], 1) == (desk.all(Reply), len(desk.all(LetterFault)))
    assert desk.issue(done.letter_id, "1", tmp_path).pdf.is_file()


# ── the same file again ─────────────────────────────────────────────────────────────────────────


def test_the_same_file_is_told_while_it_is_in_work(desk: Desk, tmp_path: Path) -> None:
    """Also when it is answered and nothing of it went back."""
    done = brought(desk)
    assert (True, done.letter_id) == (brought(desk).duplicate, brought(desk).letter_id)
    ((request_id, _),) = done.requests
    desk.approve(request_id)
    desk.issue(done.letter_id, "1", tmp_path)
    assert brought(desk).duplicate
    assert len(desk.all(Letter)) == 1


def test_the_same_file_comes_again_after_it_was_withdrawn(desk: Desk) -> None:
    """It is a letter of its own, with requests of its own; then it is told again."""
    first = brought(desk)
    withdraw(desk.office, CLERK, first.requests[0][0])
    second = brought(desk)
    assert (False, True) == (second.duplicate, second.letter_id != first.letter_id)
    assert desk.request(second.requests[0][0]).state is RequestState.NEW
    assert (True, second.letter_id) == (brought(desk).duplicate, brought(desk).letter_id)
    assert [1, 2] == [letter.attempt for letter in desk.all(Letter)]


def test_the_same_file_comes_again_after_it_went_back(desk: Desk, tmp_path: Path) -> None:
    """Somebody says that nothing was missing: by the same file, without saying more."""
    returned(desk, brought(desk), tmp_path)
    assert not brought(desk).duplicate


def test_the_same_file_comes_as_a_correction(desk: Desk, tmp_path: Path) -> None:
    """By another channel, perhaps: what waited is closed."""
    first = brought(desk)
    waiting = returned(desk, first, tmp_path)
    second = brought(desk, channel="document-system", corrects=first.letter_id)
    assert (False, 1) == (second.duplicate, len(second.requests))
    assert desk.request(waiting).state is RequestState.CLOSED


def test_a_broken_file_comes_again_once_its_return_is_signed(desk: Desk, tmp_path: Path) -> None:
    """Until then it is one letter, told its faults: somebody may repeat a call that was killed."""
    first, again = desk.submit(BROKEN, "phu-tho"), desk.submit(BROKEN, "phu-tho")
    assert (1, 1, True) == (first.letter_id, again.letter_id, again.duplicate)
    assert first.faults == again.faults
    desk.issue(first.letter_id, "1", tmp_path)
    second = desk.submit(BROKEN, "phu-tho")
    assert (2, False) == (second.letter_id, second.duplicate)


def test_a_correction_is_one_letter_however_often_it_is_sent(desk: Desk) -> None:
    """The same file for the same letter is told, not refused as a second correction."""
    broken = desk.submit(BROKEN, "phu-tho").letter_id
    first, again = (brought(desk, corrects=broken) for _ in range(2))
    assert (first.letter_id, True) == (again.letter_id, again.duplicate)
    assert 2 == len(desk.all(Letter))


def test_what_became_of_a_file(desk: Desk) -> None:
    """The newest letter that brought it, even where it may come again."""
    incoming = Incoming(FILE, "letter.xlsx", "application/octet-stream", "form", MONDAY)
    never = submitted_before(desk.office, CLERK, incoming, *source("phu-tho"))
    done = brought(desk)
    withdraw(desk.office, CLERK, done.requests[0][0])
    found = submitted_before(desk.office, CLERK, incoming, *source("phu-tho"))
    assert (None, replace(done, duplicate=True)) == (never, found)


# ── corrections ─────────────────────────────────────────────────────────────────────────────────


def test_a_correction_of_nothing_is_refused(desk: Desk) -> None:
    """A letter that is not there, of another province, or that waits for nobody."""
    other = desk.submit(BROKEN, "hung-yen")
    open_one = desk.send("phu-tho", "mau-03", PEOPLE)
    for number, reason in (
        (999, "không có văn bản L999"),
        (other.letter_id, f"không có văn bản L{other.letter_id} của tỉnh này"),
        (open_one.letter_id, "không có đề nghị nào đang chờ"),
    ):
        with pytest.raises(Refused, match=reason):
            desk.send("phu-tho", "mau-03", PEOPLE, corrects=number)
    assert 2 == len(desk.all(Letter))


def test_a_second_correction_is_refused(desk: Desk) -> None:
    """The newer letter is named; one more correction goes to that one."""
    first = desk.submit(BROKEN, "phu-tho")
    second = desk.send("phu-tho", "mau-03", PEOPLE, corrects=first.letter_id)
    with pytest.raises(Refused, match=f"hãy nêu L{second.letter_id}"):
        desk.send("phu-tho", "mau-03", PEOPLE, corrects=first.letter_id)
    assert 2 == len(desk.all(Letter))


def test_a_faulty_correction_leaves_the_requests_waiting(desk: Desk, tmp_path: Path) -> None:
    """The correction of the correction closes them."""
    first = desk.send("phu-tho", "mau-03", PEOPLE)
    waiting = returned(desk, first, tmp_path)
    second = desk.submit(BROKEN, "phu-tho", corrects=first.letter_id)
    assert second.faults
    assert desk.request(waiting).state is RequestState.WAITING_FOR_AGENCY
    desk.send("phu-tho", "mau-03", PEOPLE, corrects=second.letter_id)
    assert desk.request(waiting).state is RequestState.CLOSED


def test_the_return_of_a_corrected_letter_is_not_signed_any_more(
    desk: Desk, tmp_path: Path
) -> None:
    """It leaves the queue, and is refused to be issued."""
    first = desk.submit(BROKEN, "phu-tho")
    assert {(first.letter_id, None)} == in_queue(desk)
    second = desk.send("phu-tho", "mau-03", PEOPLE, corrects=first.letter_id)
    assert {(second.letter_id, second.requests[0][0])} == in_queue(desk)
    with pytest.raises(Refused, match="đã có văn bản chỉnh sửa"):
        desk.issue(first.letter_id, "1", tmp_path)


def test_an_issued_return_stays_a_return(desk: Desk, tmp_path: Path) -> None:
    """What was signed before the correction came is told as it was."""
    first = desk.submit(BROKEN, "phu-tho")
    desk.issue(first.letter_id, "1", tmp_path)
    desk.send("phu-tho", "mau-03", PEOPLE, corrects=first.letter_id)
    assert LetterState.RETURNED is desk.all(Letter)[0].state


# ── terms ───────────────────────────────────────────────────────────────────────────────────────


def test_the_offices_hours_count(desk: Desk) -> None:
    """Where a regulation counts what comes after hours as the next day's, the office says when."""
    text, file = source("phu-tho")
    text = text.replace("counts_as: same-date", "counts_as: next-working-day")
    at_four = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    desk.clock.now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    office = desk.office
    early = office.settings.model_copy(update={"working_hours": ((time(7), time(15)),)})
    for number, settings in enumerate((office.settings, early)):
        content = filled("phu-tho", "mau-03", "xlsx", PEOPLE, replace(HEADER, number=f"{number}/A"))
        incoming = Incoming(content, "a.xlsx", "application/octet-stream", "form", at_four)
        at = Office(office.engine, settings, office.connector, office.clock)
        submit(at, CLERK, incoming, text, file)
    usual, later = (entry.due.date() for entry in desk.all(DeadlineEntry))
    assert 1 == (later - usual).days
