"""The database: sessions, and the way to the newest tables."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import select

from models.database import MIGRATIONS, UnsuitableDatabase, head, reading, upgrade, writing
from models.mailbox import Address
from models.request import Line, Request
from models.tables import metadata
from models.transitions import RequestState, move
from tests.databases import environment_of
from tests.models.rows_made import NOON, add_request, engine_in, settings_in


def read_request(engine: Engine, request_id: int | None) -> Request:
    with reading(engine) as session:
        return session.get_one(Request, request_id)


def test_migrations_make_the_tables(engine: Engine) -> None:
    """The migrated database has exactly the tables, columns and indexes that the models say."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)


def test_letters_live_through_the_migration_of_their_table(tmp_path: Path) -> None:
    """A filled database of revision 0004 keeps its letters, what points to them, and the keys."""
    engine = engine_in(tmp_path)
    upgrade(engine, "0004")
    with writing(engine) as session:
        connection = session.connection()
        connection.execute(
            text("INSERT INTO regulation_text VALUES ('r', 'p', 'p.yaml', 'id: p', '2026-03-02');")
        )
        connection.execute(
            text(
                "INSERT INTO letter (id, policy, regulation_sha, state, channel, received_at,"
                " recorded_at, recorded_by, file_name, sha256) VALUES (7, 'p', 'r', 'received',"
                " 'letter', '2026-03-02', '2026-03-02', 'tester', 'a.docx', 's')"
            )
        )
        connection.execute(text("INSERT INTO letter_fault VALUES (1, 7, 'Mục 1', 'thiếu')"))
    upgrade(engine)
    with writing(engine) as session:
        connection = session.connection()
        letters = text("SELECT id, attempt, without_letter FROM letter")
        assert [(7, 1, False)] == connection.execute(letters).all()
        if engine.dialect.name == "sqlite":
            assert [] == connection.execute(text("PRAGMA foreign_key_check")).all()
            assert 1 == connection.execute(text("PRAGMA foreign_keys")).scalar()
        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO letter_fault VALUES (2, 8, '', '')"))
    engine.dispose()


def test_names_of_organisations_are_compared_expanded_after_the_migration(tmp_path: Path) -> None:
    """A commune's committee is one however it is written; a second one beside it stays."""
    engine = engine_in(tmp_path)
    upgrade(engine, "0011")
    rows = {1: ("UBND xã A", "ubnd xa a"), 2: ("Uỷ ban nhân dân xã B", "uy ban nhan dan xa b")}
    rows[3] = ("UBND xã B", "ubnd xa b")
    with writing(engine) as session:
        for number, (name, key) in rows.items():
            session.connection().execute(
                text(
                    "INSERT INTO organisation (id, policy, name, key) VALUES (:id, 'p', :name, :k)"
                ),
                {"id": number, "name": name, "k": key},
            )
    upgrade(engine)
    with writing(engine) as session:
        keys = session.connection().execute(text("SELECT key FROM organisation ORDER BY id"))
        assert ["uy ban nhan dan xa a", "uy ban nhan dan xa b", "ubnd xa b"] == list(keys.scalars())
    engine.dispose()


def test_head() -> None:
    """The newest numbered file is alembic's only head."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert [head()] == ScriptDirectory.from_config(config).get_heads()


def test_first_start_of_several_processes(tmp_path: Path) -> None:
    """Processes that meet a new database at once all find it upgraded, whichever did it."""
    program = (
        "from models.database import engine_for, upgrade; from models.settings import Settings;"
        "upgrade(engine_for(Settings()))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={
                **environment_of(tmp_path / "data"),
                "CONGVU_KEY_FILE": str(tmp_path / "keys" / "congvu.key"),
                "PYTHONPATH": str(MIGRATIONS.parent.parent),
            },
            cwd=tmp_path,
        )
        for _ in range(3)
    ]
    assert [0, 0, 0] == [process.wait(timeout=60) for process in started]


@pytest.mark.sqlite_only
def test_modes_of_the_file(engine: Engine) -> None:
    """The file is in write-ahead mode, and foreign keys are held."""
    with engine.connect() as connection:
        assert ("wal", 1) == (
            connection.execute(text("PRAGMA journal_mode")).scalar(),
            connection.execute(text("PRAGMA foreign_keys")).scalar(),
        )


def test_reading_writes_nothing(engine: Engine) -> None:
    """A reading session is refused to write, and the engine still writes after it."""
    with pytest.raises(DBAPIError, match=r"read-?only"), reading(engine) as session:
        session.connection().execute(text("DELETE FROM letter"))
    with writing(engine) as session:
        add_request(session)
    with reading(engine) as session:
        assert 1 == len(session.exec(select(Request)).all())


def test_writing_is_undone_on_error(engine: Engine) -> None:
    """Nothing of a transaction in which something was raised is kept."""

    def fail_after_writing() -> None:
        with writing(engine) as session:
            add_request(session)
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()
    with reading(engine) as session:
        assert [] == session.exec(select(Request)).all()


def test_read_then_write_in_many_threads(engine: Engine) -> None:
    """Transactions that read before they write wait for each other, and none is lost."""
    with writing(engine) as session:
        line_id = session.exec(
            select(Line.id).where(Line.request_id == add_request(session).id)
        ).one()
    start = Barrier(6)

    def count() -> None:
        start.wait()
        for _ in range(10):
            with writing(engine) as session:
                line = session.get_one(Line, line_id)
                line.row += 1

    threads = [Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert 61 == session.get_one(Line, line_id).row


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    """One that a newer program has upgraded, from another machine, is not worked with."""
    with writing(engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnsuitableDatabase, match="cập nhật congvu"):
        upgrade(engine)


def test_reader_does_not_wait_for_writer(engine: Engine) -> None:
    """What a writer has not committed is neither seen nor waited for."""
    with writing(engine) as writer:
        add_request(writer)
        with reading(engine) as reader:
            assert [] == reader.exec(select(Request)).all()


def test_busy_timeout_runs_out(engine: Engine, tmp_path: Path) -> None:
    """A writer that waited for longer than the time-out is told."""
    hasty = engine_in(tmp_path, busy_timeout_seconds=0.05)
    with writing(engine) as first:
        add_request(first)
        with (
            pytest.raises(OperationalError, match=r"locked|lock timeout"),
            writing(hasty) as second,
        ):
            add_request(second)
    hasty.dispose()


def test_change_on_an_older_reading(engine: Engine) -> None:
    """A request changed by another since it was read cannot be changed on that reading."""

    def move_as_read(read: Request, to: RequestState) -> None:
        with writing(engine) as session:
            session.add(read)
            move(read, to, NOON)

    with writing(engine) as session:
        request_id = add_request(session).id
    first, second = (read_request(engine, request_id) for _ in range(2))
    move_as_read(first, RequestState.IN_REVIEW)
    with pytest.raises(StaleDataError):
        move_as_read(second, RequestState.WITHDRAWN)


def test_moments(engine: Engine) -> None:
    """A naive moment is refused; one of another zone comes back as the same moment in UTC."""
    local = datetime.fromisoformat("2026-03-02T12:00:00+07:00")
    with writing(engine) as session:
        session.add(Address(address="a@p.gov.vn", policy="p", at=local))
    with reading(engine) as session:
        assert NOON.isoformat() == session.get_one(Address, "a@p.gov.vn").at.isoformat()
    with pytest.raises(StatementError, match="timezone"), writing(engine) as session:
        session.add(Address(address="b@p.gov.vn", policy="p", at=local.replace(tzinfo=None)))


def test_home_is_private(tmp_path: Path) -> None:
    """Folders that the program makes are open to their owner alone."""
    settings = settings_in(tmp_path / "data" / "congvu")
    made = settings.make_home()
    assert [0o700, 0o700] == [stat.S_IMODE(folder.stat().st_mode) for folder in (made, made.parent)]


def test_personal_data_is_not_printed(engine: Engine) -> None:
    """The printed form of a line holds no citizen number."""
    with writing(engine) as session:
        add_request(session)
        line = session.exec(select(Line)).one()
        line.citizen_number = "001099000001"
        assert "001099000001" not in repr(line) + str(line)
