"""Issuing: first kept, then written; one number is one number."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.desk.refusal import Refused
from models.deadline import DeadlineEntry
from models.reply import Reply, ReplyState
from models.transitions import RequestState
from models.verdict import Outcome
from tests.flows.cases import Desk, new_people

BROKEN = b"PK\x03\x04 broken"


def answered(desk: Desk) -> tuple[int, int]:
    """A letter whose reply waits for its signature, and its request."""
    done = desk.send("phu-tho", "mau-03", [new_people("Trần Mạnh Hùng"), []])
    ((request_id, _),) = done.requests
    desk.run(request_id)
    desk.decide(request_id, Outcome.REFUSED, reason="không thuộc đối tượng")
    desk.run(request_id)
    return done.letter_id, request_id


def test_8_and_08_are_one_number(desk: Desk, tmp_path: Path) -> None:
    """The same letter is written again; another may not have it."""
    letter, _ = answered(desk)
    other = desk.submit(BROKEN, "phu-tho").letter_id
    first = desk.issue(letter, "08", tmp_path)
    assert ("8", first) == (first.number, desk.issue(letter, " 8", tmp_path))
    with pytest.raises(Refused, match="số 8 năm 2026 đã dùng"):
        desk.issue(other, "008", tmp_path)


@pytest.mark.parametrize("number", ["٨", "²", "0", "", "8/SKHCN", "1234567", "-8"])
def test_what_is_no_number_is_refused(desk: Desk, tmp_path: Path, number: str) -> None:
    """Digits 0–9 only, and not zero."""
    with pytest.raises(Refused, match="các chữ số"):
        desk.issue(desk.submit(BROKEN, "phu-tho").letter_id, number, tmp_path)


def test_a_folder_that_cannot_be_is_refused(desk: Desk) -> None:
    """Nothing is issued before the folder is there."""
    letter = desk.submit(BROKEN, "phu-tho").letter_id
    with pytest.raises(Refused, match="không ghi được vào /proc/nope"):
        desk.issue(letter, "8", Path("/proc/nope"))
    assert [ReplyState.DRAFTED] == [reply.state for reply in desk.all(Reply)]


def test_what_could_not_be_written_is_written_by_the_next_call(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk after the signature: the letter is issued, and the same call hands it out."""
    letter = desk.submit(BROKEN, "phu-tho").letter_id

    def full(path: Path, content: bytes) -> None:
        assert ReplyState.ISSUED is desk.all(Reply)[0].state
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        with pytest.raises(Refused, match="đã phát hành số 8, nhưng không ghi được"):
            desk.issue(letter, "8", tmp_path / "out")
    done = desk.issue(letter, "8", tmp_path / "out")
    assert [done.docx, done.pdf] == sorted((tmp_path / "out").iterdir())


def test_the_ledger_tells_the_answer(desk: Desk, tmp_path: Path) -> None:
    """Number and date, and nothing of work that was never done."""
    letter, request = answered(desk)
    desk.issue(letter, "8", tmp_path)
    assert desk.request(request).state is RequestState.CLOSED
    last = desk.all(DeadlineEntry)[-1]
    assert "đã trả lời bằng văn bản số 8 ngày 02/03/2026" == last.cause
