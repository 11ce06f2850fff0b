"""The trail's chain: whatever is done to it from outside shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from flows.desk import look
from flows.desk.check_trail import check_trail
from models.chain import entry_hash
from models.database import reading, writing
from models.tables import metadata
from models.trail import TrailEntry, record
from models.user import Actor
from tasks.trail_check import Break
from tasks.wording import ACTION_WORDS
from tests.databases import copy_installation
from tests.flows.cases import CLERK, MONDAY, Desk, desk_in, new_people

COLUMNS = [
    *("sequence", "previous", "hash", "policy", "at", "actor", "via", "action"),
    *("letter_id", "request_id", "line_id", "mailbox_id", "detail"),
]


@pytest.fixture(scope="module")
def trails(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a trail of two provinces, whose triggers somebody has dropped."""
    folder = tmp_path_factory.mktemp("trails")
    copy_installation(prepared, folder)
    desk = desk_in(folder)
    for policy, form, rows in (
        ("phu-tho", "mau-03", (new_people("Nguyễn Văn An", "Lê Thị Bình"), ())),
        ("khanh-hoa", "phu-luc", ((), new_people("Trần Văn Cường"))),
    ):
        done = desk.send(policy, form, rows)
        desk.approve(done.requests[0][0])
    with writing(desk.office.engine) as session:
        on = " ON trail_entry" if session.get_bind().dialect.name == "postgresql" else ""
        for event in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER no_{event}_trail_entry{on}"))
    desk.office.engine.dispose()
    return folder


@pytest.fixture
def busy(trails: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of it, of this test alone."""
    copy_installation(trails, tmp_path)
    desk = desk_in(tmp_path)
    yield desk
    desk.office.engine.dispose()


def tamper(desk: Desk, statement: str, **values: object) -> None:
    with writing(desk.office.engine) as session:
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        session.execute(text(statement), values)


def broken(desk: Desk, policy: str = "phu-tho") -> set[Break]:
    return {
        place.kind for chain in check_trail(desk.office, CLERK, policy) for place in chain.broken
    }


def entries(desk: Desk, policy: str = "phu-tho") -> list[TrailEntry]:
    with reading(desk.office.engine) as session:
        wanted = text("SELECT id FROM trail_entry WHERE chain = :chain ORDER BY sequence")
        ids = session.execute(wanted, {"chain": policy}).scalars().all()
        return [session.get_one(TrailEntry, number) for number in ids]


def test_a_trail_that_nobody_touched_is_whole(busy: Desk) -> None:
    """Each province has a chain of its own, counted from one."""
    found = check_trail(busy.office, CLERK)
    assert [("khanh-hoa", ()), ("phu-tho", ())] == [(each.chain, each.broken) for each in found]
    for chain in found:
        numbers = [entry.sequence for entry in entries(busy, chain.chain)]
        assert list(range(1, chain.sequence + 1)) == numbers


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_changed_entry_is_found(busy: Desk, column: str, place: int) -> None:
    """Whatever column of whatever entry is changed."""
    entry = entries(busy)[place]
    changed: dict[str, object] = {
        "sequence": entry.sequence + 1_000,
        "at": "2020-01-01 00:00:00.000000",
        "detail": '{"lines": 7}',
        "letter_id": 2 if entry.letter_id == 1 else 1,
        "request_id": 2 if entry.request_id == 1 else 1,
        "line_id": 2 if entry.line_id == 1 else 1,
        "mailbox_id": None if entry.mailbox_id else busy.lines(1)[0].mailbox_id,
    }
    value = changed.get(column, "khanh-hoa")
    statement = f"UPDATE trail_entry SET {column} = :value WHERE id = :id"  # noqa: S608 - ours
    tamper(busy, statement, value=value, id=entry.id)
    assert broken(busy)
    assert not broken(busy, "khanh-hoa")


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_cut_is_found(busy: Desk, place: int) -> None:
    """At the start, in the middle, at the end."""
    tamper(busy, "DELETE FROM trail_entry WHERE id = :id", id=entries(busy)[place].id)
    assert Break.MISSING in broken(busy)


def test_two_entries_that_changed_places_are_found(busy: Desk) -> None:
    """Numbers exchanged, each with the hash that it had."""
    first, second = entries(busy)[2:4]
    for number, id_ in (
        (9_999, first.id),
        (first.sequence, second.id),
        (second.sequence, first.id),
    ):
        tamper(busy, "UPDATE trail_entry SET sequence = :n WHERE id = :id", n=number, id=id_)
    assert {Break.CHANGED, Break.UNLINKED} <= broken(busy)


def test_an_added_entry_is_found(busy: Desk) -> None:
    """At the end, hashed as it should be, by somebody who forgot the head."""
    last = entries(busy)[-1]
    new = {**last.model_dump(exclude={"id"}), "sequence": last.sequence + 1, "previous": last.hash}
    new["hash"] = entry_hash(new, last.hash)
    with writing(busy.office.engine) as session:
        session.add(TrailEntry(**new))
    assert {Break.BEYOND} == broken(busy)


def test_a_chain_made_anew_is_found_by_what_was_written_down(busy: Desk) -> None:
    """Every hash from a place on, the head's too: only the number kept outside tells."""
    (known,) = check_trail(busy.office, CLERK, "phu-tho")
    rows = entries(busy)
    previous = rows[2].previous
    for entry in rows[2:]:
        values = {**entry.model_dump(), "previous": previous}
        values["actor"] = "somebody else" if entry is rows[2] else entry.actor
        previous, before = entry_hash(values, previous), previous
        tamper(
            busy,
            "UPDATE trail_entry SET actor = :actor, previous = :p, hash = :h WHERE id = :id",
            actor=values["actor"],
            p=before,
            h=previous,
            id=entry.id,
        )
    tamper(busy, "UPDATE trail_head SET hash = :h WHERE chain = 'phu-tho'", h=previous)
    assert not broken(busy)
    (found,) = check_trail(busy.office, CLERK, "phu-tho", (known.sequence, known.hash))
    assert [Break.UNEXPECTED] == [place.kind for place in found.broken]


def test_what_is_undone_leaves_no_entry(desk: Desk) -> None:
    """An entry goes the way of its transaction."""

    def tried(error: Exception | None) -> None:
        with writing(desk.office.engine) as session:
            record(session, actor=Actor("a", "command"), at=MONDAY, action="tried", policy="p")
            if error:
                raise error

    with pytest.raises(KeyError):
        tried(KeyError())
    tried(None)
    assert [1] == [entry.sequence for entry in entries(desk, "p")]


def test_every_action_has_a_word() -> None:
    """What the trail shows is Vietnamese."""
    root = Path(__file__).parents[2]
    code = "".join(p.read_text() for d in ("flows", "tasks") for p in (root / d).rglob("*.py"))
    used = set(re.findall(r'action=f?"([a-z-]+)"', code)) | {"line-done", "line-failed"}
    assert set() == used - set(ACTION_WORDS)


def test_viewing_writes_nothing(busy: Desk) -> None:
    """Not even into the trail: every look leaves every row as it was."""

    def rows() -> dict[str, str]:
        with reading(busy.office.engine) as session:
            return {
                table.name: str(sorted(map(str, session.execute(table.select()))))
                for table in metadata.sorted_tables
            }

    before = rows()
    look.queue(busy.office, CLERK)
    look.show_request(busy.office, CLERK, 1)
    look.show_letter(busy.office, CLERK, 1)
    look.show_mailbox(busy.office, CLERK, busy.lines(1)[0].proposed_address or "")
    look.trail(busy.office, CLERK)
    check_trail(busy.office, CLERK)
    assert before == rows()
