"""Communes and districts by their codes, and the bodies that stand in them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from policies.addresses import Addressing
from policies.administrative_units import NoUnits, Unit, bodies_of, units_of
from policies.loader import load, policy_ids
from policies.naming import fold
from policies.schema import Kind

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("province", "communes", "districts"),
    [
        ("Hưng Yên", 104, 0),
        ("Khánh Hòa", 65, 0),
        ("Phú Thọ", 148, 0),
        ("Bắc Giang", 192, 10),
        ("Tiền Giang", 164, 11),
    ],
)
def test_the_units_of_the_five_provinces(province: str, communes: int, districts: int) -> None:
    """Today's, and of provinces that are no more the last ones, each below its district."""
    units = units_of(province).units
    own = [unit for unit in units if unit.kind in ("xã", "phường", "thị trấn", "đặc khu")]
    assert (communes, districts) == (len(own), len(units) - len(own))
    assert len(units) == len({unit.code for unit in units})
    assert all((unit.district is not None) == bool(districts) for unit in own)


def test_codes_and_names_are_those_of_the_state() -> None:
    """A numbered ward is named by its number, a town by its kind whatever its capitals."""
    tien_giang = {unit.code: unit for unit in units_of("Tiền Giang").units}
    assert Unit("28261", "phường", "1", tien_giang["815"]) == tien_giang["28261"]
    bac_giang = {unit.code: unit for unit in units_of("Bắc Giang").units}
    assert Unit("222", "thị xã", "Việt Yên") == bac_giang["222"]


def test_an_unknown_province_has_no_units() -> None:
    """It is told, not guessed."""
    with pytest.raises(NoUnits, match="Atlantis"):
        units_of("Atlantis")


def test_the_package_is_read_but_not_imported() -> None:
    """Its own code takes longer than all the rest."""
    code = (
        "import sys\nfrom policies.administrative_units import units_of\n"
        "units_of('Phú Thọ')\nassert 'vietnamadminunits' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    ("policy", "unit", "expected"),
    [
        ("phu-tho", Unit("1", "xã", "Phùng Nguyên"), ["Ủy ban nhân dân xã Phùng Nguyên"]),
        (
            "khanh-hoa",
            Unit("1", "xã", "Tu Bông"),
            ["Ủy ban nhân dân xã Tu Bông", "Đảng ủy xã Tu Bông", "Hội đồng nhân dân xã Tu Bông"],
        ),
        # by agreement, but the commune is there
        ("khanh-hoa", Unit("1", "đặc khu", "Trường Sa"), ["Ủy ban nhân dân đặc khu Trường Sa"]),
        ("bac-giang", Unit("1", "thị xã", "Chũ"), ["Ủy ban nhân dân thị xã Chũ"]),
    ],
)
def test_the_bodies_that_a_regulation_names(policy: str, unit: Unit, expected: list[str]) -> None:
    """Those with an address by rule, the committee first and under the unit's own code."""
    bodies = bodies_of(load(policy), unit)
    assert expected == [body.name for body in bodies]
    assert unit.code == bodies[0].code
    assert len(bodies) == len({body.code for body in bodies})


@pytest.mark.parametrize("policy", policy_ids())
def test_every_body_has_an_address_of_its_own(policy: str) -> None:
    """None clashes; only đặc khu Trường Sa has none by rule."""
    regulation = load(policy)
    addressing = Addressing(regulation, ON)
    answers = [
        (
            body.name,
            addressing.address(
                Kind.ORGANISATION, body.name, parent=body.superior, taken=lambda _: None
            ).address,
        )
        for unit in units_of(regulation.province).units
        for body in bodies_of(regulation, unit)
    ]
    given = Counter(address for _, address in answers if address)
    assert {1} == set(given.values())
    without = [name for name, address in answers if address is None]
    agreed = ["Ủy ban nhân dân đặc khu Trường Sa"] if policy == "khanh-hoa" else []
    assert agreed == without


def test_the_districts_tell_communes_of_one_name_apart() -> None:
    """In old Tiền Giang nine names stand for twenty-two communes."""
    communes = [unit for unit in units_of("Tiền Giang").units if unit.district]
    names = Counter(
        fold(f"{unit.kind if unit.name.isdigit() else ''} {unit.name}").replace(" ", "")
        for unit in communes
    )
    several = [count for count in names.values() if count > 1]
    assert (9, 22) == (len(several), sum(several))
