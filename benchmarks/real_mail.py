"""OpenLDAP and Dovecot: accounts a second, from approval to account, from hand-over to login."""

from __future__ import annotations

import imaplib
import os
import ssl
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from uuid import uuid4

from ldap.ldapobject import LDAPObject

from benchmarks.figure import Figure, seconds
from benchmarks.installation import environment_of, installed_in
from benchmarks.letters import incoming
from benchmarks.whole_cycle import latency
from flows import engine
from flows.desk.decide import Decision, decide
from flows.desk.hand_over import HandedOver, hand_over
from flows.desk.submit import submit
from flows.mailstack.folder import Folder
from flows.mailstack.running import remove, up
from flows.surroundings import open_office
from models.settings import MailSystem
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load, source
from tasks.connectors.ldap_entry import dn_of, new_entry, unused
from tasks.connectors.ldap_session import LdapSession
from tasks.connectors.mail_file import read_mail_file
from tasks.connectors.port import Account, AccountSpec
from tasks.intake import take_in
from tasks.office import Office
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.review import review

_LINES = 1_000
_LOGINS = 15
_POLICY = "phu-tho"
_CLERK = Actor("bench", "command")


def figures() -> Iterator[Figure]:
    """A thousand accounts beside bare adds; then the two waits of a person."""
    folder = Folder(Path(tempfile.mkdtemp(prefix="congvu-bench-")))
    with tempfile.TemporaryDirectory() as place:
        try:
            up(folder, [load(_POLICY).domain])
            settings = installed_in(Path(place), MailSystem.LDAP, folder.client)
            os.environ.update(environment_of(settings))  # for the processes that are started
            office = open_office(settings)
            yield from _thousand(office, folder)
            yield _first_login(office, folder)
            engine.ensure_running(settings)
            try:
                yield latency(office, "từ chấp thuận đến khi có tài khoản LDAP, trung vị")
            finally:
                engine.stop(settings)
        finally:
            remove(folder)


def _approved(office: Office, lines: int, number: int) -> int:
    """A request for so many mailboxes, approved and not carried out."""
    done = submit(office, _CLERK, incoming(_POLICY, lines, number), *source(_POLICY))
    ((request_id, _),) = done.requests
    take_in(office, request_id)
    review(office, request_id)
    decide(office, _CLERK, Decision(request_id, Outcome.APPROVED))
    review(office, request_id)
    return request_id


def _thousand(office: Office, folder: Folder) -> Iterator[Figure]:
    provision(office, _approved(office, 3, 500), CREATE_MAILBOX)  # a worker is warm
    request_id = _approved(office, _LINES, 501)
    took, _ = seconds(lambda: provision(office, request_id, CREATE_MAILBOX))
    accounts = office.connector.list_accounts()
    bare, _ = seconds(lambda: _add_bare(accounts[-_LINES:], folder))
    yield Figure(
        "cấp 1.000 hộp thư trên OpenLDAP, cả sổ sách",
        "s",
        took,
        bare / 0.8,
        bare,
        "các lệnh add trần, cùng thư viện",
        f"{_LINES / took:.0f} tài khoản/s; trần {_LINES / bare:.0f}/s",
    )


def _add_bare(accounts: tuple[Account, ...], folder: Folder) -> None:
    """As many entries of the same kind, one add after the other on one connection."""
    access = read_mail_file(folder.client).ldap

    def add(server: LDAPObject) -> None:
        for account in accounts:
            spec = AccountSpec(
                str(uuid4()), f"bare.{account.address}", account.display_name, account.quota_mb
            )
            server.add_s(dn_of(spec.mailbox_id, access.accounts), new_entry(unused(spec), "bench"))

    session = LdapSession(access)
    session.run(add)
    session.close()


def _first_login(office: Office, folder: Folder) -> Figure:
    """From the call that hands a password over to the session that it opened."""
    tls = ssl.create_default_context(cafile=str(folder.tls / "authority.pem"))
    port = folder.remembered().ports["imaps"]
    waits, logins = [], []
    for number in range(_LOGINS):
        request_id = _approved(office, 1, 600 + number)
        provision(office, request_id, CREATE_MAILBOX)
        start = time.perf_counter()
        (given,) = hand_over(office, _CLERK, request_id).each()
        if not isinstance(given, HandedOver):
            raise RuntimeError(given.reason)
        handed_over = time.perf_counter()
        with imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=tls) as session:
            session.login(given.address, given.password)
            waits.append(time.perf_counter() - start)
            logins.append(time.perf_counter() - handed_over)
    return Figure(
        "từ bàn giao mật khẩu đến lần đăng nhập IMAP đầu tiên, trung vị",
        "s",
        median(waits),
        1.0,
        median(logins),
        "riêng việc đăng nhập",
        f"{_LOGINS} lần; chậm nhất {max(waits):.2f} s",
    )
