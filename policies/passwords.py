"""Passwords: whether one satisfies the regulation, and what its holder has to do.

No answer repeats the password, or a part of it.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policies.explain import Explanation, Reason, because, not_in_force
from policies.naming import fold
from policies.schema import (
    ChangeAt,
    ChangeEvery,
    CharacterClasses,
    MinLength,
    NotContaining,
    NotGuessable,
    NotRecent,
    NotShared,
    PasswordRule,
    Regulation,
    RequestType,
    Rule,
)

#: Whether the password (NFC) is one of the last so many: ``recent(password, last)``.
Recent = Callable[[str, int], bool]

_SHORTEST_PART = 3
_CLASSES = {"upper": "chữ in hoa", "lower": "chữ thường", "digit": "chữ số"}
_MARK = re.compile(r"[._-]+")
_SIGNS = ("P", "S")  # Unicode's punctuation and symbols
_OUTCOMES = {True: "Không đạt", False: "Đạt", None: "Chưa kiểm tra vì thiếu thông tin"}
_EVENTS = {
    "first-login": "trong lần đăng nhập đầu tiên",
    "after-issue": "ngay sau khi được cấp hộp thư",
    "after-reset": "ngay sau khi được cấp lại mật khẩu",
    "after-restore": "trong lần đăng nhập đầu tiên sau khi hộp thư được khôi phục",
}


@dataclass(frozen=True)
class Violation:
    """A rule that the password breaks.

    ``rule``: min-length, upper, lower, digit, special, character-classes, account, full-name,
    birth-date, guessable or recent.
    """

    rule: str
    article: str


@dataclass(frozen=True)
class PasswordVerdict:
    """Whether the password is accepted, what it breaks, and every rule looked at.

    ``refusal``: the regulation does not apply on that date; nothing was checked.
    """

    accepted: bool
    violations: tuple[Violation, ...]
    explanation: Explanation
    refusal: Reason | None = None


@dataclass(frozen=True)
class _Finding:
    """What a rule asks, by its name; whether that is broken (``None``: could not be checked)."""

    name: str
    asked: str
    broken: bool | None


def check(
    regulation: Regulation,
    password: str,
    *,
    on: date,
    account: str | None = None,
    name: str | None = None,
    birth_date: date | None = None,
    administrator: bool = False,
    recent: Recent | None = None,
) -> PasswordVerdict:
    """Whether a password satisfies the regulation on that local date.

    ``account``: the local part or the whole address; ``name``: the holder's full name.  A rule
    whose input is not given is not checked, and the explanation says so.
    """
    if refusal := not_in_force(regulation, on):
        return PasswordVerdict(False, (), (refusal,), refusal)
    password = unicodedata.normalize("NFC", password)
    violations: list[Violation] = []
    explanation: list[Reason] = []
    for rule in _rules_for(regulation, administrator, on):
        findings = list(_look(rule, password, account, name, birth_date, recent))
        violations += [Violation(each.name, rule.article) for each in findings if each.broken]
        said = [f"{_OUTCOMES[each.broken]}: {each.asked}" for each in findings]
        explanation += [Reason(text, rule.article) for text in said[:-1]]
        for text in said[-1:]:  # the reading of a rule is told once
            explanation += because(text, rule)
    return PasswordVerdict(not violations, tuple(violations), tuple(explanation))


#: which kinds of work give out a password that is to be changed at that event
CHANGED_AFTER: dict[str, frozenset[RequestType]] = {
    "first-login": frozenset({RequestType.NEW}),
    "after-issue": frozenset({RequestType.NEW}),
    "after-reset": frozenset({RequestType.RESET_PASSWORD}),
    "after-restore": frozenset({RequestType.RESTORE}),
}


def duties(
    regulation: Regulation, administrator: bool, on: date, after: RequestType | None = None
) -> tuple[Reason, ...]:
    """What the holder of an account must do with its password, in Vietnamese.

    ``after``: the work that gave out the password; None tells the duties after every kind of work.
    """
    reasons: list[Reason] = []
    for rule in _rules_for(regulation, administrator, on):
        match rule:
            case ChangeAt() if after is not None and after not in CHANGED_AFTER[rule.event]:
                pass
            case ChangeAt():
                reasons += because(f"Phải đổi mật khẩu {_EVENTS[rule.event]}", rule)
            case ChangeEvery():
                every = f"Phải đổi mật khẩu định kỳ, chậm nhất {rule.months:02d} tháng một lần"
                reasons += because(every, rule)
            case NotShared():
                shared = "Không dùng mật khẩu này cho tài khoản ở các hệ thống ứng dụng khác"
                reasons += because(shared, rule)
            case _:
                pass
    return tuple(reasons)


def _rules_for(regulation: Regulation, administrator: bool, on: date) -> Iterator[PasswordRule]:
    """The rules that hold; one for administrators replaces that of its kind for users."""
    rules = [rule for rule in regulation.passwords.rules if rule.applies(on)]
    special = {
        type(rule)
        for rule in rules
        if isinstance(rule, MinLength | ChangeEvery) and rule.administrator
    }
    for rule in rules:
        if isinstance(rule, MinLength | ChangeEvery):
            wanted = administrator and type(rule) in special
            if rule.administrator != wanted:
                continue
        yield rule


def _look(
    rule: Rule,
    password: str,
    account: str | None,
    name: str | None,
    birth_date: date | None,
    recent: Recent | None,
) -> Iterator[_Finding]:
    match rule:
        case MinLength():
            asked = f"dài ít nhất {rule.value:02d} ký tự"
            yield _Finding("min-length", asked, len(password) < rule.value)
        case CharacterClasses():
            yield from _classes(rule, password)
        case NotContaining(what="account"):
            asked = "không chứa tên tài khoản" + _parts_too(rule)
            yield _Finding("account", asked, _holds(password, _account(account, name, rule)))
        case NotContaining(what="full-name"):
            asked = "không chứa tên đầy đủ của người sử dụng" + _parts_too(rule)
            yield _Finding("full-name", asked, _holds(password, _full_name(name, rule)))
        case NotContaining():
            asked = "không chứa ngày sinh của người sử dụng"
            yield _Finding("birth-date", asked, _holds(password, _birth_date(birth_date)))
        case NotGuessable():
            asked = f"không chứa chuỗi ký tự dễ đoán ({', '.join(rule.strings)})"
            guesses = [_bare(guess) for guess in rule.strings]
            yield _Finding("guessable", asked, _holds(password, guesses))
        case NotRecent():
            asked = f"không trùng với {rule.last:02d} mật khẩu đã sử dụng gần nhất"
            yield _Finding("recent", asked, recent(password, rule.last) if recent else None)
        case _:
            return


def _classes(rule: CharacterClasses, password: str) -> Iterator[_Finding]:
    """Digits are 0–9; of a closed list only what it lists is special, of an open one any sign."""
    letters = [
        char
        for char in password
        if char.isalpha() and (rule.letters == "any" or char in string.ascii_letters)
    ]
    has = {
        "upper": any(char.isupper() for char in letters),
        "lower": any(char.islower() for char in letters),
        "digit": any(char in string.digits for char in password),
        "special": any(
            char in rule.special if rule.closed else unicodedata.category(char).startswith(_SIGNS)
            for char in password
        ),
    }
    listed = f" ({' '.join(rule.special)}{'' if rule.closed else ' …'})" if rule.special else ""
    kinds = {**_CLASSES, "special": f"ký tự đặc biệt{listed}"}
    if rule.at_least < len(has):
        asked = f"có ít nhất {rule.at_least} trong 4 loại: {', '.join(kinds.values())}"
        yield _Finding("character-classes", asked, sum(has.values()) < rule.at_least)
        return
    for kind, present in has.items():
        yield _Finding(kind, f"có {kinds[kind]}", not present)


def _parts_too(rule: NotContaining) -> str:
    if rule.match == "whole":
        return ""
    return f" hoặc phần nào của tên đó dài từ {_SHORTEST_PART} ký tự"


def _account(account: str | None, name: str | None, rule: NotContaining) -> Iterable[str] | None:
    """Parts: between the marks, also without the number of a clash, and the given name in it."""
    if account is None:
        return None
    local = account.strip().partition("@")[0]
    parts = _MARK.split(local)
    unnumbered = [part.rstrip(string.digits) for part in parts]
    given = [word for word in fold(name or "").split()[-1:] if word in _bare(local)]
    return _with_parts(local, [*parts, *unnumbered, *given], rule)


def _full_name(name: str | None, rule: NotContaining) -> Iterable[str] | None:
    return None if name is None else _with_parts(name, fold(name).split(), rule)


def _with_parts(whole: str, parts: Sequence[str], rule: NotContaining) -> list[str]:
    long = [part for part in map(_bare, parts) if len(part) >= _SHORTEST_PART]
    return [_bare(whole), *(long if rule.match == "parts" else ())]


def _birth_date(born: date | None) -> Iterable[str] | None:
    """Every way to write the whole date in digits; the year alone is not the date."""
    if born is None:
        return None
    days, months = {f"{born.day}", f"{born:%d}"}, {f"{born.month}", f"{born:%m}"}
    padded = {f"{born:%d%m%y}", f"{born:%y%m%d}"}
    day_first = {f"{day}{month}{born.year}" for day in days for month in months}
    year_first = {f"{born.year}{month}{day}" for day in days for month in months}
    return padded | day_first | year_first


def _holds(password: str, forbidden: Iterable[str] | None) -> bool | None:
    if forbidden is None:
        return None
    bare = _bare(password)
    return any(each in bare for each in forbidden if each)


def _plain(text: str) -> str:
    """Lower case without Vietnamese marks; punctuation stays."""
    return "".join(char.lower() if char.isascii() else fold(char) for char in text)


def _bare(text: str) -> str:
    """Letters and digits of the plain text: a name is one also with dots between its words."""
    return "".join(char for char in _plain(text) if char.isalnum())
