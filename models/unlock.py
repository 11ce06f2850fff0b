"""Before a database is worked with: is the key at hand the one that sealed what it holds?"""

from __future__ import annotations

from sqlalchemy import Engine, text

from models.key import KeyFault
from models.sealed import key_holder

#: where personal data stood in plain text before it was sealed
_ONCE_PLAIN = ("letter", "letter_file", "line", "mailbox", "person", "reply")


def unlock(engine: Engine) -> None:
    """See that the key fits, and that no trace is left of what stood there before sealing.

    The key is never made here: a lost one is told, not replaced.  Raises KeyFault.
    """
    holder = key_holder(engine.dialect)
    with engine.execution_options(reads=True, postgresql_readonly=True).connect() as connection:
        wanted, erased = connection.execute(text("SELECT id, traces_erased FROM sealing_key")).one()
    if holder.key.id != wanted:
        raise KeyFault(
            f"tệp khóa {holder.file} chứa khóa {holder.key.id}, nhưng dữ liệu được mã hóa bằng khóa"
            f" {wanted}: hãy chép đúng khóa từ bản sao lưu, hoặc đặt CONGVU_KEY_FILE chỉ đến nó"
        )
    if not erased:
        _erase_traces(engine)


def _erase_traces(engine: Engine) -> None:
    """Write the tables anew, so that no free page and no log still holds the plain text.

    Where it is interrupted, or another process reads the old pages, the next start does it.
    """
    if engine.dialect.name == "sqlite":
        if not _rewritten_sqlite(engine):
            return
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in _ONCE_PLAIN:
                connection.execute(text(f"VACUUM FULL {table}"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE sealing_key SET traces_erased = TRUE"))


def _rewritten_sqlite(engine: Engine) -> bool:
    with engine.connect() as connection:
        driver = connection.connection.cursor()
        try:
            driver.execute("PRAGMA query_only = OFF")  # a pooled connection may have read before
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_) = driver.fetchone() or (1,)
        finally:
            driver.close()
    return not busy
