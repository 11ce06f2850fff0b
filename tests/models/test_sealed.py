"""Personal data at rest: sealed, bound to its place, and lost with its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import select

from models.database import engine_for, reading, upgrade, writing
from models.key import Key, KeyFault, SealBroken, make_key, read_key
from models.letter import LetterFile
from models.person import Person
from models.request import Line
from models.settings import Settings
from tests.models.rows_made import add_request

SECRET = bytes(range(32))
NUMBER, PHONE, FILE = "001099123456", "0912345678", b"PK the letter of an agency"


def installation(folder: Path, url: str | None = None) -> Settings:
    home = folder / "data"
    return Settings(
        home=home,
        database_url=url or f"sqlite:///{home / 'congvu.sqlite3'}",
        key_file=folder / "keys" / "congvu.key",
    )


def fill(engine: Engine) -> None:
    with writing(engine) as session:
        request = add_request(session)
        line = session.exec(select(Line).where(Line.request_id == request.id)).one()
        line.citizen_number, line.phone, line.note = NUMBER, PHONE, f"gọi {PHONE}"
        session.add(
            Person(policy="p", full_name="An", key="an", citizen_number=NUMBER, phone=PHONE)
        )
        session.add(
            LetterFile(
                letter_id=request.letter_id,
                name="a.docx",
                media_type="x",
                sha256="0" * 64,
                size=len(FILE),
                content=FILE,
            )
        )


def at_rest(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@given(plain=st.binary(max_size=200), place=st.sampled_from(["line.phone", "person.phone"]))
def test_what_is_sealed_opens_again(plain: bytes, place: str) -> None:
    """In its own place and nowhere else; no two seals are alike, but those that can be found."""
    key = Key(SECRET)
    sealed = key.seal(plain, place)
    assert plain == key.open(sealed, place)
    assert sealed != key.seal(plain, place)
    alike = key.seal_alike(plain, place)
    assert (plain, alike) == (key.open(alike, place), key.seal_alike(plain, place))
    for each in (sealed, alike):
        with pytest.raises(SealBroken):
            key.open(each, "reply.pdf")


@given(place=st.integers(0, 60), bit=st.integers(0, 7))
def test_a_changed_seal_is_told(place: int, bit: int) -> None:
    """Whatever bit is turned."""
    key = Key(SECRET)
    sealed = bytearray(key.seal(b"0912345678 and some more, so it is long", "line.phone"))
    sealed[place] ^= 1 << bit
    with pytest.raises((SealBroken, KeyFault)):
        key.open(bytes(sealed), "line.phone")


def test_nothing_plain_lies_in_the_database(tmp_path: Path) -> None:
    """Neither numbers nor phones nor letters, in no file of the installation."""
    settings = installation(tmp_path)
    engine = engine_for(settings)
    upgrade(engine)
    fill(engine)
    with reading(engine) as session:
        line = session.exec(select(Line)).one()
        assert (NUMBER, PHONE) == (line.citizen_number, line.phone)
        assert FILE == session.exec(select(LetterFile)).one().content
        wanted = select(Person.full_name).where(Person.citizen_number == NUMBER)
        assert "An" == session.exec(wanted).one()
    engine.dispose()
    lies = at_rest(settings.home)
    assert [] == [plain for plain in (NUMBER.encode(), PHONE.encode(), FILE) if plain in lies]


def test_what_stood_in_plain_text_is_sealed_and_its_traces_erased(tmp_path: Path) -> None:
    """An installation of before: after the upgrade no page holds what stood there."""
    settings = installation(tmp_path)
    engine = engine_for(settings)
    upgrade(engine, "0005")
    with engine.begin() as connection:
        for number in range(300):
            connection.execute(
                text(
                    "INSERT INTO person (policy, full_name, key, citizen_number, phone)"
                    " VALUES ('p', 'An', 'an', :n, :p)"
                ),
                {"n": f"0010991{number:05}", "p": f"09123{number:05}"},
            )
    assert b"0010991" in at_rest(settings.home)
    engine.dispose()
    engine = engine_for(settings)
    upgrade(engine)
    with reading(engine) as session:
        known = session.exec(select(Person).order_by(Person.id)).all()  # type: ignore[arg-type] # a column
        assert [f"0010991{number:05}" for number in range(300)] == [p.citizen_number for p in known]
    engine.dispose()
    lies = at_rest(settings.home)
    assert (False, False) == (b"0010991" in lies, b"09123" in lies)


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    """0600, outside the home; one that others can read is not used, and told."""
    settings = installation(tmp_path)
    upgrade(engine_for(settings))
    assert 0o600 == settings.key_file.stat().st_mode & 0o777
    assert not settings.key_file.is_relative_to(settings.home)
    settings.key_file.chmod(0o640)
    with pytest.raises(KeyFault, match="chmod 600"):
        upgrade(engine_for(settings))


def test_a_lost_key_is_told_and_never_replaced(tmp_path: Path) -> None:
    """The program says what to do, and makes no other key in its place."""
    settings = installation(tmp_path)
    engine = engine_for(settings)
    upgrade(engine)
    kept = settings.key_file.read_bytes()
    settings.key_file.unlink()
    with pytest.raises(KeyFault, match="bản sao lưu"):
        upgrade(engine_for(settings))
    assert not settings.key_file.exists()
    make_key(settings.key_file)  # somebody makes another one
    with pytest.raises(KeyFault, match="hãy chép đúng khóa"):
        upgrade(engine_for(settings))
    settings.key_file.write_bytes(kept)
    upgrade(engine_for(settings))


@pytest.mark.parametrize(
    "content", [b"", b"congvu-key-1 abc", b"\xff\xfe", b"congvu-key-2 " + b"A" * 44]
)
def test_a_spoilt_key_is_told(tmp_path: Path, content: bytes) -> None:
    """By its file, with what to do."""
    file = tmp_path / "congvu.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyFault, match="không đúng dạng"):
        read_key(file)
