"""As much of a spreadsheet's formulas as the checks of the forms use, evaluated.

A cell of text format holds text; text counts as a number where a number is wanted and the text is
one; an error anywhere makes the whole formula an error, which a check takes for a no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

Cells = Mapping[str, Any]
Thunk = Callable[[], Any]

_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|(?P<rows>\$\d+:\$\d+)|(?P<number>\d+(?:\.\d+)?)'
    r"|(?P<place>\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)|(?P<name>[A-Z]+)(?=\()"
    r"|(?P<sign><>|<=|>=|[<>=&+\-(),])"
)
_EPOCH = date(1899, 12, 30)


class FormulaError(Exception):
    """#VALUE! and its like."""


def holds(formula: str, cells: Cells) -> bool:
    """Whether a check lets the content pass."""
    try:
        return bool(_Parser(formula, cells).whole()())
    except FormulaError:
        return False


class _Parser:
    """Reads a formula once, from left to right, into something that can be called."""

    def __init__(self, formula: str, cells: Cells) -> None:
        self._cells = cells
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(formula):
            found = _TOKEN.match(formula, at)
            assert found, formula[at:]
            self._tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
            at = found.end()

    def whole(self) -> Thunk:
        value = self._comparison()
        assert not self._tokens, self._tokens
        return value

    def _next(self, *signs: str) -> str | None:
        if self._tokens and self._tokens[0] in [("sign", sign) for sign in signs]:
            return self._tokens.pop(0)[1]
        return None

    def _comparison(self) -> Thunk:
        left = self._joined()
        sign = self._next("=", "<>", "<", ">", "<=", ">=")
        if sign is None:
            return left
        right = self._joined()
        return lambda: _compared(sign, left(), right())

    def _joined(self) -> Thunk:
        value = self._sum()
        while self._next("&"):
            value = _put_together(value, self._sum())
        return value

    def _sum(self) -> Thunk:
        value = self._signed()
        while sign := self._next("+", "-"):
            value = _summed(value, self._signed(), 1 if sign == "+" else -1)
        return value

    def _signed(self) -> Thunk:
        if self._next("-"):
            value = self._signed()
            return lambda: _each(lambda x: -_number(x), value())
        return self._one()

    def _one(self) -> Thunk:
        if self._next("("):
            value = self._comparison()
            assert self._next(")")
            return value
        kind, token = self._tokens.pop(0)
        if kind == "text":
            return lambda: token
        if kind == "number":
            return lambda: float(token)
        if kind == "rows":
            first, last = re.findall(r"\d+", token)
            return lambda: [float(row) for row in range(int(first), int(last) + 1)]
        if kind == "place":
            return lambda: self._at(token.replace("$", ""))
        assert self._next("(")
        given = []
        while not self._next(")"):
            given.append(self._comparison())
            self._next(",")
        return lambda: _FUNCTIONS[token](*given)

    def _at(self, place: str) -> Any:
        if ":" not in place:
            return self._cells.get(place)
        (first, row), (last, _) = re.findall(r"([A-Z]+)(\d+)", place)
        return [self._cells.get(f"{chr(at)}{row}") for at in range(ord(first), ord(last) + 1)]


def _put_together(left: Thunk, right: Thunk) -> Thunk:
    return lambda: _text(left()) + _text(right())


def _summed(left: Thunk, right: Thunk, by: int) -> Thunk:
    return lambda: _each(lambda a, b: _number(a) + by * _number(b), left(), right())


def _truths(values: tuple[Thunk, ...]) -> list[bool]:
    """All of them, so that an error anywhere is one of the whole."""
    return [bool(_number(value())) for value in values]


def _each(what: Callable[..., Any], *values: Any) -> Any:
    """For a list of values one answer each, an error among them as one that is kept."""
    long = next((value for value in values if isinstance(value, list)), None)
    if long is None:
        return what(*values)
    answers = []
    for at in range(len(long)):
        try:
            answers.append(what(*(v[at] if isinstance(v, list) else v for v in values)))
        except FormulaError as error:
            answers.append(error)
    return answers


def _number(value: Any) -> float:
    if isinstance(value, FormulaError):
        raise value
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, date):
        return float((value - _EPOCH).days)
    # spaces around a number, a sign and an exponent are let pass
    if re.fullmatch(r"\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?\s*", value):
        return float(value)
    raise FormulaError


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        value = _number(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _compared(sign: str, left: Any, right: Any) -> bool:
    # any text is greater than any number; letters are compared whatever their case
    one, other = (
        (isinstance(v, str), v.lower() if isinstance(v, str) else _number(v)) for v in (left, right)
    )
    if sign in ("=", "<>"):
        return (one == other) == (sign == "=")
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]


def _day(year: float, month: float, day: float) -> date:
    months = int(year) * 12 + int(month) - 1
    if not 1900 <= months // 12 <= 9999:
        raise FormulaError
    return date(months // 12, months % 12 + 1, 1) + timedelta(days=int(day) - 1)


def _found(wanted: str, text: str) -> float:
    if wanted not in text:
        raise FormulaError
    return float(text.index(wanted) + 1)


def _is_error(value: Thunk) -> bool:
    try:
        return isinstance(value(), FormulaError)
    except FormulaError:
        return True


def _padded(value: Any, zeros: str) -> str:
    assert set(zeros) <= {"0"}
    number = _number(value)
    return f"{'-' if number < 0 else ''}{abs(number):0{len(zeros)}.0f}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | date) and not isinstance(value, bool)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "IF": lambda test, yes, no: yes() if test() else no(),
    "AND": lambda *each: all(_truths(each)),
    "OR": lambda *each: any(_truths(each)),
    "LEN": lambda text: len(_text(text())),
    "TRIM": lambda text: " ".join(_text(text()).split(" ")).strip(),
    "LEFT": lambda text, size=lambda: 1: _text(text())[: int(_number(size()))],
    "RIGHT": lambda text, size: _text(text())[-int(_number(size())) :],
    "MID": lambda text, first, size: _text(text())[
        int(_number(first())) - 1 : int(_number(first())) - 1 + int(_number(size()))
    ],
    "LOWER": lambda text: _text(text()).lower(),
    "REPT": lambda text, times: _text(text()) * int(_number(times())),
    "SUBSTITUTE": lambda text, old, new: _text(text()).replace(old(), new()),
    "TEXT": lambda value, zeros: _padded(value(), zeros()),
    "FIND": lambda wanted, text: _each(lambda w: _found(_text(w), _text(text())), wanted()),
    "DATE": lambda *parts: _day(*(_number(part()) for part in parts)),
    "DAY": lambda day: float(day().day),
    "YEAR": lambda day: float((_EPOCH + timedelta(days=_number(day()))).year),
    "ABS": lambda value: abs(_number(value())),
    "ISNUMBER": lambda value: _each(_is_number, value()),
    "ISERROR": _is_error,
    "ROW": lambda rows: rows(),
    "SUMPRODUCT": lambda values: sum(_number(value) for value in values()),
    "COUNTA": lambda values: float(sum(value is not None for value in values())),
}
