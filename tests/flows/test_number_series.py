"""Numbers by a series: taken by the issue itself, in the order of dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from flows.desk import issue as issuing
from flows.desk.issue import issue
from flows.desk.refusal import Refused
from flows.desk.watching import watch_terms
from models.reply import Reply, ReplyState
from tasks.letters.content import ReplyContent
from tasks.letters.pdf_file import NotTypeset
from tasks.letters.render import RenderedReply, render
from tests.flows.cases import CLERK, MONDAY, Desk
from tests.flows.numbers_made import NEW_YEAR, register, returned, start, stop, trail
from tests.flows.test_partial_reply import LAST_DAY, half_done, refuse

TODAY = MONDAY.date()


def test_an_issue_takes_the_next_number(desk: Desk, tmp_path: Path) -> None:
    """Told as ever; the same call writes the same files again and takes nothing."""
    start(desk, at=8)
    first, second = returned(desk), returned(desk)
    done = desk.issue(first, None, tmp_path)
    written = (done.docx.read_bytes(), done.pdf.read_bytes())
    done.docx.unlink()
    assert done == desk.issue(first, None, tmp_path)
    assert written == (done.docx.read_bytes(), done.pdf.read_bytes())
    assert ("8", "9") == (done.number, desk.issue(second, None, tmp_path).number)
    assert [("numbers-started", 8), ("reply-issued", "8"), ("reply-issued", "9")] == trail(desk)


def test_the_number_is_printed_with_the_symbol(desk: Desk, tmp_path: Path) -> None:
    """Below 10 with a leading zero (Nghị định 30/2020/NĐ-CP, Phụ lục I), in both files."""
    start(desk, at=8)
    done = desk.issue(returned(desk), None, tmp_path)
    head = Document(BytesIO(done.docx.read_bytes())).tables[0]
    assert "Số: 08/SKHCN-CĐS" in [p.text for row in head.rows for p in row.cells[0].paragraphs]
    pdf = pypdfium2.PdfDocument(done.pdf.read_bytes())
    assert "Số: 08/SKHCN-CĐS" in pdf[0].get_textpage().get_text_range()


def test_a_typed_number_is_refused_under_a_series(desk: Desk, tmp_path: Path) -> None:
    """With the reason and what to do; a letter that was issued by hand can be had again."""
    before, letter = returned(desk), returned(desk)
    done = desk.issue(before, "8", tmp_path)
    start(desk, at=9)
    with pytest.raises(Refused, match=r"đánh số theo dãy từ năm 2026.*numbers stop"):
        desk.issue(letter, "9", tmp_path)
    assert done == desk.issue(before, "08", tmp_path) == desk.issue(before, None, tmp_path)
    assert [(2026, 8)] == register(desk)


def test_a_number_is_typed_where_no_series_is(desk: Desk, tmp_path: Path) -> None:
    """By default."""
    with pytest.raises(Refused, match=r"không đánh số theo dãy cho năm 2026: .*--number"):
        desk.issue(returned(desk), None, tmp_path)


def test_an_issued_letter_keeps_its_number_and_date(desk: Desk, tmp_path: Path) -> None:
    """Another number or another date is refused."""
    start(desk, at=8)
    letter = returned(desk)
    desk.issue(letter, None, tmp_path)
    desk.clock.now += timedelta(days=1)
    for number, dated in ((None, date(2026, 3, 3)), ("9", TODAY)):
        with pytest.raises(Refused, match="đã phát hành: số 8 ngày 02/03/2026"):
            desk.issue(letter, number, tmp_path, dated)


def test_what_is_not_issued_takes_no_number(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a draft, not a refused issue, not one that cannot be typeset."""
    start(desk)
    first, second = returned(desk), returned(desk)
    with pytest.raises(Refused, match="sau hôm nay"):
        desk.issue(first, None, tmp_path, date(2026, 3, 3))
    with pytest.raises(Refused, match="không ghi được"):
        desk.issue(first, None, Path("/proc/nope"))

    def fails(content: ReplyContent) -> RenderedReply:
        raise NotTypeset(f"no {content.number}")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render", fails)
        with pytest.raises(Refused, match=r"chưa dựng được văn bản trả lời L1.*no 1"):
            desk.issue(first, None, tmp_path)
    assert {ReplyState.DRAFTED} == {reply.state for reply in desk.all(Reply)}
    assert [] == register(desk)
    assert "1" == desk.issue(second, None, tmp_path).number


def test_a_number_that_went_meanwhile_is_not_printed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The series goes on while the letter is typeset: files and register say one thing."""
    start(desk)
    letter = returned(desk)
    made: list[str | None] = []

    def slowly(content: ReplyContent) -> RenderedReply:
        if not made:
            stop(desk)
            start(desk, at=20)
        made.append(content.number)
        return render(content)

    monkeypatch.setattr(issuing, "render", slowly)
    done = desk.issue(letter, None, tmp_path)
    assert (["1", "20"], "20") == (made, done.number)
    pdf = pypdfium2.PdfDocument(done.pdf.read_bytes())
    assert "Số: 20/SKHCN-CĐS" in pdf[0].get_textpage().get_text_range()
    assert [(2026, 20)] == register(desk)


def test_numbers_run_in_the_order_of_dates(desk: Desk, tmp_path: Path) -> None:
    """A date before that of a number given is refused, naming it; by hand or by the series."""
    typed, first, second = (returned(desk) for _ in range(3))
    desk.clock.now += timedelta(days=7)
    desk.issue(typed, "14", tmp_path, date(2026, 3, 4))
    start(desk, at=15)
    with pytest.raises(Refused, match=r"03/03/2026 trước ngày 04/03/2026 của số 14 .* Điều 15"):
        desk.issue(first, None, tmp_path, date(2026, 3, 3))
    assert "15" == desk.issue(first, None, tmp_path, date(2026, 3, 6)).number
    with pytest.raises(Refused, match=r"05/03/2026 trước ngày 06/03/2026 của số 15"):
        desk.issue(second, None, tmp_path, date(2026, 3, 5))
    assert "16" == desk.issue(second, None, tmp_path, date(2026, 3, 6)).number


def test_a_new_year_begins_with_01(desk: Desk, tmp_path: Path) -> None:
    """By the letter's date; last year's is taken until the first of the new year, then no more."""
    start(desk, at=300)
    desk.clock.now = NEW_YEAR - timedelta(days=5)
    letters = [returned(desk) for _ in range(4)]
    desk.clock.now = NEW_YEAR
    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 4)]
    numbers = [
        desk.issue(letter, None, tmp_path, day).number
        for letter, day in zip(letters, days, strict=False)
    ]
    assert ["300", "301", "1"] == numbers
    with pytest.raises(Refused, match=r"31/12/2026 trước ngày 04/01/2027 của số 01"):
        desk.issue(letters[3], None, tmp_path, date(2026, 12, 31))
    assert "2" == desk.issue(letters[3], None, tmp_path, date(2027, 1, 4)).number


def test_the_year_is_that_of_vietnam(desk: Desk, tmp_path: Path) -> None:
    """Half past midnight on 1 January, when it is still the old year in Greenwich."""
    start(desk, at=300)
    desk.clock.now = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert "1" == desk.issue(returned(desk), None, tmp_path, date(2027, 1, 1)).number


def test_replies_to_one_letter_are_told_apart_by_their_requests(desk: Desk, tmp_path: Path) -> None:
    """Without a number a repeated call could be meant, or the next reply."""
    letter, new, revoke = half_done(desk)
    start(desk, policy="khanh-hoa")
    desk.clock.now = LAST_DAY
    watch_terms(desk.office)
    assert "1" == desk.issue(letter, None, tmp_path, TODAY).number
    refuse(desk, revoke)
    with pytest.raises(
        Refused, match=f"nhiều văn bản trả lời: nêu đề nghị .*R{new}, R{revoke}|R{revoke}, R{new}"
    ):
        desk.issue(letter, None, tmp_path, TODAY)
    numbers = [
        issue(desk.office, CLERK, request_id=request, dated=TODAY, out=tmp_path).number
        for request in (revoke, new, revoke, new)
    ]
    assert ["2", "1", "2", "1"] == numbers
