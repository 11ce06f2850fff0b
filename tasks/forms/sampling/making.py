"""Writes the sample letters and their index; the same ones each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml

from policies.forms import form_by_id
from policies.loader import load
from tasks.forms.blank import filled_form
from tasks.forms.sampling import INDEX
from tasks.forms.sampling.bac_giang import bac_giang
from tasks.forms.sampling.faulty import with_faults
from tasks.forms.sampling.hung_yen import hung_yen
from tasks.forms.sampling.khanh_hoa import khanh_hoa, to_be_spoilt
from tasks.forms.sampling.letter import Letter
from tasks.forms.sampling.phu_tho import phu_tho
from tasks.forms.sampling.tien_giang import tien_giang

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can hold


def letters() -> tuple[Letter, ...]:
    """The letters without fault, in order of submission."""
    return (*phu_tho(), *khanh_hoa(), *hung_yen(), *bac_giang(), *tien_giang())


def written() -> Iterator[tuple[Letter, bytes]]:
    """Every letter with its file, the faulty one after those of its province."""
    for letter in letters():
        yield letter, _file(letter)
    spoilt = to_be_spoilt()
    yield spoilt, _stamped(with_faults(_file(spoilt)), spoilt.received)


def write_samples(folder: Path) -> None:
    """Write all files and the index into a folder that exists."""
    index = []
    for letter, content in written():
        (folder / letter.file).write_bytes(content)
        index.append(
            {
                "file": letter.file,
                "policy": letter.policy,
                "received": letter.received.isoformat(),
                "title": letter.title,
                "decided": letter.decided,
            }
        )
    text = yaml.safe_dump(index, allow_unicode=True, sort_keys=False, width=100)
    (folder / INDEX).write_text(text, encoding="utf-8")


def _file(letter: Letter) -> bytes:
    regulation = load(letter.policy)
    form = form_by_id(regulation, letter.form)
    if form is None:
        raise ValueError(f"{letter.policy}: không có mẫu {letter.form}")
    content = filled_form(form, regulation, letter.layout, letter.header, letter.rows)
    return _stamped(content, letter.received)


def _stamped(content: bytes, at: datetime) -> bytes:
    """The same file with the time of the letter in place of the time of writing."""
    target = io.BytesIO()
    when = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as stamped,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"(?<=W3CDTF\">)[^<]*", when.encode(), part)
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            stamped.writestr(info, part)
    return target.getvalue()
