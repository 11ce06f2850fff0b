"""The office in which flows of this process work.

A flow's parameters are ids only, so its surroundings are given to the process, not to the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine

from flows.desk.queues import put_in_queues
from models.database import engine_for, upgrade
from models.settings import MailSystem, Settings
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.mail_file import MailFileFault, read_mail_file
from tasks.connectors.port import Connector
from tasks.office import Office

_office: Office | None = None


def now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """An office on the settings' database (brought up to date) and mail system.

    Raises MailFileFault.
    """
    engine = engine_for(settings)
    upgrade(engine)
    opened = Office(engine, settings, connector_for(settings, engine), now)
    put_in_queues(opened)
    return opened


def connector_for(settings: Settings, engine: Engine) -> Connector:
    """The connector to the settings' mail system; ``engine``: where the embedded one is kept.

    Raises MailFileFault.
    """
    if settings.mail is MailSystem.EMBEDDED:
        return EmbeddedDirectory(engine, now)
    access = read_mail_file(settings.mail_file)
    try:
        from tasks.connectors.ldap_directory import LdapDirectory
    except ModuleNotFoundError as error:
        raise MailFileFault(
            "CONGVU_MAIL=ldap cần gói python-ldap: sh deploy/mail-tools.sh,"
            " hoặc pip install 'congvu[ldap]'"
        ) from error
    return LdapDirectory(access)


@contextmanager
def working_in(office: Office) -> Iterator[Office]:
    """Let the flows of this process work in that office for as long as the block lasts."""
    global _office
    before, _office = _office, office
    try:
        yield office
    finally:
        _office = before


def office() -> Office:
    """The office of this process; opened on the environment's settings where none was given."""
    global _office
    if _office is None:
        _office = open_office(Settings())
    return _office
