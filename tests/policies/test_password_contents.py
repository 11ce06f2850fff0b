from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.passwords import check
from policies.schema import Regulation
from tests.policies.regulations_made import made

BORN = date(1990, 5, 2)


def without(what: str, match: str = "whole") -> Regulation:
    rule = {"article": "Điều 8", "rule": "not-containing", "what": what, "match": match}
    return made(passwords=[rule])


def broken(regulation: Regulation, password: str, **inputs: Any) -> list[str]:
    verdict = check(regulation, password, on=date(2025, 11, 5), **inputs)
    assert verdict.accepted == (not verdict.violations)
    return [violation.rule for violation in verdict.violations]


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("xNHPhuc.KHCN1", ["account"]),
        ("xNhPhucKhcn1", ["account"]),  # without its separator
        ("xnh.phuc.khcn1", ["account"]),  # with another one
        ("xnhphúc.khcn1", ["account"]),  # with a mark
        ("xnhphuc.khc1", []),
        ("nhphuc$ab", []),  # a part only
    ],
)
def test_account_as_a_whole(password: str, rules: list[str]) -> None:
    """The account's name is found in any case, with or without separators and marks."""
    assert broken(without("account"), password, account="nhphuc.khcn@hungyen.gov.vn") == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("x1NHPHUC$", ["account"]),
        ("khcn$123", ["account"]),
        ("kh$cx123", []),
        ("ab$12345", []),  # a part of two characters
        ("nhphu12$", []),
    ],
)
def test_account_in_parts(password: str, rules: list[str]) -> None:
    """Each part of three characters or more is found, a shorter one is not looked for."""
    assert broken(without("account", "parts"), password, account="nhphuc_khcn-ab") == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("NguyenHoangPhuc1", ["full-name"]),
        ("Nguyen.Hoang_Phuc1", ["full-name"]),
        ("Nguyen@Hoang@Phuc1", ["full-name"]),
        ("nguyễn hoàng phúc", ["full-name"]),
        ("PhucNguyenHoang", []),
        ("NguyenHoangPhu1", []),
    ],
)
def test_full_name_as_a_whole(password: str, rules: list[str]) -> None:
    """The full name is found with and without marks and separators, its words alone are not."""
    assert broken(without("full-name"), password, name="Nguyễn Hoàng Phúc") == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("xPhuc123$", ["full-name"]),
        ("xĐặng123$", ["full-name"]),
        ("dangan1$", ["full-name"]),
        ("xAn12345$", []),  # a word of two letters
        ("dan12345$", []),
    ],
)
def test_full_name_in_parts(password: str, rules: list[str]) -> None:
    """Each word of three letters or more is found, a shorter one is not looked for."""
    name = unicodedata.normalize("NFD", "Đặng An Phúc")
    assert broken(without("full-name", "parts"), password, name=name) == rules


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("x02051990", ["birth-date"]),
        ("x020590", ["birth-date"]),
        ("x19900502", ["birth-date"]),
        ("x900502", ["birth-date"]),
        ("x2/5/1990", ["birth-date"]),
        ("x2-05-1990", ["birth-date"]),
        ("x02.5.1990", ["birth-date"]),
        ("x02 05_1990", ["birth-date"]),
        ("x1990-5-2", ["birth-date"]),
        ("x1990", []),  # the year alone
        ("x0205", []),
        ("x02051991", []),
        ("x02a05a1990", []),
    ],
)
def test_birth_date(password: str, rules: list[str]) -> None:
    """The whole date is found however it is written, the year alone is not the date."""
    assert broken(without("birth-date"), password, birth_date=BORN) == rules


@given(st.dates(date(1940, 1, 1), date(2007, 12, 31)), st.sampled_from(["", "/", "-", ".", " "]))
def test_every_usual_form_of_a_birth_date(born: date, mark: str) -> None:
    """No day of birth passes in a usual form."""
    forms = ["%d{0}%m{0}%Y", "%d{0}%m{0}%y", "%Y{0}%m{0}%d", "%y{0}%m{0}%d"]
    written = [f"Ab{born.strftime(form.format(mark))}$" for form in forms]
    written.append(f"Ab{born.day}{mark}{born.month}{mark}{born.year}$")
    regulation = without("birth-date")
    assert [broken(regulation, each, birth_date=born) for each in written] == [["birth-date"]] * 5


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("x123456y", ["guessable"]),
        ("MyPassWord1", ["guessable"]),
        ("PhúThọ2025", ["guessable"]),
        ("Phú Thọ2025", ["guessable"]),  # compared as names are: without what stands between
        ("P.h.u.t.h.o1", ["guessable"]),
        ("x12-34-56y", ["guessable"]),
        ("x12345y", []),
        ("passw0rd", []),
    ],
)
def test_guessable_strings(password: str, rules: list[str]) -> None:
    """A listed string is found in any case, with or without marks."""
    guesses = ["123456", "password", "phutho"]
    regulation = made(
        passwords=[{"article": "Điều 14", "rule": "not-guessable", "strings": guesses}]
    )
    assert broken(regulation, password) == rules


@pytest.mark.parametrize(
    ("password", "name", "rules"),
    [
        ("Hungtm!99x", None, ["account"]),  # without the number of the clash
        ("Hung!99xyz", None, []),  # that hung is a name is not known
        ("Hung!99xyz", "Trần Mạnh Hùng", ["account"]),
        ("Manh!99xyz", "Trần Mạnh Hùng", []),  # a part of the name, not of the account
        ("Tm!99xyzab", "Trần Mạnh Hùng", []),
    ],
)
def test_parts_of_a_numbered_account(password: str, name: str | None, rules: list[str]) -> None:
    """hungtm2 is hungtm with a number, and the given name is the part that it begins with."""
    inputs = {"account": "hungtm2@phutho.gov.vn", "name": name}
    assert broken(without("account", "parts"), password, **inputs) == rules


def test_the_number_belongs_to_an_account_as_a_whole() -> None:
    """Where only the whole account is forbidden, it is so with its number."""
    assert broken(without("account"), "Hungtm!99x", account="hungtm2") == []


def test_an_empty_account_forbids_nothing() -> None:
    """An account or a name without any letter is not found in every password."""
    assert broken(without("account"), "x", account="@hungyen.gov.vn") == []
