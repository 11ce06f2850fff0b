"""Twenty thousand people under each regulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial

from benchmarks.figure import Figure, seconds
from benchmarks.people import Person, people
from policies.addresses import Addressing
from policies.loader import load, policy_ids
from policies.naming import fold, read_person
from policies.schema import Kind, Regulation

_PEOPLE = 20_000
_ON = date(2026, 11, 2)


def figures() -> Iterator[Figure]:
    """Every person gets an address that nobody else has, or is marked for agreement."""
    for policy in policy_ids():
        regulation = load(policy)
        everyone = people(_PEOPLE, policy)
        bare, _ = seconds(partial(_fold_all, everyone))
        fold.cache_clear()  # what was folded must be folded again
        took, became = seconds(partial(_address_all, regulation, everyone))
        if became["refused"]:
            raise AssertionError(f"{policy}: {became}")
        yield Figure(
            work=f"20.000 người theo quy chế {regulation.province}",
            unit="s",
            measured=took,
            reach=2.0,
            beside=bare,
            beside_what="chỉ xử lý chuỗi họ tên",
            note=f"{became['given']} có địa chỉ riêng, {became['agreement']} cần thống nhất",
        )


def _fold_all(everyone: list[Person]) -> None:
    for one in everyone:
        read_person(one.name)


def _address_all(regulation: Regulation, everyone: list[Person]) -> Counter[str]:
    addressing = Addressing(regulation, _ON)
    taken: set[str] = set()
    became: Counter[str] = Counter()
    for one in everyone:
        answer = addressing.address(
            Kind.PERSON,
            one.name,
            unit=one.unit,
            birth_date=one.birth_date,
            taken=taken.__contains__,
        )
        if answer.address:
            if answer.address in taken:
                raise AssertionError(f"{answer.address} was given twice")
            taken.add(answer.address)
            became["given"] += 1
        else:
            became["agreement" if answer.needs_agreement else "refused"] += 1
    return became
