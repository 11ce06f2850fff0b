"""Who may do what, and to what.  Asked by every use case, whatever page or command called it.

A thing out of reach is answered as one that does not exist, in the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from models.database import reading
from models.letter import Letter
from models.mailbox import Address, Mailbox
from models.numbering import Numbering
from models.organisation import Organisation, below
from models.person import Assignment
from models.queue_entry import QueueEntry
from models.request import Request
from models.role import Granted, Role
from models.served import Served
from models.trail import TrailEntry
from models.user import Actor
from tasks.acting import actor_of
from tasks.office import Office


class Act(StrEnum):
    """What an actor wants to do."""

    LOOK = "look"
    BOOKS = "books"
    TRAIL = "trail"
    SUBMIT = "submit"
    RECORD = "record"
    DECIDE = "decide"
    APPROVE = "approve"
    HOLD = "hold"
    ISSUE = "issue"
    DOWNLOAD = "download"
    WITHDRAW = "withdraw"
    RETRY = "retry"
    HAND_OVER = "hand-over"
    EXTEND = "extend"
    CALENDAR = "calendar"
    NUMBERS = "numbers"
    IMPORT = "import"
    WATCH = "watch"
    PEOPLE = "people"


_WORDS = {
    Act.LOOK: "xem",
    Act.BOOKS: "xem sổ sách của trung tâm",
    Act.TRAIL: "xem nhật ký",
    Act.SUBMIT: "nhập văn bản",
    Act.RECORD: "ghi nhận đề nghị",
    Act.DECIDE: "quyết định",
    Act.APPROVE: "phê duyệt",
    Act.HOLD: "nhận hoặc chuyển xử lý",
    Act.ISSUE: "phát hành văn bản trả lời",
    Act.DOWNLOAD: "tải văn bản",
    Act.WITHDRAW: "rút đề nghị",
    Act.RETRY: "chạy lại",
    Act.HAND_OVER: "bàn giao mật khẩu",
    Act.EXTEND: "gia hạn",
    Act.CALENDAR: "áp dụng quyết định về ngày nghỉ",
    Act.NUMBERS: "đặt cách đánh số văn bản",
    Act.IMPORT: "nhập danh sách có sẵn",
    Act.WATCH: "theo dõi thời hạn",
    Act.PEOPLE: "quản lý người dùng",
}
_AGENCY, _STAFF, _SUPERVISOR, _ADMINISTRATOR = Role
#: The roles that may do it.  The operator of the machine may do all of it, flows look after terms.
MAY: dict[Act, frozenset[Role]] = {
    Act.LOOK: frozenset(Role),
    Act.BOOKS: frozenset({_STAFF, _SUPERVISOR, _ADMINISTRATOR}),
    Act.TRAIL: frozenset({_STAFF, _SUPERVISOR, _ADMINISTRATOR}),
    Act.SUBMIT: frozenset({_AGENCY, _STAFF}),
    Act.RECORD: frozenset({_STAFF}),
    Act.DECIDE: frozenset({_STAFF, _SUPERVISOR}),
    Act.APPROVE: frozenset({_SUPERVISOR}),
    Act.HOLD: frozenset({_STAFF, _SUPERVISOR}),
    Act.ISSUE: frozenset({_STAFF, _SUPERVISOR}),
    Act.DOWNLOAD: frozenset({_AGENCY, _STAFF, _SUPERVISOR}),
    Act.WITHDRAW: frozenset({_AGENCY, _STAFF}),
    Act.RETRY: frozenset({_STAFF}),
    Act.HAND_OVER: frozenset({_AGENCY, _STAFF}),
    Act.EXTEND: frozenset({_STAFF, _SUPERVISOR}),
    Act.CALENDAR: frozenset({_ADMINISTRATOR}),
    # the head of the body decides how it numbers: Nghị định 30/2020 Điều 15 khoản 1 điểm c
    Act.NUMBERS: frozenset({_SUPERVISOR, _ADMINISTRATOR}),
    Act.IMPORT: frozenset({_ADMINISTRATOR}),
    Act.WATCH: frozenset(),
    Act.PEOPLE: frozenset({_ADMINISTRATOR}),
}


_ELSEWHERE = "tài khoản của bạn không thuộc tỉnh này"


class NotAllowed(Exception):
    """The actor may not do this, to nothing at all; the message is for the actor."""


def require(office: Office, actor: Actor, act: Act) -> Reach:
    """To what the actor may do it.  Raises NotAllowed where to nothing.

    An account is read anew, whatever the actor says: a button's callback may come from a page that
    was drawn before its session ended or its role was taken back.
    """
    if not actor.name.strip():
        raise NotAllowed(f"cần ghi rõ ai {_WORDS[act]} (--as)")
    if actor.via == "command" or (actor.via == "flow" and act is Act.WATCH):
        return Reach((Granted(_ADMINISTRATOR),))
    if actor.via == "flow":
        raise NotAllowed(f"bộ máy quy trình không được {_WORDS[act]}")
    now = account_of(office, actor)
    if now.must_change:
        raise NotAllowed("hãy đổi mật khẩu tạm trước khi làm việc khác")
    granted = tuple(each for each in now.granted if each.role in MAY[act])
    if not granted:
        raise NotAllowed(f"vai trò của bạn không được {_WORDS[act]}")
    return Reach(granted)


def account_of(office: Office, actor: Actor) -> Actor:
    """The actor's account as it stands now.  Raises NotAllowed where its session has ended."""
    with reading(office.engine) as session:
        now = actor_of(
            session, office.settings, office.clock(), actor.session_id, actor.acts_for_id
        )
    if now is None or now.user_id != actor.user_id:
        raise NotAllowed("phiên làm việc đã kết thúc: hãy đăng nhập lại")
    return now


@dataclass(frozen=True)
class Reach:
    """The places at which an act may be done."""

    granted: tuple[Granted, ...]

    @property
    def inside(self) -> bool:
        """Whether it is the centre's own, and not an agency that looks from outside."""
        return any(each.organisation_id is None for each in self.granted)

    def covers(self, policy: str | None) -> bool:
        """Whether all of a province is in reach; None: what belongs to the installation."""
        return any(
            each.organisation_id is None and each.policy in (None, policy) for each in self.granted
        )

    def letters(self) -> ColumnElement[bool]:
        """Which letters are in reach; so are their requests."""
        return self._sent(col(Letter.policy), col(Letter.sender_organisation_id))

    def queue_entries(self) -> ColumnElement[bool]:
        """Which places in the queues are in reach."""
        return self._sent(col(QueueEntry.policy), col(QueueEntry.organisation_id))

    def served(self) -> ColumnElement[bool]:
        """Which ended terms are in reach."""
        return self._sent(col(Served.policy), col(Served.organisation_id))

    def mailboxes(self) -> ColumnElement[bool]:
        """Which mailboxes are in reach: a person's belongs where the person works now."""

        def own(number: int) -> ColumnElement[bool]:
            working = select(Assignment.person_id).where(
                col(Assignment.ends).is_(None), col(Assignment.organisation_id).in_(below(number))
            )
            return or_(
                col(Mailbox.organisation_id).in_(below(number)),
                col(Mailbox.person_id).in_(working),
            )

        return self._where(col(Mailbox.policy), own)

    def organisations(self) -> ColumnElement[bool]:
        """Which organisations are in reach."""
        return self._sent(col(Organisation.policy), col(Organisation.id))

    def numberings(self) -> ColumnElement[bool]:
        """Which bodies' numbers are in reach: an agency has none."""
        return self._where(col(Numbering.policy), lambda _: false())

    def trail(self) -> ColumnElement[bool]:
        """Which entries of the trail are in reach: an agency has none."""
        return self._where(col(TrailEntry.policy), lambda _: false())

    def _sent(self, policy: Mapped[str], sender: Mapped[int | None]) -> ColumnElement[bool]:
        return self._where(policy, lambda number: sender.in_(below(number)))

    def _where(
        self, policy: Mapped[Any], own: Callable[[int], ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        places = []
        for each in self.granted:
            if each.policy is None:
                return true()
            within = true() if each.organisation_id is None else own(each.organisation_id)
            places.append(and_(policy == each.policy, within))
        return or_(false(), *places)

    def province(self, policy: str) -> None:
        """Raises NotAllowed for another province's centre."""
        if not self.covers(policy):
            raise NotAllowed(_ELSEWHERE)

    def writes_as(self, policy: str) -> tuple[int, ...]:
        """The organisations whose letters it sends; none for the centre, which types in anybody's.

        Raises NotAllowed for another province's.
        """
        if self.covers(policy):
            return ()
        own = [each.organisation_id for each in self.granted if each.policy == policy]
        if not own:
            raise NotAllowed(_ELSEWHERE)
        return tuple(number for number in own if number is not None)

    def has(self, session: Session, letter: Letter) -> bool:
        """Whether a letter is in reach."""
        known = select(Letter.id).where(Letter.id == letter.id, self.letters())
        return session.exec(known).first() is not None

    def request(self, session: Session, number: int, *, lock: bool = False) -> Request:
        """The request of that number.  Raises Refused where there is none in reach."""
        wanted = (
            select(Request)
            .join(Letter, col(Letter.id) == col(Request.letter_id))
            .where(Request.id == number, self.letters())
        )
        found = session.exec(wanted.with_for_update(of=Request) if lock else wanted).first()
        if found is None:
            raise Refused(f"không có đề nghị R{number}")
        return found

    def letter(self, session: Session, number: int) -> Letter:
        """The letter of that number.  Raises Refused where there is none in reach."""
        found = session.exec(select(Letter).where(Letter.id == number, self.letters())).first()
        if found is None:
            raise Refused(f"không có văn bản L{number}")
        return found

    def check(self, office: Office, request_id: int | None, letter_id: int | None) -> None:
        """Raises Refused where the request, or the letter, that is named is not in reach."""
        with reading(office.engine) as session:
            if request_id is not None:
                self.request(session, request_id)
            if letter_id is not None:
                self.letter(session, letter_id)

    def mailbox(self, session: Session, address: str) -> tuple[Address, Mailbox]:
        """The mailbox that has or ever had an address, as it is written.

        Raises Refused where there is none in reach.
        """
        found = session.exec(
            select(Address, Mailbox)
            .join(Mailbox, col(Mailbox.id) == col(Address.mailbox_id))
            .where(Address.address == address.strip().lower(), self.mailboxes())
        ).first()
        if found is None:
            raise Refused(f"không có hộp thư {address}")
        return found


def wrote(letter: Letter, actor: Actor) -> bool:
    """Whether the actor sent or typed in the letter: then somebody else approves what it asks.

    The operator of the machine has no account and is known by the name that he gives.
    """
    if actor.user_id is None:
        return letter.recorded_by == actor.name
    return letter.recorded_by_id in actor.accounts
