"""People and workers who act at the same moment: what contradicts happens once, nothing is lost."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flows.desk.refusal import Refused
from flows.desk.submit import Submitted
from flows.desk.withdraw import withdraw
from models.letter import Letter
from models.mailbox import Mailbox
from models.outbox import OutboxEntry
from models.reply import Reply, ReplyState
from models.step import StepDone
from models.transitions import RequestState
from models.verdict import Outcome, Verdict
from tasks.forms.content import LetterHeader
from tests.at_once import at_once
from tests.flows.cases import CLERK, MONDAY, Desk, new_person
from tests.tasks.forms.letters_made import filled

ROUNDS = range(5)


def proposed(desk: Desk, *numbers: int) -> int:
    """A request for new mailboxes of so many people, waiting for its reviewer."""
    people = [new_person("Trần Mạnh Hùng", number) for number in numbers]
    ((request_id, _),) = desk.send("phu-tho", "mau-03", [people, []]).requests
    desk.run(request_id)
    return request_id


def test_two_reviewers_decide_the_last_two_lines(desk: Desk) -> None:
    """Each gives one verdict, and whoever comes last sends the request on."""
    for number in ROUNDS:
        request_id = proposed(desk, 2 * number, 2 * number + 1)
        answers = at_once(
            *(partial(desk.decide, request_id, Outcome.APPROVED, line) for line in (1, 2))
        )
        assert [None, None] == answers
        assert RequestState.APPROVED is desk.request(request_id).state
        assert request_id in {entry.request_id for entry in desk.all(OutboxEntry)}


def test_one_line_is_decided_once(desk: Desk) -> None:
    """Of four verdicts on one line one is given, and the other reviewers are told."""
    for number in ROUNDS:
        request_id = proposed(desk, number)
        before = len(desk.all(Verdict))
        answers = at_once(*[partial(desk.decide, request_id, Outcome.APPROVED, 1)] * 4)
        assert Counter({Refused: 3, type(None): 1}) == Counter(map(type, answers))
        assert before + 1 == len(desk.all(Verdict))


def test_a_withdrawal_and_a_verdict(desk: Desk) -> None:
    """Where the agency withdraws first the reviewer is told; else it is withdrawn after that."""
    for number in ROUNDS:
        request_id = proposed(desk, number)
        taken_back, decided = at_once(
            partial(withdraw, desk.office, CLERK, request_id), partial(desk.decide, request_id)
        )
        assert taken_back is None
        assert decided is None or isinstance(decided, Refused)
        assert RequestState.WITHDRAWN is desk.request(request_id).state


def test_one_person_in_two_letters(desk: Desk) -> None:
    """Proposed and approved at the same moment, one person still has one mailbox."""
    for number in ROUNDS:
        requests = [
            desk.send("phu-tho", "mau-03", [[new_person("Trần Mạnh Hùng", number)], []]).requests[
                0
            ][0]
            for _ in "ab"
        ]
        at_once(*(partial(desk.run, request_id) for request_id in requests))
        at_once(*(partial(desk.decide, request_id, line=1) for request_id in requests))
        at_once(*(partial(desk.run, request_id) for request_id in requests))
        assert number + 1 == len(desk.all(Mailbox))


def test_the_same_file_comes_twice(desk: Desk) -> None:
    """It is one letter, and the other senders are told which."""
    for number in ROUNDS:
        header = LetterHeader(sender="Sở Nội vụ", number=f"{number}/SNV-VP", dated=MONDAY.date())
        people = [[new_person("Lê Thị Lan", number)], []]
        content = filled("phu-tho", "mau-03", "xlsx", people, header)
        answers = at_once(*[partial(desk.submit, content, "phu-tho")] * 3)
        known = [isinstance(answer, Submitted) and answer.duplicate for answer in answers]
        assert ([False, True, True], 1) == (sorted(known), len({letter_of(a) for a in answers}))
        assert number + 1 == len(desk.all(Letter))


def letter_of(answer: Submitted | Exception) -> int | None:
    """The number of the letter that was made or found."""
    return answer.letter_id if isinstance(answer, Submitted) else None


def test_two_runs_of_one_request(desk: Desk) -> None:
    """A request that two workers run at once goes through each step once."""
    for number in ROUNDS:
        ((request_id, _),) = desk.send(
            "phu-tho", "mau-03", [[new_person("Lê Thị Lan", number)], []]
        ).requests
        assert [None] * 3 == at_once(*[partial(desk.run, request_id)] * 3)
        desk.decide(request_id)
        assert [None] * 3 == at_once(*[partial(desk.run, request_id)] * 3)
        assert 4 * (number + 1) == len(desk.all(StepDone))
        assert number + 1 == len(desk.all(Mailbox)) == len(desk.all(Reply))


def test_one_number_for_two_letters(desk: Desk) -> None:
    """One of them is issued with it, the other clerk is told."""
    letters = []
    for number in range(4):
        person = new_person("Lê Thị Lan", number)
        sent = desk.send("phu-tho", "mau-03", [[person], []])
        desk.approve(sent.requests[0][0])
        letters.append(sent.letter_id)
    out = desk.office.settings.home / "out"
    answers = at_once(*(partial(desk.issue, letter, "15", out) for letter in letters))
    assert 3 == sum(isinstance(answer, Refused) for answer in answers)
    assert Counter({ReplyState.DRAFTED: 3, ReplyState.ISSUED: 1}) == Counter(
        reply.state for reply in desk.all(Reply)
    )
