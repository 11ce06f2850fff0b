"""What went wrong: a number for the person at the page, the whole story for the log."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from hashlib import sha256
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import streamlit as st
from pydantic import ValidationError

from models.key import KeyFault
from models.settings import Settings

_ALL_BUT_LAST_THREE = re.compile(r"\d{6,}(?=\d{3})")


class ToldPlainly:
    """A block whose faults are logged, and shown as one sentence with a number to quote.

    ``what``: the sentence.  Streamlit's own signals (stop, rerun) are no faults and pass.
    """

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        if isinstance(error, KeyFault):  # says itself what to do, and quotes nothing
            st.error(str(error))
            return True
        st.error(f"{self.what} Xin báo quản trị viên mã sự cố {log(error)}.")
        return True


def number_of(error: Exception) -> str:
    """Six digits by which a fault is found in the log; the same fault has the same number."""
    places = [(Path(frame.filename).name, frame.name) for frame in _frames(error)]
    digest = sha256(repr((type(error).__name__, places)).encode()).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def log(error: Exception) -> str:
    """Write a fault to ``logs/dashboard.log`` of the installation's home; its number.

    Long numbers keep their last three digits.  Where there is no home it goes to standard error.
    """
    number = number_of(error)
    story = "".join(traceback.format_exception(error))
    record = logging.makeLogRecord(
        {
            "levelname": "ERROR",
            "msg": f"mã sự cố {number}\n{_ALL_BUT_LAST_THREE.sub('…', story)}",
        }
    )
    handler = _handler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.handle(record)
    handler.close()
    return number


def _frames(error: Exception) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)


def _handler() -> logging.Handler:
    """Opened for one entry: faults are rare, and the home may come and go."""
    try:
        folder = Settings().make_home() / "logs"
        folder.mkdir(mode=0o700, exist_ok=True)
        return RotatingFileHandler(
            folder / "dashboard.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except (OSError, ValidationError):
        return logging.StreamHandler(sys.stderr)
