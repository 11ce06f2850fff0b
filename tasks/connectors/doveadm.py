"""Dovecot's HTTP API: sessions, use and mail of mailboxes, by mailbox id."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from tasks.connectors.errors import PermanentError, TransientError
from tasks.connectors.mail_file import DoveadmAccess

_PATIENCE = 20.0  # seconds
_DICTIONARY = "proxy::last"
_NOBODY = (67, 68)  # exit codes of "no such user", "nothing found"


class Doveadm:
    """Speaks to one server.  Every call may raise TransientError or PermanentError."""

    def __init__(self, access: DoveadmAccess) -> None:
        self._url = access.url.rstrip("/") + "/doveadm/v1"
        self._key = base64.b64encode(access.key.encode()).decode()
        context = ssl.create_default_context(cafile=access.authority)
        # straight to the server: the machine's proxy is for the outside
        self._opener = build_opener(HTTPSHandler(context=context), ProxyHandler({}))

    def end_sessions(self, mailbox_id: str) -> None:
        """End every open session of the mailbox; none is success."""
        self._call("kick", mask=[mailbox_id])

    def delete_mail(self, mailbox_id: str) -> None:
        """Delete the home of the mailbox with all mail; none is success."""
        found = self._call("user", userMask=[mailbox_id], field="home")
        if not isinstance(found, dict):
            return
        home = str(found[mailbox_id]["home"]).rstrip("/")
        if not home.endswith(f"/{mailbox_id}"):  # what is deleted here never comes back
            raise PermanentError(f"Dovecot: thư mục của {mailbox_id} không mang mã của nó")
        files = {"fsDriver": "posix", "fsArgs": "dirs"}
        if self._call("fsStat", **files, path=home):
            self._call("fsDelete", **files, recursive=True, path=[f"{home}/"])

    def last(self, what: str) -> Mapping[str, datetime]:
        """When each mailbox was last used that way ("login", "received", "sent"), in UTC."""
        prefix = f"shared/last-{what}/"
        rows = self._call("dictIter", user="", dictUri=_DICTIONARY, recurse=True, prefix=prefix)
        return {row["key"].removeprefix(prefix): _moment(row["value"]) for row in rows}

    def last_of(self, mailbox_id: str, what: str) -> datetime | None:
        """The same of one mailbox; None: never, as far as is known."""
        rows = self._call(
            "dictGet", user="", dictUri=_DICTIONARY, key=f"shared/last-{what}/{mailbox_id}"
        )
        return _moment(rows[0]["value"]) if rows else None

    def forget(self, mailbox_id: str) -> None:
        """Drop what is kept of the use of a mailbox."""
        for what in ("login", "received", "sent"):
            key = f"shared/last-{what}/{mailbox_id}"
            self._call("dictUnset", user="", dictUri=_DICTIONARY, key=key)

    def _call(self, command: str, **parameters: Any) -> Any:
        """The answer to one command; an empty list where it found nothing."""
        asked = Request(  # noqa: S310 - the scheme is checked where the file is read
            self._url,
            data=json.dumps([[command, parameters, "c"]]).encode(),
            headers={
                "Authorization": f"X-Dovecot-API {self._key}",
                "Content-Type": "application/json",
            },
        )
        try:
            with self._opener.open(asked, timeout=_PATIENCE) as answer:
                ((kind, told, _),) = json.load(answer)
        except HTTPError as error:
            if error.code >= 500:
                raise TransientError(f"Dovecot: HTTP {error.code}") from None
            raise PermanentError(
                f"Dovecot không nhận lệnh {command} (HTTP {error.code}):"
                " kiểm tra khóa doveadm trong tệp của hệ thống thư"
            ) from None
        except (URLError, OSError, ValueError) as error:
            raise TransientError(f"Dovecot không trả lời ({type(error).__name__})") from error
        if kind == "doveadmResponse":
            return told
        code = told.get("exitCode")
        if code in _NOBODY:
            return []
        if code == 75:  # EX_TEMPFAIL
            raise TransientError(f"Dovecot chưa làm được lệnh {command}")
        raise PermanentError(f"Dovecot không làm được lệnh {command} (mã {code})")


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
