"""The watch over terms: what time alone brings, done in nobody's name and at any time again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from flows.desk.calendar_decisions import Recounted, recount_open
from flows.desk.rights import Act, require
from flows.stack import without_values
from models.database import reading, writing
from models.deadline import ledgers, standing
from models.letter import Letter
from models.request import Line, Request
from models.row import id_of
from models.transitions import QUEUE_OF
from models.user import Actor
from policies.schema import Kind
from tasks.flow_actor import FLOW
from tasks.office import Office, calendar_of, regulation_of
from tasks.reply import NotDrafted, draft_partial_reply, partly_done
from tasks.term_ledger import ends_with_answer

_LOG = logging.getLogger("congvu.watch")


@dataclass(frozen=True)
class Watched:
    """What one look found to do: terms counted anew, letters answered in part."""

    recounted: tuple[Recounted, ...]
    drafted: tuple[int, ...]  # letters


def watch_terms(office: Office, actor: Actor = FLOW) -> Watched:
    """Count what the calendar changed, and draft partial replies whose time has come.

    Each reply is drafted in a transaction of its own; a kill loses none and doubles none.  What it
    does is done in nobody's name, whoever had it look.  Raises NotAllowed.
    """
    require(office, actor, Act.WATCH)
    with writing(office.engine) as session:
        recounted = recount_open(session, office, calendar_of(session), FLOW)
    drafted = [
        letter for letter in letters_to_answer_in_part(office, actor) if _draft(office, letter)
    ]
    return Watched(recounted, tuple(drafted))


def _draft(office: Office, letter_id: int) -> bool:
    try:
        return draft_partial_reply(office, letter_id)
    except NotDrafted as error:  # the other letters' terms run on; the whole reply will tell
        _LOG.error("partial reply to L%s\n%s", letter_id, without_values(error))
        return False


def letters_to_answer_in_part(office: Office, actor: Actor = FLOW) -> list[int]:
    """Letters partly done whose earliest term that ends with the answer is near or over.

    Near: within ``partial_reply_hours`` working hours; 0 turns this off.  Raises NotAllowed.
    """
    require(office, actor, Act.WATCH)
    limit = office.settings.partial_reply_hours
    if limit == 0:
        return []
    with reading(office.engine) as session:
        found = session.exec(
            select(Request)
            .where(col(Request.state).in_(list(QUEUE_OF)))
            .order_by(col(Request.letter_id), col(Request.id))
        ).all()
        letters: dict[int, list[Request]] = defaultdict(list)
        for request in found:
            letters[request.letter_id].append(request)
        near, calendar = [], calendar_of(session)
        for letter_id, requests in letters.items():
            if not partly_done(requests):
                continue
            due = _earliest(session, session.get_one(Letter, letter_id), requests)
            if due is None:
                continue
            if office.hours.hours_between(office.clock(), due, calendar) <= limit:
                near.append(letter_id)
        return near


def _earliest(session: Session, letter: Letter, requests: Sequence[Request]) -> datetime | None:
    """The first moment by law until which an answer to the letter must be sent."""
    regulation = regulation_of(session, letter)
    entries = ledgers(session, [id_of(request) for request in requests])
    dues = []
    for request in requests:
        now = standing(entries[id_of(request)])
        kinds = session.exec(select(Line.kind).where(Line.request_id == request.id)).all()
        ends = ends_with_answer(
            regulation, request.type, {Kind(kind) for kind in kinds}, letter.received_at
        )
        if now.running and now.by_law and ends:
            dues.append(now.by_law)
    return min(dues, default=None)
