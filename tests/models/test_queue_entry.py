"""Places in the queues: derived, and never behind what they are derived from."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlmodel import Session, select

from models.database import upgrade, writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter, LetterState
from models.queue_entry import QueueEntry, missing, requeue
from models.reply import Reply, ReplyState
from models.request import Request
from models.row import id_of
from models.transitions import NEXT, QUEUE_OF, RequestState, move
from tests.models.rows_made import NOON, add_request, engine_in


def places(session: Session) -> dict[str, dict[str, Any]]:
    return {row.number: row.model_dump() for row in session.exec(select(QueueEntry))}


def add_reply(session: Session, letter: Letter) -> None:
    session.add(
        Reply(
            letter_id=id_of(letter),
            drafted_at=NOON,
            content={},
            docx=b"",
            pdf=b"",
            docx_sha256="",
            pdf_sha256="",
        )
    )


def step(session: Session, chance: random.Random, number: int) -> None:
    """Something that happens to a request, or to its letter."""
    request = session.get_one(Request, number)
    letter = session.get_one(Letter, request.letter_id)
    at = NOON + timedelta(minutes=chance.randrange(10_000))
    match chance.randrange(6):
        case 0:
            session.add(
                DeadlineEntry(
                    request_id=number,
                    kind=chance.choice(list(DeadlineKind)),
                    at=at,
                    due=chance.choice([None, at]),
                    length=chance.choice([None, 3]),
                    cause="thử",
                    author="tester",
                )
            )
        case 1:
            letter.sender = chance.choice(["Sở Nội vụ", "UBND xã Tiên Lữ", None])
        case 2:
            letter.state, letter.return_due = LetterState.RETURNED, at
        case 3:
            for reply in session.exec(select(Reply).where(Reply.letter_id == letter.id)):
                reply.state = ReplyState.ISSUED
                return
            add_reply(session, letter)
        case _:
            following = sorted(NEXT[request.state])
            if following:
                move(request, chance.choice(following), at)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_places_follow_what_moves_them(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """After any transaction each open request has one place, a closed one none, and every place
    says what it says when all of them are made anew."""
    engine = migrated(tmp_path_factory)
    with writing(engine) as session:
        names = [uuid4().hex for _ in range(3)]
        numbers = [id_of(add_request(session, 2, name)) for name in names]
    for _ in range(12):
        with writing(engine) as session:
            for number in chance.sample(numbers, chance.randrange(1, 3)):
                step(session, chance, number)
        with writing(engine) as session:
            kept = places(session)
            requests = session.exec(select(Request)).all()
            expected = {f"R{one.id}" for one in requests if one.state in QUEUE_OF}
            assert expected == {number for number in kept if number.startswith("R")}
            session.execute(delete(QueueEntry))
            session.expire_all()
            requeue(session, map(id_of, requests), [one.letter_id for one in requests])
            assert kept == places(session)


_MADE: list[Engine] = []


def migrated(folders: pytest.TempPathFactory) -> Engine:
    """One database for all examples: each makes letters of its own."""
    if not _MADE:
        _MADE.append(engine_in(folders.mktemp("places")))
    upgrade(_MADE[0])
    return _MADE[0]


def test_what_lacks_a_place_is_found(engine: Engine) -> None:
    """An open request and a letter that goes back without a place are named; others are not."""
    with writing(engine) as session:
        first, second, third = (add_request(session, 1, f"{n}") for n in "abc")
        session.get_one(Letter, second.letter_id).state = LetterState.RETURNED
        letter = second.letter_id
        numbers = [id_of(first), id_of(second), id_of(third)]
    with writing(engine) as session:
        assert ([], []) == missing(session)
        session.execute(delete(QueueEntry).where(QueueEntry.number != f"R{numbers[2]}"))  # type: ignore[arg-type]
        assert (numbers[:2], [letter]) == missing(session)


def test_an_undone_transaction_moves_nothing(engine: Engine) -> None:
    """What is rolled back leaves the places as they were, also for the transaction after it."""
    with writing(engine) as session:
        number = id_of(add_request(session, 1, "a"))
    moved = Moved()
    with suppress(Moved), writing(engine) as session:
        move(session.get_one(Request, number), RequestState.WITHDRAWN, NOON)
        session.flush()
        raise moved
    with writing(engine) as session:
        assert [f"R{number}"] == list(places(session))


class Moved(Exception):
    """Breaks a transaction off."""
