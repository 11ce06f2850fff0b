"""Every example of a regulation, executed: the text itself is the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policies.addresses import Addressing
from policies.passwords import check
from policies.schema import NamingExample, PasswordExample, Regulation


@dataclass(frozen=True)
class ExampleFailure:
    """An example that the interpreter answers otherwise than the text does."""

    article: str
    question: str
    expected: str
    actual: str


@dataclass(frozen=True)
class ExampleReport:
    """How many examples a regulation holds and which of them fail."""

    total: int
    failed: tuple[ExampleFailure, ...]


def run_examples(regulation: Regulation) -> ExampleReport:
    """Execute every example of every rule, on a day on which the regulation applies."""
    on = regulation.force.earliest
    naming = list(_naming_examples(regulation))
    failures = [_try_naming(regulation, example, on) for example in naming]
    passwords = regulation.passwords.examples
    failures += [_try_password(regulation, example, on) for example in passwords]
    total = len(naming) + len(passwords)
    return ExampleReport(total, tuple(failure for failure in failures if failure))


def _naming_examples(regulation: Regulation) -> Iterator[NamingExample]:
    for level in regulation.naming.levels:
        yield from level.examples
    yield from regulation.naming.persons.examples


def _try_naming(regulation: Regulation, example: NamingExample, on: date) -> ExampleFailure | None:
    answer = Addressing(regulation, on).address(
        example.kind,
        example.name,
        unit=example.unit,
        parent=example.parent,
        birth_date=example.birth_date,
        taken=frozenset(example.taken).__contains__,
    )
    if answer.address == example.address:
        return None
    reasons = "; ".join(str(reason) for reason in answer.explanation)
    actual = answer.address or f"không có địa chỉ ({reasons})"
    expected = example.address or "cần thống nhất"
    return ExampleFailure(example.article, example.name, expected, actual)


def _try_password(
    regulation: Regulation, example: PasswordExample, on: date
) -> ExampleFailure | None:
    verdict = check(
        regulation,
        example.password,
        account=example.account,
        name=example.name,
        birth_date=example.birth_date,
        administrator=example.administrator,
        on=on,
    )
    if verdict.accepted == example.accepted:
        return None
    words = {True: "được chấp nhận", False: "bị từ chối"}
    return ExampleFailure(
        example.article, "mật khẩu mẫu", words[example.accepted], words[verdict.accepted]
    )
