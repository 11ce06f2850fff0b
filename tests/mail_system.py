"""The reference mail system of a run of the tests, and its users: they log in, send and receive."""

from __future__ import annotations

import imaplib
import shutil
import smtplib
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.mailstack.folder import Folder
from flows.mailstack.running import remove, up
from tasks.connectors.ldap_directory import LdapDirectory
from tasks.connectors.mail_file import read_mail_file

#: of the addresses that tests make up, beside those of the provinces
DOMAINS = ("p.gov.vn", "hungyen.gov.vn", "phutho.gov.vn")
_PATIENCE = 60.0  # seconds


class MailSystem:
    """OpenLDAP, Dovecot and Postfix that run in a folder of this run alone."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.ports = folder.remembered().ports
        self.tls = ssl.create_default_context(cafile=str(folder.tls / "authority.pem"))

    @property
    def client(self) -> Path:
        """The file that a connector reads."""
        return self.folder.client

    @contextmanager
    def connector(self) -> Iterator[LdapDirectory]:
        """A connector to it."""
        made = LdapDirectory(read_mail_file(self.client))
        yield made
        made.close()

    def empty(self) -> None:
        """Take every account away, its mail too."""
        with self.connector() as connector:
            for account in connector.list_accounts():
                connector._accounts.delete(account.mailbox_id)
        for home in self.folder.mail.iterdir():
            shutil.rmtree(home, ignore_errors=True)

    def log_in(self, address: str, password: str) -> imaplib.IMAP4_SSL:
        """Open an IMAP session.  Raises Refusal with the server's words."""
        session = imaplib.IMAP4_SSL("127.0.0.1", self.ports["imaps"], ssl_context=self.tls)
        try:
            session.login(address, password)
        except imaplib.IMAP4.error as error:
            session.shutdown()
            raise Refusal(error.args[0].decode()) from None
        return session

    def refusal_of_login(self, address: str, password: str) -> str:
        """What the server says to who is not let in; "" where it lets in."""
        try:
            self.log_in(address, password).logout()
        except Refusal as refusal:
            return str(refusal)
        return ""

    def subjects(self, address: str, password: str) -> list[str]:
        """The subjects of the messages in the inbox."""
        session = self.log_in(address, password)
        _, (count,) = session.select("INBOX", readonly=True)
        found = []
        if count != b"0":
            _, parts = session.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            found = [
                part[1].decode().removeprefix("Subject: ").strip()
                for part in parts
                if isinstance(part, tuple)
            ]
        session.logout()
        return found

    def deliver(self, to: str, subject: str = "thư", size: int = 10) -> str:
        """Bring a message from outside; "" where it is taken, else code and words."""
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"]) as session:
            return _sent(session, "someone@elsewhere.test", to, subject, size)

    @contextmanager
    def submission(self, address: str, password: str) -> Iterator[smtplib.SMTP]:
        """A session for sending.  Raises Refusal with the server's words."""
        with smtplib.SMTP("127.0.0.1", self.ports["submission"]) as session:
            session.starttls(context=self.tls)
            try:
                session.user, session.password = address, password
                session.ehlo()
                session.auth("PLAIN", session.auth_plain)
            except smtplib.SMTPAuthenticationError as error:
                raise Refusal(f"{error.smtp_code} {_text(error.smtp_error)}") from None
            yield session

    def send(self, sender: str, password: str, to: str, subject: str = "thư") -> str:
        """Send a message; "" where it is taken, else code and words."""
        try:
            with self.submission(sender, password) as session:
                return _sent(session, sender, to, subject, 10)
        except Refusal as refusal:
            return str(refusal)

    def send_on(self, session: smtplib.SMTP, sender: str, to: str, subject: str = "thư") -> str:
        """The same in a session that is open."""
        return _sent(session, sender, to, subject, 10)


class Refusal(Exception):
    """A server's no, in its words."""


def _sent(session: smtplib.SMTP, sender: str, to: str, subject: str, size: int) -> str:
    body = "\r\n".join("x" * 70 for _ in range(size // 72 + 1))
    message = f"From: <{sender}>\r\nTo: <{to}>\r\nSubject: {subject}\r\n\r\n{body}\r\n"
    try:
        session.sendmail(sender, [to], message.encode())
    except smtplib.SMTPRecipientsRefused as error:
        ((code, words),) = error.recipients.values()
        return f"{code} {_text(words)}"
    except smtplib.SMTPResponseException as error:
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return ""


def _text(words: bytes | str) -> str:
    return words.decode() if isinstance(words, bytes) else words


def is_gone(session: imaplib.IMAP4) -> bool:
    """Whether the server ended the session."""
    try:
        session.noop()
    except (imaplib.IMAP4.abort, OSError):
        session.shutdown()
        return True
    return False


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it comes true soon: mail takes a moment from server to server."""
    until = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def running_mail_system() -> Iterator[MailSystem]:
    """One in a new folder, ended by process id."""
    folder = Folder(Path(tempfile.mkdtemp(prefix="congvu-mail-")))
    try:
        up(folder, DOMAINS)
        yield MailSystem(folder)
    finally:
        remove(folder)
