"""Organisations that exist are taken over, by code or by name; a province's communes by theirs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlmodel import Session

from flows.desk import import_organisations as import_organisations_module
from flows.desk.check_trail import check_trail
from flows.desk.import_organisations import import_communes, import_organisations
from flows.desk.rights import NotAllowed
from models.imported_file import ImportedFile
from models.organisation import Organisation
from models.trail import TrailEntry
from models.user import Actor
from policies.administrative_units import units_of
from policies.loader import load
from tasks.importing.places import Places
from tasks.importing.plan import Effect
from tests.flows.cases import CLERK, Desk
from tests.flows.imports import (
    box_at,
    effects,
    faults,
    organisation,
    take,
    take_organisations,
    tree,
)
from tests.tasks.importing.lists_made import mailboxes, office, organisations, person

HEADS = ("Mã cơ quan", "Tên cơ quan", "Mã cấp trên", "Cơ quan cấp trên", "Tên viết tắt")
Row = tuple[str, str, str, str, str]
SNV: Row = ("S01", "Sở Nội vụ", "", "", "SNV")
PHAP_CHE: Row = ("S01.1", "Phòng Pháp chế", "S01", "", "")
THANH_TRA: Row = ("", "Thanh tra", "", "Sở Nội vụ", "")
KINH_TE: Row = ("", "Phòng Kinh tế, UBND xã Phùng Nguyên", "", "", "")
XA: Row = ("X01", "UBND xã Phùng Nguyên", "", "", "")
ROWS = (PHAP_CHE, THANH_TRA, KINH_TE, SNV, XA)  # superiors may stand below


def listed(*rows: Row) -> bytes:
    return organisations(HEADS, *rows)


def everything(desk: Desk) -> list[list[dict[str, object]]]:
    return [
        [row.model_dump() for row in desk.all(table)]
        for table in (Organisation, ImportedFile, TrailEntry)
    ]


def test_a_first_look_writes_nothing(desk: Desk) -> None:
    """It tells the same rows as the import, each with the address that the regulation gives."""
    before = everything(desk)
    looked = take_organisations(desk, listed(*ROWS), apply=False)
    assert before == everything(desk)
    assert [Effect.NEW] * 5 == effects(looked)
    assert [
        "pc.snv@phutho.gov.vn",
        "tt.snv@phutho.gov.vn",
        "kt.phungnguyen@phutho.gov.vn",
        "snv@phutho.gov.vn",
        "phungnguyen@phutho.gov.vn",
    ] == [row.address for row in looked.rows]
    assert looked.rows == take_organisations(desk, listed(*ROWS)).rows


def test_the_tree_stands_as_the_list_tells(desk: Desk) -> None:
    """Whatever the order of its rows, by code, by name, or by what a name itself says."""
    take_organisations(desk, listed(*ROWS))
    assert {
        "Sở Nội vụ": None,
        "Phòng Pháp chế": "Sở Nội vụ",
        "Thanh tra": "Sở Nội vụ",
        "UBND xã Phùng Nguyên": None,
        "Phòng Kinh tế": "UBND xã Phùng Nguyên",
    } == tree(desk)
    snv = organisation(desk, "Sở Nội vụ")
    assert ("S01", "SNV", "so-ban-nganh") == (snv.code, snv.abbreviation, snv.level)


def test_again_changes_nothing(desk: Desk) -> None:
    """No row and no entry of the trail."""
    take_organisations(desk, listed(*ROWS))
    before = everything(desk)
    assert [Effect.UNCHANGED] * 5 == effects(take_organisations(desk, listed(*ROWS)))
    assert before == everything(desk)


def test_a_later_list_changes_what_it_tells_otherwise(desk: Desk) -> None:
    """By its code an organisation is renamed and moved; one known by name gets its code."""
    take_organisations(desk, listed(*ROWS))
    renamed: Row = ("S01.1", "Phòng Pháp chế - Thanh tra", "X01", "", "")
    coded: Row = ("S01.2", *THANH_TRA[1:])
    done = take_organisations(desk, listed(renamed, coded))
    assert [
        [
            "tên: Phòng Pháp chế → Phòng Pháp chế - Thanh tra",
            "cấp trên: Sở Nội vụ → UBND xã Phùng Nguyên",
        ],
        ["mã: … → S01.2"],
    ] == [[str(change) for change in row.changes] for row in done.rows]
    assert "UBND xã Phùng Nguyên" == tree(desk)["Phòng Pháp chế - Thanh tra"]
    assert "S01.2" == organisation(desk, "Thanh tra").code
    # the first list again does not undo it
    again = take_organisations(desk, listed(*ROWS))
    assert {Effect.UNCHANGED} == set(effects(again))
    assert "giữ theo danh bạ" in again.rows[0].notes[0]


BAD: list[tuple[Sequence[Row], str]] = [
    ([SNV, ("S01", "Sở Y tế", "", "", "")], "3: cột Mã cơ quan: mã S01 đã có ở dòng 2"),
    ([SNV, ("", "Sở  NỘI VỤ", "", "", "")], "cùng cấp trên đã có ở dòng 2"),
    ([THANH_TRA], "không có cơ quan «Sở Nội vụ» trong danh sách và danh bạ"),
    ([("", "Thanh tra", "S9", "", "")], "không có cơ quan mã S9"),
    (
        [
            SNV,
            ("A", "Phòng Tổ chức", "S01", "", ""),
            ("B", "Phòng Tổ chức", "X", "", ""),
            ("X", "Sở Y tế", "", "", ""),
            ("", "Tổ Một", "", "Phòng Tổ chức", ""),
        ],
        "6: cột Cơ quan cấp trên: danh sách có 2 cơ quan tên «Phòng Tổ chức»: hãy ghi «Mã",
    ),
    ([("A", "Sở Y tế", "A", "", "")], "2: cột Cơ quan cấp trên: cơ quan đứng trên chính nó"),
    ([("S 1", "Sở Y tế", "", "", "")], "2: cột Mã cơ quan: «S 1» không phải mã"),
    ([("", "Sở Y tế <b>", "", "", "")], "ký tự không hợp lệ «<»"),
]


@pytest.mark.parametrize(("rows", "expected"), BAD)
def test_what_refuses_a_row(desk: Desk, rows: Sequence[Row], expected: str) -> None:
    """And with it the whole list."""
    done = take_organisations(desk, listed(*rows))
    (told,) = faults(done)
    assert expected in told
    assert [] == desk.all(Organisation)


def test_a_circle_of_superiors_is_refused(desk: Desk) -> None:
    """Whoever stands in it stands above itself."""
    done = take_organisations(
        desk, listed(("A", "Phòng Một", "B", "", ""), ("B", "Phòng Hai", "A", "", ""))
    )
    assert not done.accepted


def test_what_the_directory_has_under_another_code_is_refused(desk: Desk) -> None:
    """A code names one organisation, an organisation has one."""
    take_organisations(desk, listed(SNV, XA))
    done = take_organisations(desk, listed(("S02", *SNV[1:]), ("S01", *XA[1:])), apply=False)
    first, second = faults(done)
    assert "«Sở Nội vụ» đã có mã S01" in first
    assert "«UBND xã Phùng Nguyên» cùng cấp trên đã có trong danh bạ, mã X01" in second


def test_the_trail_tells_of_it_and_is_whole(desk: Desk) -> None:
    """Which list, and what became of each organisation."""
    done = take_organisations(desk, listed(SNV, PHAP_CHE))
    (entry,) = desk.all(TrailEntry)
    assert ("organisations-imported", CLERK.name, done.sha256) == (
        entry.action,
        entry.actor,
        entry.detail["sha256"],
    )
    assert [("Sở Nội vụ", "new", None), ("Phòng Pháp chế", "new", "Sở Nội vụ")] == [
        (one["name"], one["effect"], one["superior"]) for one in entry.detail["organisations"]
    ]
    assert [()] == [chain.broken for chain in check_trail(desk.office, CLERK)]


def test_mailboxes_name_organisations_by_their_codes(desk: Desk) -> None:
    """And the address is judged by the tree above that organisation."""
    take_organisations(desk, listed(*ROWS), policy="hung-yen")
    rows = [
        person("Lê Lan", "llan.nv@hungyen.gov.vn", code="S01.1"),
        office("Phòng Pháp chế", "ppc.sonv@hungyen.gov.vn", code="S01.1"),
    ]
    done = take(desk, mailboxes(*rows), policy="hung-yen")
    assert [None, None] == [row.departure for row in done.rows]
    unit = organisation(desk, "Phòng Pháp chế")
    assert unit.id == box_at(desk, "ppc.sonv@hungyen.gov.vn").organisation_id
    wrong = mailboxes(person("Lê Na", "lna.nv@hungyen.gov.vn", code="S01.1", unit="Sở Nội vụ"))
    (told,) = faults(take(desk, wrong, policy="hung-yen"))
    assert "mã S01.1 là «Phòng Pháp chế», không phải «Sở Nội vụ»" in told
    unknown = mailboxes(person("Lê Na", "lna.nv@hungyen.gov.vn", code="S77"))
    assert "không có cơ quan mã S77" in faults(take(desk, unknown, policy="hung-yen"))[0]


def test_two_provinces_do_not_meet(desk: Desk) -> None:
    """The same code in two regulations is two organisations."""
    for policy in ("phu-tho", "hung-yen"):
        take_organisations(desk, listed(SNV), policy=policy)
    assert ["hung-yen", "phu-tho"] == sorted(one.policy for one in desk.all(Organisation))


def test_only_who_may_imports(desk: Desk) -> None:
    """Organisations and communes alike."""
    page = Actor("clerk", "page")
    regulation = load("phu-tho")
    with pytest.raises(NotAllowed):
        import_organisations(desk.office, page, regulation, listed(SNV), "a.csv", apply=False)
    with pytest.raises(NotAllowed):
        import_communes(desk.office, page, regulation, units_of("Phú Thọ"), apply=False)


def test_a_row_that_was_written_meanwhile_stops_it_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the writing somebody else gave the code away: nothing is written."""
    looks = [0]

    class Meanwhile(Places):
        def __init__(self, session: Session, policy: str) -> None:
            looks[0] += 1
            if looks[0] == 2:
                session.add(Organisation(policy=policy, name="Sở Khác", key="so khac", code="S01"))
                session.add(Organisation(policy=policy, name="Sở Nội vụ", key="so noi vu"))
                session.flush()
            super().__init__(session, policy)

    monkeypatch.setattr(import_organisations_module, "Places", Meanwhile)
    done = take_organisations(desk, listed(SNV))
    assert (False, []) == (done.applied, desk.all(Organisation))
    assert "vừa không còn nhận được" in (done.stopped or "")
