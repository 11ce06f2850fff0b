"""The plan of a request as one sees it before deciding: a fingerprint of what it rests on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from models.mailbox import Address, Mailbox
from models.person import Assignment, Person
from models.portions import portions
from models.request import Line, Request
from models.row import id_of
from models.verdict import Verdict
from policies.naming import fold
from policies.schema import RequestType


def plan_of(session: Session, request: Request, lines: Sequence[Line]) -> str:
    """SHA-256 (hex) over what is proposed on each line, and what of the directory it speaks of.

    It changes when a line is decided or proposed otherwise, when another line or mailbox gets a
    proposed address, when a mailbox that a line changes is moved, renamed, locked or handed over,
    and when somebody for whom a new mailbox is asked gets another.
    """
    boxes = _mailboxes(session, [line.mailbox_id for line in lines if line.mailbox_id])
    addresses = _addresses(session, [line.proposed_address or "" for line in lines])
    new = request.type is RequestType.NEW
    keys = {id_of(line): fold(line.name or "") for line in lines if new}
    namesakes = _namesakes(session, request.policy, list(keys.values()))
    verdicts = _last_verdicts(session, [id_of(line) for line in lines])
    told = [request.state.value] + [
        [
            *(line.number, line.state.value, line.suggested_verdict, line.suggested_reason),
            *(line.suggested_article, line.proposed_address, line.needs_agreement, line.needs),
            *(line.rank, line.mailbox_id, boxes.get(line.mailbox_id or "")),
            addresses.get((line.proposed_address or "").lower()),
            namesakes.get(keys.get(id_of(line), "")),
            verdicts.get(id_of(line)),
        ]
        for line in lines
    ]
    return sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()


def _mailboxes(session: Session, ids: Sequence[str]) -> dict[str, list[Any]]:
    """How the mailboxes stand, with their addresses and where their holders work."""
    found: dict[str, list[Any]] = {}
    for some in portions(sorted(set(ids))):
        boxes = session.exec(select(Mailbox).where(col(Mailbox.id).in_(some))).all()
        people = [box.person_id for box in boxes if box.person_id]
        work = _by_key(
            (held.person_id, held.organisation_id, held.position)
            for held in session.exec(
                select(Assignment)
                .where(col(Assignment.person_id).in_(people), col(Assignment.ends).is_(None))
                .order_by(col(Assignment.id))
            )
        )
        names = _by_key(
            (row.mailbox_id, row.address, row.is_primary)
            for row in session.exec(
                select(Address)
                .where(col(Address.mailbox_id).in_(some))
                .order_by(col(Address.address))
            )
        )
        for box in boxes:
            found[box.id] = [
                *(box.state, box.state_reason, box.display_name, box.organisation_id),
                *(box.representative, box.quota_mb, box.awaiting_handover, box.purge_on),
                *(box.stops_on, work[box.person_id], names[box.id]),
            ]
    return found


def _addresses(session: Session, written: Sequence[str]) -> dict[str, list[Any]]:
    """Who holds the proposed addresses."""
    wanted = sorted({address.lower() for address in written if address})
    return {
        row.address: [row.state, row.line_id, row.mailbox_id]
        for some in portions(wanted)
        for row in session.exec(select(Address).where(col(Address.address).in_(some)))
    }


def _namesakes(session: Session, policy: str, keys: Sequence[str]) -> dict[str, list[Any]]:
    """The mailboxes of people of the same folded names."""
    return _by_key(
        (key, mailbox_id, state)
        for some in portions(sorted(set(keys)))
        for key, mailbox_id, state in session.exec(
            select(Person.key, Mailbox.id, Mailbox.state)
            .join(Mailbox, col(Mailbox.person_id) == col(Person.id))
            .where(Person.policy == policy, col(Person.key).in_(some))
            .order_by(col(Mailbox.id))
        )
    )


def _last_verdicts(session: Session, line_ids: Sequence[int]) -> dict[int, int | None]:
    return {
        verdict.line_id: verdict.id
        for some in portions(line_ids)
        for verdict in session.exec(
            select(Verdict).where(col(Verdict.line_id).in_(some)).order_by(col(Verdict.id))
        )
    }


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(rest)
    return found
