"""One person, one mailbox: what speaks against a new one, in the directory and in other lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlmodel import col, select

from models.letter import Letter
from models.mailbox import Mailbox, MailboxState
from models.person import Person
from models.portions import portions
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState, RequestState
from policies.naming import fold
from policies.schema import Kind, RequestType
from tasks.citing import cited
from tasks.masking import masked
from tasks.matching import primary_address
from tasks.proposing.desk_view import View

_GONE = (MailboxState.REVOKED, MailboxState.PURGED)
# a line that is done has its mailbox in the directory
_OPEN = (LineState.RECEIVED, LineState.PROPOSED, LineState.APPROVED, LineState.FAILED)
_GOES_AHEAD = (LineState.APPROVED, LineState.FAILED)


class OneEach:
    """Who has a mailbox, or asks for one already, as one request's lines see it.

    All that the lines need is read at once, whatever their number.
    """

    def __init__(self, view: View, lines: Sequence[Line]) -> None:
        self._view = view
        own = [line for line in lines if line.kind is Kind.PERSON]
        names = {fold(line.name or "") for line in own}
        numbers = {line.citizen_number for line in own if line.citizen_number}
        self._holders = _holders(view, names)
        self._known_by_number = _names_by_number(view, numbers)
        self._open_by_name: dict[str, list[Line]] = defaultdict(list)
        self._open_by_number: dict[str, list[Line]] = defaultdict(list)
        for line in _open_lines(view):
            self._open_by_name[fold(line.name or "")].append(line)
            if line.citizen_number:
                self._open_by_number[line.citizen_number].append(line)

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
        names = self._known_by_number[line.citizen_number] | {
            fold(other.name or "")
            for other in _before(line, self._open_by_number[line.citizen_number])
        }
        if not names or key in names:
            return None
        return f"số CMND/CCCD {masked(line.citizen_number)} đã gắn với người khác"

    def _held(self, line: Line) -> str | None:
        for mailbox, person in self._holders[fold(line.name or "")]:
            if mailbox.line_id != line.id and _alike(line, person):
                address = primary_address(self._view.session, mailbox)
                return f"đã có hộp thư {address}" if address else "đã có hộp thư đang tạo"
        return None

    def _asked(self, line: Line) -> str | None:
        for other in _before(line, self._open_by_name[fold(line.name or "")]):
            if _alike(line, other):
                where = "" if other.request_id == line.request_id else self._letter_of(other)
                return f"đã có đề nghị cấp hộp thư ở dòng {other.number}{where}"
        return None

    def _letter_of(self, line: Line) -> str:
        """The letter that asks for a line, as the agency knows it."""
        letter = self._view.session.exec(
            select(Letter)
            .join(Request, col(Request.letter_id) == col(Letter.id))
            .where(Request.id == line.request_id)
        ).one()
        if letter.without_letter:
            return f" của {cited(letter)}"
        return f" của văn bản số {letter.number}" if letter.number else " của một văn bản khác"


def _open_lines(view: View) -> Sequence[Line]:
    return view.session.exec(
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


def _holders(view: View, names: Collection[str]) -> dict[str, list[tuple[Mailbox, Person]]]:
    """Who of those folded names has a mailbox."""
    found: dict[str, list[tuple[Mailbox, Person]]] = defaultdict(list)
    for some in portions(sorted(names)):
        same_name = (
            select(Mailbox, Person)
            .join(Person, col(Mailbox.person_id) == col(Person.id))
            .where(
                Mailbox.policy == view.regulation.id,
                col(Person.key).in_(some),
                col(Mailbox.state).not_in(_GONE),
            )
        )
        for mailbox, person in view.session.exec(same_name):
            found[person.key].append((mailbox, person))
    return found


def _names_by_number(view: View, numbers: Collection[str]) -> dict[str, set[str]]:
    """The folded names of the people known by those citizen numbers."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in portions(sorted(numbers)):
        known = select(Person).where(
            Person.policy == view.regulation.id, col(Person.citizen_number).in_(some)
        )
        for person in view.session.exec(known):
            found[person.citizen_number or ""].add(person.key)
    return found


def _before(line: Line, others: Sequence[Line]) -> Iterator[Line]:
    """The open lines that came first, or that go ahead already."""
    for other in others:
        if other.id == line.id:
            continue
        if id_of(other) < id_of(line) or other.state in _GOES_AHEAD:
            yield other


def _alike(line: Line, known: Person | Line) -> bool:
    """Whether two of one name are one person: by citizen number, else by birth date."""
    if line.citizen_number and known.citizen_number:
        return line.citizen_number == known.citizen_number
    return line.birth_date is not None and line.birth_date == known.birth_date
