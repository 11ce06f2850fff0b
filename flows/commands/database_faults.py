"""Trouble with the database, told to people: what is wrong, where, and what to do."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from models.database import UnsuitableDatabase
from models.settings import Settings


def trouble_of(error: BaseException, settings: Settings) -> str | None:
    """One sentence; None where the error is about something else.  No password stands in it."""
    if isinstance(error, UnsuitableDatabase):
        return str(error)
    if not isinstance(error, OperationalError):
        return None
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        if "locked" not in str(error.orig):
            return None
        return (
            f"cơ sở dữ liệu {url.database} bận quá {settings.busy_timeout_seconds:g} giây: chưa ghi"
            " gì, hãy thử lại; nếu lặp lại, tăng CONGVU_BUSY_TIMEOUT_SECONDS hoặc dùng PostgreSQL"
        )
    where = f"{url.host or url.query.get('host') or 'máy này'}"
    return (
        f"không làm việc được với PostgreSQL ở {where}, cơ sở dữ liệu {url.database}: kiểm tra máy"
        " chủ có chạy không, và CONGVU_DATABASE_URL có đúng máy, tên và mật khẩu không"
    )
