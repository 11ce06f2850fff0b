"""The centre's own decisions on days off, read from its database with the bare driver.

A question of law must answer at once: what the other verbs read the database with takes longer to
import than the question to answer.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, unquote

from policies.home import home_of

_WANTED = "SELECT text, file_name FROM calendar_decision ORDER BY id"
_PATIENCE = 10  # seconds
_NO_TABLE = "42P01"  # as PostgreSQL numbers its errors


class NotReadable(Exception):
    """The database did not answer; the message (Vietnamese) names it without a password."""


def own_decisions() -> list[tuple[str, str]]:
    """Text and name of each file that this installation applied, in that order.

    None where there is no database yet, or one of a version that kept none.  Raises NotReadable.
    """
    url = os.environ.get("CONGVU_DATABASE_URL")
    if url is None:
        return _of_file(home_of(os.environ) / "congvu.sqlite3")
    if match := re.match(r"sqlite(?:\+\w+)?:///(?P<path>[^?]+)", url):
        return _of_file(Path(unquote(match["path"])))
    if match := re.match(r"postgres(?:ql)?(?:\+\w+)?:(?P<rest>//.*)", url):
        return _of_server(f"postgresql:{match['rest']}")
    return []  # what cannot be a database is told by the verbs that need one


def _of_file(file: Path) -> list[tuple[str, str]]:
    import sqlite3

    if not file.exists():
        return []
    try:
        # not "immutable": what a writer just committed stands beside the file
        where = f"file:{quote(str(file))}?mode=ro"
        with closing(sqlite3.connect(where, uri=True, timeout=_PATIENCE)) as database:
            return list(database.execute(_WANTED))
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return []
        raise NotReadable(f"không đọc được lịch của đơn vị trong {file}: {error}") from error


def _of_server(where: str) -> list[tuple[str, str]]:
    import psycopg

    try:
        with psycopg.connect(where, connect_timeout=_PATIENCE) as database:
            return [(str(text), str(name)) for text, name in database.execute(_WANTED)]
    except psycopg.Error as error:
        if error.sqlstate == _NO_TABLE:
            return []
        raise NotReadable(
            "không đọc được lịch của đơn vị: máy chủ PostgreSQL ở CONGVU_DATABASE_URL không trả lời"
        ) from error
