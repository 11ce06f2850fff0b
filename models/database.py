"""The database: engine, the two kinds of session, and the way to the newest tables."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import OperationalError as SqliteOperationalError

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

import models.tables  # noqa: F401 - a foreign key needs the table that it points to
from models.sealed import keep_key
from models.settings import Settings
from models.unlock import unlock

MIGRATIONS = Path(__file__).parent / "migrations"
# any number that nothing else in the database locks by
_WRITERS = 5_210_203
_ABANDONED = 60  # seconds after which a writer whose machine stopped holds up nobody any more
_OLDEST_POSTGRESQL = 15
_FIRST_SEALED = "0006"  # the revision from which on personal data is encrypted


class UnsuitableDatabase(Exception):
    """The database of the settings cannot be worked with; the message (Vietnamese) says why."""


def engine_for(settings: Settings) -> Engine:
    """The engine of an installation; its folder is made where missing.

    A transaction takes the one write lock at its start unless it only reads, on either database:
    what it looked at stays so until it commits, and a lock is never upgraded.  So "locked" can only
    mean that the busy time-out ran out.  The values of a statement never stand in an error's
    message: they are names and citizen numbers.  Raises UnsuitableDatabase for another kind of
    database.
    """
    url = _url(settings.database_url)
    if url.get_backend_name() == "postgresql":
        # a worker's steps, its leases and a page's sessions at once; the server's own limit is 100
        server = create_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True
        )
        event.listen(server, "begin", _begin_postgresql(settings.busy_timeout_seconds))
        keep_key(server.dialect, settings.key_file)
        return server
    settings.make_home()
    engine = create_engine(
        url,
        connect_args={"timeout": settings.busy_timeout_seconds},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    keep_key(engine.dialect, settings.key_file)
    return engine


def _url(written: str) -> URL:
    """The URL with the driver that congvu brings.  Raises UnsuitableDatabase."""
    try:
        url = make_url(re.sub("^postgres:", "postgresql:", written))
    except ArgumentError:
        raise UnsuitableDatabase(
            "CONGVU_DATABASE_URL không phải địa chỉ cơ sở dữ liệu; ví dụ"
            " postgresql://người-dùng:mật-khẩu@máy-chủ/cơ-sở-dữ-liệu"
        ) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url
    raise UnsuitableDatabase(
        f"CONGVU_DATABASE_URL: không dùng được «{url.get_backend_name()}», chỉ sqlite và postgresql"
    )


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # the driver must not begin transactions by itself: _begin_sqlite does
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(busy_timeout_seconds: float) -> Callable[[Connection], None]:
    """What a transaction says first: a writer waits for its turn, in the order of coming."""
    turn = (
        f"SET LOCAL lock_timeout = {round(busy_timeout_seconds * 1000)};"
        f"SET LOCAL idle_in_transaction_session_timeout = '{_ABANDONED}s';"
        f"SELECT pg_advisory_xact_lock({_WRITERS})"
    )

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("reads", False):
            connection.exec_driver_sql(turn)

    return begin


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One session, one transaction: committed at the end, undone where anything is raised.

    No network call belongs inside.  What was read stays readable afterwards.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database and that the database lets write nothing."""
    only = engine.execution_options(reads=True, postgresql_readonly=True)
    if engine.dialect.name == "postgresql":  # SQLite's readers see one state by themselves
        only = only.execution_options(isolation_level="REPEATABLE READ")
    with Session(only, expire_on_commit=False) as session:
        yield session


def head() -> str:
    """The newest revision: migrations are numbered files."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine, revision: str | None = None) -> None:
    """Bring the tables to a revision, the newest where none is said.

    Several processes may call it at once: one works, the others wait and find it done.  Raises
    KeyFault where personal data cannot be opened with the installation's key, UnsuitableDatabase
    where a newer program has already been at it.
    """
    wanted = revision or head()
    _check_server(engine)
    found = _revision(engine)
    if found is not None and found > head():
        raise UnsuitableDatabase(
            f"cơ sở dữ liệu đã được nâng lên phiên bản {found}, chương trình này chỉ biết đến"
            f" {head()}: hãy cập nhật congvu trên máy này"
        )
    if found != wanted:
        _migrate(engine, wanted)
    if wanted >= _FIRST_SEALED:
        unlock(engine)


def _check_server(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < _OLDEST_POSTGRESQL:
        raise UnsuitableDatabase(
            f"máy chủ PostgreSQL là bản {'.'.join(map(str, version))}: cần bản"
            f" {_OLDEST_POSTGRESQL} trở lên"
        )


def _migrate(engine: Engine, wanted: str) -> None:
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    # costs 0.2 s to import, and is needed once an installation
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", re.sub("%", "%%", str(MIGRATIONS)))
    with _rebuilding(engine) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, wanted)


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """A connection on which SQLite lets a table be dropped and made anew under the same name.

    SQLite changes a constraint in no other way; inside a transaction the pragma does nothing.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
            driver.close()


def _revision(engine: Engine) -> str | None:
    with reading(engine) as session:
        connection = session.connection()
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def _use_wal(engine: Engine) -> None:
    """Write-ahead logging is a property of the file, set once.

    SQLite does not wait by itself for the exclusive lock that this needs.
    """
    with engine.connect() as connection:
        driver = connection.connection.cursor()
        for pause in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, None):
            try:
                driver.execute("PRAGMA journal_mode = WAL")
                return
            except SqliteOperationalError:
                if pause is None:
                    raise
                time.sleep(pause)
