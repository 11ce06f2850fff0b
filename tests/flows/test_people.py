"""People and their roles, as the administrator sets them up."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from flows.desk import look
from flows.desk.check_trail import check_trail
from flows.desk.people import add_user, reset_password, set_active, users
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.roles import (
    Span,
    end_substitute,
    grant_role,
    revoke_role,
    set_approval_levels,
    set_substitute,
)
from flows.desk.sign_in import sign_in
from models.letter import Letter
from models.province import Province
from models.role import Granted, Role
from models.trail import TrailEntry
from models.user import User
from tests.flows.cases import CLERK, MONDAY, Desk, new_people
from tests.flows.people_made import add_account, add_organisation, signed_in, somebody

TODAY = MONDAY.date()
DAY = timedelta(days=1)
STAFF, FAR = Granted(Role.STAFF, "phu-tho"), Granted(Role.STAFF, "khanh-hoa")


@pytest.fixture
def binh(desk: Desk) -> str:
    """An account without roles."""
    return add_user(desk.office, CLERK, "binhnt", " Nguyễn  Thị Bình ").login


def grant(desk: Desk, login: str, granted: Granted, ends: date | None = None) -> int:
    return grant_role(desk.office, CLERK, login, granted, Span(TODAY, ends))


def test_an_account_is_made_once(desk: Desk, binh: str) -> None:
    """With a clean name and a password of its own, which is drawn by chance."""
    (user,) = desk.all(User)
    assert ("binhnt", "Nguyễn Thị Bình", True) == (user.login, user.name, user.must_change)
    with pytest.raises(Refused, match="đã có tài khoản binhnt"):
        add_user(desk.office, CLERK, "BinhNT", "Người Khác")
    drawn = [
        add_user(desk.office, CLERK, login, "Tên", chance=Random(seed)).password
        for login, seed in (("a1", 1), ("a2", 2), ("a3", 2))
    ]
    assert (16, 2) == (len(drawn[0] or ""), len(set(drawn)))


@pytest.mark.parametrize("login", ["", "bình", "a b", "-a", "a.", "x" * 33, "a/b", "<b>"])
def test_a_login_is_plain(desk: Desk, login: str) -> None:
    """Letters without marks, digits, and signs in between."""
    with pytest.raises(Refused, match="tên đăng nhập gồm"):
        add_user(desk.office, CLERK, login, "Tên")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "張伟"])
def test_a_name_can_stand_in_a_letter(desk: Desk, name: str) -> None:
    """It names who decided, so it must be printable."""
    with pytest.raises(Refused):
        add_user(desk.office, CLERK, "a", name)


def test_a_given_password_is_not_told_again(desk: Desk) -> None:
    """One that the caller typed is good for the first use, if it will do at all."""
    made = add_user(desk.office, CLERK, "binhnt", "Bình", "mật khẩu tạm thời")
    assert made.password is None
    assert sign_in(desk.office, "binhnt", "mật khẩu tạm thời").must_change
    with pytest.raises(Refused, match="ít nhất 12"):
        reset_password(desk.office, CLERK, "binhnt", "ngắn")


def test_a_reset_unlocks(desk: Desk, binh: str) -> None:
    """The new temporary password opens, however often a wrong one was tried."""
    for _ in range(6):
        with pytest.raises(Refused):
            sign_in(desk.office, binh, "wrong")
    (view,) = users(desk.office, CLERK)
    assert view.locked_until is not None
    made = reset_password(desk.office, CLERK, binh)
    assert sign_in(desk.office, binh, made.password or "").must_change
    with pytest.raises(Refused, match="không có tài khoản"):
        reset_password(desk.office, CLERK, "nobody")


def test_an_account_is_closed_and_opened_again(desk: Desk, binh: str) -> None:
    """With the same roles; nobody closes the own one."""
    made = reset_password(desk.office, CLERK, binh)
    for active in (False, False, True):
        set_active(desk.office, CLERK, binh, active)
    assert sign_in(desk.office, binh, made.password or "").user_id == made.user_id
    told = [e.action for e in desk.all(TrailEntry) if "activated" in e.action]
    assert ["person-deactivated", "person-activated"] == told
    administrator = somebody(desk.office, "admin", Granted(Role.ADMINISTRATOR))
    with pytest.raises(Refused, match="không tự đóng"):
        set_active(desk.office, administrator, "admin", False)


@pytest.mark.parametrize(
    ("granted", "told"),
    [
        (Granted(Role.ADMINISTRATOR, "phu-tho"), "không gắn với một tỉnh"),
        (Granted(Role.STAFF), "phải gắn với một tỉnh"),
        (Granted(Role.AGENCY, "phu-tho"), "phải gắn với một cơ quan"),
        (Granted(Role.STAFF, "phu-tho", 1), "không gắn với một cơ quan"),
        (Granted(Role.AGENCY, "khanh-hoa", 1), "không có cơ quan"),
        (Granted(Role.AGENCY, "phu-tho", 99), "không có cơ quan"),
    ],
)
def test_a_role_has_its_place(desk: Desk, binh: str, granted: Granted, told: str) -> None:
    """An agency's is an organisation, the centre's a province, the administrator's all."""
    add_organisation(desk.office, "phu-tho", "Sở Nội vụ")
    with pytest.raises(Refused, match=told):
        grant(desk, binh, granted)


def test_a_role_has_dates_that_are_not_over(desk: Desk, binh: str) -> None:
    """It may end today; it does not end before it begins."""
    grant(desk, binh, STAFF, TODAY)
    for span in (Span(TODAY - DAY * 9, TODAY - DAY), Span(TODAY + DAY, TODAY)):
        with pytest.raises(Refused, match="ngày kết thúc"):
            grant_role(desk.office, CLERK, binh, STAFF, span)


def test_nobody_belongs_to_two_provinces(desk: Desk, binh: str) -> None:
    """Neither by roles nor by standing in for somebody, in whatever order it is set up."""
    for login, granted in (("an", STAFF), ("chi", FAR)):
        add_account(desk.office, login, granted)
    add_account(desk.office, "none")
    span = Span(TODAY, TODAY + DAY)
    first = grant(desk, binh, STAFF)
    with pytest.raises(Refused, match="một tỉnh"):
        grant(desk, binh, FAR)
    with pytest.raises(Refused, match="một tỉnh"):
        set_substitute(desk.office, CLERK, "chi", "an", span)
    set_substitute(desk.office, CLERK, "none", "an", span)
    for login, granted in (("none", FAR),):
        with pytest.raises(Refused, match="một tỉnh"):
            grant(desk, login, granted)
    with pytest.raises(Refused, match="một tỉnh"):
        set_substitute(desk.office, CLERK, "none", "chi", span)
    revoke_role(desk.office, CLERK, first)
    assert grant(desk, binh, FAR)


def test_nobody_helps_themselves_to_a_right(desk: Desk) -> None:
    """Another administrator, or the operator of the machine, must do it."""
    administrator = somebody(desk.office, "admin", Granted(Role.ADMINISTRATOR))
    add_account(desk.office, "an", STAFF)
    with pytest.raises(Refused, match="không tự cấp"):
        grant_role(desk.office, administrator, "admin", STAFF, Span(TODAY))
    with pytest.raises(Refused, match="không tự đặt"):
        set_substitute(desk.office, administrator, "admin", "an", Span(TODAY, TODAY))


def test_a_substitute_has_an_end_and_is_somebody_else(desk: Desk, binh: str) -> None:
    """And is taken back once."""
    add_account(desk.office, "an", STAFF)
    with pytest.raises(Refused, match="phải có ngày kết thúc"):
        set_substitute(desk.office, CLERK, binh, "an", Span(TODAY))
    with pytest.raises(Refused, match="chính mình"):
        set_substitute(desk.office, CLERK, binh, binh, Span(TODAY, TODAY))
    number = set_substitute(desk.office, CLERK, binh, "an", Span(TODAY, TODAY))
    end_substitute(desk.office, CLERK, number)
    with pytest.raises(Refused, match="không có việc làm thay"):
        end_substitute(desk.office, CLERK, number)
    with pytest.raises(Refused, match="không có vai trò"):
        revoke_role(desk.office, CLERK, 99)


def test_a_substitute_of_an_administrator_sets_up_nobody(desk: Desk) -> None:
    """Who sets up people does it in nobody's place."""
    office = desk.office
    chief = add_account(
        office, "chief", Granted(Role.ADMINISTRATOR), Granted(Role.STAFF, "phu-tho")
    )
    other = add_account(office, "other")
    set_substitute(office, CLERK, "other", "chief", Span(TODAY, TODAY))
    actor = signed_in(office, other, chief)
    assert ("Other thay Chief", (STAFF,)) == (actor.name, actor.granted)
    with pytest.raises(NotAllowed):
        users(office, actor)


def test_levels_are_one_or_two(desk: Desk) -> None:
    """Set to what they were, nothing is told."""
    for levels in (2, 2, 1):
        set_approval_levels(desk.office, CLERK, "phu-tho", levels)
    with pytest.raises(Refused, match="1 hoặc 2"):
        set_approval_levels(desk.office, CLERK, "phu-tho", 3)
    assert [("phu-tho", 1)] == [(row.policy, row.approval_levels) for row in desk.all(Province)]
    told = [e.detail for e in desk.all(TrailEntry) if e.action == "approval-levels-set"]
    assert [{"old": 1, "new": 2}, {"old": 2, "new": 1}] == told


def test_what_is_set_up_is_on_the_trail_of_its_province(desk: Desk, binh: str) -> None:
    """By login, for two people may have one name; no password stands there; the chain holds."""
    administrator = somebody(desk.office, "admin", Granted(Role.ADMINISTRATOR), name="Trần Trị")
    number = grant_role(desk.office, administrator, binh, STAFF, Span(TODAY))
    made = reset_password(desk.office, administrator, binh)
    revoke_role(desk.office, administrator, number)
    told = look.trail(desk.office, CLERK, policy="phu-tho")
    assert [
        ("Trần Trị", "page", action, "admin", binh)
        for action in ("role-granted", "password-reset", "role-revoked")
    ] == [(e.actor, e.via, e.action, e.detail["login"], e.detail["person_login"]) for e in told]
    assert (made.password or "?") not in str([vars(entry) for entry in desk.all(TrailEntry)])
    assert all(not chain.broken for chain in check_trail(desk.office, CLERK))


def test_letters_that_came_before_their_agency_are_tied_to_it(desk: Desk) -> None:
    """When its first account is made: its own letters and its units', nobody else's."""
    for sender in ("Sở Nội vụ", "SỞ NỘI VỤ", "Sở Công Thương"):
        desk.send("phu-tho", "mau-03", [new_people(f"Trần Mạnh {sender[3]}ung"), []], sender=sender)
    own = add_organisation(desk.office, "phu-tho", "Sở Nội vụ")
    assert [None] * 3 == [letter.sender_organisation_id for letter in desk.all(Letter)]
    actor = signed_in(desk.office, add_account(desk.office, "agency"))
    grant(desk, "agency", Granted(Role.AGENCY, "phu-tho", own))
    assert [own, own, None] == [letter.sender_organisation_id for letter in desk.all(Letter)]
    assert {1, 2} == {row.letter_id for row in look.queue(desk.office, actor)}
