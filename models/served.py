"""Requests whose term has ended, one row each: what service is measured by.

Derived from the ledger and written with the entry that ends it, so that a year's figures are read
without every ledger of the year.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import Word
from models.deadline import DeadlineEntry, DeadlineKind, ledgers, standing
from models.derived import derive
from models.insert_once import insert_once
from models.letter import Letter
from models.portions import portions
from models.request import Line, Request
from models.row import id_of
from models.transitions import RequestState
from models.verdict import Verdict
from policies.schema import RequestType


class Served(SQLModel, table=True):
    """A request whose term ended.  ``by_law``: by when it had to, null where there is no term.

    ``person``: who decided last.
    """

    __tablename__ = "served"
    __table_args__ = (Index("ix_served_policy_ended", "policy", "ended"),)

    request_id: int = Field(primary_key=True, foreign_key="request.id")
    policy: str
    type: RequestType = Field(sa_type=Word(RequestType))
    agency: str
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    person: str
    received: datetime
    ended: datetime
    by_law: datetime | None = None

    @property
    def breached(self) -> bool:
        """Whether the term ended after its last moment by law."""
        return self.by_law is not None and self.ended > self.by_law


def serve(session: Session, requests: Iterable[int]) -> None:
    """Keep the end of these requests' terms; what is kept stays.  The caller commits."""
    for some in portions(sorted(set(requests))):
        entries, persons = ledgers(session, some), _persons(session, some)
        found = session.exec(
            select(Request, Letter)
            .join(Letter, col(Letter.id) == col(Request.letter_id))
            .where(col(Request.id).in_(some))
        )
        rows = []
        for request, letter in found:
            number = id_of(request)
            ended = [one.at for one in entries[number] if _ends(one)]
            if ended and request.state is not RequestState.WITHDRAWN:
                rows.append(
                    {
                        "request_id": number,
                        "policy": request.policy,
                        "type": request.type,
                        "agency": letter.asked_by or "…",
                        "organisation_id": letter.sender_organisation_id,
                        "person": persons.get(number, ""),
                        "received": letter.received_at,
                        "ended": ended[0],
                        "by_law": standing(entries[number]).by_law,
                    }
                )
        if rows:
            session.execute(insert_once(session, Served), rows)


def never_kept(session: Session) -> list[int]:
    """Requests whose term ended before any end was kept, in a database of an older version."""
    if session.exec(select(Served.request_id).limit(1)).first() is not None:
        return []
    ended = select(DeadlineEntry.request_id).where(
        DeadlineEntry.kind == DeadlineKind.ENDED, col(DeadlineEntry.carried_from).is_(None)
    )
    return list(session.exec(ended.distinct()))


def _ends(entry: DeadlineEntry) -> bool:
    return entry.kind is DeadlineKind.ENDED and entry.carried_from is None


def _persons(session: Session, requests: Sequence[int]) -> dict[int, str]:
    decided = (
        select(Line.request_id, Verdict.author)
        .join(Line, col(Line.id) == col(Verdict.line_id))
        .where(col(Line.request_id).in_(requests))
        .order_by(col(Verdict.id))
    )
    return dict(session.exec(decided).all())  # the last one stays


def _ended(row: object, new: bool) -> Iterator[int]:
    if new and isinstance(row, DeadlineEntry) and _ends(row):
        yield row.request_id


derive(_ended, serve)
