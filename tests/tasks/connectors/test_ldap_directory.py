"""What is the LDAP connector's own, beside the contract."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import ldap
import pytest

from flows.mailstack.daemons import daemons_of
from flows.mailstack.running import up
from tasks.connectors.doveadm import Doveadm
from tasks.connectors.errors import ConnectorError, PermanentError, TransientError
from tasks.connectors.ldap_directory import LdapDirectory
from tasks.connectors.ldap_session import as_connector_error
from tasks.connectors.mail_file import MailAccess, read_mail_file
from tasks.connectors.port import AccountSpec
from tasks.password_hash import hash_password
from tests.mail_system import DOMAINS, MailSystem, eventually, is_gone

SPEC = AccountSpec("m1", "mau@p.gov.vn", "Nguyễn Văn Mẫu", 100)
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"


@pytest.fixture
def directory(mail: MailSystem) -> Iterator[LdapDirectory]:
    """With the account m1."""
    with mail.connector() as connector:
        connector.ensure_accounts([SPEC], operation="setup")
        yield connector


def with_password(access: MailAccess, password: str) -> MailAccess:
    """The same mail system, opened with another password."""
    return access.model_copy(update={"ldap": access.ldap.model_copy(update={"password": password})})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ldap.SERVER_DOWN, TransientError),
        (ldap.BUSY, TransientError),
        (ldap.UNAVAILABLE, TransientError),
        (ldap.TIMEOUT, TransientError),
        (ldap.INSUFFICIENT_ACCESS, PermanentError),
        (ldap.OBJECT_CLASS_VIOLATION, PermanentError),
        (ldap.UNDEFINED_TYPE, PermanentError),
        (ldap.NO_SUCH_OBJECT, PermanentError),
        (ldap.OTHER, PermanentError),
    ],
)
def test_an_error_says_what_to_do(error: type[ldap.LDAPError], kind: type[ConnectorError]) -> None:
    """What passes by itself is transient; what a person must mend is permanent."""
    said = as_connector_error(error({"desc": "words", "info": "cn=secret"}))
    assert kind is type(said)
    assert "words" in str(said)
    assert "secret" not in str(said)


def test_a_wrong_bind_password_is_permanent(mail: MailSystem) -> None:
    """It names the file to look at, and no password."""
    access = with_password(read_mail_file(mail.client), "wrong-secret")
    with pytest.raises(PermanentError, match="kiểm tra bind_dn và password") as refused:
        LdapDirectory(access).get("m1")
    assert "wrong-secret" not in str(refused.value)


def test_a_stranger_to_the_authority_is_not_spoken_to(mail: MailSystem, tmp_path: Path) -> None:
    """A server whose certificate another authority gave gets no password."""
    from flows.mailstack.authority import make_certificates

    make_certificates(tmp_path)
    access = read_mail_file(mail.client)
    other = {"authority": tmp_path / "authority.pem"}
    stranger = access.model_copy(
        update={
            "ldap": access.ldap.model_copy(update=other),
            "doveadm": access.doveadm.model_copy(update=other),
        }
    )
    with pytest.raises(TransientError):
        LdapDirectory(stranger).get("m1")


def test_a_server_that_was_started_again_is_spoken_to(
    directory: LdapDirectory, mail: MailSystem
) -> None:
    """The connection that was cut is not used again; the call goes through on a new one."""
    assert daemons_of(mail.folder)[0].end()
    with pytest.raises(TransientError):
        directory.get("m1")
    up(mail.folder, DOMAINS)
    assert directory.get("m1") is not None
    assert daemons_of(mail.folder)[0].end()
    up(mail.folder, DOMAINS)
    directory.set_quota("m1", quota_mb=7, operation="again")
    account = directory.get("m1")
    assert account is not None
    assert 7 == account.quota_mb


def test_sessions_are_ended_again_after_a_kill_in_between(
    directory: LdapDirectory, mail: MailSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the lock was written and the sessions were not ended, the same call ends them."""
    directory.set_password("m1", password_hash=hash_password("mat-khau"), operation="set")
    session = mail.log_in(SPEC.address, "mat-khau")

    def killed(self: Doveadm, mailbox_id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Doveadm, "end_sessions", killed)
        with pytest.raises(KeyboardInterrupt):
            directory.set_login_lock("m1", reason="Điều 9", operation="lock")
    assert "OK" == session.noop()[0]
    directory.set_login_lock("m1", reason="Điều 9", operation="again")
    assert "lock" == directory.last_operation("m1")
    assert eventually(lambda: is_gone(session))


def test_changes_at_once_lose_nothing(directory: LdapDirectory) -> None:
    """Renames that race each add their address; each account keeps every address it was given."""
    addresses = [f"ten{number}@p.gov.vn" for number in range(4)]
    start = threading.Barrier(len(addresses))
    failed: list[BaseException] = []

    def rename(address: str) -> None:
        start.wait()
        try:
            directory.rename("m1", address=address, keep_old=True, operation=address)
        except ConnectorError as error:
            failed.append(error)

    racers = [threading.Thread(target=rename, args=(address,)) for address in addresses]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    account = directory.get("m1")
    assert account is not None
    assert [] == failed
    assert {SPEC.address, *addresses} == set(account.addresses)


def test_what_stands_in_the_way_is_escaped(directory: LdapDirectory) -> None:
    """Characters that mean something in a filter or a name stand for themselves."""
    odd = AccountSpec("m,2)(*", "a*b@p.gov.vn", "A, B (C) *\\", 5)
    directory.ensure_accounts([odd], operation="odd")
    account = directory.get("m,2)(*")
    assert account is not None
    assert (odd.display_name, (odd.address,)) == (account.display_name, account.addresses)
    assert directory.get("*") is None


def test_hash_as_dovecot_reads_it(directory: LdapDirectory, mail: MailSystem) -> None:
    """Only Dovecot and the provisioner see it: Postfix's account does not."""
    directory.set_password("m1", password_hash=HASH, operation="set")
    known = mail.folder.remembered()
    seen = {}
    for name in ("provisioner", "dovecot", "postfix"):
        server = ldap.initialize(f"ldaps://127.0.0.1:{known.ports['ldaps']}")
        server.set_option(ldap.OPT_X_TLS_CACERTFILE, str(mail.folder.tls / "authority.pem"))
        server.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        server.simple_bind_s(f"cn={name},ou=services,o=congvu", known.secrets[name])
        ((_, entry),) = server.search_s("ou=accounts,o=congvu", ldap.SCOPE_ONELEVEL)
        seen[name] = entry.get("userPassword")
        server.unbind_s()
    stored = [f"{{ARGON2ID}}{HASH}".encode()]
    assert {"provisioner": stored, "dovecot": stored, "postfix": None} == seen
