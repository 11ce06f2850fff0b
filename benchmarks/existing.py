"""Twenty thousand existing mailboxes imported, by a process of its own."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.bare_rows import insert_bare
from benchmarks.figure import Figure, seconds
from benchmarks.installation import environment_of, installed_in
from benchmarks.people import people
from flows.surroundings import open_office
from models.directory import DirectoryAccount, DirectoryAddress
from models.mailbox import Address, Mailbox
from models.person import Assignment, Person
from policies.addresses import Addressing
from policies.loader import load
from policies.schema import Kind

_MAILBOXES = 20_000
_POLICY = "phu-tho"
_TABLES = (Person, Assignment, Mailbox, Address, DirectoryAccount, DirectoryAddress)
_HEADINGS = (
    *("Loại", "Địa chỉ thư", "Địa chỉ khác", "Họ và tên", "Ngày sinh", "Số CCCD"),
    *("Số điện thoại", "Chức vụ", "Đơn vị", "Dung lượng (MB)", "Trạng thái", "Lý do"),
)


def figures() -> Iterator[Figure]:
    """The first import, with its reading and checking; the same rows inserted bare."""
    with tempfile.TemporaryDirectory() as folder:
        settings = installed_in(Path(folder))
        office = open_office(settings)
        file = Path(folder) / "mailboxes.csv"
        file.write_bytes(mailboxes(_MAILBOXES))
        words = ("import", "mailboxes", str(file), "--policy", _POLICY, "--apply", "--as", "bench")

        def work() -> None:
            subprocess.run(
                [sys.executable, "-m", "flows.cli", *words],
                env={**os.environ, **environment_of(settings)},
                check=True,
                stdout=subprocess.DEVNULL,
            )

        took, _ = seconds(work)
        bare, rows = insert_bare(office, Path(folder), _TABLES)
        if rows < 6 * _MAILBOXES:
            raise AssertionError(f"only {rows} rows were written")
        yield Figure(
            "nhập 20.000 hộp thư đã có (hệ thống thư tích hợp)",
            "s",
            took,
            20.0,
            bare,
            "chèn trần các dòng đó",
            f"cả tiến trình, từ tệp CSV; {rows} dòng của {len(_TABLES)} bảng",
        )
        office.engine.dispose()


def mailboxes(count: int) -> bytes:
    """A list of existing mailboxes: some locked, some revoked, some with a second address."""
    addressing = Addressing(load(_POLICY), date(2026, 11, 2))
    taken: set[str] = set()
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_HEADINGS)
    for number, one in enumerate(people(count, _POLICY)):
        answer = addressing.address(Kind.PERSON, one.name, unit=one.unit, taken=taken.__contains__)
        # what is left to agreement got some name that is free
        address = answer.address or f"hopthu{number}@phutho.gov.vn"
        taken.add(address)
        state = ("tạm khóa", "nghỉ ốm") if number % 50 == 0 else ("hoạt động", "")
        if number % 20 == 1:
            state = ("đã thu hồi", "nghỉ hưu")
        other = f"cu{number}@phutho.gov.vn" if number % 10 == 0 else ""
        born = f"{one.birth_date:%d/%m/%Y}"
        numbers = (f"0010{number:08}", f"09{number:08}")
        place = ("Chuyên viên", one.unit, "2048")
        writer.writerow(("cá nhân", address, other, one.name, born, *numbers, *place, *state))
    return target.getvalue().encode("utf-8-sig")
