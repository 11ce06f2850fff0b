"""Every connector learns of accounts that stood before congvu."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.connectors.errors import ConflictError
from tasks.connectors.port import Account, AccountSpec, Connector, Ensured
from tests.tasks.connectors.conftest import NOW, Held

HUNG = Account(
    mailbox_id="m1",
    addresses=("hungtm@p.gov.vn", "hung@p.gov.vn"),
    display_name="Trần Mạnh Hùng",
    quota_mb=100,
    has_password=False,
    login_lock="nghỉ ốm",
    send_lock=None,
    revoked_at=None,
)


@pytest.fixture
def directory(held: Held) -> Connector:
    return held.connector


def test_an_account_is_known_as_it_stands(directory: Connector) -> None:
    """All addresses, locks and revocation; no password."""
    revoked = replace(
        HUNG, mailbox_id="m2", addresses=("b@p.gov.vn",), login_lock=None, revoked_at=NOW
    )
    assert (Ensured("m1", created=True), Ensured("m2", created=True)) == directory.adopt_accounts(
        [HUNG, revoked], operation="import"
    )
    assert [HUNG, revoked] == [directory.get("m1"), directory.get("m2")]


def test_again_changes_nothing(directory: Connector, held: Held) -> None:
    """The same call finds it there."""
    directory.adopt_accounts([HUNG], operation="import")
    assert (Ensured("m1", created=False),) == directory.adopt_accounts([HUNG], operation="again")
    assert "import" == held.last_operation("m1")


def test_a_known_account_gets_what_it_lacks_and_no_lock(directory: Connector) -> None:
    """Name, quota and further addresses; whether it is locked is not the list's to say."""
    spec = AccountSpec("m1", "hungtm@p.gov.vn", "Tran Manh Hung", 50)
    directory.ensure_accounts([spec], operation="setup")
    directory.adopt_accounts([HUNG], operation="import")
    assert replace(HUNG, login_lock=None) == directory.get("m1")


def test_a_taken_address_stops_that_account_alone(directory: Connector) -> None:
    """Also one that is not the primary; the others of the batch are made."""
    directory.ensure_accounts(
        [AccountSpec("m9", "hung@p.gov.vn", "Hùng khác", 50)], operation="setup"
    )
    other = replace(HUNG, mailbox_id="m2", addresses=("lan@p.gov.vn",))
    refused, made = directory.adopt_accounts([HUNG, other], operation="import")
    assert isinstance(refused.error, ConflictError)
    assert ("hung@p.gov.vn", "m9") == (refused.error.address, refused.error.holder)
    assert made == Ensured("m2", created=True)
    assert directory.get("m1") is None
