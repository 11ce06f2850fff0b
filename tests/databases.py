"""The database that the tests run on: SQLite, or a PostgreSQL server of this run alone.

Every installation of a test (a folder) has a database of its own on either.  With
``pytest --database=postgresql`` the server is started when the first one is wanted, and ended with
the run; what a test made there is dropped after it.  Connections of a test end with it too: a
command leaves them to the end of its process.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Lock

import psycopg
from sqlalchemy import Connection, Engine, Pool, event

_ROOM = 2**30  # bytes
_made: dict[str, Path] = {}  # databases on the server, by name
_making = Lock()
_pools: set[Pool] = set()  # of the engines that connected
_server: _Server | None = None
on_postgresql = False


class _Server:
    """A PostgreSQL server on a socket in a folder of its own."""

    def __init__(self) -> None:
        bin_ = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="congvu-postgresql-", dir=_in_memory()))
        self._user = "postgres" if os.geteuid() == 0 else None  # initdb refuses root
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        made = [bin_ / "initdb", "-D", data, "-A", "trust", "-U", "congvu", "-E", "UTF8"]
        self._run([*map(str, made), "--locale=C", "--no-sync"]).wait()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "300",
            "max_wal_size": "128MB",
        }
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = self._run([str(bin_ / "postgres"), "-D", str(data), *given])
        self._wait()

    def _run(self, words: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                words,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
            )

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """To the server's own database, each statement by itself."""
        where = f"host={self.folder} user=congvu dbname=postgres"
        return psycopg.connect(where, autocommit=True)

    def url(self, name: str) -> str:
        """Of a database, as an installation is told it."""
        return f"postgresql://congvu@/{name}?host={self.folder}"

    def stop(self) -> None:
        """End the server and delete its folder."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """The machine's folder in memory where it has room: each test makes and drops 300 files."""
    memory = Path("/dev/shm")  # noqa: S108 - the server's folder in it is its own, and private
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else None


def _programs() -> Path:
    """Where initdb and postgres are; Debian keeps them out of the path."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name)
    )
    on_path = shutil.which("initdb")
    found = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    if not found:
        raise RuntimeError("no PostgreSQL server: install the package postgresql (15 or newer)")
    return found[-1]


def _running() -> _Server:
    global _server
    if _server is None:
        _server = _Server()
        atexit.register(_server.stop)
    return _server


def _name(folder: Path) -> str:
    return f"t_{sha256(str(folder).encode()).hexdigest()[:24]}"


def url_in(folder: Path) -> str:
    """Of the database of the installation in that folder; made there, empty, where missing."""
    if not on_postgresql:
        return f"sqlite:///{folder / 'congvu.sqlite3'}"
    with _making:
        server, name = _running(), _name(folder)
        if name not in _made:
            with server.connect() as connection:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
            _made[name] = folder
    return server.url(name)


def environment_of(folder: Path) -> dict[str, str]:
    """What a process is told to work in the installation in that folder."""
    return {"CONGVU_HOME": str(folder), "CONGVU_DATABASE_URL": url_in(folder)}


def copy_installation(made: Path, to: Path) -> None:
    """The folder and its database; nobody may be connected to the one that is copied."""
    shutil.copytree(made, to, dirs_exist_ok=True)
    if on_postgresql:
        url_in(made)
        name = _name(to)
        copy = f'CREATE DATABASE "{name}" TEMPLATE "{_name(made)}" STRATEGY FILE_COPY'
        with _running().connect() as connection:
            connection.execute(copy.encode())
        _made[name] = to


def drop_installation(folder: Path) -> None:
    """The folder and its database, where many are made one after the other."""
    name = _name(folder)
    if _made.pop(name, None) is not None:
        with _running().connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
    shutil.rmtree(folder, ignore_errors=True)


def files() -> list[Path]:
    """What the server of this run wrote, once it is all on the disk; none on SQLite.

    Without its copies of the catalogue's names, which it makes and drops as it likes.
    """
    if not on_postgresql:
        return []
    with _running().connect() as connection:
        connection.execute("CHECKPOINT")
    written = [path for path in _running().folder.rglob("*") if path.is_file()]
    return [path for path in written if not path.name.startswith("pg_internal.init")]


@event.listens_for(Engine, "engine_connect")
def _note(connection: Connection) -> None:
    _pools.add(connection.engine.pool)


def those_made_meanwhile() -> Iterator[None]:
    """Disconnect, and drop at the end what was made since the beginning."""
    before = set(_made)
    yield
    while _pools:
        _pools.pop().dispose()
    new = set(_made) - before
    if new:
        with _running().connect() as connection:
            for name in new:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
                del _made[name]
