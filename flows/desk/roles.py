"""What people may be and in whose place they act, with dates; how many levels approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from flows.desk.people import account
from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.organisation import Organisation
from models.province import LEVELS, Province, approval_levels
from models.role import Granted, Role, RoleGrant, provinces_of
from models.row import id_of
from models.substitute import Substitute
from models.trail import record
from models.user import Actor, User
from policies.explain import show_date
from tasks.office import Office, local_date
from tasks.sender import link_letters
from tasks.wording import ROLE_WORDS

_ONE_PROVINCE = "một tài khoản, và người làm thay, chỉ thuộc về một tỉnh"


@dataclass(frozen=True)
class Span:
    """From a local date on; ``ends``: the last day, None for good."""

    starts: date
    ends: date | None = None


def grant_role(office: Office, actor: Actor, login: str, granted: Granted, span: Span) -> int:
    """Give an account a role, at its place, in that span; the number of the grant.

    Raises Refused (no such account or organisation, another province's, dates that are over, a role
    for oneself), NotAllowed.
    """
    require(office, actor, Act.PEOPLE)
    at = office.clock()
    with writing(office.engine) as session:
        user = account(session, login)
        if user.id == actor.user_id:
            raise Refused("không tự cấp vai trò cho mình")
        _check(session, granted)
        _check_span(span, at)
        if granted.policy is not None:
            _one_province(session, id_of(user), granted.policy, at)
        grant = RoleGrant(
            user_id=id_of(user),
            role=granted.role,
            policy=granted.policy,
            organisation_id=granted.organisation_id,
            starts=span.starts,
            ends=span.ends,
            granted_at=at,
            granted_by=actor.name,
        )
        session.add(grant)
        if granted.organisation_id is not None:  # its letters may have come before it was known
            link_letters(session, granted.organisation_id)
        _record(session, actor, at, "role-granted", granted.policy, _told(user.login, grant))
        session.flush()
        return id_of(grant)


def revoke_role(office: Office, actor: Actor, grant_id: int) -> None:
    """Take a role back at once.  Raises Refused where there is none of that number, NotAllowed."""
    require(office, actor, Act.PEOPLE)
    at = office.clock()
    with writing(office.engine) as session:
        grant = session.get(RoleGrant, grant_id)
        if grant is None or grant.revoked_at is not None:
            raise Refused(f"không có vai trò số {grant_id} đang được cấp")
        grant.revoked_at, grant.revoked_by = at, actor.name
        login = _login(session, grant.user_id)
        _record(session, actor, at, "role-revoked", grant.policy, _told(login, grant))


def set_substitute(office: Office, actor: Actor, login: str, for_login: str, span: Span) -> int:
    """Let an account act in another's place in that span; the number of the entry.

    Raises Refused (no such account, oneself, of two provinces, dates), NotAllowed.
    """
    require(office, actor, Act.PEOPLE)
    at = office.clock()
    with writing(office.engine) as session:
        user, other = account(session, login), account(session, for_login)
        if user.id == other.id:
            raise Refused("không ai làm thay chính mình")
        if user.id == actor.user_id:
            raise Refused("không tự đặt mình làm thay người khác")
        if span.ends is None:
            raise Refused("làm thay phải có ngày kết thúc")
        _check_span(span, at)
        provinces = provinces_of(session, id_of(other), local_date(at))
        for each in provinces:
            _one_province(session, id_of(user), each, at)
        made = Substitute(
            user_id=id_of(user),
            for_id=id_of(other),
            starts=span.starts,
            ends=span.ends,
            set_at=at,
            set_by=actor.name,
        )
        session.add(made)
        detail = {"substitute": user.login, "for": other.login, **_dates(span.starts, span.ends)}
        _record(session, actor, at, "substitute-set", next(iter(provinces), None), detail)
        session.flush()
        return id_of(made)


def end_substitute(office: Office, actor: Actor, substitute_id: int) -> None:
    """End it at once.  Raises Refused where there is none of that number, NotAllowed."""
    require(office, actor, Act.PEOPLE)
    at = office.clock()
    with writing(office.engine) as session:
        found = session.get(Substitute, substitute_id)
        if found is None or found.revoked_at is not None:
            raise Refused(f"không có việc làm thay số {substitute_id}")
        found.revoked_at, found.revoked_by = at, actor.name
        provinces = provinces_of(session, found.for_id, local_date(at))
        detail = {
            "substitute": _login(session, found.user_id),
            "for": _login(session, found.for_id),
        }
        _record(session, actor, at, "substitute-ended", next(iter(provinces), None), detail)


def set_approval_levels(office: Office, actor: Actor, policy: str, levels: int) -> None:
    """Say how many levels approve in a province.  Raises Refused, NotAllowed."""
    require(office, actor, Act.PEOPLE)
    if levels not in LEVELS:
        raise Refused(f"số cấp phê duyệt là {' hoặc '.join(map(str, LEVELS))}")
    with writing(office.engine) as session:
        before = approval_levels(session, policy)
        if before == levels:
            return
        session.merge(Province(policy=policy, approval_levels=levels))
        detail = {"old": before, "new": levels}
        _record(session, actor, office.clock(), "approval-levels-set", policy, detail)


def _check(session: Session, granted: Granted) -> None:
    words = ROLE_WORDS[granted.role]
    if (granted.role is Role.ADMINISTRATOR) != (granted.policy is None):
        raise Refused(f"vai trò {words} {'không ' if granted.policy else 'phải '}gắn với một tỉnh")
    if (granted.role is Role.AGENCY) != (granted.organisation_id is not None):
        needs = "phải" if granted.role is Role.AGENCY else "không"
        raise Refused(f"vai trò {words} {needs} gắn với một cơ quan, đơn vị")
    if granted.organisation_id is not None:
        found = session.get(Organisation, granted.organisation_id)
        if found is None or found.policy != granted.policy:
            raise Refused("không có cơ quan, đơn vị này trong danh bạ của tỉnh")


def _check_span(span: Span, at: datetime) -> None:
    if span.ends is not None and span.ends < span.starts:
        raise Refused("ngày kết thúc trước ngày bắt đầu")
    if span.ends is not None and span.ends < local_date(at):
        raise Refused(f"ngày kết thúc {show_date(span.ends)} đã qua")


def _one_province(session: Session, user_id: int, policy: str, at: datetime) -> None:
    """Nobody sees across provinces: not by two roles, nor by standing in for somebody."""
    on = local_date(at)
    tied = session.exec(
        select(Substitute).where(
            or_(col(Substitute.user_id) == user_id, col(Substitute.for_id) == user_id),
            col(Substitute.revoked_at).is_(None),
            col(Substitute.ends) >= on,
        )
    ).all()
    accounts = {user_id, *(each.user_id for each in tied), *(each.for_id for each in tied)}
    if any(provinces_of(session, each, on) - {policy} for each in accounts):
        raise Refused(_ONE_PROVINCE)


def _login(session: Session, user_id: int) -> str:
    return session.get_one(User, user_id).login


def _told(login: str, grant: RoleGrant) -> dict[str, Any]:
    told = {"person_login": login, "role": grant.role, "organisation": grant.organisation_id}
    return {**told, **_dates(grant.starts, grant.ends)}


def _dates(starts: date, ends: date | None) -> dict[str, str | None]:
    return {"from": starts.isoformat(), "until": ends.isoformat() if ends else None}


def _record(
    session: Session,
    actor: Actor,
    at: datetime,
    action: str,
    policy: str | None,
    detail: dict[str, Any],
) -> None:
    record(session, policy=policy, at=at, actor=actor, action=action, detail=detail)
