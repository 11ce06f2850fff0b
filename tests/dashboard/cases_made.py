"""Requests in every queue, of invented agencies, for the page to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import LetterState
from models.reply import Reply
from models.request import Line
from models.row import id_of
from models.transitions import LineState, RequestState
from models.letter import Letter
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE
from tests.models.rows_made import add_request

#: A Monday; 4.0 working hours have passed at 11:30, and 7.5 make a day.
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


def add_case(session: Session, case: Case, name: str) -> int:
    """Keep a case; the number of its request."""
    request = add_request(session, case.lines, name)
    request.policy, request.type, request.state = case.policy, case.type, case.state
    request.state_since = NOW - timedelta(days=3)
    request.failure = case.failure
    letter = session.get_one(Letter, request.letter_id)
    letter.policy, letter.sender = case.policy, case.agency
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
                due=case.due,
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
    letter = session.get_one(Letter, request.letter_id)
    session.delete(request)
    letter.policy, letter.sender, letter.state = policy, agency, LetterState.RETURNED
    session.add(Reply(letter_id=id_of(letter), content={}, drafted_at=NOW - timedelta(hours=1)))
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
)
RETURNED = ("bac-giang", "Trung tâm Y tế huyện Lục Ngạn")


def seed(engine: Engine) -> None:
    """Keep all cases, and one returned letter."""
    with writing(engine) as session:
        for number, case in enumerate(CASES, start=1):
            add_case(session, case, f"{number}.xlsx")
        add_returned(session, *RETURNED, "returned.xlsx")
