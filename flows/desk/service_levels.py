"""Service: which terms are about to be missed, which were, and how long the work took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

from sqlmodel import col, select

from flows.desk.queues import QueueRow, Wanted, queue_page
from flows.desk.rights import Act, require
from models.database import reading
from models.served import Served
from models.user import Actor
from policies.schema import RequestType
from policies.working_days import LOCAL_ZONE, Calendar, WorkingHours, to_local
from tasks.office import Office, local_date


class Urgency(StrEnum):
    """How near an open term is to its end; the most urgent that holds is told."""

    BREACHED = "breached"
    DUE_TODAY = "due-today"
    AT_RISK = "at-risk"
    IN_TIME = "in-time"


@dataclass(frozen=True)
class OpenTerm:
    """An open request with a running term, and the share of its working hours that is gone."""

    row: QueueRow
    urgency: Urgency
    gone: float


def open_terms(
    office: Office, actor: Actor, wanted: Wanted, at_risk: float
) -> tuple[OpenTerm, ...]:
    """All running terms of the wanted rows in reach, the most urgent first.

    ``at_risk``: the share of a term (of its working hours, by law) from which on it is at risk.
    Raises NotAllowed.
    """
    now = office.clock()
    rows = queue_page(office, actor, wanted).rows
    calendar, hours = office.calendar, office.hours
    found = [_open_term(row, now, at_risk, calendar, hours) for row in rows if row.due is not None]
    order = list(Urgency)
    return tuple(sorted(found, key=lambda term: (order.index(term.urgency), -term.gone)))


def _open_term(
    row: QueueRow, now: datetime, at_risk: float, calendar: Calendar, hours: WorkingHours
) -> OpenTerm:
    by_law = row.by_law or row.due or now
    whole = hours.hours_between(row.received, by_law, calendar)
    left = hours.hours_between(now, by_law, calendar)
    gone = 1.0 if whole <= 0 else max(0.0, 1 - left / whole)
    if row.is_overdue(now):
        urgency = Urgency.BREACHED
    elif local_date(by_law) <= local_date(now):
        urgency = Urgency.DUE_TODAY
    else:
        urgency = Urgency.AT_RISK if gone >= at_risk else Urgency.IN_TIME
    return OpenTerm(row, urgency, gone)


@dataclass(frozen=True)
class Measured:
    """What some ended requests took.  Hours are working hours from receipt to the term's end.

    ``on_time``: the share of those that have a term; None where none has one.
    """

    number: int
    breached: int
    on_time: float | None
    median: float
    p90: float
    p95: float
    longest: float


@dataclass(frozen=True)
class EndedRequest:
    """A request whose term ended, and the working hours from its receipt."""

    served: Served
    hours: float


def ended_requests(
    office: Office, actor: Actor, policy: str | None, first: date, last: date
) -> tuple[EndedRequest, ...]:
    """Those whose term ended on one of these days (local dates, both counted), oldest first.

    Only the centre is told who served how.  Raises NotAllowed.
    """
    reach = require(office, actor, Act.BOOKS)
    calendar, hours = office.calendar, office.hours
    wanted = select(Served).where(reach.served()).order_by(col(Served.ended))
    if policy is not None:
        wanted = wanted.where(Served.policy == policy)
    start = datetime.combine(first, time.min, LOCAL_ZONE)
    end = datetime.combine(last + timedelta(days=1), time.min, LOCAL_ZONE)
    wanted = wanted.where(Served.ended >= start, Served.ended < end)
    with reading(office.engine) as session:
        found = session.exec(wanted).all()
    return tuple(
        EndedRequest(served, hours.hours_between(served.received, served.ended, calendar))
        for served in found
    )


def by(
    ended: Iterable[EndedRequest], part: Callable[[Served], str | RequestType]
) -> dict[str, Measured]:
    """Figures of each part (type, agency, person, month …), the parts in order."""
    parts: dict[str, list[EndedRequest]] = defaultdict(list)
    for one in ended:
        parts[str(part(one.served))].append(one)
    return {name: measure(parts[name]) for name in sorted(parts)}


def measure(ended: Sequence[EndedRequest]) -> Measured:
    """Figures of some ended requests.  Raises ValueError for none."""
    hours = sorted(one.hours for one in ended)
    with_term = [one.served for one in ended if one.served.by_law is not None]
    breached = sum(served.breached for served in with_term)
    return Measured(
        number=len(hours),
        breached=breached,
        on_time=1 - breached / len(with_term) if with_term else None,
        median=median(hours),
        p90=percentile(hours, 0.90),
        p95=percentile(hours, 0.95),
        longest=hours[-1],
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that so many of all do not exceed (nearest rank).  ValueError for none."""
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def month_of(served: Served) -> str:
    """ "2026-03": when the term ended, local time."""
    return f"{to_local(served.ended):%Y-%m}"
