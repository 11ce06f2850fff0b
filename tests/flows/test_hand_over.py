"""Passwords are handed over once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from threading import Thread

import pytest

from flows.desk.hand_over import HandedOver, NotHandedOver, hand_over
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed
from models.directory import DirectoryAccount
from models.mailbox import Mailbox
from models.trail import TrailEntry
from models.user import Actor
from models.verdict import Outcome
from policies.schema import RequestType
from tasks.connectors.embedded_mail import EmbeddedMail
from tasks.connectors.errors import TransientError
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.password_hash import fits
from tests.flows.cases import CLERK, Desk, new_people


@pytest.fixture
def done(desk: Desk) -> Desk:
    """Two new mailboxes that the mail system has, a third line refused."""
    rows = new_people("Nguyễn Văn An", "Lê Thị Bình", "Trần Văn Cường")
    request = desk.send("phu-tho", "mau-03", (rows, ())).requests[0][0]
    desk.run(request)
    desk.decide(request, Outcome.REFUSED, 3, reason="chưa có quyết định")
    desk.decide(request)
    desk.run(request)
    return desk


def given(desk: Desk, line: int | None = None) -> list[HandedOver | NotHandedOver]:
    return list(hand_over(desk.office, CLERK, 1, line, Random(7)).each())


def passwords(handed: list[HandedOver | NotHandedOver]) -> dict[str, str]:
    return {each.address: each.password for each in handed if isinstance(each, HandedOver)}


def knows(password: str) -> Callable[[str], bool]:
    return lambda known: fits(known, password)


def actions(desk: Desk) -> list[str]:
    entries = sorted(desk.all(TrailEntry), key=lambda entry: entry.sequence)
    return [e.action for e in entries if "hand" in e.action]


def test_the_password_that_is_shown_logs_in(done: Desk) -> None:
    """Each of the two, and no other; the mail system knows a hash alone."""
    shown = passwords(given(done))
    assert {"annv@phutho.gov.vn", "binhlt@phutho.gov.vn"} == set(shown)
    mail = EmbeddedMail(done.office.engine, done.clock)
    for address, password in shown.items():
        assert mail.log_in(address, knows(password)).accepted
        assert not mail.log_in(address, knows(password + "x")).accepted
    hashes = [account.password_hash for account in done.all(DirectoryAccount)]
    assert all(each.startswith("$argon2id$") for each in hashes)
    assert ["password-handed-over"] * 2 == actions(done)


def test_a_second_call_is_refused_and_on_the_trail(done: Desk) -> None:
    """With who did it and when, and that a reset gives a new one; the first password stays."""
    shown = passwords(given(done))
    before = {account.password_hash for account in done.all(DirectoryAccount)}
    with pytest.raises(Refused) as refused:
        hand_over(done.office, CLERK, 1)
    assert any(
        "đã bàn giao lúc" in reason and "clerk" in reason for reason in refused.value.reasons
    )
    assert any("cấp lại mật khẩu" in reason for reason in refused.value.reasons)
    assert before == {account.password_hash for account in done.all(DirectoryAccount)}
    assert "hand-over-refused" == actions(done)[-1]
    assert 2 == len(shown)


def test_one_line_can_be_handed_over_by_itself(done: Desk) -> None:
    """The other one waits."""
    assert {"binhlt@phutho.gov.vn"} == set(passwords(given(done, 2)))
    waiting = {box.display_name for box in done.all(Mailbox) if box.awaiting_handover}
    assert {"Nguyễn Văn An"} == waiting
    with pytest.raises(Refused):
        given(done, 3)  # refused, it has none


def test_of_two_at_once_one_shows_it(done: Desk) -> None:
    """No line's password is shown twice, and what is shown works."""
    shown: list[dict[str, str]] = []

    def call() -> None:
        try:
            shown.append(passwords(list(hand_over(done.office, CLERK, 1).each())))
        except Refused:
            shown.append({})

    threads = [Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    addresses = sorted(address for each in shown for address in each)
    assert ["annv@phutho.gov.vn", "binhlt@phutho.gov.vn"] == addresses
    mail = EmbeddedMail(done.office.engine, done.clock)
    for address, password in ((a, p) for each in shown for a, p in each.items()):
        assert mail.log_in(address, knows(password)).accepted


def test_what_the_mail_system_refuses_is_not_shown(
    done: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is given back; another call makes another password."""

    def silent(*_: object, **__: object) -> None:
        raise TransientError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(done.office.connector, "set_password", silent)
        assert {} == passwords(given(done))
    assert "hand-over-failed" in actions(done)
    assert 2 == len(passwords(given(done)))


def test_a_reset_brings_a_new_one(desk: Desk) -> None:
    """After it the old password fails, and one more hand-over is to be had."""
    who = LineFields(name="Lê Thị Lan", unit="Phòng Pháp chế", position="Chuyên viên")
    made, reset = (
        desk.send("khanh-hoa", "phu-luc", ((), [FilledRow(type_, who)])).requests[0][0]
        for type_ in (RequestType.NEW, RequestType.RESET_PASSWORD)
    )
    desk.approve(made)
    ((address, old),) = passwords(list(hand_over(desk.office, CLERK, made).each())).items()
    desk.approve(reset)
    mail = EmbeddedMail(desk.office.engine, desk.clock)
    assert not mail.log_in(address, knows(old)).accepted
    new = passwords(list(hand_over(desk.office, CLERK, reset).each()))[address]
    assert (True, False) == (
        mail.log_in(address, knows(new)).accepted,
        mail.log_in(address, knows(old)).accepted,
    )


def test_nobody_else_may(done: Desk) -> None:
    """The use case looks at who asks."""
    with pytest.raises(NotAllowed):
        hand_over(done.office, replace(CLERK, via="page"), 1)
    with pytest.raises(NotAllowed):
        hand_over(done.office, Actor(" ", "command"), 1)
