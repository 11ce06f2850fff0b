"""The command as a person uses it: a letter from its file to the reply, engine and all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import environment_of

SAMPLES = Path(__file__).parents[2] / "tasks" / "samples"
Congvu = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def congvu(tmp_path_factory: pytest.TempPathFactory, engine_folder: Path) -> Iterator[Congvu]:
    """The command in a home of its own; the engine that it starts is stopped at the end."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(engine_folder, home / "data" / "engine")
    environment = {**os.environ, **environment_of(home / "data")}

    def call(*words: str) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *words, "--json"],
            capture_output=True,
            text=True,
            timeout=240,
            cwd=home,
            env=environment,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout else {}

    yield call
    subprocess.run(
        [sys.executable, "-m", "flows.cli", "down"], env=environment, check=True, timeout=60
    )


@pytest.fixture(scope="module")
def submitted(congvu: Congvu) -> dict[str, Any]:
    """Phú Thọ's Mẫu 03 with two new people, submitted."""
    file = str(SAMPLES / "phu-tho-2-mau-03.xlsx")
    code, answer = congvu("submit", file, "--policy", "phu-tho", "--received", "2026-03-05T08:00")
    assert code == 0
    return answer


def test_submit_tells_what_was_understood(submitted: dict[str, Any]) -> None:
    """Letter and request ids, the lines as read, no faults."""
    assert (submitted["letter"], submitted["faults"], submitted["duplicate"]) == (1, [], False)
    assert submitted["requests"] == [{"request": 1, "type": "new"}]
    names = [line["name"] for line in submitted["understood"]["lines"]]
    assert names == ["Trần Mạnh Hùng", "Quách Thị Mến"]


def test_the_cycle_ends_with_mailboxes_and_two_files(
    congvu: Congvu, submitted: dict[str, Any], tmp_path: Path
) -> None:
    """Queue, decisions line by line, issue, mailbox, trail."""
    _, queue = congvu("queue")
    (row,) = queue["queue"]
    assert (row["queue"], row["request"], row["lines"]) == ("in-review", 1, 2)
    assert row["due"] == "2026-03-09T23:59:59+07:00"
    refuse = ("refuse", "--reason", "chưa có quyết định", "--as", "Bình")
    assert congvu("decide", "R1", "--line", "2", *refuse)[0] == 0
    code, decided = congvu("decide", "1", "approve", "--as", "Bình")
    assert (code, decided["decided"], decided["state"]) == (0, [1], "to_sign")
    code, issued = congvu(
        "issue", "1", "--number", "8", "--date", "2026-03-06", "--out", str(tmp_path)
    )
    assert code == 0
    assert Path(issued["pdf"]).read_bytes().startswith(b"%PDF")
    assert Path(issued["docx"]).read_bytes().startswith(b"PK")
    _, box = congvu("mailbox", "hungtm@phutho.gov.vn")
    assert (box["state"], box["holder"], box["awaiting_handover"]) == (
        "active",
        "Trần Mạnh Hùng",
        True,
    )
    assert congvu("mailbox", "menqt@phutho.gov.vn")[0] == 1
    _, trail = congvu("trail")
    actors = {entry["actor"] for entry in trail["trail"] if entry["action"].startswith("line-ap")}
    assert actors == {"Bình"}


def test_the_same_file_again_is_told_and_makes_nothing(
    congvu: Congvu, submitted: dict[str, Any]
) -> None:
    """Exit 1, with the letter that brought it."""
    file = str(SAMPLES / "phu-tho-2-mau-03.xlsx")
    code, answer = congvu("submit", file, "--policy", "phu-tho")
    assert (code, answer["duplicate"], answer["letter"]) == (1, True, 1)


RECORD = (
    *("record", "--policy", "phu-tho", "--type", "lock", "--at", "2026-03-07T08:15"),
    *("--caller", "Lê Thị Hoa", "--agency", "Ủy ban nhân dân xã Phùng Nguyên", "--as", "Bình"),
    *("--phone", "0912345678", "--line"),
)


def test_a_call_is_taken_down_once_and_told_where_it_may_not_be(
    congvu: Congvu, submitted: dict[str, Any]
) -> None:
    """Exit 0 with its request, 1 with the same one for the same call, 1 with the article."""
    line = "name=Trần Mạnh Hùng; address=hungtm@phutho.gov.vn; note=lộ mật khẩu"
    code, made = congvu(*RECORD, line, "--channel", "phone")
    ((request,), again) = made["requests"], congvu(*RECORD, line, "--channel", "phone")
    assert (0, "lock", False) == (code, request["type"], made["duplicate"])
    assert (1, True, made["requests"]) == (again[0], again[1]["duplicate"], again[1]["requests"])
    _, shown = congvu("show", f"R{request['request']}")
    assert ("phone", True, "Lê Thị Hoa", "Bình", "in_review") == (
        shown["channel"],
        shown["without_letter"],
        shown["requester"],
        shown["taken_by"],
        shown["state"],
    )
    refused = congvu(*RECORD, line, "--channel", "phone", "--type", "revoke")
    assert 1 == refused[0]
    assert "(Điều 5 khoản 2)" in refused[1]["refused"][0]
    assert "0912345678" not in json.dumps([made, shown, congvu("trail"), congvu("queue")])


def test_no_citizen_number_is_printed_whole(congvu: Congvu, submitted: dict[str, Any]) -> None:
    """Neither show nor trail nor the files' own answer gives more than the last three digits."""
    printed = json.dumps([congvu("show", "R1"), congvu("trail"), submitted])
    assert "001099" not in printed


def test_a_letter_with_faults_exits_1_and_is_kept(congvu: Congvu) -> None:
    """Every fault names its place; the letter can be shown."""
    file = str(SAMPLES / "khanh-hoa-3-co-loi.docx")
    code, answer = congvu("submit", file, "--policy", "khanh-hoa", "--received", "2025-10-20T08:00")
    assert (code, answer["requests"]) == (1, [])
    assert len(answer["faults"]) >= 3
    _, letter = congvu("show", f"L{answer['letter']}")
    assert letter["state"] == "returned"
    assert letter["faults"] == answer["faults"]


def test_blank_forms_are_written(congvu: Congvu, tmp_path: Path) -> None:
    """Phú Thọ's four forms and the project's fifth come as DOCX and XLSX."""
    code, answer = congvu("forms", "--policy", "phu-tho", "--out", str(tmp_path))
    names = sorted(Path(file).name for file in answer["files"])
    forms = [*(f"mau-0{n}" for n in range(1, 5)), "mau-chuan"]
    expected = [f"phu-tho_{form}.{end}" for form in forms for end in ("docx", "xlsx")]
    assert (code, names) == (0, expected)


def test_a_policy_file_serves_where_a_policy_is_asked_for(congvu: Congvu, tmp_path: Path) -> None:
    """A sixth province is a path: it goes the whole way though the file is gone later."""
    source = SAMPLES.parents[1] / "policies" / "regulations" / "phu-tho.yaml"
    text = source.read_text(encoding="utf-8").replace("phutho.gov.vn", "lamson.gov.vn")
    file = tmp_path / "lam-son.yaml"
    file.write_text(text.replace("id: phu-tho", "id: lam-son", 1), encoding="utf-8")
    letter = tmp_path / "letter.xlsx"
    shutil.copy(SAMPLES / "phu-tho-2-mau-03.xlsx", letter)
    code, answer = congvu("submit", str(letter), "--policy", str(file))
    assert code == 0
    file.unlink()
    (request,) = answer["requests"]
    congvu("decide", str(request["request"]), "approve", "--as", "Bình")
    assert congvu("mailbox", "hungtm@lamson.gov.vn")[0] == 0
