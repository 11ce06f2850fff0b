"""``python -m dashboard --port N``: the pages, until they are ended by a signal."""

from __future__ import annotations

import os
from argparse import ArgumentParser

from pydantic import ValidationError

from dashboard.start import PORT, serve
from flows.surroundings import open_office
from models.settings import Settings


def main() -> None:
    """Serve in this process: whoever started it can end it by its number."""
    os.umask(0o077)
    parser = ArgumentParser(prog="python -m dashboard", description="Mở các trang của congvu.")
    parser.add_argument("--port", type=int, default=PORT, help="cổng trên 127.0.0.1")
    port = parser.parse_args().port
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = ", ".join(f"CONGVU_{part['loc'][0]}".upper() for part in error.errors())
        parser.error(f"cấu hình không hợp lệ: {wrong}")
    serve(open_office(settings), port)


if __name__ == "__main__":
    main()
