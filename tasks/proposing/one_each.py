"""One person, one mailbox: what speaks against a new one, in the directory and in other lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from models.mailbox import Mailbox, MailboxState
from models.person import Person
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState, RequestState
from policies.naming import fold
from policies.schema import Kind, RequestType
from tasks.masking import masked
from tasks.matching import primary_address
from tasks.proposing.desk_view import View

_GONE = (MailboxState.REVOKED, MailboxState.PURGED)
# a line that is done has its mailbox in the directory
_OPEN = (LineState.RECEIVED, LineState.PROPOSED, LineState.APPROVED, LineState.FAILED)
_GOES_AHEAD = (LineState.APPROVED, LineState.FAILED)


class OneEach:
    """Who has a mailbox, or asks for one already, as one request's lines see it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._open = view.session.exec(
            select(Line)
            .join(Request, col(Request.id) == col(Line.request_id))
            .where(
                Request.policy == view.regulation.id,
                Request.type == RequestType.NEW,
                Request.state != RequestState.WITHDRAWN,
                Line.kind == Kind.PERSON,
                col(Line.state).in_(_OPEN),
            )
            .order_by(col(Line.id))
        ).all()

    def second_mailbox(self, line: Line) -> str | None:
        """Why the person gets no second one; None for a first, and where nothing tells."""
        if line.kind is not Kind.PERSON or not (line.citizen_number or line.birth_date):
            return None
        why = self._held(line) or self._asked(line)
        return f"{why}; mỗi cá nhân được cấp một hộp thư" if why else None

    def number_of_another(self, line: Line) -> str | None:
        """What is wrong where the citizen number is known for somebody of another name."""
        if line.kind is not Kind.PERSON or not line.citizen_number:
            return None
        key = fold(line.name or "")
        known = select(Person.key).where(
            Person.policy == self._view.regulation.id,
            Person.citizen_number == line.citizen_number,
        )
        names = list(self._view.session.exec(known))
        names += [
            fold(other.name or "")
            for other in self._before(line)
            if other.citizen_number == line.citizen_number
        ]
        if not names or key in names:
            return None
        return f"số CMND/CCCD {masked(line.citizen_number)} đã gắn với người khác"

    def _held(self, line: Line) -> str | None:
        session = self._view.session
        same_name = (
            select(Mailbox, Person)
            .join(Person, col(Mailbox.person_id) == col(Person.id))
            .where(
                Mailbox.policy == self._view.regulation.id,
                Person.key == fold(line.name or ""),
                col(Mailbox.state).not_in(_GONE),
                Mailbox.line_id != line.id,
            )
        )
        for mailbox, person in session.exec(same_name):
            if _alike(line, person):
                address = primary_address(session, mailbox)
                return f"đã có hộp thư {address}" if address else "đã có hộp thư đang tạo"
        return None

    def _asked(self, line: Line) -> str | None:
        for other in self._before(line):
            if fold(other.name or "") == fold(line.name or "") and _alike(line, other):
                where = "" if other.request_id == line.request_id else f" của R{other.request_id}"
                return f"đã có đề nghị cấp hộp thư ở dòng {other.number}{where}"
        return None

    def _before(self, line: Line) -> Sequence[Line]:
        """The open lines that came first, or that go ahead already."""
        return [
            other
            for other in self._open
            if other.id != line.id and (id_of(other) < id_of(line) or other.state in _GOES_AHEAD)
        ]


def _alike(line: Line, known: Person | Line) -> bool:
    """Whether two of one name are one person: by citizen number, else by birth date."""
    if line.citizen_number and known.citizen_number:
        return line.citizen_number == known.citizen_number
    return line.birth_date is not None and line.birth_date == known.birth_date
