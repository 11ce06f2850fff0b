"""Requests without a letter that are told twice, or that may not be made so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from flows.desk.explain import explain_request, paragraphs
from flows.desk.record import Call, record
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from flows.desk.submit import Submitted
from flows.desk.withdraw import withdraw
from models.database import upgrade
from models.letter import Letter
from models.request import Line
from models.user import Actor
from policies.loader import load, policy_ids, source
from policies.schema import Kind, RequestType
from tasks.forms.told import Told, ToldLine
from tests.flows.calls import AGENCY, CALLED, HOLDER, TAKER, call, recorded, request_of
from tests.flows.cases import CLERK, MONDAY, Desk

# ── twice ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"channel": "fax"},
        {"caller": "LÊ THỊ HOA".title(), "name": f" {HOLDER} "},
        {"at": CALLED + timedelta(seconds=40)},
        {"note": "ghi thêm"},
    ],
)
def test_the_same_call_twice_is_told(desk: Desk, again: dict[str, Any]) -> None:
    """Same caller, same mailbox, same minute: whoever takes it down again and however."""
    done = recorded(desk, call())
    other = Actor("Phạm Văn Cường", "command")
    twice = record(desk.office, other, call(**again), *source("phu-tho"))
    assert (True, done.letter_id, done.requests) == (
        twice.duplicate,
        twice.letter_id,
        twice.requests,
    )
    assert (1, 1) == (len(desk.all(Letter)), len(desk.all(Line)))


@pytest.mark.parametrize(
    "other",
    [
        {"caller": "Lê Thị Hoan"},
        {"agency": "Sở Y tế"},
        {"at": CALLED + timedelta(minutes=1)},
        {"address": "hungtm2@phutho.gov.vn"},
        {"type_": RequestType.RESET_PASSWORD},
    ],
)
def test_another_call_is_another(desk: Desk, other: dict[str, Any]) -> None:
    """By another, at another time, of another mailbox or for another thing."""
    recorded(desk, call())
    assert not recorded(desk, call(**other)).duplicate
    assert 2 == len(desk.all(Letter))


def test_the_order_of_the_mailboxes_makes_no_other_call(desk: Desk) -> None:
    """Two mailboxes in one call, taken down the other way round."""
    lines = [
        ToldLine(Kind.PERSON, {"name": name, "address": f"{at}@phutho.gov.vn"})
        for at, name in (("an", "Lê An"), ("hoa", "Lê Hoa"))
    ]
    told = [Told(RequestType.LOCK, "Lê Thị Hoa", AGENCY, each) for each in (lines, lines[::-1])]
    first, second = (recorded(desk, Call("phone", CALLED, each)) for each in told)
    assert (False, True) == (first.duplicate, second.duplicate)
    assert ["Lê An", "Lê Hoa"] == [line.name for line in desk.lines(request_of(first))]


def test_a_withdrawn_call_may_come_again(desk: Desk) -> None:
    """It was taken back: the same words are a new request."""
    withdraw(desk.office, TAKER, request_of(recorded(desk, call())))
    assert not recorded(desk, call()).duplicate


def test_one_call_taken_down_by_two_at_once_is_kept_once(desk: Desk) -> None:
    """Whoever is later is told, on either database."""
    upgrade(desk.office.engine)
    together = Barrier(4)

    def take(_: int) -> Submitted:
        together.wait()
        return recorded(desk, call())

    with ThreadPoolExecutor(4) as people:
        done = list(people.map(take, range(4)))
    assert [False, True, True, True] == sorted(each.duplicate for each in done)
    assert 1 == len({each.letter_id for each in done}) == len(desk.all(Letter))


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


ASKED = ("phone", "fax", "in-person")
# who may ask for what by which of these ways; every other way is refused
TAKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "phu-tho": {"restore": ASKED, "reset-password": ASKED, "lock": ASKED},
    "hung-yen": {"reset-password": ASKED, "lock": ASKED},
    "bac-giang": {"lock": ASKED},
    "khanh-hoa": {"lock": ASKED},
    "tien-giang": {
        "reset-password": ASKED,
        **dict.fromkeys(("new", "change", "revoke", "lock", "restore"), ("fax",)),
    },
}
REFUSED_BY = {
    ("phu-tho", "new"): "Điều 5 khoản 2",
    ("hung-yen", "new"): "Điều 6 khoản 2 điểm a",
    ("hung-yen", "restore"): "Điều 7 khoản 3 điểm a",
    ("bac-giang", "change"): "Điều 6 khoản 1",
    ("bac-giang", "reset-password"): "Điều 7 khoản 1",
    ("bac-giang", "revoke"): "Điều 8 khoản 2",
    ("bac-giang", "restore"): "Điều 8 khoản 3",
    ("khanh-hoa", "reset-password"): "Điều 7 khoản 2 điểm a",
    ("khanh-hoa", "restore"): "Điều 8 khoản 3",
    ("tien-giang", "restore"): "Điều 5 khoản 1",
}


@pytest.mark.parametrize("policy", policy_ids())
def test_each_way_is_taken_or_refused_with_the_article(desk: Desk, policy: str) -> None:
    """Every type by every way: what the regulation lets, and where it says no."""
    domain = load(policy).domain
    for type_ in RequestType:
        for number, way in enumerate(ASKED):
            values: dict[str, Any] = {"change-what": "Chức vụ", "change-to": "Văn thư"}
            told: dict[str, Any] = values if type_ is RequestType.CHANGE else {}
            at = CALLED - timedelta(days=number)
            address = f"an@{domain}"
            made = call(type_, channel=way, at=at, address=address, unit="Văn phòng", **told)
            if way in TAKEN[policy].get(type_.value, ()):
                assert not recorded(desk, made, policy).duplicate
                continue
            with pytest.raises(Refused) as refused:
                recorded(desk, made, policy)
            (reason,) = refused.value.reasons
            assert reason.startswith("không tiếp nhận đề nghị")
            assert "Cách hiểu được chọn: " in reason
            article = REFUSED_BY.get((policy, type_.value))
            assert article is None or f"({article})" in reason


def test_phu_tho_restores_also_by_electronic_mail(desk: Desk) -> None:
    """Điều 6 khoản 2 điểm a names e-mail, fax and telephone."""
    assert not recorded(desk, call(channel="e-mail")).duplicate
    assert "qua thư điện tử" in " ".join(paragraphs(explain_request(desk.office, CLERK, 1)))


@pytest.mark.parametrize(
    ("policy", "type_", "told"),
    [
        ("phu-tho", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 5 khoản 2)"),
        ("hung-yen", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 10 khoản 1 điểm d)"),
        ("bac-giang", RequestType.LOCK, "cá nhân được đề nghị tạm khóa (Điều 4 khoản 8)"),
    ],
)
def test_who_may_not_ask_is_told_by_which_article(
    desk: Desk, policy: str, type_: RequestType, told: str
) -> None:
    """These are for the agency that manages the mailbox to ask."""
    made = call(type_, agency=None, address=f"an@{load(policy).domain}")
    with pytest.raises(Refused) as refused:
        recorded(desk, made, policy)
    assert f"quy chế không nêu {told}" == refused.value.reasons[0]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (call(at=MONDAY + timedelta(days=1)), "thời điểm nhận ở tương lai"),
        (call(at=datetime(2020, 1, 1, tzinfo=UTC)), "chưa áp dụng"),
        (call(channel="letter"), "nhận bằng congvu submit"),
        (call(caller="…"), "Người yêu cầu: không được để trống"),
        (call(caller="Lê 7"), "Người yêu cầu: tên người có ký tự không hợp lệ"),
        (call(agency="…"), "Cơ quan, tổ chức đề nghị: không đọc được tên cơ quan gửi"),
        (call(address="hungtm@gmail.com"), "dòng 1, cột Địa chỉ thư điện tử: «hungtm@gmail.com»"),
        (call(address="…"), "đề nghị khôi phục cần có «Địa chỉ thư điện tử»"),
        (call(colour="đỏ"), "không có mục «colour»; các mục: name, birth-date"),
        (Call("phone", CALLED, Told(RequestType.LOCK, "Lê An", AGENCY, ())), "chưa nêu hộp thư"),
    ],
)
def test_what_cannot_be_taken_down_is_told_and_keeps_nothing(
    desk: Desk, made: Call, told: str
) -> None:
    """The caller is still there to be asked."""
    with pytest.raises(Refused) as refused:
        recorded(desk, made)
    assert any(told in reason for reason in refused.value.reasons), refused.value.reasons
    assert [] == desk.all(Letter)


def test_a_number_in_a_refusal_is_masked(desk: Desk) -> None:
    """Not even the one that was typed wrong is told whole."""
    with pytest.raises(Refused) as refused:
        recorded(desk, call(phone="001099000001234"))
    assert "001099000001234" not in str(refused.value)


@pytest.mark.parametrize("actor", [Actor(" ", "command"), Actor("luồng", "flow")])
def test_nobody_takes_a_call_without_the_right(desk: Desk, actor: Actor) -> None:
    """Somebody with a name, at this machine."""
    with pytest.raises(NotAllowed, match="ghi nhận đề nghị"):
        record(desk.office, actor, call(), *source("phu-tho"))
    assert [] == desk.all(Letter)
