"""Column types of personal data: sealed on the way into the database, opened on the way out.

The key belongs to an installation, and so to its engine; a type is told the engine's dialect, of
which each engine has its own.  ``keep_key`` ties the two, and is called where engines are made.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import cached_property
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from models.key import Key, SealBroken, make_key, read_key


class KeyHolder:
    """The key of one installation, read from its file when it is first needed."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def key(self) -> Key:
        """The key.  Raises KeyFault."""
        return read_key(self.file)

    def made(self) -> Key:
        """The key, made now where there is none: for a database that holds nothing sealed yet."""
        make_key(self.file)
        return self.key


_HOLDERS: WeakKeyDictionary[Dialect, KeyHolder] = WeakKeyDictionary()


def keep_key(dialect: Dialect, file: Path) -> None:
    """Let the engine of that dialect seal and open under the key in that file."""
    _HOLDERS[dialect] = KeyHolder(file)


def key_holder(dialect: Dialect) -> KeyHolder:
    """Who has the key of that engine.  Raises LookupError for one that ``keep_key`` never saw."""
    return _HOLDERS[dialect]


def seal_text(key: Key, plain: str, place: str) -> str:
    """A sealed text, as it stands in a column of texts."""
    return b64encode(key.seal(plain.encode(), place)).decode()


def seal_text_alike(key: Key, plain: str, place: str) -> str:
    """A sealed text that equals that of an equal text of the same place."""
    return b64encode(key.seal_alike(plain.encode(), place)).decode()


def open_text(key: Key, sealed: str, place: str) -> str:
    """The text.  Raises SealBroken, KeyFault."""
    try:
        raw = b64decode(sealed, validate=True)
    except ValueError as error:
        raise SealBroken(place) from error
    return key.open(raw, place).decode()


class SealedText(TypeDecorator[str]):
    """A text kept encrypted; ``place`` is its table and column, to which it is bound."""

    impl = String
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal_text(_HOLDERS[dialect].key, value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else open_text(_HOLDERS[dialect].key, value, self.place)


class FindableText(SealedText):
    """A sealed text that can be compared in the database: ``==`` and ``in_``, nothing else.

    Who reads the database sees which rows have the same text, and still not which text.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal_text_alike(_HOLDERS[dialect].key, value, self.place)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes kept encrypted; ``place`` is their table and column, to which they are bound."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _HOLDERS[dialect].key.seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _HOLDERS[dialect].key.open(bytes(value), self.place)
