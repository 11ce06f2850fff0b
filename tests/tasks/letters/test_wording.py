"""The words of a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from jinja2 import UndefinedError

from policies.explain import cite as clause
from policies.loader import load
from policies.schema import RequestType
from tasks.letters.content import Outcome, ReplyContent, ReplyLine
from tasks.letters.wording import (
    change_password_remark,
    cite,
    compose,
    environment,
    long_date,
    outcome_words,
    request_words,
    subject_for,
)
from tests.tasks.letters.conftest import FAULTS, LINE, REFUSED, RETURNED

Make = Callable[..., ReplyContent]
DONE = "đã được thực hiện"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def body(content: ReplyContent) -> str:
    return plain(" ".join(compose(content).paragraphs))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("8", "Số: 08/SKHCN-TTCĐS"),
        ("08", "Số: 08/SKHCN-TTCĐS"),
        ("10", "Số: 10/SKHCN-TTCĐS"),
        ("123", "Số: 123/SKHCN-TTCĐS"),
        ("9a", "Số: 9a/SKHCN-TTCĐS"),
        ("7/SKHCN-VP", "Số: 7/SKHCN-VP"),
        (None, "Số:        /SKHCN-TTCĐS"),
    ],
)
def test_number(letter: Make, typed: str | None, printed: str) -> None:
    """Below 10 a zero leads; a number typed whole stays; a draft has room to write."""
    assert printed == plain(compose(letter(number=typed)).number)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2026, 10, 31), "ngày 31 tháng 10 năm 2026"),
    ],
)
def test_date(day: date, printed: str) -> None:
    """Days below 10 and months 1 and 2 have a leading zero, months from 3 on have none."""
    assert printed == plain(long_date(day))


def test_draft_leaves_the_date_blank(letter: Make) -> None:
    """A draft invents neither day nor year, in the letter and in the annex."""
    printed = compose(letter(number=None, dated=None))
    assert ["Phú", "Thọ,", "ngày", "tháng", "năm"] == printed.place.split()
    said = "(Kèm theo Văn bản số /SKHCN-TTCĐS ngày tháng năm của Sở Khoa học và Công nghệ)"
    assert said == " ".join(printed.annex.reference.split())


def test_one_recipient_stands_on_the_line_of_the_greeting(letter: Make) -> None:
    """Kính gửi with one recipient is one line."""
    printed = compose(letter())
    assert ("Kính gửi: Ủy ban nhân dân xã Phùng Nguyên", ()) == (
        printed.greeting,
        printed.recipients,
    )


def test_several_recipients_stand_in_a_list(letter: Make) -> None:
    """Each has a dash, all but the last a semicolon, the last a full stop."""
    printed = compose(letter(recipients=("Sở Nội vụ", "Sở Tài chính")))
    assert ("Kính gửi:", ("- Sở Nội vụ;", "- Sở Tài chính.")) == (
        printed.greeting,
        printed.recipients,
    )


def test_opening_cites_the_letter_and_the_regulation(letter: Make) -> None:
    """Number, date and sender of the incoming letter, its wishes, and the regulation."""
    opening = plain(compose(letter(types=(RequestType.NEW, RequestType.LOCK))).paragraphs[0])
    assert (
        "Sở Khoa học và Công nghệ nhận được Văn bản số 15/UBND-VHXH ngày 31 tháng 12 năm 2025 của "
        "Ủy ban nhân dân xã Phùng Nguyên đề nghị cấp mới và tạm khóa hộp thư điện tử công vụ. Căn "
        "cứ Quy chế quản lý và sử dụng Hệ thống thư điện tử ban hành kèm theo Quyết định số "
        "12/2025/QĐ-UBND của Ủy ban nhân dân tỉnh Phú Thọ, Sở Khoa học và Công nghệ có ý kiến như "
        "sau:"
    ) == opening


def test_opening_without_number_and_date(letter: Make) -> None:
    """What is not known of the incoming letter is left out."""
    opening = compose(letter(incoming_number=None, incoming_dated=None)).paragraphs[0]
    assert opening.startswith(
        "Sở Khoa học và Công nghệ nhận được văn bản của Ủy ban nhân dân xã Phùng Nguyên đề nghị "
    )


def test_all_approved(letter: Make) -> None:
    """One case is not called "all"; what is approved has been done."""
    assert "Đồng ý 01 trường hợp theo đề nghị" in body(letter())
    assert DONE in body(letter())
    assert "Đồng ý toàn bộ 02 trường hợp" in body(letter(lines=(LINE, LINE)))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((REFUSED, REFUSED), "Không đồng ý toàn bộ 02 trường hợp đề nghị."),
        ((RETURNED,), "Trả lại 01 trường hợp đề nghị để bổ sung."),
        (
            (REFUSED, RETURNED),
            "Trong tổng số 02 trường hợp đề nghị: không đồng ý 01 trường hợp, trả lại để bổ sung "
            "01 trường hợp.",
        ),
    ],
)
def test_nothing_is_said_to_be_done_where_nothing_is_approved(
    letter: Make, lines: tuple[ReplyLine, ...], said: str
) -> None:
    """Without an approved line the letter does not speak of anything carried out."""
    text = body(letter(lines=lines))
    assert said in text
    assert DONE not in text


def test_mixed_counts_each_outcome(letter: Make) -> None:
    """The three outcomes are counted apart."""
    said = (
        "Trong tổng số 04 trường hợp đề nghị: đồng ý 02 trường hợp, không đồng ý 01 trường hợp, "
        "trả lại để bổ sung 01 trường hợp."
    )
    assert said in body(letter(lines=(LINE, LINE, REFUSED, RETURNED)))


def test_returned_lines_get_a_second_reply(letter: Make) -> None:
    """Who is to put right and send again is told that another letter answers it."""
    text = body(letter(lines=(LINE, RETURNED)))
    assert "Đối với 01 trường hợp trả lại để bổ sung, đề nghị Ủy ban nhân dân xã Phùng" in text
    assert "trả lời trường hợp này bằng một văn bản tiếp theo." in text
    assert "văn bản tiếp theo" not in body(letter(lines=(LINE, REFUSED)))


def test_faulty_form_goes_back_with_its_faults(letter: Make) -> None:
    """The annex lists each fault; the letter asks to send again and announces a second reply."""
    content = letter(lines=(), faults=FAULTS, remarks=())
    assert "biểu mẫu kèm theo còn 02 lỗi nêu tại Phụ lục" in body(content)
    assert "bằng một văn bản tiếp theo." in body(content)
    assert DONE not in body(content)
    annex = compose(content).annex
    assert ("STT", "Vị trí", "Nội dung cần chỉnh sửa") == annex.header
    assert ("1", FAULTS[0].place, FAULTS[0].message) == annex.rows[0]


def test_letter_ends_with_its_mark(letter: Make) -> None:
    """The last paragraph of the text ends with "./.", no other does."""
    for content in (letter(), letter(lines=(), faults=FAULTS)):
        ends = [text.endswith("./.") for text in compose(content).paragraphs]
        assert [*[False] * (len(ends) - 1), True] == ends


def test_remarks_stand_before_the_closing(letter: Make) -> None:
    """A remark is a paragraph of its own."""
    remark = change_password_remark("after-reset", "Điều 6 khoản 2 điểm c")
    assert "ngay sau khi được cấp lại mật khẩu theo quy định tại điểm c khoản 2 Điều 6." in plain(
        remark
    )
    assert remark == compose(letter(remarks=(remark,))).paragraphs[-2]


def test_row_of_the_annex(letter: Make) -> None:
    """Number, who, unit, wish, address, outcome, grounds; a dash where there is nothing."""
    annex = compose(letter(lines=(LINE, replace(REFUSED, number=2, unit=None)))).annex
    assert (
        "2",
        "Trần Mạnh Hùng",
        "–",
        "Cấp mới",
        "–",
        "Không đồng ý",
        "Người này đã có hộp thư đang dùng (điểm a khoản 2 Điều 4)",
    ) == tuple(map(plain, annex.rows[1]))
    assert "Căn cứ điểm a khoản 2 Điều 4" == plain(annex.rows[0][-1])


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("Điều 5 khoản 4 điểm d", "điểm d khoản 4 Điều 5"),
        ("Điều 7", "Điều 7"),
        ("Quyết định Điều 2", "Điều 2 Quyết định"),
        ("Bộ luật Dân sự 2015 Điều 148 khoản 5", "khoản 5 Điều 148 Bộ luật Dân sự 2015"),
        ("Phụ lục Mẫu số 03", "Phụ lục Mẫu số 03"),
        ("Điều 5 khoản 3 và khoản 4", "Điều 5 khoản 3 và khoản 4"),
    ],
)
def test_articles_are_cited_as_letters_cite_them(article: str, cited: str) -> None:
    """From the smallest part to the largest; what is of another form stays."""
    assert cited == plain(clause(article))


def test_words_for_outcomes_and_requests() -> None:
    """The fixed words."""
    outcomes = ["Đồng ý", "Không đồng ý", "Trả lại để bổ sung", "Đã rút", "Trả lời sau"]
    assert outcomes == [*map(outcome_words, Outcome)]
    assert [
        "Cấp mới",
        "Thay đổi thông tin",
        "Thu hồi",
        "Cấp lại mật khẩu",
        "Tạm khóa",
        "Khôi phục",
    ] == [*map(request_words, RequestType)]


def test_subject_names_each_wish_once() -> None:
    """In the order of the types, whatever the order of the lines."""
    types = (RequestType.RESTORE, RequestType.NEW, RequestType.RESTORE, RequestType.REVOKE)
    wishes = "cấp mới, thu hồi và khôi phục hộp thư điện tử công vụ"
    assert f"trả lời đề nghị {wishes}" == subject_for(types)
    assert f"hoàn thiện biểu mẫu đề nghị {wishes}" == subject_for(types, faulty=True)
    assert "hoàn thiện biểu mẫu đề nghị về hộp thư điện tử công vụ" == subject_for((), faulty=True)


def test_citation_leaves_blank_what_the_text_leaves_blank() -> None:
    """A number and a date that the regulation does not have are not invented."""
    assert (
        "Quyết định số 51/2016/QĐ-UBND ngày 31 tháng 10 năm 2016 của Ủy ban nhân dân tỉnh Tiền "
        "Giang"
    ) == plain(cite(load("tien-giang")))
    assert (
        "Quyết định số …/QĐ-UBND ngày … tháng … năm … của Ủy ban nhân dân tỉnh Phú Thọ"
    ) == plain(cite(load("phu-tho")))


@pytest.mark.parametrize(
    ("authority", "office", "printed"),
    [
        (None, "Giám đốc", ("GIÁM ĐỐC",)),
        ("Q.", "Giám đốc", ("Q. GIÁM ĐỐC",)),
        ("KT. Giám đốc", "Phó Giám đốc", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    ],
)
def test_signatory(
    letter: Make, authority: str | None, office: str, printed: tuple[str, ...]
) -> None:
    """The authority stands before the office or, where it names one itself, above it."""
    content = letter(signatory_authority=authority, signatory_office=office)
    assert printed == compose(content).signatory


def test_copies(letter: Make) -> None:
    """The recipients come first, the archive last."""
    said = ("- Như trên;", "- Sở Nội vụ;", "- Lưu: VT, TTCĐS.")
    assert said == compose(letter(copies=("Sở Nội vụ",))).copies


def test_long_heading_is_divided_before_the_province(letter: Make) -> None:
    """Two lines, not one that runs into the country's name."""
    printed = compose(letter(superior="Sở Khoa học và Công nghệ tỉnh Khánh Hòa"))
    assert ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "TỈNH KHÁNH HÒA") == printed.superior
    assert ("SỞ KHOA HỌC VÀ CÔNG NGHỆ",) == printed.issuer


def test_misspelt_mark_in_the_wording_is_an_error(letter: Make) -> None:
    """A template that asks for what a letter does not have fails instead of printing nothing."""
    with pytest.raises(UndefinedError, match="isuer"):
        environment().from_string("{{ letter.isuer }}").render(letter=letter())
