"""Hand over initial passwords: each is made when it is shown, and kept nowhere but as a hash.

For each line in turn: the hand-over is claimed in the database, together with its trail entry; the
hash goes to the mail system; only then is the password given to the caller.  So no password is
shown that does not work, and none twice.  Where the mail system says no, the claim is given back,
and another call makes another password.  After a kill between claim and showing the line counts as
handed over: the next call is refused, and the agency asks for a reset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from secrets import SystemRandom
from typing import Any

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.hand_over import claim, give_back, of_line
from models.letter import Letter
from models.request import Line, Request
from models.row import id_of
from models.trail import record
from models.user import Actor
from policies.explain import Reason
from policies.password_making import make_password
from policies.passwords import duties
from policies.schema import Regulation, RequestType
from tasks.connectors.errors import ConnectorError, TransientError
from tasks.initial_password import Ready, ready_to_hand_over
from tasks.office import Office, local_date, regulation_of
from tasks.password_hash import hash_password


@dataclass(frozen=True)
class HandedOver:
    """A password that works, shown this once."""

    line: int
    name: str
    address: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class NotHandedOver:
    """A line without a password to show, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class HandingOver:
    """A request whose passwords are handed over line by line, as ``each`` is gone through."""

    office: Office
    actor: Actor
    request_id: int
    regulation: Regulation
    on: date  # the local date whose rules apply: that of the letter's receipt
    numbers: tuple[int, ...]  # of the lines to hand over
    passed_over: tuple[NotHandedOver, ...]
    duties: tuple[Reason, ...]
    chance: Random = field(repr=False)

    def each(self) -> Iterator[HandedOver | NotHandedOver]:
        """Hand over one line after the other: what is not gone through is not handed over.

        Raises NotAllowed where the actor's right ended meanwhile.
        """
        for number in self.numbers:
            require(self.office, self.actor, Act.HAND_OVER)
            yield self._hand_over(number)

    def _hand_over(self, number: int) -> HandedOver | NotHandedOver:
        with writing(self.office.engine) as session:
            request, line = _line(session, self.request_id, number)
            ready = ready_to_hand_over(session, self.regulation, self.on, request, line)
        if isinstance(ready, str):
            return NotHandedOver(number, ready)
        password = make_password(
            self.regulation,
            self.chance,
            on=self.on,
            account=ready.address,
            name=ready.name,
            birth_date=ready.birth_date,
        )
        password_hash = hash_password(password)
        if lost := self._claim(number, ready):
            return NotHandedOver(number, lost)
        try:
            self.office.connector.set_password(
                ready.mailbox_id, password_hash=password_hash, operation=f"R{self.request_id}"
            )
        except ConnectorError as error:
            return NotHandedOver(number, self._give_back(ready, error))
        return HandedOver(number, ready.name, ready.address, password)

    def _claim(self, number: int, ready: Ready) -> str | None:
        """Why this call does not get it, where another was first or the line changed meanwhile."""
        at = self.office.clock()
        with writing(self.office.engine) as session:
            request, line = _line(session, self.request_id, number)
            again = ready_to_hand_over(session, self.regulation, self.on, request, line)
            if again == ready and claim(
                session,
                line_id=ready.line_id,
                mailbox_id=ready.mailbox_id,
                at=at,
                author=self.actor.name,
            ):
                _record(self, session, request, "password-handed-over", ready)
                return None
            lost = again if isinstance(again, str) else "hộp thư vừa thay đổi, hãy gọi lại"
            _record(self, session, request, "hand-over-refused", ready, reason=lost)
            return lost

    def _give_back(self, ready: Ready, error: ConnectorError) -> str:
        passing = isinstance(error, TransientError)
        told = "hệ thống thư chưa trả lời" if passing else f"hệ thống thư từ chối: {error}"
        with writing(self.office.engine) as session:
            give_back(session, ready.line_id)
            request = session.get_one(Request, self.request_id)
            _record(self, session, request, "hand-over-failed", ready, failure=told)
        return f"{told}; chưa bàn giao, hãy gọi lại: mật khẩu khác sẽ được tạo"


def hand_over(
    office: Office,
    actor: Actor,
    request_id: int,
    line: int | None = None,
    chance: Random | None = None,
) -> HandingOver:
    """Prepare to hand over the passwords that a request brought, or that of one line.

    ``chance``: where passwords are drawn from, the system's own source by default.  Lines that
    have none to hand over are passed over, with the reason.  Raises Refused where no line has one
    (never done, handed over before …), which stands on the trail too; NotAllowed.
    """
    reach = require(office, actor, Act.HAND_OVER)
    with writing(office.engine) as session:
        request = reach.request(session, request_id)
        letter = session.get_one(Letter, request.letter_id)
        regulation, on = regulation_of(session, letter), local_date(letter.received_at)
        numbers, passed_over, again = [], [], []
        for each in _lines(session, request, line):
            ready = ready_to_hand_over(session, regulation, on, request, each)
            if isinstance(ready, Ready):
                numbers.append(each.number)
                continue
            passed_over.append(NotHandedOver(each.number, ready))
            if of_line(session, id_of(each)) is not None:
                again.append(each)
        if again or not numbers:
            _record_refusal(office, actor, session, request, again, passed_over)
    if not numbers:
        raise Refused(*(f"dòng {each.line}: {each.reason}" for each in passed_over))
    # a new holder of an old mailbox is given a password as with a new one
    work = RequestType.NEW if request.type is RequestType.CHANGE else request.type
    return HandingOver(
        office=office,
        actor=actor,
        request_id=request_id,
        regulation=regulation,
        on=on,
        numbers=tuple(numbers),
        passed_over=tuple(passed_over),
        duties=duties(regulation, administrator=False, on=on, after=work),
        chance=chance or SystemRandom(),
    )


def _lines(session: Session, request: Request, number: int | None) -> Sequence[Line]:
    wanted = select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
    if number is None:
        return session.exec(wanted).all()
    return [_line(session, id_of(request), number)[1]]


def _line(session: Session, request_id: int, number: int) -> tuple[Request, Line]:
    line = session.exec(
        select(Line).where(Line.request_id == request_id, Line.number == number)
    ).first()
    if line is None:
        raise Refused(f"đề nghị R{request_id} không có dòng {number}")
    return session.get_one(Request, request_id), line


def _record_refusal(
    office: Office,
    actor: Actor,
    session: Session,
    request: Request,
    again: Sequence[Line],
    passed_over: Sequence[NotHandedOver],
) -> None:
    """One entry a call; it names the lines that were handed over before."""
    numbers = [line.number for line in again] or [each.line for each in passed_over]
    reasons = [each.reason for each in passed_over if each.line in numbers]
    record(
        session,
        policy=request.policy,
        at=office.clock(),
        actor=actor,
        action="hand-over-refused",
        letter_id=request.letter_id,
        request_id=request.id,
        line_id=again[0].id if len(again) == 1 else None,
        detail={"lines": numbers, "reason": reasons[0] if reasons else ""},
    )


def _record(
    handing: HandingOver,
    session: Session,
    request: Request,
    action: str,
    ready: Ready,
    **told: Any,
) -> None:
    record(
        session,
        policy=request.policy,
        at=handing.office.clock(),
        actor=handing.actor,
        action=action,
        letter_id=request.letter_id,
        request_id=request.id,
        line_id=ready.line_id,
        mailbox_id=ready.mailbox_id,
        detail={"address": ready.address, **told},
    )
