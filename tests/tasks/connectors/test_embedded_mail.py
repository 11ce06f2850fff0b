"""The embedded directory as its users meet it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.embedded_mail import EmbeddedMail, MailAnswer
from tasks.connectors.port import AccountSpec, Activity

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
MIB = 1024 * 1024
ADDRESS = "mau@p.gov.vn"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def directory(engine: Engine, clock: Clock) -> EmbeddedDirectory:
    """A directory with the account m1, of one MiB, whose password was handed over."""
    made = EmbeddedDirectory(engine, clock)
    made.ensure_accounts([AccountSpec("m1", ADDRESS, "Mẫu", 1)], operation="setup")
    made.set_password("m1", password_hash=HASH, operation="setup")
    return made


@pytest.fixture
def mail(engine: Engine, clock: Clock, directory: EmbeddedDirectory) -> EmbeddedMail:
    return EmbeddedMail(engine, clock)


def right(password_hash: str) -> bool:
    return password_hash == HASH


def codes(mail: EmbeddedMail) -> tuple[str, str, str]:
    """What the account is told when it logs in, receives and sends."""
    return (
        mail.log_in(ADDRESS, right).code,
        mail.deliver(ADDRESS, 1).code,
        mail.send(ADDRESS).code,
    )


State = Callable[[EmbeddedDirectory], None]
STATES: dict[str, tuple[State, tuple[str, str, str]]] = {
    "active": (lambda d: None, ("OK", "250 2.0.0", "250 2.0.0")),
    "login lock": (
        lambda d: d.set_login_lock("m1", reason="Điều 9", operation="lock"),
        ("CONTACTADMIN", "250 2.0.0", "554 5.7.1"),
    ),
    "send lock": (
        lambda d: d.set_send_lock("m1", reason="Điều 9", operation="lock"),
        ("OK", "250 2.0.0", "554 5.7.1"),
    ),
    "revoked": (
        lambda d: d.revoke("m1", at=NOW, operation="revoke"),
        ("AUTHENTICATIONFAILED", "550 5.1.1", "554 5.7.1"),
    ),
    "no password": (
        lambda d: d.set_password("m1", password_hash=None, operation="reset"),
        ("AUTHENTICATIONFAILED", "250 2.0.0", "250 2.0.0"),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_state(directory: EmbeddedDirectory, mail: EmbeddedMail, state: str) -> None:
    """Each state of an account allows login, receipt and sending as a real system would."""
    bring, answers = STATES[state]
    bring(directory)
    assert answers == codes(mail)


def test_new_account_lets_nobody_in(directory: EmbeddedDirectory, mail: EmbeddedMail) -> None:
    """Before its password is handed over an account accepts no password at all."""
    directory.ensure_accounts([AccountSpec("m2", "new@p.gov.vn", "A", 1)], operation="new")
    assert not mail.log_in("new@p.gov.vn", lambda _: True).accepted


def test_wrong_password(mail: EmbeddedMail) -> None:
    """A wrong password is refused without saying that the account exists."""
    assert mail.log_in("nobody@p.gov.vn", right) == mail.log_in(ADDRESS, lambda _: False)


def test_reason_of_a_lock_is_shown(directory: EmbeddedDirectory, mail: EmbeddedMail) -> None:
    """Who gives the right password of a locked account is told why it is locked."""
    directory.set_login_lock("m1", reason="Khóa theo Điều 9", operation="lock")
    assert MailAnswer(False, "CONTACTADMIN", "Khóa theo Điều 9") == mail.log_in(ADDRESS, right)


def test_reason_of_a_lock_is_not_shown_to_strangers(
    directory: EmbeddedDirectory, mail: EmbeddedMail
) -> None:
    """Who gives a wrong password of a locked account is not told about the lock."""
    directory.set_login_lock("m1", reason="Khóa theo Điều 9", operation="lock")
    assert "AUTHENTICATIONFAILED" == mail.log_in(ADDRESS, lambda _: False).code


def test_quota(mail: EmbeddedMail) -> None:
    """A message that fills the quota to the byte comes in, one byte more does not."""
    assert ["250 2.0.0", "552 5.2.2"] == [
        mail.deliver(ADDRESS, MIB).code,
        mail.deliver(ADDRESS, 1).code,
    ]


def test_raised_quota(directory: EmbeddedDirectory, mail: EmbeddedMail) -> None:
    """A full account receives again when its quota was raised."""
    mail.deliver(ADDRESS, MIB)
    directory.set_quota("m1", quota_mb=2, operation="raise")
    assert mail.deliver(ADDRESS, MIB).accepted


@pytest.mark.parametrize(("keep_old", "code"), [(True, "250 2.0.0"), (False, "550 5.1.1")])
def test_old_address(
    directory: EmbeddedDirectory, mail: EmbeddedMail, keep_old: bool, code: str
) -> None:
    """After a rename the old address receives where it was kept, and only there."""
    directory.rename("m1", address="moi@p.gov.vn", keep_old=keep_old, operation="rename")
    assert ("250 2.0.0", code) == (
        mail.deliver("moi@p.gov.vn", 1).code,
        mail.deliver(ADDRESS, 1).code,
    )


def test_activity_is_kept_apart(
    directory: EmbeddedDirectory, mail: EmbeddedMail, clock: Clock
) -> None:
    """Login, sending and receipt each have their own last moment."""
    uses: list[Callable[[], MailAnswer]] = [
        lambda: mail.log_in(ADDRESS, right),
        lambda: mail.send(ADDRESS),
        lambda: mail.deliver(ADDRESS, 1),
    ]
    for use in uses:
        use()
        clock.now += timedelta(hours=1)
    assert Activity(
        NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    ) == directory.last_activity("m1")


def test_refused_use_is_no_activity(directory: EmbeddedDirectory, mail: EmbeddedMail) -> None:
    """What was refused leaves no mark of activity."""
    directory.revoke("m1", at=NOW, operation="revoke")
    codes(mail)
    assert Activity(None, None, None) == directory.last_activity("m1")
