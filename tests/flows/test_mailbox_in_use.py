"""A mailbox on real servers, from the approval in the queue to the day it is gone from the disk."""

from __future__ import annotations

from datetime import date

from models.mailbox import MailboxState
from policies.schema import RequestType
from tests.flows.real_mail import RealMail
from tests.mail_system import eventually, is_gone

FORGOTTEN = "[AUTHENTICATIONFAILED] Authentication failed."
NOT_SENT = "554 5.7.1"


def test_a_mailbox_that_was_approved_is_used(real: RealMail) -> None:
    """Its holder logs in with the password handed over, receives, and sends; each is known."""
    hung, lan = real.holders("Trần Mạnh Hùng", "Lê Thị Lan")
    servers = real.servers
    assert [] == servers.subjects(hung.address, hung.password)
    assert "" == servers.deliver(hung.address, "from-outside")
    assert "" == servers.send(lan.address, lan.password, hung.address, "from-lan")
    assert eventually(lambda: 2 == len(servers.subjects(hung.address, hung.password)))
    assert {"from-outside", "from-lan"} == set(servers.subjects(hung.address, hung.password))
    first, second = (real.connector.last_activity(each.mailbox_id) for each in (hung, lan))
    assert (True, False, True) == (first.login is not None, first.sent is not None, True)
    assert first.received is not None
    assert (None, None) == (second.login, second.received)
    assert second.sent is not None
    known = real.connector.last_activities()
    assert (first, second) == (known[hung.mailbox_id], known[lan.mailbox_id])


def test_nobody_sends_as_somebody_else(real: RealMail) -> None:
    """A sender's address is one of his own, and the system sends nothing to the outside."""
    hung, lan = real.holders("Trần Mạnh Hùng", "Lê Thị Lan")
    with real.servers.submission(hung.address, hung.password) as session:
        assert "553" in real.servers.send_on(session, lan.address, hung.address)
        outside = real.servers.send_on(session, hung.address, "someone@elsewhere.test")
    assert outside.startswith("550 5.7.1")


def test_a_locked_mailbox(real: RealMail) -> None:
    """Login is refused with the reason, mail comes in, nothing is sent, open sessions end."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    servers = real.servers
    session = servers.log_in(hung.address, hung.password)
    with servers.submission(hung.address, hung.password) as sending:
        real.ask(RequestType.LOCK, hung, note="lộ mật khẩu")
        assert eventually(lambda: is_gone(session))
        assert servers.send_on(sending, hung.address, hung.address).startswith(NOT_SENT)
    reason = real.mailbox(hung).state_reason or ""
    assert f"[CONTACTADMIN] {reason}" == servers.refusal_of_login(hung.address, hung.password)
    assert "lộ mật khẩu" in reason
    assert servers.send(hung.address, hung.password, hung.address).startswith("535")
    assert FORGOTTEN == servers.refusal_of_login(hung.address, "another password")
    assert "" == servers.deliver(hung.address, "while-locked")
    restored = real.ask(RequestType.RESTORE, hung)
    (given,) = real.hand_over(restored)
    assert eventually(lambda: ["while-locked"] == servers.subjects(hung.address, given.password))


def test_a_restored_mailbox_has_another_password(real: RealMail) -> None:
    """The old one fails from the restoration on, the new one opens it."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    real.ask(RequestType.LOCK, hung, note="lộ mật khẩu")
    restored = real.ask(RequestType.RESTORE, hung)
    assert FORGOTTEN == real.servers.refusal_of_login(hung.address, hung.password)
    (given,) = real.hand_over(restored)
    assert "" == real.servers.refusal_of_login(hung.address, given.password)
    assert FORGOTTEN == real.servers.refusal_of_login(hung.address, hung.password)


def test_a_reset_ends_sessions(real: RealMail) -> None:
    """Who was logged in with the old password is out."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    session = real.servers.log_in(hung.address, hung.password)
    reset = real.ask(RequestType.RESET_PASSWORD, hung)
    assert eventually(lambda: is_gone(session))
    (given,) = real.hand_over(reset)
    assert "" == real.servers.refusal_of_login(hung.address, given.password)


def test_a_mailbox_that_is_kept_send_locked(real: RealMail) -> None:
    """Phú Thọ keeps it 30 days: its holder reads and receives, and sends nothing (Đ5.4d)."""
    (hung,) = real.holders("Trần Mạnh Hùng", policy="phu-tho")
    servers = real.servers
    with servers.submission(hung.address, hung.password) as sending:
        leaving = {"decision_number": "9/QĐ-SNV", "decision_date": date(2026, 3, 2)}
        real.ask(RequestType.REVOKE, hung, "phu-tho", **leaving)
        assert servers.send_on(sending, hung.address, hung.address).startswith(NOT_SENT)
    assert MailboxState.SEND_LOCKED is real.mailbox(hung).state
    assert servers.send(hung.address, hung.password, hung.address).startswith(NOT_SENT)
    assert "" == servers.deliver(hung.address, "kept")
    assert eventually(lambda: ["kept"] == servers.subjects(hung.address, hung.password))


def test_a_renamed_mailbox(real: RealMail) -> None:
    """Mail to the old address arrives, login works with both, mail inside stays."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    servers = real.servers
    assert "" == servers.deliver(hung.address, "before")
    real.ask(RequestType.CHANGE, hung, change_what="Họ và tên", change_to="Trần Mạnh Dũng")
    new, old = real.account(hung.mailbox_id).addresses
    assert old == hung.address != new
    assert "" == servers.deliver(old, "to-the-old")
    assert "" == servers.deliver(new, "to-the-new")
    everything = {"before", "to-the-old", "to-the-new"}
    assert eventually(lambda: everything == set(servers.subjects(new, hung.password)))
    assert "" == servers.send(new, hung.password, old)
    assert everything <= set(servers.subjects(old, hung.password))


def test_a_full_mailbox(real: RealMail) -> None:
    """What does not fit is refused with 552; with a larger quota it comes in."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    servers, connector = real.servers, real.connector
    connector.set_quota(hung.mailbox_id, quota_mb=1, operation="t")
    assert "" == servers.deliver(hung.address, "first", size=900_000)
    assert eventually(lambda: ["first"] == servers.subjects(hung.address, hung.password))
    assert servers.deliver(hung.address, "second", size=900_000).startswith("552 5.2.2")
    connector.set_quota(hung.mailbox_id, quota_mb=5, operation="t")
    assert "" == servers.deliver(hung.address, "third", size=900_000)


def test_a_revoked_mailbox_is_gone_when_it_is_purged(real: RealMail) -> None:
    """No login, no mail; its mail stays until the purge, then nothing is left on the disk."""
    (hung,) = real.holders("Trần Mạnh Hùng")
    servers = real.servers
    home = servers.folder.mail / hung.mailbox_id
    session = servers.log_in(hung.address, hung.password)
    assert "" == servers.deliver(hung.address)
    assert eventually(lambda: any(home.rglob("new/*")) or any(home.rglob("cur/*")))
    real.ask(RequestType.REVOKE, hung)
    assert MailboxState.REVOKED is real.mailbox(hung).state
    assert eventually(lambda: is_gone(session))
    assert FORGOTTEN == servers.refusal_of_login(hung.address, hung.password)
    assert servers.deliver(hung.address).startswith("550 5.1.1")
    assert home.exists()
    real.connector.purge(hung.mailbox_id, operation="t")
    assert (None, False) == (real.connector.get(hung.mailbox_id), home.exists())
    assert hung.mailbox_id not in real.connector.last_activities()
