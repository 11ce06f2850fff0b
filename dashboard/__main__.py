"""``python -m dashboard --port N``: the page of the queues, until it is ended by a signal."""

from __future__ import annotations

import os
from argparse import ArgumentParser

from pydantic import ValidationError

from dashboard.start import PORT, page_command
from models.settings import Settings


def main() -> None:
    """Become the page's server: the process keeps its number, so whoever started it can end it."""
    parser = ArgumentParser(prog="python -m dashboard", description="Mở trang hàng đợi.")
    parser.add_argument("--port", type=int, default=PORT, help="cổng trên 127.0.0.1")
    port = parser.parse_args().port
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = ", ".join(f"CONGVU_{part['loc'][0]}".upper() for part in error.errors())
        parser.error(f"cấu hình không hợp lệ: {wrong}")
    arguments, environment = page_command(settings, port)
    os.execve(arguments[0], arguments, environment)  # noqa: S606 - our own list, and no shell


if __name__ == "__main__":
    main()
