"""Files made to hurt: each is refused or read, with place and reason, before memory is spent."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tasks.forms.hostile.case import Hostile
from tests.tasks.forms.hostile.files import hostile_files

#: MiB resident at most while a file is read; the program itself takes some 40 of them
_MOST = 200
_ROOT = Path(__file__).parents[3]

Reading = Callable[[bytes, str], dict[str, Any]]


@pytest.fixture(scope="module")
def read_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Reading in a process that has loaded nothing else; each file in a fork of it."""
    file = tmp_path_factory.mktemp("hostile") / "file"
    reader = subprocess.Popen(
        [sys.executable, "-m", "tests.tasks.forms.hostile.read_alone"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    asked, answers = reader.stdin, reader.stdout
    assert json.loads(answers.readline())["peak"] < 60

    def read(content: bytes, name: str) -> dict[str, Any]:
        file.write_bytes(content)
        asked.write(json.dumps({"path": str(file), "name": name}) + "\n")
        asked.flush()
        answer: dict[str, Any] = json.loads(answers.readline())
        return answer

    yield read
    asked.close()
    answers.close()
    assert reader.wait(timeout=30) == 0


@pytest.mark.parametrize("hostile", hostile_files(), ids=lambda hostile: hostile.name)
def test_hostile_file_is_told_within_200_mb(read_alone: Reading, hostile: Hostile) -> None:
    """It is read, or its fault names place and reason; the process stays below 200 MB."""
    answer = read_alone(hostile.build(), hostile.file_name)
    assert "died" not in answer
    assert answer["peak"] <= _MOST
    if hostile.told:
        assert any(hostile.told in fault for fault in answer["faults"]), answer["faults"][:3]
    else:
        assert ([], hostile.lines) == (answer["faults"], answer["lines"])
        assert any(hostile.remarked in remark for remark in answer["remarks"])
    for said in (*answer["faults"], *answer["remarks"]):
        assert len(said) < 1_000
        assert {"Cc", "Cf", "Cs", "Co"}.isdisjoint(map(unicodedata.category, said))
