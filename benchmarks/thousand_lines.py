"""One letter of a thousand lines, and the reply to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from benchmarks.bare_rows import insert_bare
from benchmarks.figure import Figure, middle, seconds
from benchmarks.installation import installed_in
from benchmarks.letters import RECEIVED, incoming
from flows.desk.decide import Decision, decide
from flows.desk.submit import submit
from flows.surroundings import open_office
from models.database import reading
from models.directory import DirectoryAccount, DirectoryAddress
from models.letter import Letter
from models.mailbox import Address, Mailbox
from models.person import Assignment, Person
from models.request import Request
from models.trail import TrailEntry
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load, source
from tasks.answer import Share, answer
from tasks.forms.reading import read_letter
from tasks.intake import take_in
from tasks.letters.content import ReplyContent
from tasks.letters.pdf_file import pdf_file
from tasks.letters.render import render
from tasks.letters.wording import compose
from tasks.office import Office, regulation_of
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.provision import provision
from tasks.receive import Incoming
from tasks.review import review

_LINES = 1_000
_POLICY = "phu-tho"
_CLERK = Actor("bench", "command")
_REVIEWER = Actor("bench reviewer", "command")
_TABLES = (Person, Assignment, Mailbox, Address, DirectoryAccount, DirectoryAddress, TrailEntry)


def figures() -> Iterator[Figure]:
    """Read, checked and proposed; provisioned; answered."""
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(installed_in(Path(folder)))
        regulation = load(_POLICY)
        letter = incoming(_POLICY, _LINES)
        _propose(office, incoming(_POLICY, 3, 2))  # a worker that has been up for a while is warm
        reading_alone, _ = seconds(lambda: read_letter(letter.content, "a.xlsx", regulation))
        proposed, request_id = seconds(lambda: _propose(office, letter))
        yield Figure(
            "văn bản 1.000 dòng: đọc, kiểm tra, đề xuất",
            "s",
            proposed,
            1.0,
            reading_alone,
            "chỉ đọc tệp",
        )
        decide(office, _REVIEWER, Decision(request_id, Outcome.APPROVED))
        review(office, request_id)
        provisioned, _ = seconds(lambda: provision(office, request_id, CREATE_MAILBOX))
        bare, rows = insert_bare(office, Path(folder), _TABLES)
        yield Figure(
            "cấp 1.000 hộp thư (hệ thống thư tích hợp)",
            "s",
            provisioned,
            3.0,
            bare,
            "chèn trần các dòng đó",
            f"{rows} dòng của 7 bảng",
        )
        with reading(office.engine) as session:
            letter_id = session.get_one(Request, request_id).letter_id
        yield from _replies(office, letter_id)


def _propose(office: Office, letter: Incoming) -> int:
    done = submit(office, _CLERK, letter, *source(_POLICY))
    ((request_id, _),) = done.requests
    take_in(office, request_id)
    review(office, request_id)
    return request_id


def _replies(office: Office, letter_id: int) -> Iterator[Figure]:
    with reading(office.engine) as session:
        letter = session.get_one(Letter, letter_id)
        requests = session.exec(select(Request).where(Request.letter_id == letter_id)).all()
        share = Share.of(requests)
        content = answer(session, regulation_of(session, letter), letter, share)
    content = replace(content, number="8", dated=RECEIVED.date())
    yield _reply("văn bản trả lời 1.000 dòng, DOCX và PDF", content, 2.5, 3, "s", 1)
    one = replace(content, lines=content.lines[:1])
    yield _reply("văn bản trả lời 1 dòng, DOCX và PDF", one, 80, 20, "ms", 1_000)


def _reply(
    work: str, content: ReplyContent, reach: float, times: int, unit: str, scale: int
) -> Figure:
    printed = compose(content)
    alone = middle(lambda: pdf_file(printed, content.dated), times)
    whole = middle(lambda: render(content), times)
    return Figure(work, unit, whole * scale, reach, alone * scale, "chỉ Typst", "trung vị, đã nóng")
