"""What the reply says: taken from the verdicts, and from what the mail system confirmed."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.letter import Letter
from models.request import Line, Request
from models.transitions import LineState, RequestState
from models.verdict import Verdict
from policies.explain import regulation_title
from policies.passwords import duties
from policies.schema import Kind, Regulation, RequestType
from tasks.forms.content import LetterHeader, ReadLetter
from tasks.letters.content import Outcome, ReplyContent, ReplyFault, ReplyLine
from tasks.office import local_date
from tasks.wording import TYPE_WORDS

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
    for request in requests:
        for line in session.exec(
            select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
        ):
            lines.append(_reply_line(session, len(lines) + 1, request, line))
    remarks = _remarks(regulation, letter, {request.type for request in requests}, lines)
    header = LetterHeader(sender=letter.sender, number=letter.number, dated=letter.dated)
    return _content(regulation, header, tuple(lines), remarks, ())


def return_of(regulation: Regulation, read: ReadLetter) -> ReplyContent:
    """The content of the reply to a letter that goes back for its faults."""
    faults = tuple(ReplyFault(fault.place, fault.message) for fault in read.faults)
    return _content(regulation, read.header, (), (), faults)


def _reply_line(session: Session, number: int, request: Request, line: Line) -> ReplyLine:
    verdict = session.exec(
        select(Verdict).where(Verdict.line_id == line.id).order_by(col(Verdict.id).desc())
    ).first()
    outcome = _OUTCOME_OF[line.state]
    reason = verdict.reason if verdict and outcome is not Outcome.APPROVED else None
    return ReplyLine(
        number=number,
        who=line.name or line.proposed_address or "…",
        unit=line.unit if line.kind is Kind.PERSON else None,
        request=TYPE_WORDS[request.type],
        address=line.proposed_address if outcome is Outcome.APPROVED else line.address,
        outcome=outcome,
        reason=reason,
        article=verdict.article if verdict else None,
    )


def _remarks(
    regulation: Regulation, letter: Letter, types: set[RequestType], lines: list[ReplyLine]
) -> tuple[str, ...]:
    """What the holders must do, where there are new passwords to come."""
    with_password = {RequestType.NEW, RequestType.RESET_PASSWORD, RequestType.RESTORE}
    if not types & with_password or not any(line.outcome is Outcome.APPROVED for line in lines):
        return ()
    told = duties(regulation, False, local_date(letter.received_at))
    return tuple(str(reason) for reason in told)


def _content(
    regulation: Regulation,
    header: LetterHeader,
    lines: tuple[ReplyLine, ...],
    remarks: tuple[str, ...],
    faults: tuple[ReplyFault, ...],
) -> ReplyContent:
    head = regulation.bodies.letterhead
    sender = header.sender or "cơ quan, đơn vị đề nghị"
    kinds = list(dict.fromkeys(line.request for line in lines))
    about = "hộp thư điện tử công vụ"
    subject = (
        f"trả lời đề nghị {', '.join(kinds)} {about}" if kinds else f"trả lại đề nghị về {about}"
    )
    return ReplyContent(
        superior=head.superior,
        issuer=head.issuer,
        symbol=head.symbol,
        drafting_unit=head.drafting_unit,
        place=head.place,
        number=None,
        dated=None,
        subject=subject,
        recipients=(sender,),
        regulation_title=regulation_title(regulation),
        regulation_cite=regulation.bodies.answers.article,
        incoming_number=header.number,
        incoming_dated=header.dated,
        incoming_sender=sender,
        lines=lines,
        remarks=remarks,
        faults=faults,
        signatory_authority=head.signatory_authority,
        signatory_office=head.signatory_office,
        signatory_name=None,
        copies=(),
    )
