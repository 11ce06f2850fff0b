"""What every connector must do, held against each: the embedded one, and LDAP on real servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from tasks.connectors.errors import ConflictError, PermanentError
from tasks.connectors.port import Account, AccountSpec, Activity, Capability, Connector
from tests.tasks.connectors.conftest import NOW, Held

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
SPEC = AccountSpec("m1", "mau@p.gov.vn", "Nguyễn Văn Mẫu", 100)


@pytest.fixture
def directory(held: Held) -> Connector:
    """A directory with the account m1."""
    held.connector.ensure_accounts([SPEC], operation="setup")
    return held.connector


def m1(directory: Connector) -> Account:
    account = directory.get("m1")
    assert account is not None
    return account


def test_new_account(directory: Connector) -> None:
    """A new account has what was asked, and no usable password."""
    assert m1(directory) == Account(
        mailbox_id="m1",
        addresses=("mau@p.gov.vn",),
        display_name="Nguyễn Văn Mẫu",
        quota_mb=100,
        has_password=False,
        login_lock=None,
        send_lock=None,
        revoked_at=None,
    )


def test_capabilities(directory: Connector) -> None:
    """It can do all that the port knows."""
    assert frozenset(Capability) == directory.capabilities()


CALLS: dict[str, tuple[Callable[[Connector, str], None], Callable[[Account], object], object]] = {
    "update_info": (
        lambda d, op: d.update_info("m1", display_name="Trần Thị Mẫu", operation=op),
        lambda account: account.display_name,
        "Trần Thị Mẫu",
    ),
    "set_quota": (
        lambda d, op: d.set_quota("m1", quota_mb=200, operation=op),
        lambda account: account.quota_mb,
        200,
    ),
    "rename": (
        lambda d, op: d.rename("m1", address="Moi@p.gov.vn", keep_old=True, operation=op),
        lambda account: account.addresses,
        ("moi@p.gov.vn", "mau@p.gov.vn"),
    ),
    "rename_only": (
        lambda d, op: d.rename("m1", address="moi@p.gov.vn", keep_old=False, operation=op),
        lambda account: account.addresses,
        ("moi@p.gov.vn",),
    ),
    "set_addresses": (
        lambda d, op: d.set_addresses(
            "m1", addresses=("Moi@p.gov.vn", "hai@p.gov.vn", "ba@p.gov.vn"), operation=op
        ),
        lambda account: account.addresses,
        ("moi@p.gov.vn", "ba@p.gov.vn", "hai@p.gov.vn"),
    ),
    "set_password": (
        lambda d, op: d.set_password("m1", password_hash=HASH, operation=op),
        lambda account: account.has_password,
        True,
    ),
    "set_login_lock": (
        lambda d, op: d.set_login_lock("m1", reason="Điều 9", operation=op),
        lambda account: account.login_lock,
        "Điều 9",
    ),
    "set_send_lock": (
        lambda d, op: d.set_send_lock("m1", reason="Điều 9", operation=op),
        lambda account: account.send_lock,
        "Điều 9",
    ),
    "revoke": (
        lambda d, op: d.revoke("m1", at=NOW, operation=op),
        lambda account: account.revoked_at,
        NOW,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_call_made_twice(directory: Connector, held: Held, name: str) -> None:
    """A call brings the account to the wanted state; made again, it changes nothing."""
    call, seen, wanted = CALLS[name]
    call(directory, "first")
    call(directory, "second")
    assert (wanted, "first") == (seen(m1(directory)), held.last_operation("m1"))


UNDONE: dict[str, tuple[str, Callable[[Connector], None]]] = {
    "unlock login": (
        "set_login_lock",
        lambda d: d.set_login_lock("m1", reason=None, operation="undo"),
    ),
    "unlock sending": (
        "set_send_lock",
        lambda d: d.set_send_lock("m1", reason=None, operation="undo"),
    ),
    "restore": ("revoke", lambda d: d.restore("m1", operation="undo")),
    "take the password away": (
        "set_password",
        lambda d: d.set_password("m1", password_hash=None, operation="undo"),
    ),
}


@pytest.mark.parametrize("name", UNDONE)
def test_undone(directory: Connector, name: str) -> None:
    """What was set is taken back, and the account is as before."""
    call, undo = UNDONE[name]
    before = m1(directory)
    CALLS[call][0](directory, "do")
    undo(directory)
    assert before == m1(directory)


@pytest.mark.parametrize("name", CALLS)
def test_call_on_an_unknown_account(held: Held, name: str) -> None:
    """A call for an account that does not exist is a permanent error."""
    with pytest.raises(PermanentError, match="không có tài khoản m1"):
        CALLS[name][0](held.connector, "first")


def test_first_revocation_stands(directory: Connector) -> None:
    """A later revocation does not move the moment of the first."""
    for day in (2, 3):
        directory.revoke("m1", at=NOW.replace(day=day), operation="revoke")
    assert NOW == m1(directory).revoked_at


def test_only_hashes(directory: Connector) -> None:
    """What is no Argon2id hash is refused, and the error does not repeat it."""
    with pytest.raises(PermanentError) as refused:
        directory.set_password("m1", password_hash="plain-secret", operation="set")
    assert ("giá trị băm không phải Argon2id", False) == (
        str(refused.value),
        m1(directory).has_password,
    )


def test_batch_again(directory: Connector, held: Held) -> None:
    """Ensuring an account that stands as wanted creates and changes nothing."""
    [answer] = directory.ensure_accounts([SPEC], operation="again")
    assert (False, None, "setup") == (answer.created, answer.error, held.last_operation("m1"))


def test_batch_brings_to_the_wanted_state(directory: Connector) -> None:
    """Ensuring an account that stands gives it the wanted name and quota."""
    directory.ensure_accounts([replace(SPEC, display_name="B", quota_mb=7)], operation="again")
    assert ("B", 7) == (m1(directory).display_name, m1(directory).quota_mb)


def test_batch_with_taken_addresses(directory: Connector) -> None:
    """A taken address, before or within the batch, is told for its item; the others are made."""
    answers = directory.ensure_accounts(
        [
            AccountSpec("m2", "Mau@p.gov.vn", "A", 1),
            AccountSpec("m3", "free@p.gov.vn", "B", 1),
            AccountSpec("m4", "free@p.gov.vn", "C", 1),
        ],
        operation="batch",
    )
    conflicts = [
        (answer.error.address, answer.error.holder)
        for answer in answers
        if isinstance(answer.error, ConflictError)
    ]
    assert ([False, True, False], [("mau@p.gov.vn", "m1"), ("free@p.gov.vn", "m3")]) == (
        [answer.created for answer in answers],
        conflicts,
    )
    assert ["free@p.gov.vn", "mau@p.gov.vn"] == [
        account.address for account in directory.list_accounts()
    ]


def test_batch_with_another_primary_address(directory: Connector) -> None:
    """An account that stands with another primary address is told, and keeps it."""
    [answer] = directory.ensure_accounts(
        [replace(SPEC, address="other@p.gov.vn")], operation="again"
    )
    assert (True, "mau@p.gov.vn") == (
        isinstance(answer.error, PermanentError),
        m1(directory).address,
    )


def test_many_accounts(directory: Connector) -> None:
    """Hundreds of accounts are made in one call, and answered in the order in which they stand."""
    wanted = [AccountSpec(f"n{n}", f"mau{n}@p.gov.vn", f"Mẫu {n}", 100) for n in range(300)]
    answers = directory.ensure_accounts(wanted, operation="batch")
    assert [(spec.mailbox_id, True, None) for spec in wanted] == [
        (answer.mailbox_id, answer.created, answer.error) for answer in answers
    ]
    assert 301 == len(directory.list_accounts())


def test_rename_to_a_taken_address(directory: Connector) -> None:
    """A rename to the address of another account is a conflict that names it, and does nothing."""
    directory.ensure_accounts([AccountSpec("m2", "other@p.gov.vn", "A", 1)], operation="batch")
    with pytest.raises(ConflictError) as conflict:
        directory.rename("m1", address="other@p.gov.vn", keep_old=True, operation="rename")
    assert ("other@p.gov.vn", "m2", ("mau@p.gov.vn",)) == (
        conflict.value.address,
        conflict.value.holder,
        m1(directory).addresses,
    )


def test_rename_back(directory: Connector) -> None:
    """A kept old address can become the primary one again."""
    directory.rename("m1", address="moi@p.gov.vn", keep_old=True, operation="rename")
    directory.rename("m1", address="mau@p.gov.vn", keep_old=True, operation="back")
    assert ("mau@p.gov.vn", "moi@p.gov.vn") == m1(directory).addresses


def test_addresses_of_another_account(directory: Connector) -> None:
    """Of several addresses one that another account holds is a conflict, and none is given."""
    directory.ensure_accounts([AccountSpec("m2", "other@p.gov.vn", "A", 1)], operation="batch")
    with pytest.raises(ConflictError) as conflict:
        directory.set_addresses("m1", addresses=("a@p.gov.vn", "other@p.gov.vn"), operation="set")
    assert ("m2", ("mau@p.gov.vn",)) == (conflict.value.holder, m1(directory).addresses)


def test_race_for_one_address(directory: Connector) -> None:
    """Of four batches that race for one address one makes the account, three meet a conflict."""
    start = Barrier(4)
    created: list[bool] = []

    def race(number: int) -> None:
        start.wait()
        [answer] = directory.ensure_accounts(
            [AccountSpec(f"r{number}", "one@p.gov.vn", "A", 1)], operation="race"
        )
        created.append(answer.created or not isinstance(answer.error, ConflictError))

    racers = [Thread(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [False, False, False, True] == sorted(created)


def test_purge_wants_a_revoked_account(directory: Connector) -> None:
    """An account in use is not purged."""
    with pytest.raises(PermanentError, match="chưa bị thu hồi"):
        directory.purge("m1", operation="purge")
    assert "mau@p.gov.vn" == m1(directory).address


def test_purge(directory: Connector) -> None:
    """A revoked account is deleted; purging what is gone is success."""
    directory.revoke("m1", at=NOW, operation="revoke")
    directory.purge("m1", operation="purge")
    directory.purge("m1", operation="again")
    assert (None, ()) == (directory.get("m1"), directory.list_accounts())


def test_unknown_activity(directory: Connector) -> None:
    """Of an account that nobody used, login, sending and receipt are unknown."""
    assert Activity(None, None, None) == directory.last_activity("m1")
    assert "m1" not in directory.last_activities()
