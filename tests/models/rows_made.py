"""Rows that tests of the tables stand on: an invented letter with its request and lines."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from models.database import engine_for, writing
from models.letter import Letter
from models.regulation_text import keep
from models.reply import Reply
from models.request import Line, Request
from models.settings import Settings
from policies.schema import Kind, RequestType
from tests.databases import url_in

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def settings_in(folder: Path, busy_timeout_seconds: float = 30.0) -> Settings:
    """Settings of an installation in that folder."""
    return Settings(
        home=folder,
        database_url=url_in(folder),
        busy_timeout_seconds=busy_timeout_seconds,
    )


def engine_in(folder: Path, busy_timeout_seconds: float = 30.0) -> Engine:
    """The engine of an installation in that folder."""
    return engine_for(settings_in(folder, busy_timeout_seconds))


def add_request(session: Session, lines: int = 1, name: str = "letter.docx") -> Request:
    """A letter of its own, with one request of that many lines."""
    regulation = keep(session, policy_id="p", file_name="p.yaml", text="id: p\n", at=NOON)
    letter = Letter(
        policy="p",
        regulation_sha=regulation.sha256,
        channel="letter",
        received_at=NOON,
        recorded_at=NOON,
        recorded_by="tester",
        file_name=name,
        sha256=sha256(name.encode()).hexdigest(),
    )
    session.add(letter)
    session.flush()
    assert letter.id is not None
    request = Request(
        letter_id=letter.id, policy="p", type=RequestType.NEW, created_at=NOON, state_since=NOON
    )
    session.add(request)
    session.flush()
    assert request.id is not None
    for number in range(1, lines + 1):
        session.add(
            Line(request_id=request.id, number=number, section="A", row=number, kind=Kind.PERSON)
        )
    session.flush()
    return request


def reply_to(session: Session, request: Request) -> Reply:
    """A drafted reply to the letter of a request, with empty files."""
    reply = Reply(
        letter_id=request.letter_id,
        drafted_at=NOON,
        content={"issuer": "Sở A"},
        docx=b"",
        pdf=b"",
        docx_sha256="",
        pdf_sha256="",
    )
    session.add(reply)
    session.flush()
    return reply


def request_ids(engine: Engine, count: int) -> list[int]:
    """The ids of that many new requests of one line, each with the line id of the same number."""
    with writing(engine) as session:
        made = [add_request(session, name=f"{number}.docx") for number in range(count)]
        return [request.id for request in made if request.id is not None]
