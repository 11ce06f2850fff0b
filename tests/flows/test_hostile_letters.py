"""Hostile and damaged letters at the desk: kept and answered, or refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

import flows.commands.here
from flows.cli import main
from flows.surroundings import open_office
from models.database import reading
from models.letter import Letter, LetterFile, LetterState
from models.settings import Settings
from tasks.receive import MOST_BYTES
from tests.databases import environment_of
from tests.flows.cases import Desk
from tests.tasks.forms.hostile.case import Hostile
from tests.tasks.forms.hostile.files import hostile_files
from tests.tasks.forms.hostile.raw_zip import packed
from tests.tasks.forms.letters_made import mau_03
from tests.tasks.forms.mutated.corpus import corpus
from tests.tasks.forms.mutated.elements import KINDS, TEXTS, VALUES, Change, Tree

#: one file for each way in which a fault begins, and one that is read
_FILES = list({one.told.split("«")[0][:14]: one for one in hostile_files()}.values())
_MUTATED = 30

#: exit code, what was said on both outputs
Congvu = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation for all files."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def congvu(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Congvu]:
    """The command, in this process; no engine is started for what it takes in."""
    for name, value in environment_of(home / "data").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(flows.commands.here, "go_on", lambda *_, **__: False)
    mask = os.umask(0o077)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["congvu", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else 0, said.out + said.err

    yield call
    os.umask(mask)


def _submit(congvu: Congvu, file: Path | str) -> tuple[int, str]:
    return congvu("submit", str(file), "-p", "phu-tho", "--received", "2026-03-05T08:00")


def _kept(content: bytes) -> list[Letter]:
    """The letters that brought this file, from the installation of the environment."""
    office = open_office(Settings())
    try:
        with reading(office.engine) as session:
            ids = [f.letter_id for f in session.exec(select(LetterFile)) if f.content == content]
            return [session.get_one(Letter, number) for number in ids]
    finally:
        office.engine.dispose()


@pytest.mark.parametrize("hostile", _FILES, ids=lambda hostile: hostile.name)
def test_command_takes_in_what_it_can(congvu: Congvu, tmp_path: Path, hostile: Hostile) -> None:
    """Exit 0 or 1 and words; the letter is kept as it came unless it is too large to be."""
    file = tmp_path / hostile.file_name
    file.write_bytes(hostile.build())
    code, said = _submit(congvu, file)
    assert (code, "Traceback" in said) == (1 if hostile.told else 0, False)
    assert all(line.isprintable() for line in said.splitlines())
    kept = _kept(file.read_bytes())
    if file.stat().st_size > MOST_BYTES:
        assert "tệp lớn quá 10 MB, văn bản chưa được nhận và chưa được lưu" in said
        assert kept == []
        return
    state = LetterState.RETURNED if hostile.told else LetterState.RECEIVED
    assert [state] == [letter.state for letter in kept]
    assert hostile.told in said


@pytest.mark.parametrize("what", ["/dev/zero", "folder", "pipe"])
def test_what_is_no_file_is_a_malformed_call(congvu: Congvu, tmp_path: Path, what: str) -> None:
    """Nothing is waited for, and nothing without end is read."""
    file = Path(what) if what.startswith("/") else tmp_path / what
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    assert (2, f"{file} không phải một tệp\n") == _submit(congvu, file)


def test_name_that_is_no_text(congvu: Congvu, tmp_path: Path) -> None:
    """A file may be named by any bytes; what is no text in them is shown as such."""
    file = os.path.join(os.fsencode(tmp_path), b"de \xff\x1b[31m nghi.docx")  # noqa: PTH118 # bytes
    with open(file, "wb") as out:  # noqa: PTH123 # bytes
        out.write(mau_03("docx"))
    code, said = _submit(congvu, os.fsdecode(file))
    assert (0, True) == (code, "văn bản L" in said)
    (letter,) = _kept(mau_03("docx"))
    assert letter.file_name == "de \ufffd\ufffd[31m nghi.docx"


@pytest.mark.parametrize("name", ["250,000 short paragraphs", "5,000 lines of which none is right"])
def test_whole_command_stays_below_200_mb(tmp_path: Path, name: str) -> None:
    """With all that reads, keeps, seals and answers the letter; without a letter it takes 120."""
    hostile = next(one for one in hostile_files() if one.name == name)
    file = tmp_path / hostile.file_name
    file.write_bytes(hostile.build())
    code = (
        "import atexit, sys; from tests.tasks.forms.hostile.read_alone import peak;"
        "from flows.cli import main; atexit.register(lambda: print(peak(), file=sys.stderr));"
        f"sys.argv = ['congvu', 'submit', {str(file)!r}, '-p', 'phu-tho']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment_of(tmp_path / "data")},
        check=False,
    )
    assert (1, True) == (done.returncode, hostile.told in done.stdout)
    assert float(done.stderr.splitlines()[-1]) <= 200


def test_damaged_letters_are_all_kept(desk: Desk) -> None:
    """Whatever is read of it, the file that came is there, byte by byte."""
    chance, samples = Random(5), list(corpus().values())
    for _ in range(_MUTATED):
        sample = chance.choice(samples)
        tree = Tree(sample, sample.main)
        for _ in range(2):
            value, text = chance.choice(VALUES), chance.choice(TEXTS)
            tree.apply(Change(chance.choice(KINDS), chance.getrandbits(32), value, text))
        content = packed({**sample.parts, sample.main: tree.content()})
        done = desk.submit(content, sample.regulation.id, file_name=f"a.{sample.layout}")
        assert done.requests or done.faults
        files = {file.letter_id: file.content for file in desk.all(LetterFile)}
        assert content == files[done.letter_id]
