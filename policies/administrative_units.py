"""Communes and districts, keyed by their official codes, and the bodies that stand in each.

The units are those of the package vietnamadminunits, whose tables are read directly: importing it
takes longer than all of this.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from policies.naming import clean
from policies.schema import Level, Regulation

_PACKAGE = "vietnamadminunits"
_COMMITTEE = "Ủy ban nhân dân"
_KINDS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "huyện", "quận", "phường", "xã")
_TODAY = "SELECT wardCode, ward FROM admin_units WHERE provinceShort = ?"
_BEFORE = """SELECT wardCode, ward, districtCode, district
    FROM admin_units_legacy WHERE provinceShort = ? ORDER BY districtCode"""


class NoUnits(Exception):
    """Nothing is known of a province's communes; the message is Vietnamese."""


@dataclass(frozen=True)
class Unit:
    """A commune or a district.  ``kind``: "xã", "phường", "thị trấn", "đặc khu", "huyện" …"""

    code: str
    kind: str
    name: str
    district: Unit | None = None


@dataclass(frozen=True)
class Units:
    """The units of a province: each district before its communes; ``told``: as of when, whence."""

    units: tuple[Unit, ...]
    told: str


@dataclass(frozen=True)
class LocalBody:
    """A body of a commune or district: its name as letters write it, and its superior's.

    ``code``: that of its unit for the people's committee; for another body, with its level's id.
    """

    code: str
    name: str
    superior: str | None
    superior_code: str | None


@lru_cache(maxsize=8)
def units_of(province: str) -> Units:
    """Today's units of a province; of one that is no more, those from before July 2025.

    Then communes stood below districts.  Raises NoUnits.
    """
    name = clean(province)
    package = find_spec(_PACKAGE)
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise NoUnits(f"chưa cài gói {_PACKAGE}, nơi có danh sách xã, phường")
    file = Path(folders[0]) / "data" / "dataset.db"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as tables:
            today = tables.execute(_TODAY, (name,)).fetchall()
            before = [] if today else tables.execute(_BEFORE, (name,)).fetchall()
    except sqlite3.Error as error:
        raise NoUnits(f"không đọc được danh sách xã, phường trong {file}: {error}") from error
    if not today and not before:
        raise NoUnits(f"không có danh sách xã, phường của «{province}»")
    source = f"{_PACKAGE} {version(_PACKAGE)}"
    if today:
        units = sorted((_unit(*row) for row in today), key=lambda unit: unit.code)
        return Units(tuple(units), f"đơn vị hành chính hiện nay ({source})")
    return Units(
        tuple(_with_districts(before)), f"đơn vị hành chính trước ngày 01/7/2025 ({source})"
    )


def _unit(code: str, full_name: str, district: Unit | None = None) -> Unit:
    """ "Thị Xã Việt Yên" → "thị xã", "Việt Yên".  Raises NoUnits for another kind."""
    name = clean(full_name)
    kind = next((kind for kind in _KINDS if name.lower().startswith(f"{kind} ")), None)
    if kind is None:
        raise NoUnits(f"đơn vị hành chính «{full_name}» ({code}) thuộc loại chưa biết")
    return Unit(code, kind, name[len(kind) + 1 :], district)


def _with_districts(rows: list[tuple[str | None, str, str, str]]) -> list[Unit]:
    districts: dict[str, Unit] = {}
    communes: dict[str, list[Unit]] = {}
    for code, name, district_code, district_name in rows:
        if district_code not in districts:
            districts[district_code] = _unit(district_code, district_name)
        own = communes.setdefault(district_code, [])
        if code is not None:  # a district of islands has no communes
            own.append(_unit(code, name, districts[district_code]))
    return [
        unit
        for code, district in districts.items()
        for unit in (district, *sorted(communes[code], key=lambda unit: unit.code))
    ]


def bodies_of(regulation: Regulation, unit: Unit) -> tuple[LocalBody, ...]:
    """The bodies of a unit to which the regulation gives an address, its committee first.

    The people's committee stands there also where its address is left to agreement.
    """
    committee = f"{_COMMITTEE} {unit.kind} {unit.name}"
    own = {committee: unit.code}
    for level in regulation.naming.levels:
        if level.address is not None:
            for name in _names(level, unit):
                own.setdefault(name, f"{unit.code}.{level.id}")
    district = unit.district
    superior = f"{_COMMITTEE} {district.kind} {district.name}" if district else None
    return tuple(
        LocalBody(code, name, superior, district.code if district else None)
        for name, code in own.items()
    )


def _names(level: Level, unit: Unit) -> list[str]:
    """The bodies of that level, whose patterns end with the unit's kind: "Đảng ủy xã {place}"."""
    return [
        pattern.replace("{place}", unit.name)
        for pattern in level.matches
        if _kind_in(pattern) == unit.kind
    ]


def _kind_in(pattern: str) -> str | None:
    return next((kind for kind in _KINDS if pattern.endswith(f" {kind} {{place}}")), None)
