from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.passwords import PasswordVerdict, check, duties
from policies.schema import Regulation
from tests.policies.regulations_made import made

ON = date(2025, 11, 5)

FOUR = {"article": "Điều 8", "rule": "character-classes", "at_least": 4}


CLOSED = made(passwords=[{**FOUR, "special": "!@#%$*&", "closed": True}])


OPEN = made(passwords=[{**FOUR, "special": "!@#%&*", "closed": False}])


THREE = made(passwords=[{**FOUR, "at_least": 3, "special": "!@#$%", "closed": False}])


def without(what: str, match: str = "whole") -> Regulation:
    rule = {"article": "Điều 8", "rule": "not-containing", "what": what, "match": match}
    return made(passwords=[rule])


def broken(regulation: Regulation, password: str, **inputs: Any) -> list[str]:
    verdict = check(regulation, password, on=ON, **inputs)
    assert verdict.accepted == (not verdict.violations)
    return [violation.rule for violation in verdict.violations]


def lengths(*rules: tuple[int, bool]) -> Regulation:
    rule = {"article": "Điều 4 khoản 1", "rule": "min-length"}
    return made(
        passwords=[{**rule, "value": value, "administrator": admin} for value, admin in rules]
    )


@pytest.mark.parametrize(
    ("password", "rules"),
    [("a" * 7, ["min-length"]), ("a" * 8, []), ("a" * 9, [])],
)
def test_min_length(password: str, rules: list[str]) -> None:
    """Shorter than the minimum is refused, at it and above are accepted."""
    assert broken(lengths((8, False)), password) == rules


@pytest.mark.parametrize(
    ("length", "administrator", "rules"),
    [
        (9, True, ["min-length"]),
        (10, True, []),
        (7, False, ["min-length"]),
        (8, False, []),
    ],
)
def test_min_length_of_administrators(length: int, administrator: bool, rules: list[str]) -> None:
    """A minimum for administrators replaces that for users, and only for them."""
    regulation = lengths((8, False), (10, True))
    assert broken(regulation, "a" * length, administrator=administrator) == rules


def test_administrators_without_a_rule_of_their_own() -> None:
    """Where there is no rule for administrators, that for users holds."""
    assert broken(lengths((8, False)), "a" * 7, administrator=True) == ["min-length"]


def test_length_counts_letters_with_their_marks_as_one() -> None:
    """A decomposed ậ is one character, as a composed one is."""
    password = "ậ" * 7
    assert broken(lengths((8, False)), unicodedata.normalize("NFD", password)) == ["min-length"]


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("MatKhau$789", []),
        ("matkhau$789", ["upper"]),
        ("MATKHAU$789", ["lower"]),
        ("MatKhau$abc", ["digit"]),
        ("MatKhau1789", ["special"]),
        ("MatKhau^789", ["special"]),  # outside the closed list
        ("MatKhau^$789", []),  # but not forbidden
        ("", ["upper", "lower", "digit", "special"]),
        ("ĐậuĐỏ١٢٣№", ["digit", "special"]),  # Đ is a capital, ٣ no digit of the text's
        ("đậuđỏ$789", ["upper"]),
        ("ĐẬUĐỎ$789", ["lower"]),
    ],
)
def test_four_classes_with_a_closed_list(password: str, rules: list[str]) -> None:
    """Each class is missed by its own name; only the listed specials count."""
    assert broken(CLOSED, password) == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("MatKhaus$789", []),  # Tiền Giang's own example, not in its list
        ("MatKhaus~789", []),
        ("MatKhaus 789", ["special"]),
        ("MatKhaus€789", []),
        ("MatKhaus…789", []),
        ("MatKhẩuậĐ789", ["special"]),  # a letter with a mark is a letter
    ],
)
def test_four_classes_with_an_open_list(password: str, rules: list[str]) -> None:
    """An illustrative list lets any sign count, but no letter, digit or space."""
    assert broken(OPEN, password) == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [("ĐẬđậ1234", ["character-classes"]), ("ĐẬabc123", ["character-classes"]), ("Abc12345", [])],
)
def test_letters_of_the_text_alone(password: str, rules: list[str]) -> None:
    """Where the text says a–z and A–Z, a letter with a mark is of no class."""
    rule = {**FOUR, "at_least": 3, "special": "!@#$%", "closed": False, "letters": "ascii"}
    assert broken(made(passwords=[rule]), password) == rules


def test_an_empty_list_of_specials_is_not_printed() -> None:
    """A text that lists no special character is told without empty brackets."""
    rule = {**FOUR, "special": "", "closed": False}
    verdict = check(made(passwords=[rule]), "MatKhau$789", on=ON)
    assert str(verdict.explanation[-1]) == "Đạt: có ký tự đặc biệt (Điều 8)"


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("matkhau789", ["character-classes"]),
        ("matkhau$789", []),
        ("MatKhau789", []),
        ("MatKhau$789", []),
    ],
)
def test_three_of_four_classes(password: str, rules: list[str]) -> None:
    """Two classes are refused, three and four accepted."""
    assert broken(THREE, password) == rules


NOT_RECENT = made(passwords=[{"article": "Điều 14 khoản 2", "rule": "not-recent", "last": 3}])


@pytest.mark.parametrize(("password", "rules"), [("old-1", ["recent"]), ("new-1", [])])
def test_recent_passwords(password: str, rules: list[str]) -> None:
    """The caller's history is asked about as many passwords as the rule says."""
    history = {("old-1", 3)}
    assert broken(NOT_RECENT, password, recent=lambda *asked: asked in history) == rules


def explained(verdict: PasswordVerdict) -> list[str]:
    return [str(reason) for reason in verdict.explanation]


@pytest.mark.parametrize(
    ("regulation", "asked"),
    [
        (NOT_RECENT, "không trùng với 03 mật khẩu đã sử dụng gần nhất (Điều 14 khoản 2)"),
        (without("account"), "không chứa tên tài khoản (Điều 8)"),
        (without("full-name"), "không chứa tên đầy đủ của người sử dụng (Điều 8)"),
        (without("birth-date"), "không chứa ngày sinh của người sử dụng (Điều 8)"),
    ],
)
def test_what_is_not_given_is_not_checked(regulation: Regulation, asked: str) -> None:
    """A rule whose input is missing breaks nothing, and the explanation says so."""
    verdict = check(regulation, "x", on=ON)
    assert (verdict.accepted, explained(verdict)) == (
        True,
        [f"Chưa kiểm tra vì thiếu thông tin: {asked}"],
    )


def test_explanation_names_every_rule_with_its_article() -> None:
    """Each rule looked at is told as met or broken, with its article and its reading."""
    regulation = made(
        passwords=[
            {"article": "Điều 8 khoản 2", "rule": "min-length", "value": 9},
            {**FOUR, "special": "!$", "closed": False, "reading": "danh sách mở"},
            {"article": "Điều 8", "rule": "change-at", "event": "first-login"},
        ]
    )
    verdict = check(regulation, "Matkhau1", on=ON)
    assert explained(verdict) == [
        "Không đạt: dài ít nhất 09 ký tự (Điều 8 khoản 2)",
        "Đạt: có chữ in hoa (Điều 8)",
        "Đạt: có chữ thường (Điều 8)",
        "Đạt: có chữ số (Điều 8)",
        "Không đạt: có ký tự đặc biệt (! $ …) (Điều 8)",
        "Cách hiểu được chọn: danh sách mở (Điều 8)",
    ]


def test_violations_carry_their_articles() -> None:
    """A violation names its rule and its article, and nothing else."""
    verdict = check(lengths((8, False)), "bimat", on=ON)
    assert [(each.rule, each.article) for each in verdict.violations] == [
        ("min-length", "Điều 4 khoản 1")
    ]


@given(st.text(min_size=4, max_size=30))
def test_no_answer_repeats_the_password(password: str) -> None:
    """Whatever the password, the answer is made of the rules alone."""
    regulation = made(
        passwords=[
            {"article": "Điều 8", "rule": "min-length", "value": 40},
            {**FOUR, "special": "!$", "closed": True},
        ]
    )
    verdict = check(regulation, password, on=ON)
    texts = {reason.text.partition(": ")[2] for reason in verdict.explanation}
    assert texts == {
        "dài ít nhất 40 ký tự",
        "có chữ in hoa",
        "có chữ thường",
        "có chữ số",
        "có ký tự đặc biệt (! $)",
    }


@pytest.mark.parametrize(("on", "refused"), [("2025-11-04", True), ("2025-11-05", False)])
def test_before_its_date_nothing_is_checked(on: str, refused: bool) -> None:
    """Before its date the regulation refuses, and breaks no rule."""
    force = {"article": "Quyết định Điều 2", "starts": "2025-11-05"}
    verdict = check(made(force=force), "12345678", on=date.fromisoformat(on))
    assert (verdict.refusal is not None, verdict.accepted) == (refused, not refused)
    assert verdict.violations == ()


def test_a_rule_that_changed_applies_by_its_dates() -> None:
    """The rule of the day decides."""
    rule = {"article": "Điều 8", "rule": "min-length"}
    regulation = made(
        passwords=[
            {**rule, "value": 6, "until": "2025-11-04"},
            {**rule, "value": 8, "since": "2025-11-05"},
        ]
    )
    days = [date(2025, 11, 4), date(2025, 11, 5)]
    assert [check(regulation, "1234567", on=day).accepted for day in days] == [True, False]


DUTIES = made(
    passwords=[
        {"article": "Điều 4 khoản 1", "rule": "min-length", "value": 8},
        {"article": "Điều 6 khoản 3", "rule": "change-at", "event": "first-login"},
        {"article": "Điều 4 khoản 2", "rule": "change-every", "months": 6},
        {"article": "Điều 4 khoản 2", "rule": "change-every", "months": 3, "administrator": True},
        {"article": "Điều 8 khoản 2", "rule": "not-shared"},
    ]
)


@pytest.mark.parametrize(("administrator", "months"), [(False, "06"), (True, "03")])
def test_duties(administrator: bool, months: str) -> None:
    """What is not checked is told as a duty; administrators have their own interval."""
    assert list(map(str, duties(DUTIES, administrator, ON))) == [
        "Phải đổi mật khẩu trong lần đăng nhập đầu tiên (Điều 6 khoản 3)",
        f"Phải đổi mật khẩu định kỳ, chậm nhất {months} tháng một lần (Điều 4 khoản 2)",
        "Không dùng mật khẩu này cho tài khoản ở các hệ thống ứng dụng khác (Điều 8 khoản 2)",
    ]


def test_duties_are_no_violations() -> None:
    """A duty is never counted against a password."""
    assert broken(DUTIES, "12345678") == []
