"""Take a request, or hand it on: who works on it, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from flows.desk.rights import MAY, Act, NotAllowed, require
from models.database import writing
from models.holding import Holding, hold_if
from models.portions import portions
from models.request import Request
from models.role import Role, granted_to
from models.row import id_of
from models.trail import record
from models.transitions import is_open
from models.user import Actor, User
from tasks.office import Office, local_date
from tasks.wording import REQUEST_WORDS


@dataclass(frozen=True)
class Holder:
    """Who has a request in hand, since when."""

    user_id: int
    name: str
    since: datetime


def take(office: Office, actor: Actor, request_id: int, *, seen: int | None = None) -> None:
    """Take a request in hand; ``seen``: the account that had it when the actor looked.

    Raises Refused where another has it by now, or where it is closed; NotAllowed.
    """
    reach = require(office, actor, Act.HOLD)
    if actor.user_id is None:
        raise NotAllowed("chỉ người có tài khoản mới nhận xử lý")
    with writing(office.engine) as session:
        request = reach.request(session, request_id)
        own = session.get_one(User, actor.user_id)
        _give(session, actor, request, own, seen, office.clock(), "request-taken")


def hand_on(
    office: Office, actor: Actor, request_id: int, to: int, *, seen: int | None = None
) -> None:
    """Hand a request on to another account of the same centre.

    One hands on what one holds, a supervisor whatever anybody has.  Raises Refused as ``take``,
    and where nobody there has that account; NotAllowed.
    """
    reach = require(office, actor, Act.HOLD)
    at = office.clock()
    with writing(office.engine) as session:
        request = reach.request(session, request_id)
        new = session.get(User, to)
        if new is None or not new.active or not _works_there(session, to, request, at):
            raise Refused("người nhận không phải chuyên viên hay lãnh đạo của trung tâm này")
        before = holder_of(session, request_id)
        supervises = any(each.role is not Role.STAFF for each in reach.granted)
        if not supervises and (before is None or before.user_id not in actor.accounts):
            raise Refused("chỉ người đang xử lý hoặc lãnh đạo mới chuyển được đề nghị này")
        _give(session, actor, request, new, seen, at, "request-handed-on")


def _works_there(session: Session, user_id: int, request: Request, at: datetime) -> bool:
    return any(
        each.policy == request.policy and each.role in MAY[Act.HOLD]
        for each in granted_to(session, user_id, local_date(at))
    )


def _give(
    session: Session,
    actor: Actor,
    request: Request,
    to: User,
    seen: int | None,
    at: datetime,
    action: str,
) -> None:
    named = f"đề nghị R{request.id}"
    if not is_open(request.state):
        raise Refused(f"{named} đã kết thúc ({REQUEST_WORDS[request.state]})")
    before = holder_of(session, id_of(request))
    if not hold_if(session, id_of(request), seen=seen, user_id=id_of(to), at=at):
        now = holder_of(session, id_of(request))
        told = f"{now.name} đang xử lý" if now else "chưa ai xử lý"
        raise Refused(f"{named} vừa đổi người xử lý: {told}")
    record(
        session,
        policy=request.policy,
        at=at,
        actor=actor,
        action=action,
        letter_id=request.letter_id,
        request_id=request.id,
        detail={"from": before and before.name, "to": to.name, "to_login": to.login},
    )


def holder_of(session: Session, request_id: int) -> Holder | None:
    """Who has a request in hand."""
    return holders_of(session, [request_id]).get(request_id)


def holders_of(session: Session, request_ids: Sequence[int]) -> dict[int, Holder]:
    """Who has these requests in hand, by their numbers."""
    return {
        held.request_id: Holder(held.user_id, name, held.since)
        for some in portions(request_ids)
        for held, name in session.exec(
            select(Holding, User.name)
            .join(User, col(User.id) == col(Holding.user_id))
            .where(col(Holding.request_id).in_(some))
        )
    }
