"""Connections to an LDAP server, and what its errors mean."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, LifoQueue
from typing import TypeVar

import ldap
from ldap.ldapobject import LDAPObject

from tasks.connectors.errors import ConnectorError, PermanentError, TransientError
from tasks.connectors.mail_file import LdapAccess

R = TypeVar("R")
_PATIENCE = 20.0  # seconds, for a connection and for an answer
_PASSING = (
    ldap.SERVER_DOWN,
    ldap.CONNECT_ERROR,
    ldap.BUSY,
    ldap.UNAVAILABLE,
    ldap.TIMEOUT,
    ldap.TIMELIMIT_EXCEEDED,
    ldap.ADMINLIMIT_EXCEEDED,
)
# what a person can do about it
_ADVICE: dict[type[Exception], str] = {
    ldap.INVALID_CREDENTIALS: "kiểm tra bind_dn và password trong tệp của hệ thống thư",
    ldap.INSUFFICIENT_ACCESS: "tài khoản bind thiếu quyền ghi",
    ldap.STRONG_AUTH_REQUIRED: "máy chủ đòi kết nối TLS (ldaps://)",
    ldap.UNDEFINED_TYPE: "máy chủ thiếu lược đồ congvu (deploy/mailstack/slapd-schema.ldif.j2)",
    ldap.OBJECT_CLASS_VIOLATION: "lược đồ của máy chủ khác lược đồ congvu",
    ldap.NO_SUCH_OBJECT: "kiểm tra accounts trong tệp của hệ thống thư",
}


def as_connector_error(error: ldap.LDAPError) -> ConnectorError:
    """The class that says what to do about it; the message holds no value of an entry."""
    words = error.args[0].get("desc", "") if error.args and isinstance(error.args[0], dict) else ""
    told = f"máy chủ LDAP: {words or type(error).__name__}"
    if isinstance(error, _PASSING):
        return TransientError(told)
    advice = next((words for kind, words in _ADVICE.items() if isinstance(error, kind)), None)
    return PermanentError(f"{told} ({advice})" if advice else told)


class LdapSession:
    """Bound connections, as many as are used at once; one that broke is not used again."""

    def __init__(self, access: LdapAccess) -> None:
        self._access = access
        self._idle: LifoQueue[LDAPObject] = LifoQueue()

    def run(self, work: Callable[[LDAPObject], R]) -> R:
        """Let ``work`` speak to the server.  Raises the connector errors.

        Where a connection that had been idle is found cut off, the work is begun again on a new
        one: it must be such that this does no harm.
        """
        try:
            try:
                idle = self._idle.get_nowait()
            except Empty:
                return self._on(self._connect(), work)
            try:
                return self._on(idle, work)
            except (ldap.SERVER_DOWN, ldap.UNAVAILABLE):
                self.close()
                return self._on(self._connect(), work)
        except ldap.LDAPError as error:
            raise as_connector_error(error) from error

    def _on(self, connection: LDAPObject, work: Callable[[LDAPObject], R]) -> R:
        try:
            done = work(connection)
        except Exception:
            _unbind(connection)
            raise
        self._idle.put(connection)
        return done

    def _connect(self) -> LDAPObject:
        connection = ldap.initialize(self._access.uri, bytes_mode=False)
        connection.set_option(ldap.OPT_PROTOCOL_VERSION, 3)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, _PATIENCE)
        connection.set_option(ldap.OPT_TIMEOUT, _PATIENCE)
        if self._access.authority is not None:
            connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(self._access.authority))
        connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        connection.simple_bind_s(self._access.bind_dn, self._access.password)
        return connection

    def close(self) -> None:
        """Close what is idle."""
        with suppress(Empty):
            while True:
                _unbind(self._idle.get_nowait())


def _unbind(connection: LDAPObject) -> None:
    with suppress(ldap.LDAPError):
        connection.unbind_s()
