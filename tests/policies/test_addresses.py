"""Addresses beyond the regulations' own examples."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.addresses import AddressAnswer, Addressing
from policies.loader import load
from policies.schema import Kind

ON = date(2026, 3, 2)


def person(
    policy: str,
    name: str,
    *,
    unit: str | None = None,
    parent: str | None = None,
    born: date | None = None,
    taken: Iterable[str] = (),
    shared: bool = False,
) -> AddressAnswer:
    """The answer for a person; ``taken`` are local parts."""
    regulation = load(policy)
    issued = {f"{local}@{regulation.domain}" for local in taken}
    return Addressing(regulation, ON).address(
        Kind.PERSON,
        name,
        unit=unit,
        parent=parent,
        birth_date=born,
        taken=issued.__contains__,
        shared_in_letter=shared,
    )


def local(answer: AddressAnswer) -> str | None:
    """The local part of the answer."""
    return answer.address.partition("@")[0] if answer.address else None


def organisation(policy: str, name: str, parent: str | None = None) -> AddressAnswer:
    """The answer for an organisation."""
    return Addressing(load(policy), ON).address(
        Kind.ORGANISATION, name, parent=parent, taken=lambda _: False
    )


@pytest.mark.parametrize(
    ("policy", "name", "parent", "expected"),
    [
        ("hung-yen", "UBND xã Tiên Lữ", None, "tienlu"),
        ("hung-yen", "Phòng Kinh tế", "UBND xã Tiên Lữ", "pkt.tienlu"),
        ("hung-yen", "Phòng Kinh tế thuộc UBND xã Tiên Lữ", None, "pkt.tienlu"),
        ("hung-yen", "Văn phòng", "Sở KH&CN", "vp.sokhcn"),
        ("bac-giang", "Sở Thông tin và Truyền thông", None, "stttt"),
        ("bac-giang", "Phòng Tài chính - Kế hoạch", "UBND huyện Lục Nam", "ptckh_lucnam"),
        ("bac-giang", "UBND xã Tân An", "UBND thành phố Bắc Giang", "tanan_tpbg"),
        ("bac-giang", "Thanh tra", "UBND thành phố Bắc Giang", "tt_tpbg"),
        ("khanh-hoa", "Đảng ủy xã Ninh Phước", None, "duninhphuoc"),
        ("khanh-hoa", "HĐND xã Ninh Phước", None, "hdndninhphuoc"),
        ("khanh-hoa", "Sở KH&CN", "UBND tỉnh Khánh Hòa", "skhcn"),
        ("khanh-hoa", "Sở KH&CN", "Sở Nội vụ", "skhcn"),
        (
            "khanh-hoa",
            "phòng Tổ chức - Tài chính",
            "Trung tâm Y tế khu vực Phan Rang – Tháp Chàm",
            "ptctc.ttytkvprtc",
        ),
        ("khanh-hoa", "Ban Quản lý Khu kinh tế Vân Phong", None, "bqlkktvp"),
        ("tien-giang", "UBND Phường 1, thị xã Cai Lậy", None, "txcailay.phuong1"),
        ("tien-giang", "UBND huyện Cai Lậy", None, "cailay"),
        ("phu-tho", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", None, "skhcn"),
        ("phu-tho", "Phòng Kinh tế, Hạ tầng và Đô thị", "UBND phường Việt Trì", "kthtdt.viettri"),
    ],
)
def test_an_organisation_is_named_by_its_level(
    policy: str, name: str, parent: str | None, expected: str
) -> None:
    """Names as people write them lead to the label of their level."""
    assert local(organisation(policy, name, parent)) == expected


@pytest.mark.parametrize(
    ("policy", "name", "article"),
    [
        ("phu-tho", "Đảng ủy xã Phùng Nguyên", "Điều 4 khoản 1 điểm d"),
        ("khanh-hoa", "Ủy ban nhân dân đặc khu Trường Sa", "Điều 5 khoản 1"),
    ],
)
def test_what_no_rule_names_is_settled_by_agreement(policy: str, name: str, article: str) -> None:
    """Levels that the regulation leaves open get no guessed address."""
    answer = organisation(policy, name)
    assert (answer.address, answer.needs_agreement) == (None, True)
    assert answer.article is not None
    assert answer.article.startswith(article)


def test_a_clash_in_hung_yen_is_settled_with_the_organisation() -> None:
    """Hưng Yên has no rule for a clash but agreement (Đ5.3)."""
    answer = person(
        "hung-yen",
        "Nguyễn Hoàng Phúc",
        unit="Sở Khoa học và Công nghệ",
        taken=["nhphuc.khcn"],
    )
    assert (answer.address, answer.needs_agreement, answer.article) == (
        None,
        True,
        "Điều 5 khoản 3",
    )


def test_the_suffix_in_khanh_hoa_is_the_commune_never_the_division() -> None:
    """A person of a division carries the commune's name (Đ5.2b, c)."""
    answer = person(
        "khanh-hoa",
        "Hoàng Diễm Anh",
        unit="Phòng Văn hóa – Xã hội",
        parent="UBND phường Phan Rang",
        taken=["hdanh"],
    )
    assert local(answer) == "hdanh.phanrang"


def test_people_of_one_letter_who_clash_all_carry_a_suffix_in_khanh_hoa() -> None:
    """Both of the regulation's nvhung carry their unit, though neither name was taken."""
    answer = person("khanh-hoa", "Nguyễn Văn Hùng", unit="Sở KHCN", shared=True)
    assert local(answer) == "nvhung.skhcn"


def test_tien_giangs_list_ends_in_agreement() -> None:
    """After the fourth form the list of Đ4.2b is exhausted."""
    taken = ["leminhhieu", "lminhhieu", "lmhieu", "leminhhieu77"]
    answer = person("tien-giang", "Lê Minh Hiếu", born=date(1977, 1, 1), taken=taken)
    assert (answer.address, answer.needs_agreement) == (None, True)
    assert [c.partition("@")[0] for c in answer.candidates] == taken


def test_the_next_number_is_the_lowest_never_issued() -> None:
    """Phú Thọ counts on from 2 (Đ4.2b); a number once issued stays taken."""
    answer = person("phu-tho", "Trần Minh Hưng", taken=["hungtm", "hungtm2", "hungtm4"])
    assert local(answer) == "hungtm3"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H'Hen Niê", "nieh"),
        ("K'Brôi", "kbroi"),
        ("Ðặng Thị Ðào", "daodt"),
        ("Ý", "y"),
        ("Rơ Châm Mơ̆", "morc"),
    ],
)
def test_names_of_every_people_of_the_country(name: str, expected: str) -> None:
    """Apostrophes, one-word names and the Icelandic eth for Đ are read."""
    assert local(person("phu-tho", name)) == expected


@pytest.mark.parametrize("name", ["Nguyễn Văn 2", "Trần; Hùng", "Nguyễn Аn", "阮", "  ", "<b>"])
def test_what_is_no_name_is_refused(name: str) -> None:
    """Digits, signs, look-alike and foreign letters, and nothing at all, are refused with why."""
    answer = person("phu-tho", name)
    assert answer.address is None
    assert answer.refused_name is not None


def test_before_its_day_a_regulation_does_not_apply() -> None:
    """The day before Phú Thọ's Quyết định Điều 2 there is no answer; on the day there is."""
    regulation = load("phu-tho")
    days = [date(2025, 11, 4), date(2025, 11, 5)]
    answers = [
        Addressing(regulation, day).address(Kind.PERSON, "Trần Mạnh Hùng", taken=lambda _: False)
        for day in days
    ]
    assert [local(answer) for answer in answers] == [None, "hungtm"]


@pytest.mark.parametrize(
    ("policy", "name", "unit", "parent", "taken", "expected"),
    [
        ("hung-yen", "Nguyễn Hoàng Phúc", "xã Tiên Lữ", None, [], "nhphuc.tienlu"),
        ("hung-yen", "Nguyễn Hoàng Phúc", "SỞ KH&CN", None, [], "nhphuc.khcn"),
        ("khanh-hoa", "Ngô Viết Hưng", "xã Tu Bông", None, ["nvhung"], "nvhung.tubong"),
        (
            "khanh-hoa",
            "Nguyễn Văn Hùng",
            "Khoa Nội thuộc Bệnh viện Đa khoa tỉnh thuộc Sở Y tế",
            None,
            ["nvhung"],
            "nvhung.syt",
        ),
        (
            "hung-yen",
            "Nguyễn Hoàng Phúc",
            "Phòng Hành chính",
            "Trung tâm Dữ liệu và Chuyển đổi số thuộc Sở KH&CN",
            [],
            "nhphuc.ttdlcds",
        ),
    ],
)
def test_the_suffix_is_that_of_the_nearest_named_body(
    policy: str, name: str, unit: str, parent: str | None, taken: list[str], expected: str
) -> None:
    """A place means its committee; a unit without a label leaves it to its superior."""
    assert local(person(policy, name, unit=unit, parent=parent, taken=taken)) == expected


@pytest.mark.parametrize("name", ["Admin", "Lê Ổn", "Phạm Hồ", "Trần " + "A" * 70])
def test_no_number_mends_a_reserved_or_too_long_name(name: str) -> None:
    """One address of each form is tried, and the rest is agreement."""
    answer = person("khanh-hoa", name, unit="Sở Y tế")
    assert (answer.address, answer.needs_agreement, len(answer.candidates)) == (None, True, 3)


@pytest.mark.parametrize(
    ("policy", "name", "taken", "said"),
    [
        (
            "tien-giang",
            "Lê Minh Hiếu",
            ["leminhhieu", "lminhhieu", "lmhieu"],
            "cần biết ngày sinh",
        ),
        ("khanh-hoa", "Nguyễn Văn Hùng", ["nvhung"], "cần nêu đơn vị quản lý"),
    ],
)
def test_what_the_question_lacks_is_asked_for(
    policy: str, name: str, taken: list[str], said: str
) -> None:
    """While a form of the regulation is left, missing input is no agreement."""
    answer = person(policy, name, taken=taken)
    assert (answer.address, answer.needs_agreement) == (None, False)
    assert [c.partition("@")[0] for c in answer.candidates] == taken
    assert answer.refused_name is not None
    assert answer.refused_name.text == said


def test_khanh_hoas_office_in_a_unit_is_stored_as_printed() -> None:
    """The example of Đ5.1d names the office, its unit and the department in one string."""
    level = next(v for v in load("khanh-hoa").naming.levels if v.id == "phong-trong-don-vi")
    assert [(e.parent, e.name in (e.text or "")) for e in level.examples] == [(None, True)]


NAMES = st.lists(
    st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ", min_size=1, max_size=6),
    min_size=1,
    max_size=4,
).map(lambda words: " ".join(word.capitalize() for word in words))


@given(people=st.lists(NAMES, max_size=30), policy=st.sampled_from(["phu-tho", "khanh-hoa"]))
def test_no_two_people_get_one_address(people: list[str], policy: str) -> None:
    """However names clash, everybody gets an address of their own where numbers never end."""
    taken: list[str] = []
    for name in people:
        answer = local(person(policy, name, unit="Sở Y tế", taken=taken))
        if answer is not None:
            assert answer not in taken
            taken.append(answer)
