"""Numbers by a series: taken by the issue itself, in the order of dates, switched on and off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from flows.desk import issue as issuing
from flows.desk.issue import issue
from flows.desk.number_series import NumberingView, numberings, start_series, stop_series
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.watching import watch_terms
from models.letter_number import LetterNumber
from models.reply import Reply, ReplyState
from models.trail import TrailEntry
from models.user import Actor
from policies.loader import load
from tasks.letters.content import ReplyContent
from tasks.letters.pdf_file import NotTypeset
from tasks.letters.render import RenderedReply, render
from tests.flows.cases import CLERK, MONDAY, Desk
from tests.flows.test_partial_reply import LAST_DAY, half_done, refuse

BODY = "Sở Khoa học và Công nghệ"
TODAY = MONDAY.date()
NEW_YEAR = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)


def returned(desk: Desk, policy: str = "phu-tho", received: datetime | None = None) -> int:
    """A letter that nobody can read, come now or then, whose return waits for its number."""
    desk.letters += 1
    content = b"PK\x03\x04 broken %d" % desk.letters
    return desk.submit(content, policy, received=received or desk.clock.now).letter_id


def start(desk: Desk, at: int = 1, year: int = 2026, policy: str = "phu-tho") -> NumberingView:
    return start_series(desk.office, CLERK, load(policy), at=at, year=year)


def stop(desk: Desk) -> NumberingView:
    return stop_series(desk.office, CLERK, load("phu-tho"))


def register(desk: Desk) -> list[tuple[int, int]]:
    return sorted((row.year, row.number) for row in desk.all(LetterNumber))


def trail(desk: Desk) -> list[tuple[str, object]]:
    entries = sorted(desk.all(TrailEntry), key=lambda entry: entry.sequence)
    return [
        (e.action, e.detail["number"] if "number" in e.detail else e.detail["next"])
        for e in entries
        if e.action.startswith(("numbers-", "reply-issued"))
    ]


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


def test_every_body_counts_for_itself(desk: Desk, tmp_path: Path) -> None:
    """Two departments of one name in two provinces are two bodies; one of them types."""
    start(desk)
    start(desk, at=5, policy="khanh-hoa")
    numbers = [
        desk.issue(returned(desk, policy), typed, tmp_path).number
        for policy, typed in (
            ("phu-tho", None),
            ("khanh-hoa", None),
            ("hung-yen", "1"),
            ("phu-tho", None),
            ("khanh-hoa", None),
        )
    ]
    assert ["1", "5", "1", "2", "6"] == numbers
    assert [("hung-yen", None), ("khanh-hoa", 7), ("phu-tho", 3)] == [
        (each.body.policy, each.next) for each in numberings(desk.office)
    ]
    assert [BODY] == [each.body.issuer for each in numberings(desk.office, "phu-tho")]


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


def test_a_new_year_may_begin_otherwise(desk: Desk, tmp_path: Path) -> None:
    """Said in the new year before its first letter; the old year is over then."""
    start(desk, at=300)
    desk.clock.now = NEW_YEAR - timedelta(days=5)
    with pytest.raises(Refused, match="đang chạy: năm 2026, số kế tiếp 300"):
        start(desk, at=5, year=2027)
    letter, other = returned(desk), returned(desk)
    desk.clock.now = NEW_YEAR
    start(desk, at=5, year=2027)
    with pytest.raises(Refused, match="đã sang năm 2027"):
        desk.issue(letter, None, tmp_path, date(2026, 12, 31))
    assert "5" == desk.issue(letter, None, tmp_path, NEW_YEAR.date()).number
    assert "6" == desk.issue(other, None, tmp_path, NEW_YEAR.date()).number


def test_a_series_of_next_year_leaves_this_one_to_the_clerk(desk: Desk, tmp_path: Path) -> None:
    """Until then the numbers are typed, in any order."""
    start(desk, year=2027)
    desk.clock.now = NEW_YEAR - timedelta(days=5)
    first, second = returned(desk), returned(desk)
    with pytest.raises(Refused, match="không đánh số theo dãy cho năm 2026"):
        desk.issue(first, None, tmp_path, date(2026, 12, 30))
    assert "70" == desk.issue(first, "70", tmp_path, date(2026, 12, 30)).number
    desk.clock.now = NEW_YEAR
    assert "1" == desk.issue(second, None, tmp_path, NEW_YEAR.date()).number


def test_a_series_starts_after_what_was_given(desk: Desk, tmp_path: Path) -> None:
    """In the middle of a year, from the number that the body's own register has reached."""
    desk.issue(returned(desk), "14", tmp_path)
    letter = desk.all(Reply)[0].letter_id
    with pytest.raises(Refused, match=f"số 14 năm 2026 đã dùng cho văn bản trả lời L{letter}"):
        start(desk, at=14)
    assert 15 == start(desk, at=15).next


@pytest.mark.parametrize(
    ("at", "year", "told"),
    [
        (0, 2026, "từ 1 đến 999999"),
        (1_000_000, 2026, "từ 1 đến 999999"),
        (1, 2025, "trong năm 2026 hoặc 2027"),
        (1, 2028, "trong năm 2026 hoặc 2027"),
    ],
)
def test_a_series_that_cannot_be_is_refused(desk: Desk, at: int, year: int, told: str) -> None:
    """Its first number, its year."""
    with pytest.raises(Refused, match=told):
        start(desk, at=at, year=year)
    assert ([], []) == (numberings(desk.office), trail(desk))


def test_setting_it_again_changes_nothing(desk: Desk) -> None:
    """Neither setting nor trail; another number is refused while the series runs."""
    assert start(desk, at=8) == start(desk, at=8)
    with pytest.raises(Refused, match="đang chạy: năm 2026, số kế tiếp 08"):
        start(desk, at=9)
    assert stop(desk) == stop(desk)
    assert [("numbers-started", 8), ("numbers-stopped", 8)] == trail(desk)


def test_by_hand_and_back(desk: Desk, tmp_path: Path) -> None:
    """What the series gave is refused to the clerk; the series goes on after what he typed."""
    start(desk)
    desk.issue(returned(desk), None, tmp_path)
    stop(desk)
    letter = returned(desk)
    with pytest.raises(Refused, match="số 1 năm 2026 đã dùng"):
        desk.issue(letter, "1", tmp_path)
    desk.issue(letter, "3", tmp_path)
    with pytest.raises(Refused, match="bắt đầu từ 04 trở lên"):
        start(desk, at=2)
    start(desk, at=4)
    desk.issue(returned(desk), None, tmp_path)
    assert [(2026, 1), (2026, 3), (2026, 4)] == register(desk)


def test_only_a_body_that_is_known_has_a_series(desk: Desk, tmp_path: Path) -> None:
    """That of the letterhead, or one that gave numbers under an earlier letterhead."""
    regulation = load("phu-tho")
    with pytest.raises(Refused, match=f"không có cơ quan ban hành «Sở»; chỉ có: {BODY}"):
        start_series(desk.office, CLERK, regulation, at=1, year=2026, issuer="Sở")
    desk.issue(returned(desk), "8", tmp_path)
    head = regulation.bodies.letterhead.model_copy(update={"issuer": "Sở Nội vụ"})
    bodies = regulation.bodies.model_copy(update={"letterhead": head})
    later = regulation.model_copy(update={"bodies": bodies})
    start_series(desk.office, CLERK, later, at=9, year=2026, issuer=BODY)
    assert "9" == desk.issue(returned(desk), None, tmp_path).number


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


def test_only_the_operator_sets_it(desk: Desk) -> None:
    """Neither a flow nor a page, and nobody without a name."""
    regulation = load("phu-tho")
    for actor in (Actor("a", "flow"), Actor("a", "page"), Actor(" ", "command")):
        with pytest.raises(NotAllowed):
            start_series(desk.office, actor, regulation, at=1, year=2026)
        with pytest.raises(NotAllowed):
            stop_series(desk.office, actor, regulation)
