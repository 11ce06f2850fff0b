"""The communes of a province are taken over by their codes, with the bodies that stand in them."""

from __future__ import annotations

import pytest

from flows.desk.import_organisations import import_communes
from models.mailbox import Mailbox
from models.organisation import Organisation
from policies.administrative_units import Unit, Units, units_of
from policies.loader import load
from tasks.importing.plan import Effect, Report
from tests.flows.cases import CLERK, Desk, new_people
from tests.flows.imports import effects, take, tree
from tests.tasks.importing.lists_made import mailboxes, office, person


def communes(desk: Desk, policy: str, units: Units | None = None, *, apply: bool = True) -> Report:
    regulation = load(policy)
    found = units or units_of(regulation.province)
    return import_communes(desk.office, CLERK, regulation, found, apply=apply)


@pytest.mark.parametrize(
    ("policy", "rows", "code", "name", "superior", "address"),
    [
        ("hung-yen", 104, "12364", "Ủy ban nhân dân xã Tiên Lữ", None, "tienlu"),
        ("phu-tho", 148, "08521", "Ủy ban nhân dân xã Phùng Nguyên", None, "phungnguyen"),
        ("khanh-hoa", 193, "22498", "Ủy ban nhân dân xã Tu Bông", None, "ubndtubong"),
        ("khanh-hoa", 193, "22498.dang-uy-xa", "Đảng ủy xã Tu Bông", None, "dutubong"),
        (
            "tien-giang",
            175,
            "28321",
            "Ủy ban nhân dân thị trấn Mỹ Phước",
            "Ủy ban nhân dân huyện Tân Phước",
            "tanphuoc.myphuoc",
        ),
        (
            "bac-giang",
            202,
            "07682",
            "Ủy ban nhân dân phường Tân An",
            "Ủy ban nhân dân thành phố Bắc Giang",
            "tanan_tpbg",
        ),
    ],
)
def test_a_provinces_communes(
    desk: Desk,
    policy: str,
    rows: int,
    code: str,
    name: str,
    superior: str | None,
    address: str,
) -> None:
    """Each by the state's code, below its district where there were districts; once."""
    done = communes(desk, policy)
    assert (rows, rows) == (len(done.rows), done.count(Effect.NEW))
    assert not [remark for remark in done.remarks if "trùng" in remark]
    found = {one.code: one for one in desk.all(Organisation)}
    assert (name, superior) == (found[code].name, tree(desk)[name])
    (row,) = [one for one in done.rows if one.name and one.name.split()[0] == code]
    assert f"{address}@{load(policy).domain}" == row.address
    assert {Effect.UNCHANGED} == set(effects(communes(desk, policy)))


def test_communes_of_one_name_in_one_district_are_settled_by_agreement(desk: Desk) -> None:
    """Old Bắc Giang had a phường and a xã Tân An in its city: neither gets the address by rule."""
    city = Unit("213", "thành phố", "Bắc Giang")
    twins = (Unit("1", "phường", "Tân An", city), Unit("2", "xã", "Tân An", city))
    done = communes(desk, "bac-giang", Units((city, *twins), "thử"))
    assert ["tpbg@bacgiang.gov.vn", None, None] == [row.address for row in done.rows]
    (clash,) = done.remarks
    assert "tanan_tpbg@bacgiang.gov.vn trùng nhau giữa «Ủy ban nhân dân phường Tân An»" in clash
    assert "thống nhất tên hộp thư (Điều 5 khoản 1)" in clash


def test_an_address_that_somebody_else_has_is_told(desk: Desk) -> None:
    """The organisation whose own mailbox it is has it by right."""
    rows = [
        office("Ủy ban nhân dân xã Phùng Nguyên", "phungnguyen"),
        person("Hoàng Thị Hợp", "hophoa"),
    ]
    take(desk, mailboxes(*rows))
    units = Units((Unit("1", "xã", "Phùng Nguyên"), Unit("2", "xã", "Hợp Hòa")), "thử")
    done = communes(desk, "phu-tho", units)
    assert [Effect.CHANGED, Effect.NEW] == effects(done)
    assert ["phungnguyen@phutho.gov.vn", None] == [row.address for row in done.rows]
    assert "hophoa@phutho.gov.vn của «Ủy ban nhân dân xã Hợp Hòa»" in done.remarks[0]


def test_letters_find_an_imported_commune_below_its_district(desk: Desk) -> None:
    """It names itself alone, and no second one is made beside the imported one."""
    communes(desk, "tien-giang")
    people = new_people("Lê Minh Hiếu")
    sender = "Ủy ban nhân dân thị trấn Mỹ Phước"
    short = "UBND thị trấn Mỹ Phước"
    done = desk.send("tien-giang", "mau-chuan", [people, []], sender=short, channel="letter")
    desk.approve(done.requests[0][0])
    assert ["Lê Minh Hiếu"] == [box.display_name for box in desk.all(Mailbox)]
    assert "Ủy ban nhân dân thị trấn Mỹ Phước" == tree(desk)["Phòng Pháp chế"]
    names = [one.name for one in desk.all(Organisation)]
    assert (1, 0) == (names.count(sender), names.count(short))
