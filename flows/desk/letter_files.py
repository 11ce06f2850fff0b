"""The two files of an issued letter, written where the clerk wants them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.desk.refusal import Refused
from models.reply import Reply


@dataclass(frozen=True)
class Issued:
    """The two files of an issued letter."""

    letter_id: int
    number: str
    dated: date
    docx: Path
    pdf: Path


def make_folder(out: Path) -> None:
    """Before anything is issued: most often a folder is misspelt or somebody else's.

    Raises Refused where nothing can be written there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"không ghi được vào {out}: {error.strerror}") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise Refused(f"không ghi được vào {out}: không có quyền")


def write_files(reply: Reply, out: Path) -> Issued:
    """Hand out what is kept.  Raises Refused where the disk does not take it: the letter stays."""
    if reply.number is None or reply.dated is None:
        raise ValueError(f"reply {reply.id} is not issued")
    stem = f"{reply.dated.isoformat()}_so-{reply.number}_L{reply.letter_id}"
    docx, pdf = out / f"{stem}.docx", out / f"{stem}.pdf"
    for path, content in ((docx, reply.docx), (pdf, reply.pdf)):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise Refused(
                f"đã phát hành số {reply.number}, nhưng không ghi được {path}: {error.strerror}; "
                "gọi lại lệnh này để ghi lại tệp"
            ) from error
    return Issued(reply.letter_id, reply.number, reply.dated, docx, pdf)
