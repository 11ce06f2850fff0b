"""Intake: each line of a request is held against the directory."""

from __future__ import annotations

from sqlmodel import Session, select

from models.database import writing
from models.letter import Letter
from models.request import Line, Request
from models.step import Step, is_done, mark_done
from models.trail import record
from policies.schema import RequestType
from tasks.flow_actor import FLOW
from tasks.matching import match_mailbox
from tasks.office import Office, regulation_of


def take_in(office: Office, request_id: int, flow_run: str | None = None) -> None:
    """Match every line that speaks of an existing mailbox; no match is noted, never guessed."""
    with writing(office.engine) as session:
        request = session.get_one(Request, request_id)
        if is_done(session, request_id, Step.INTAKE):
            return
        if request.type is not RequestType.NEW:
            _match_lines(session, request)
        at = office.clock()
        record(
            session,
            policy=request.policy,
            at=at,
            actor=FLOW,
            action="request-taken-in",
            letter_id=request.letter_id,
            request_id=request.id,
            detail={},
        )
        mark_done(session, request_id, Step.INTAKE, at=at, flow_run_id=flow_run)


def _match_lines(session: Session, request: Request) -> None:
    letter = session.get_one(Letter, request.letter_id)
    domain = regulation_of(session, letter).domain
    for line in session.exec(select(Line).where(Line.request_id == request.id)):
        match = match_mailbox(session, request.policy, domain, line)
        line.mailbox_id = match.mailbox.id if match.mailbox else None
        choices = f": {', '.join(match.choices)}" if match.choices else ""
        line.match_note = match.note + choices
        if match.doubt:
            line.needs = [*line.needs, f"xác nhận hộp thư (--mailbox): {match.doubt}"]
