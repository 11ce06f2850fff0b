"""The setting of how a body numbers its letters: start a series, stop it, look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.desk.numbering import letter_with
from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.letter_number import IssuingBody, given, highest, latest
from models.numbering import Numbering, locked_numbering
from models.trail import record
from models.user import Actor
from policies.schema import Regulation
from tasks.letters.wording import two_digits
from tasks.office import Office, local_date

_HIGHEST = 999_999  # as high as a number that is typed


@dataclass(frozen=True)
class NumberingView:
    """How a body numbers its letters.

    ``since``: the first year that a series numbers, which counts in ``year`` and gives ``next``;
    None: a clerk types.  ``last`` and ``dated``: the number given with the latest local date.
    """

    body: IssuingBody
    since: int | None
    year: int | None
    next: int | None
    last: int | None
    dated: date | None


def start_series(
    office: Office,
    actor: Actor,
    regulation: Regulation,
    *,
    at: int,
    year: int,
    issuer: str | None = None,
) -> NumberingView:
    """Let a series number the letters of a body, from number ``at`` in that year on.

    ``issuer``: None for the body on the regulation's letterhead.  The next years begin with 01 by
    themselves; for a new year that begins otherwise it may be said again.  Said again as it stands,
    nothing changes.  Raises Refused (a series runs already, a number given that is not lower, a
    year too far off, an unknown body), NotAllowed.
    """
    require(office, actor, Act.NUMBERS).province(regulation.id)
    if not 1 <= at <= _HIGHEST:
        raise Refused(f"số bắt đầu của dãy phải từ 1 đến {_HIGHEST}")
    today = local_date(office.clock())
    if year not in (today.year, today.year + 1):
        raise Refused(f"dãy số bắt đầu trong năm {today.year} hoặc {today.year + 1}")
    with writing(office.engine) as session:
        body = _body(session, regulation, issuer)
        numbering = locked_numbering(session, body)
        if numbering.since is not None:
            if (numbering.year, numbering.next) == (year, at):
                return _view(session, numbering)
            if not numbering.year < year == today.year:
                raise Refused(_runs(numbering))
        used = highest(session, body, year)
        if at <= used and (number := given(session, body, year, used)):
            raise Refused(
                f"số {two_digits(used)} năm {year} đã dùng cho {letter_with(session, number)}:"
                f" dãy số phải bắt đầu từ {two_digits(used + 1)} trở lên"
            )
        numbering.since = year if numbering.since is None else numbering.since
        numbering.year, numbering.next = year, at
        record(
            session,
            policy=body.policy,
            at=office.clock(),
            actor=actor,
            action="numbers-started",
            detail={"body": body.issuer, "year": year, "number": at},
        )
        return _view(session, numbering)


def stop_series(
    office: Office, actor: Actor, regulation: Regulation, *, issuer: str | None = None
) -> NumberingView:
    """Let the clerk type the numbers of a body's letters again; without a series, nothing changes.

    Raises Refused for an unknown body, NotAllowed.
    """
    require(office, actor, Act.NUMBERS).province(regulation.id)
    with writing(office.engine) as session:
        body = _body(session, regulation, issuer)
        numbering = locked_numbering(session, body)
        if numbering.since is not None:
            numbering.since = None
            record(
                session,
                policy=body.policy,
                at=office.clock(),
                actor=actor,
                action="numbers-stopped",
                detail={"body": body.issuer, "year": numbering.year, "next": numbering.next},
            )
        return _view(session, numbering)


def numberings(office: Office, actor: Actor, policy: str | None = None) -> list[NumberingView]:
    """Every body in reach that gave a number or has a series; of one policy where it is named.

    Raises NotAllowed.
    """
    reach = require(office, actor, Act.BOOKS)
    wanted = (
        select(Numbering)
        .where(reach.numberings())
        .order_by(col(Numbering.policy), col(Numbering.issuer))
    )
    if policy is not None:
        wanted = wanted.where(Numbering.policy == policy)
    with reading(office.engine) as session:
        return [_view(session, each) for each in session.exec(wanted)]


def _body(session: Session, regulation: Regulation, issuer: str | None) -> IssuingBody:
    """A body of that province: the one on the letterhead, or one that gave numbers before."""
    head = regulation.bodies.letterhead.issuer
    known = select(Numbering.issuer).where(Numbering.policy == regulation.id)
    bodies = dict.fromkeys((head, *session.exec(known)))
    if issuer is not None and issuer not in bodies:
        raise Refused(f"không có cơ quan ban hành «{issuer}»; chỉ có: {'; '.join(bodies)}")
    return IssuingBody(regulation.id, issuer or head)


def _runs(numbering: Numbering) -> str:
    return (
        f"dãy số của {numbering.issuer} đang chạy: năm {numbering.year}, số kế tiếp"
        f" {two_digits(numbering.next)}; năm mới tự bắt đầu từ 01, muốn số khác thì đặt lại trong"
        " năm mới, còn trong năm thì dừng dãy số trước (congvu numbers stop)"
    )


def _view(session: Session, numbering: Numbering) -> NumberingView:
    last = latest(session, numbering.body)
    runs = numbering.since is not None
    return NumberingView(
        body=numbering.body,
        since=numbering.since,
        year=numbering.year if runs else None,
        next=numbering.next if runs else None,
        last=last.number if last else None,
        dated=last.dated if last else None,
    )
