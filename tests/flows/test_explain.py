"""Explanations that a clerk can send on: the same words in command, page and letter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from io import BytesIO

import docx
import pypdfium2
import pytest

from dashboard import views
from flows.desk.decide import Decision, decide
from flows.desk.explain import explain_letter, explain_mailbox, explain_request, paragraphs
from flows.desk.issue import issue
from flows.desk.look import show_request
from flows.desk.refusal import Refused
from flows.desk.withdraw import withdraw
from models.reply import Reply
from models.verdict import Outcome
from policies.loader import load
from policies.schema import RequestType
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.proposing.asking import main_channel
from tests.databases import environment_of
from tests.flows.cases import CLERK, MONDAY, REVIEWER, Desk, new_people, new_person

#: patterns, codes, options, English and Python have no place in what goes to an agency
INTERNAL = re.compile(
    r"[{}]|→|\bNone\b|--|\b[RL]\d+\b|\b(person|organisation|new|revoke|lock|restore|approved|"
    r"refused|returned|working|days|receipt|answer|pattern|needs?)\b"
)


def request_of(desk: Desk, *people: FilledRow, policy: str = "phu-tho") -> int:
    done = desk.send(policy, "mau-03", [list(people), []])
    desk.run(done.requests[0][0])
    return done.requests[0][0]


def sentences(desk: Desk, request_id: int, line: int | None = None) -> list[str]:
    return paragraphs(explain_request(desk.office, CLERK, request_id, line))


def plain(text: str) -> str:
    """Without the breaks that a page or a cell sets."""
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    """Letters alone: a PDF tells where glyphs stand, not where a cell's words were parted."""
    return re.sub(r"[\s\ufffe]", "", text)


def word_text(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*(each.text for each in document.paragraphs), *cells]))


def pdf_text(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def command(desk: Desk, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        env={**os.environ, **environment_of(desk.office.settings.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return plain(done.stdout)


def stands_everywhere(desk: Desk, request_id: int, told: str) -> None:
    """In the command's output, the page's view, and both files of the letter."""
    reply = show_request(desk.office, CLERK, request_id).reply
    assert reply is not None
    assert told in command(desk, "explain", f"R{request_id}")
    assert told in plain(" ".join(views.explanation(desk.office, CLERK, request_id)))
    assert told in word_text(reply.docx)
    assert squeezed(told) in pdf_text(reply.pdf)


def test_a_refusal_is_told_in_the_same_words_everywhere(desk: Desk) -> None:
    """Reason and article, from one place."""
    desk.approve(request_of(desk, new_person("Trần Mạnh Hùng", 1)))
    again = request_of(desk, new_person("Trần Mạnh Hùng", 1))
    desk.decide(again, Outcome.REFUSED, 1)
    desk.run(again)
    stands_everywhere(
        desk,
        again,
        "Đã có hộp thư hungtm@phutho.gov.vn; mỗi cá nhân được cấp một hộp thư "
        "(theo thẩm quyền tại khoản 1 Điều 5)",
    )


def test_a_clash_is_told_in_the_same_words_everywhere(desk: Desk) -> None:
    """Which address was tried, why it was not given, and the article."""
    number = request_of(desk, new_person("Trần Mạnh Hùng", 1), new_person("Trần Minh Hưng", 2))
    desk.decide(number)
    desk.run(number)
    stands_everywhere(
        desk,
        number,
        "Địa chỉ hungtm@phutho.gov.vn đã giữ chỗ cho người khác có đề nghị được xét trước "
        "(điểm a khoản 2 Điều 4).",
    )


def test_a_lock_is_told_in_the_same_words_everywhere(desk: Desk) -> None:
    """What still works, by which article, and the way back."""
    address = "nhphuc.nv@hungyen.gov.vn"
    fields = LineFields(name="Nguyễn Hoàng Phúc", unit="Phòng Pháp chế", address=address)
    rows = (new_person("Nguyễn Hoàng Phúc", 1), FilledRow(RequestType.LOCK, fields))
    done = [desk.send("hung-yen", "mau-chuan", [[row], []], channel="letter") for row in rows]
    _, request_id = (number for each in done for number, _ in each.requests)
    for each in done:
        desk.approve(each.requests[0][0])
    note = (
        "Trong thời gian tạm khóa, hộp thư không đăng nhập được, không gửi được thư; thư gửi đến "
        "vẫn được nhận và lưu (khoản 1 Điều 7). Muốn khôi phục, cơ quan, đơn vị gửi đề nghị đến Sở "
        "Khoa học và Công nghệ; thời hạn khôi phục là 03 ngày làm việc kể từ khi nhận được đề nghị "
        "(điểm b khoản 3 Điều 7). Khi khôi phục, hộp thư được cấp mật khẩu mới "
        "(điểm b khoản 3 Điều 7)."
    )
    stands_everywhere(desk, request_id, note)
    box = plain(" ".join(paragraphs(explain_mailbox(desk.office, CLERK, address))))
    assert note in box
    assert "Hộp thư bị tạm khóa từ ngày 02/03/2026, lý do: " in box


def test_a_return_tells_what_becomes_of_the_term_everywhere(desk: Desk) -> None:
    """Counted from the letter that comes again, and by which article."""
    number = request_of(desk, *new_people("Trần Mạnh Hùng"))
    desk.decide(number, Outcome.RETURNED, 1, reason="thiếu quyết định tuyển dụng")
    desk.run(number)
    stands_everywhere(
        desk,
        number,
        "Thời hạn giải quyết đối với nội dung trả lại được tính từ khi nhận được văn bản gửi lại "
        "(điểm c khoản 3 Điều 5).",
    )


@pytest.mark.parametrize(
    ("policy", "form", "section"),
    [
        ("hung-yen", "mau-chuan", 0),
        ("bac-giang", "mau-chuan", 0),
        ("khanh-hoa", "phu-luc", 1),
        ("tien-giang", "mau-chuan", 0),
        ("phu-tho", "mau-03", 0),
    ],
)
@pytest.mark.parametrize("decided", [None, Outcome.APPROVED, Outcome.REFUSED, Outcome.RETURNED])
def test_nothing_internal_is_said(
    desk: Desk, policy: str, form: str, section: int, decided: Outcome | None
) -> None:
    """Whole sentences without patterns, codes, options or English, in every province."""
    rows: list[list[FilledRow]] = [[], []]
    rows[section] = [
        new_person("Lê Minh Hiếu", 1, birth_date=date(1977, 5, 1)),
        new_person("Lê Minh Hiếu", 2, birth_date=date(1981, 5, 1)),
        new_person("Lê Minh Hiếu", 3, birth_date=None),
    ]
    channel = main_channel(load(policy))
    ((number, _),) = desk.send(policy, form, rows, channel=channel).requests
    desk.run(number)
    if decided is Outcome.APPROVED:
        for line in desk.lines(number):
            if not line.needs:
                desk.decide(number, line=line.number)
    elif decided is not None:
        desk.decide(number, decided, reason="không thuộc đối tượng")
    for section_ in explain_request(desk.office, CLERK, number):
        assert [] == INTERNAL.findall(section_.heading)
        for sentence in section_.sentences:
            assert [] == INTERNAL.findall(sentence)
            assert sentence[0].isupper() or sentence[0] in "«“"
            assert sentence.endswith(".")
            assert ".." not in sentence
            assert ". (" not in sentence


def test_one_line_of_a_request(desk: Desk) -> None:
    """Its own section after the request's; a line that is not there is told."""
    number = request_of(desk, *new_people("Trần Mạnh Hùng", "Lê Thị Mai"))
    told = explain_request(desk.office, CLERK, number, 2)
    assert ["Trường hợp 2: Lê Thị Mai, Phòng Pháp chế"] == [s.heading for s in told[1:]]
    with pytest.raises(Refused, match="không có dòng 3"):
        explain_request(desk.office, CLERK, number, 3)
    with pytest.raises(Refused, match="không có đề nghị"):
        explain_request(desk.office, CLERK, 99)
    with pytest.raises(Refused, match="không có văn bản"):
        explain_letter(desk.office, CLERK, 99)


def test_a_withdrawn_request_says_so(desk: Desk) -> None:
    """And nothing of a result."""
    number = request_of(desk, *new_people("Trần Mạnh Hùng"))
    withdraw(desk.office, CLERK, number)
    assert "Đề nghị này đã được rút." in sentences(desk, number)


def test_an_article_that_is_given_is_cited(desk: Desk) -> None:
    """Not that of the body which decides."""
    number = request_of(desk, *new_people("Trần Mạnh Hùng"))
    decide(
        desk.office,
        REVIEWER,
        Decision(number, Outcome.REFUSED, 1, "sai đối tượng", "Điều 3 khoản 1"),
    )
    assert "Sai đối tượng (khoản 1 Điều 3)." in plain(" ".join(sentences(desk, number)))


def test_late_is_said_to_be_late(desk: Desk) -> None:
    """An answer after the term says so, judged by law."""
    done = desk.send("khanh-hoa", "phu-luc", [[], new_people("Trần Mạnh Hùng")])
    ((number, _),) = done.requests
    desk.run(number)
    desk.decide(number, Outcome.REFUSED, reason="không thuộc đối tượng")
    desk.run(number)
    desk.clock.now = MONDAY.replace(day=10)
    out, dated = desk.office.settings.home / "out", date(2026, 3, 10)
    issue(desk.office, CLERK, request_id=number, number="8", dated=dated, out=out)
    assert "Việc giải quyết đã kết thúc quá thời hạn theo quy định." in sentences(desk, number)
    assert 1 == len(desk.all(Reply))
