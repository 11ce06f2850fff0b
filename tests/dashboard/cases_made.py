"""Requests in every queue, of invented agencies, for the page to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import Letter, LetterState
from models.regulation_text import keep
from models.reply import Reply
from models.request import Line
from models.row import id_of
from models.transitions import LineState, RequestState
from policies.loader import load, source
from policies.own_days import calendar_in
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE, WorkingHours
from tasks.term_ledger import return_term
from tests.models.rows_made import add_request

#: A Monday, two working hours after the office opened.
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL_ZONE)


@dataclass(frozen=True)
class Case:
    """One request with its letter; ``due`` None: no term."""

    policy: str
    agency: str
    type: RequestType = RequestType.NEW
    state: RequestState = RequestState.IN_REVIEW
    due: datetime | None = None
    provisional: bool = False
    lines: int = 1
    decided: int = 0
    failure: str | None = None
    ended: bool = False


def day(text: str) -> datetime:
    """The last second of a day written dd/mm/yyyy, as a term ends."""
    last = timedelta(hours=23, minutes=59, seconds=59)
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=LOCAL_ZONE) + last


def write(session: Session, letter_id: int, policy: str, agency: str) -> Letter:
    """Make a letter one of that agency, received under a regulation of the project."""
    text, file_name = source(policy)
    kept = keep(session, policy_id=policy, file_name=file_name, text=text, at=NOW)
    letter = session.get_one(Letter, letter_id)
    letter.policy, letter.regulation_sha = policy, kept.sha256
    letter.sender, letter.received_at = agency, NOW - timedelta(days=3)
    return letter


def add_case(session: Session, case: Case, name: str) -> int:
    """Keep a case; the number of its request."""
    request = add_request(session, case.lines, name)
    request.policy, request.type, request.state = case.policy, case.type, case.state
    request.state_since = NOW - timedelta(days=3)
    request.failure = case.failure
    write(session, request.letter_id, case.policy, case.agency)
    for line in session.exec(
        select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
    ):
        line.state = LineState.APPROVED if line.number <= case.decided else LineState.PROPOSED
    kinds = [DeadlineKind.STARTED, *([DeadlineKind.ENDED] if case.ended else [])]
    for kind in kinds:
        session.add(
            DeadlineEntry(
                request_id=id_of(request),
                kind=kind,
                at=NOW,
                due=case.due if kind is DeadlineKind.STARTED else None,
                provisional=case.provisional,
                cause="thử",
                author="tester",
            )
        )
        session.flush()
    return id_of(request)


def add_returned(session: Session, policy: str, agency: str, name: str) -> int:
    """Keep a letter that goes back for its faults; its number."""
    request = add_request(session, 0, name)
    session.delete(request)
    letter = write(session, request.letter_id, policy, agency)
    letter.state = LetterState.RETURNED
    letter.return_due, letter.return_term = return_term(
        load(policy), letter.received_at, calendar_in(Path()), WorkingHours()
    )
    session.add(
        Reply(
            letter_id=id_of(letter),
            drafted_at=NOW - timedelta(hours=1),
            content={},
            docx=b"",
            pdf=b"",
            docx_sha256="",
            pdf_sha256="",
        )
    )
    session.flush()
    return id_of(letter)


CASES = (
    Case("phu-tho", "Ủy ban nhân dân xã Tiên Lữ", due=day("27/02/2026"), lines=3, decided=1),
    Case("hung-yen", "Sở Nông nghiệp và Môi trường", RequestType.RESET_PASSWORD, lines=2),
    Case(
        "khanh-hoa",
        "UBND phường Nha Trang",
        RequestType.LOCK,
        RequestState.NEW,
        day("03/03/2026"),
        provisional=True,
    ),
    Case(
        "tien-giang",
        "Ban Quản lý các khu công nghiệp",
        RequestType.CHANGE,
        RequestState.FAILED,
        day("04/03/2026"),
        lines=5,
        decided=5,
        failure="chưa thực hiện được dòng 2, 4",
    ),
    Case(
        "phu-tho",
        "Sở Công Thương",
        RequestType.REVOKE,
        RequestState.TO_SIGN,
        day("06/03/2026"),
        decided=1,
        ended=True,
    ),
)
RETURNED = ("bac-giang", "Trung tâm Y tế huyện Lục Ngạn")


def seed(engine: Engine) -> None:
    """Keep all cases, and one returned letter."""
    with writing(engine) as session:
        for number, case in enumerate(CASES, start=1):
            add_case(session, case, f"{number}.xlsx")
        add_returned(session, *RETURNED, "returned.xlsx")
