"""Organisations as people write them: their superior, their place, their abbreviations."""

from __future__ import annotations

from datetime import date

import pytest

from policies.addresses import AddressAnswer, Addressing
from policies.loader import load
from policies.schema import Kind
from policies.spelling import Written, is_acronym, organisation_key, read_words
from policies.superiors import split_superior

ON = date(2026, 3, 2)
KHCN = "Sở Khoa học và Công nghệ"


def ask(policy: str, name: str, parent: str | None = None) -> AddressAnswer:
    """The answer for an organisation where nothing was issued yet."""
    return Addressing(load(policy), ON).address(
        Kind.ORGANISATION, name, parent=parent, taken=lambda _: False
    )


def local(answer: AddressAnswer) -> str | None:
    """The local part of the answer."""
    return answer.address.partition("@")[0] if answer.address else None


def standing(answer: AddressAnswer) -> tuple[str | None, bool, bool]:
    """The local part, whether it is settled by agreement, whether the question is refused."""
    return local(answer), answer.needs_agreement, answer.refused_name is not None


@pytest.mark.parametrize(
    ("policy", "name", "parent", "expected"),
    [
        ("khanh-hoa", "SỞ KH&CN", None, "skhcn"),
        ("tien-giang", "SỞ TT&TT", None, "sttt"),
        ("bac-giang", "SỞ TTTT", None, "stttt"),
        ("hung-yen", "Trường THPT TIÊN LỮ thuộc Sở GD&ĐT", None, "tthpttl.sogddt"),
        ("hung-yen", "Trường THPT Tiên Lữ thuộc Sở GD&ĐT", None, "tthpttl.sogddt"),
        ("hung-yen", "Phòng KINH TẾ xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "PHÒNG KH-TC", "Sở Y tế", "pkhtc.soyt"),
        ("khanh-hoa", "BỆNH VIỆN DA LIỄU", "Sở Y tế", "bvdl.syt"),
    ],
)
def test_capitals_alone_make_no_acronym(
    policy: str, name: str, parent: str | None, expected: str
) -> None:
    """A word in capitals is an acronym where it is listed or has no vowel; else it is a word."""
    assert local(ask(policy, name, parent)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("THPT", True), ("PVHCC", True), ("ATTP", True), ("KINH", False), ("TẾ", False)],
)
def test_acronyms_are_told_word_by_word(word: str, expected: bool) -> None:
    """The other words of the name do not matter."""
    read = read_words(word)
    assert isinstance(read, Written)
    assert is_acronym(read.words[0]) == expected


@pytest.mark.parametrize(
    ("policy", "name", "parent", "expected"),
    [
        (
            "tien-giang",
            "UBND xã Mỹ Phước, huyện Tân Phước",
            "UBND huyện Tân Phước",
            "tanphuoc.myphuoc",
        ),
        ("tien-giang", "UBND xã Mỹ Phước, huyện Tân Phước", None, "tanphuoc.myphuoc"),
        ("tien-giang", "ubnd xa my phuoc, huyen tan phuoc", None, "tanphuoc.myphuoc"),
        ("tien-giang", "UBND phường 1, TP Mỹ Tho", None, "mytho.phuong1"),
        ("tien-giang", "UBND phường 1, TP Mỹ Tho", "UBND TP Mỹ Tho", "mytho.phuong1"),
        ("tien-giang", "UBND P.1, TP.Mỹ Tho", None, "mytho.phuong1"),
        ("hung-yen", "UBND phường Phố Hiến, TP Hưng Yên", None, "phohien"),
        ("khanh-hoa", "UBND xã Suối Hiệp huyện Diên Khánh", None, "ubndsuoihiep"),
        ("khanh-hoa", "UBND xã Suối Hiệp - huyện Diên Khánh", None, "ubndsuoihiep"),
        ("khanh-hoa", "UBND xã Suối Hiệp (huyện Diên Khánh)", None, "ubndsuoihiep"),
        (
            "khanh-hoa",
            "UBND xã Suối Hiệp, huyện Diên Khánh, tỉnh Khánh Hòa",
            None,
            "ubndsuoihiep",
        ),
        ("phu-tho", "UBND phường Việt Trì, TP Việt Trì", None, "viettri"),
        ("bac-giang", "UBND phường Trần Phú, TP Bắc Giang", None, "tranphu_tpbg"),
        ("bac-giang", "UBND xã Giáp Sơn huyện Lục Ngạn", None, "giapson_lucngan"),
        ("bac-giang", "UBND xã Giáp Sơn, H. Lục Ngạn", None, "giapson_lucngan"),
        ("tien-giang", "Phòng Nội vụ thị xã Gò Công", None, "txgocong.pnv"),
        ("tien-giang", "Phòng Nội vụ TX Gò Công", None, "txgocong.pnv"),
        ("bac-giang", "Phòng Nội vụ thị xã Chũ", None, "pnv_chu"),
        ("bac-giang", "Phòng Nội vụ", "huyện Lục Ngạn", "pnv_lucngan"),
        ("hung-yen", "Phòng Kinh tế", "xã Tiên Lữ", "pkt.tienlu"),
        ("tien-giang", "UBND phường 1", "TP Mỹ Tho", "mytho.phuong1"),
    ],
)
def test_a_place_is_not_swallowed_by_another(
    policy: str, name: str, parent: str | None, expected: str
) -> None:
    """A second place is the superior; a place alone means its people's committee."""
    assert local(ask(policy, name, parent)) == expected


def test_a_superior_that_the_address_leaves_out_is_told() -> None:
    """Phú Thọ's communes carry no district: the explanation says that it was left out."""
    told = [str(r) for r in ask("phu-tho", "UBND phường Việt Trì, TP Việt Trì").explanation]
    assert any("thành phố Việt Trì» không có trong tên hộp thư" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("policy", "name", "parent", "expected"),
    [
        (
            "khanh-hoa",
            "phòng Tổ chức – Tài chính, Trung tâm Y tế khu vực Phan Rang – Tháp Chàm thuộc Sở Y tế",
            None,
            "ptctc.ttytkvprtc",
        ),
        (
            "hung-yen",
            "Phòng Kinh tế, Hạ tầng và Đô thị, UBND phường Phố Hiến",
            None,
            "pkthtdt.phohien",
        ),
        (
            "tien-giang",
            "Phòng Lao động, Thương binh và Xã hội, UBND huyện Chợ Gạo",
            None,
            "chogao.pldtbxh",
        ),
        ("hung-yen", "Phòng Kinh tế - UBND xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "Phòng Kinh tế (UBND xã Tiên Lữ)", None, "pkt.tienlu"),
        ("hung-yen", "Phòng Kinh tế/UBND xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "Phòng Kinh tế của UBND xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "Phòng Kinh tế UBND xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "phong kinh te thuoc ubnd xa tien lu", None, "pkt.tienlu"),
        ("hung-yen", "Văn phòng Sở Khoa học và Công nghệ", KHCN, "vp.sokhcn"),
        ("hung-yen", "Văn phòng Sở", KHCN, "vp.sokhcn"),
        ("hung-yen", "Phòng Chuyển đổi số", KHCN, "pcds.sokhcn"),
        ("hung-yen", "Phòng Pháp chế Sở Khoa học và Công nghệ", None, "ppc.sokhcn"),
        ("hung-yen", "Phòng Pháp chế - Sở KH&CN", None, "ppc.sokhcn"),
        ("hung-yen", "Phòng Sở hữu trí tuệ, Sở KH&CN", None, "pshtt.sokhcn"),
        ("hung-yen", "Thanh tra Sở Y tế", None, "tt.soyt"),
        (
            "tien-giang",
            "Phòng Thông tin, Báo chí, Xuất bản, Sở TT&TT",
            None,
            "sttt.pttbcxb",
        ),
        ("hung-yen", "Văn phòng HĐND và UBND xã Tiên Lữ", None, "vphdndubnd.tienlu"),
        ("hung-yen", "Văn phòng HĐND&UBND xã Tiên Lữ", None, "vphdndubnd.tienlu"),
        ("hung-yen", "Văn phòng HĐND - UBND xã Tiên Lữ", None, "vphdndubnd.tienlu"),
        ("hung-yen", "VP HĐND và UBND xã", "UBND xã Tiên Lữ", "vphdndubnd.tienlu"),
        ("khanh-hoa", "Văn phòng UBND tỉnh", None, "vpubnd"),
        ("khanh-hoa", "Phòng Pháp chế, Sở KH&CN", "UBND tỉnh Khánh Hòa", "ppc.skhcn"),
        ("bac-giang", "Trung tâm Y tế huyện Lục Ngạn thuộc Sở Y tế", None, "ttythln_syt"),
        ("bac-giang", "Trung tâm Y tế huyện Lục Ngạn", "Sở Y tế", "ttythln_syt"),
    ],
)
def test_the_superior_is_read_from_the_name(
    policy: str, name: str, parent: str | None, expected: str
) -> None:
    """What follows a comma, a dash, "thuộc" or nothing is the superior where it is a body."""
    assert local(ask(policy, name, parent)) == expected


@pytest.mark.parametrize(
    ("policy", "name", "parent"),
    [
        ("hung-yen", "Phòng Kinh tế xã Tiên Lữ", "Sở Y tế"),
        ("khanh-hoa", "Phòng Pháp chế, Sở Y tế", "Sở Nội vụ"),
        ("tien-giang", "UBND xã Mỹ Phước, huyện Tân Phước", "UBND huyện Chợ Gạo"),
        ("tien-giang", "Phòng Nội vụ huyện Tân Phước", "UBND huyện Chợ Gạo"),
    ],
)
def test_two_superiors_that_contradict_are_refused(policy: str, name: str, parent: str) -> None:
    """Neither the one in the name nor the one named beside it is silently dropped."""
    answer = ask(policy, name, parent)
    assert standing(answer) == (None, False, True)
    assert "trái với" in str(answer.refused_name)


@pytest.mark.parametrize(
    ("policy", "name", "expected"),
    [
        ("khanh-hoa", "Bảo hiểm xã hội tỉnh", "bhxh.kh"),
        ("phu-tho", "Bảo tàng Hùng Vương thuộc Sở Văn hóa, Thể thao và Du lịch", "bthv.svhttdl"),
        ("phu-tho", "Quỹ Bảo vệ môi trường thuộc Sở NN&MT", "qbvmt.snnmt"),
        ("phu-tho", "Hội đồng Giám định y khoa thuộc Sở Y tế", "hdgdyk.syt"),
        ("khanh-hoa", "Uỷ ban nhân dân xã Suối Hiệp", "ubndsuoihiep"),
        ("khanh-hoa", "UB xã Suối Hiệp", "ubndsuoihiep"),
        ("phu-tho", "Liên minh Hợp tác xã tỉnh", "lmhtx"),
        ("khanh-hoa", "Liên minh Hợp tác xã tỉnh", "lmhtx"),
    ],
)
def test_words_are_told_apart_by_their_marks(policy: str, name: str, expected: str) -> None:
    """Bảo hiểm is no Báo, "Hợp tác xã tỉnh" no commune; Uỷ and Ủy are one word."""
    assert local(ask(policy, name)) == expected


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        ("khanh-hoa", "Hội Chữ thập đỏ xã Suối Hiệp"),
        ("khanh-hoa", "MTTQ xã Suối Hiệp"),
        ("khanh-hoa", "Chi bộ xã Suối Hiệp"),
        ("khanh-hoa", "BCH Quân sự xã Suối Hiệp"),
        ("khanh-hoa", "Đoàn TNCS HCM xã Suối Hiệp"),
        ("khanh-hoa", "CA xã Suối Hiệp"),
        ("phu-tho", "Quỹ Đầu tư phát triển tỉnh"),
        ("phu-tho", "Đảng ủy Sở Y tế"),
        ("bac-giang", "Hạt Kiểm lâm huyện Lục Ngạn thuộc Chi cục Kiểm lâm"),
    ],
)
def test_what_is_no_unit_of_the_committee_is_not_guessed(policy: str, name: str) -> None:
    """Party, front, unions and the like of a commune are settled by agreement."""
    assert standing(ask(policy, name)) == (None, True, False)


@pytest.mark.parametrize(
    ("policy", "name", "parent"),
    [
        ("phu-tho", "Phòng và", "Sở Y tế"),
        ("khanh-hoa", "và", None),
        ("khanh-hoa", "Phòng", "Sở Y tế"),
        ("khanh-hoa", "Sở", None),
        ("khanh-hoa", "UBND xã", None),
    ],
)
def test_a_kind_without_a_name_is_refused(policy: str, name: str, parent: str | None) -> None:
    """Nothing is left to abbreviate, so there is nothing to agree on either."""
    answer = ask(policy, name, parent)
    assert standing(answer) == (None, False, True)
    assert answer.article is not None


def test_a_malformed_name_cites_the_naming_article() -> None:
    """Hưng Yên's names of organisations stand in Điều 5 khoản 1, not in Điều 1."""
    assert ask("hung-yen", "<b>").article == "Điều 5 khoản 1"


def test_a_reserved_name_is_not_called_a_clash() -> None:
    """A commune whose name is a reserved word is told so."""
    answer = ask("hung-yen", "UBND xã Dù")
    assert standing(answer) == (None, True, False)
    assert "bị trùng" not in " ".join(map(str, answer.explanation))


@pytest.mark.parametrize(
    ("policy", "name", "said"),
    [
        ("tien-giang", "Sở TT&TT", "viết tắt chính thức là «ttt» (Điều 4 khoản 1 điểm a)"),
        ("khanh-hoa", "Sở KH&CN", "bỏ chữ «và» khi viết tắt (Điều 5 khoản 1 điểm a)"),
        ("khanh-hoa", "UBND đặc khu Trường Sa", "Không suy diễn sang đặc khu"),
        ("khanh-hoa", "Chi bộ xã Suối Hiệp", "tổ chức và Trung tâm thống nhất tên"),
    ],
)
def test_the_explanation_names_the_rules_used(policy: str, name: str, said: str) -> None:
    """Official abbreviations, dropped words and the reading behind an agreement are told."""
    assert said in " ".join(map(str, ask(policy, name).explanation))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Văn phòng, Sở Nội vụ", ("Văn phòng", "Sở Nội vụ")),
        ("Phòng Kinh tế (UBND xã X)", ("Phòng Kinh tế", "UBND xã X")),
        ("Phòng A trực thuộc Trung tâm B thuộc Sở C", ("Phòng A", "Trung tâm B thuộc Sở C")),
        ("Phòng Văn hóa - Xã hội", ("Phòng Văn hóa - Xã hội", None)),
    ],
)
def test_a_superior_is_split_off_as_written(name: str, expected: tuple[str, str | None]) -> None:
    """The two names keep the writer's spelling."""
    assert split_superior(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("UBND xã Tiên Lữ", "Ủy ban nhân dân xã Tiên Lữ", True),
        ("Uỷ ban nhân dân xã Tiên Lữ", "ỦY BAN NHÂN DÂN XÃ TIÊN LỮ", True),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ", True),
        ("Văn phòng", "Văn phòng Đăng ký đất đai", False),
        ("UBND xã Tiên Lữ", "UBND phường Tiên Lữ", False),
    ],
)
def test_names_are_compared_with_their_abbreviations_expanded(
    one: str, other: str, same: bool
) -> None:
    """However an agency writes itself, it is one."""
    assert same == (organisation_key(one) == organisation_key(other))
