"""What the reply says: taken from the verdicts, and from what the mail system confirmed."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.letter import Letter
from models.request import Line, Request
from models.transitions import LineState, RequestState
from models.verdict import Verdict
from policies.schema import ChangeAt, Kind, Regulation, RequestType, in_force
from tasks.forms.content import LetterHeader, ReadLetter
from tasks.letters.characters import with_codes
from tasks.letters.content import Outcome, ReplyContent, ReplyFault, ReplyLine
from tasks.letters.wording import (
    change_password_remark,
    cite,
    in_order,
    request_words,
    subject_for,
)
from tasks.office import local_date

_OUTCOME_OF = {
    LineState.DONE: Outcome.APPROVED,
    LineState.REFUSED: Outcome.REFUSED,
    LineState.RETURNED: Outcome.RETURNED,
}


def answer(session: Session, regulation: Regulation, letter: Letter) -> ReplyContent:
    """The content of the one reply to all requests of a letter; number and date are still blank."""
    requests = session.exec(
        select(Request)
        .where(Request.letter_id == letter.id, Request.state != RequestState.WITHDRAWN)
        .order_by(col(Request.id))
    ).all()
    lines: list[ReplyLine] = []
    approved: set[RequestType] = set()
    for request in requests:
        for line in session.exec(
            select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
        ):
            lines.append(_reply_line(session, len(lines) + 1, request, line))
            if line.state is LineState.DONE:
                approved.add(request.type)
    header = LetterHeader(sender=letter.sender, number=letter.number, dated=letter.dated)
    remarks = _remarks(regulation, letter, frozenset(approved))
    types = in_order([request.type for request in requests])
    return _content(regulation, header, tuple(lines), remarks, (), types)


def return_of(regulation: Regulation, read: ReadLetter) -> ReplyContent:
    """The content of the reply to a letter that goes back for its faults."""
    faults = tuple(
        ReplyFault(with_codes(fault.place), with_codes(fault.message)) for fault in read.faults
    )
    types = in_order([line.type for line in read.lines])
    return _content(regulation, read.header, (), (), faults, types)


def _reply_line(session: Session, number: int, request: Request, line: Line) -> ReplyLine:
    verdict = session.exec(
        select(Verdict).where(Verdict.line_id == line.id).order_by(col(Verdict.id).desc())
    ).first()
    outcome = _OUTCOME_OF[line.state]
    reason = verdict.reason if verdict and outcome is not Outcome.APPROVED else None
    return ReplyLine(
        number=number,
        who=with_codes(line.name or line.proposed_address or "…"),
        unit=_told(line.unit) if line.kind is Kind.PERSON else None,
        request=request_words(request.type),
        address=line.proposed_address if outcome is Outcome.APPROVED else _told(line.address),
        outcome=outcome,
        reason=_told(reason),
        article=verdict.article if verdict else None,
    )


def _told(written: str | None) -> str | None:
    """What somebody wrote, as the letter can print it: a letter must not fail for a sign in it."""
    return with_codes(written) if written else written


# which duty to change a password concerns whom
_EVENT_OF: dict[str, frozenset[RequestType]] = {
    "first-login": frozenset({RequestType.NEW}),
    "after-issue": frozenset({RequestType.NEW}),
    "after-reset": frozenset({RequestType.RESET_PASSWORD}),
    "after-restore": frozenset({RequestType.RESTORE}),
}


def _remarks(
    regulation: Regulation, letter: Letter, approved: frozenset[RequestType]
) -> tuple[str, ...]:
    """What the holders must do with the password that is to come, where the regulation says so."""
    rules = in_force(regulation.passwords.rules, local_date(letter.received_at))
    return tuple(
        change_password_remark(rule.event, rule.article)
        for rule in rules
        if isinstance(rule, ChangeAt) and _EVENT_OF[rule.event] & approved
    )


def _content(
    regulation: Regulation,
    header: LetterHeader,
    lines: tuple[ReplyLine, ...],
    remarks: tuple[str, ...],
    faults: tuple[ReplyFault, ...],
    types: tuple[RequestType, ...],
) -> ReplyContent:
    head = regulation.bodies.letterhead
    sender = with_codes(header.sender or "cơ quan, đơn vị đề nghị")
    return ReplyContent(
        superior=head.superior,
        issuer=head.issuer,
        symbol=head.symbol,
        drafting_unit=head.drafting_unit,
        place=head.place,
        number=None,
        dated=None,
        subject=subject_for(types, faulty=bool(faults)),
        recipients=(sender,),
        regulation_title=regulation.title,
        regulation_cite=cite(regulation),
        incoming_number=_told(header.number),
        incoming_dated=header.dated,
        incoming_sender=sender,
        lines=lines,
        remarks=remarks,
        faults=faults,
        signatory_authority=head.signatory_authority,
        signatory_office=head.signatory_office,
        signatory_name=None,
        copies=(),
        types=types,
    )
