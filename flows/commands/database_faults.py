"""Trouble with the database, told to people: what is wrong, where, and what to do."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from models.database import UnsuitableDatabase
from models.settings import Settings

_LOCK_NOT_AVAILABLE = "55P03"  # as PostgreSQL numbers its errors


def trouble_of(error: BaseException, settings: Settings) -> str | None:
    """One sentence; None where the error is about something else.  No password stands in it."""
    if isinstance(error, UnsuitableDatabase):
        return str(error)
    if not isinstance(error, OperationalError):
        return None
    url = make_url(settings.database_url)
    on_sqlite = url.get_backend_name() == "sqlite"
    if _is_busy(error):
        other = " hoặc dùng PostgreSQL" if on_sqlite else ""
        return (
            f"cơ sở dữ liệu {url.database} bận quá {settings.busy_timeout_seconds:g} giây: chưa ghi"
            f" gì, hãy thử lại; nếu lặp lại, tăng CONGVU_BUSY_TIMEOUT_SECONDS{other}"
        )
    if on_sqlite:
        return None
    where = f"{url.host or url.query.get('host') or 'máy này'}"
    return (
        f"không làm việc được với PostgreSQL ở {where}, cơ sở dữ liệu {url.database}: kiểm tra máy"
        " chủ có chạy không, và CONGVU_DATABASE_URL có đúng máy, tên và mật khẩu không"
    )


def _is_busy(error: OperationalError) -> bool:
    """Whether a writer's turn did not come before the time-out."""
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE or "locked" in str(
        error.orig
    )
