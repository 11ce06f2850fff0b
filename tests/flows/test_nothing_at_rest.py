"""After a whole run, engine and all, nobody finds a password or a citizen number on the disk."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import databases
from tests.databases import environment_of
from tests.flows.cases import new_people
from tests.tasks.forms.letters_made import HEADER, filled

PEOPLE = ("Nguyễn Văn An", "Lê Thị Bình", "Trần Văn Cường")
ROWS = new_people(*PEOPLE)


def called(home: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=home,
        env={
            **os.environ,
            **environment_of(home / "data"),
            "CONGVU_KEY_FILE": str(home / "keys" / "congvu.key"),
        },
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr.partition("Traceback")[1])
    answer: dict[str, Any] = json.loads(done.stdout) if "--json" in words else {}
    return answer


def disguises(secret: str) -> set[bytes]:
    """As it is, as two-byte text, in base64 at each of three places, and in hexadecimal."""
    plain = secret.encode()
    forms = {plain, secret.encode("utf-16-le"), plain.hex().encode()}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        forms.add(coded[4 if shift else 0 : -4])  # without the characters that neighbours share
    return {form for form in forms if len(form) >= 8}


def test_nothing_secret_lies_on_the_disk(tmp_path: Path, engine_folder: Path) -> None:
    """Database, logs, files, replies and the engine's own state: none of what was shown or sent."""
    letter = tmp_path / "outside" / "letter.xlsx"
    letter.parent.mkdir()
    letter.write_bytes(filled("phu-tho", "mau-03", "xlsx", (ROWS, ()), HEADER))
    home = tmp_path / "inside"
    shutil.copytree(engine_folder, home / "data" / "engine")
    sent = ("submit", str(letter), "--policy", "phu-tho", "--received", "2026-03-05T08:00")
    try:
        assert 1 == called(home, *sent, "--json")["letter"]
        called(home, "decide", "R1", "approve", "--as", "Bình")
        handed = called(home, "hand-over", "R1", "--as", "Bình", "--json")["handed_over"]
        out = str(home / "out")
        called(home, "issue", "R1", "--number", "8", "--date", "2026-03-06", "--out", out)
    finally:
        called(home, "down")
    secrets = [row["password"] for row in handed]
    assert len(PEOPLE) == len(set(secrets))
    secrets += [row.fields.citizen_number or "" for row in ROWS]
    secrets += [row.fields.phone or "" for row in ROWS]
    files = [path for path in (*home.rglob("*"), *databases.files()) if path.is_file()]
    names = {path.name for path in files}
    assert {"engine.log", "prefect.db"} <= names
    if not databases.on_postgresql:
        assert "congvu.sqlite3" in names
    found = [
        (path.name, secret[:2])
        for path in files
        for content in [path.read_bytes()]
        for secret in secrets
        if any(form in content for form in disguises(secret))
    ]
    assert [] == found
