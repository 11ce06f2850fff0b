"""What the reply says: taken from the verdicts, and from what the mail system confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from models.deadline import ledger
from models.letter import Letter
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState, RequestState
from models.verdict import last_verdict
from policies.passwords import CHANGED_AFTER
from policies.schema import ChangeAt, Kind, Regulation, RequestType, in_force
from policies.working_days import to_local
from tasks.citing import addressed
from tasks.explaining.lock import lock_note
from tasks.explaining.outcome import UNDECIDED, by_authority, note_on, restart_note
from tasks.explaining.term import term_note
from tasks.forms.content import LetterHeader, ReadLetter
from tasks.letters.characters import with_codes
from tasks.letters.content import Asked, Outcome, ReplyContent, ReplyFault, ReplyLine
from tasks.letters.wording import (
    change_password_remark,
    cite,
    in_order,
    long_date,
    request_words,
    subject_for,
    two_digits,
)
from tasks.office import local_date
from tasks.wording import TYPE_WORDS, WAY_WORDS

#: states of a request that no reply can answer yet
BEFORE_REPLY = frozenset(
    {
        RequestState.NEW,
        RequestState.IN_REVIEW,
        RequestState.WAITING_FOR_APPROVAL,
        RequestState.APPROVED,
        RequestState.PROVISIONING,
        RequestState.FAILED,
    }
)
_OUTCOME_OF = {
    LineState.DONE: Outcome.APPROVED,
    LineState.REFUSED: Outcome.REFUSED,
    LineState.RETURNED: Outcome.RETURNED,
}


@dataclass(frozen=True)
class Share:
    """What of a letter one reply answers, by the numbers of its requests, and what it leaves.

    Two drafts of the same share say the same.
    """

    answered: tuple[int, ...]
    withdrawn: tuple[int, ...]  # told once, in the next reply
    pending: tuple[int, ...]  # another reply answers them

    @classmethod
    def of(cls, requests: Iterable[Request]) -> Share:
        """What could be answered now."""
        told = list(requests)
        return cls(
            tuple(id_of(one) for one in told if one.state is RequestState.PROVISIONED),
            tuple(
                id_of(one)
                for one in told
                if one.state is RequestState.WITHDRAWN and one.reply_sequence is None
            ),
            tuple(id_of(one) for one in told if one.state in BEFORE_REPLY),
        )


def answer(session: Session, regulation: Regulation, letter: Letter, share: Share) -> ReplyContent:
    """The content of the reply to a share of a letter; number and date are still blank."""
    requests = session.exec(
        select(Request).where(Request.letter_id == letter.id).order_by(col(Request.id))
    ).all()
    own = {*share.answered, *share.withdrawn, *share.pending}
    lines: list[ReplyLine] = []
    locked: set[Kind] = set()
    approved: set[RequestType] = set()
    for request in requests:
        if id_of(request) not in own:
            continue
        for line in session.exec(
            select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
        ):
            outcome = _outcome(request, line, share)
            lines.append(_reply_line(session, len(lines) + 1, request, line, outcome, regulation))
            if outcome is Outcome.APPROVED:
                approved.add(request.type)
                if request.type is RequestType.LOCK:
                    locked.add(Kind(line.kind))
    header = LetterHeader(sender=letter.sender, number=letter.number, dated=letter.dated)
    remarks = _remarks(regulation, letter, frozenset(approved))
    on = local_date(letter.received_at)
    remarks += tuple(dict.fromkeys(lock_note(regulation, kind, on) for kind in sorted(locked)))
    if any(line.outcome is Outcome.RETURNED for line in lines):
        remarks = (restart_note(regulation), *remarks)
    asked = in_order([one.type for one in requests if one.state is not RequestState.WITHDRAWN])
    answered = in_order([one.type for one in requests if id_of(one) in share.answered])
    content = _content(regulation, header, tuple(lines), remarks, (), asked)
    waiting = [one for one in requests if id_of(one) in share.pending]
    return replace(
        _to_who_asked(content, letter) if letter.without_letter else content,
        subject=subject_for(answered, partial=bool(waiting)),
        later=tuple(
            term_note(ledger(session, id_of(one)), TYPE_WORDS[one.type]) for one in waiting
        ),
        before=_before(session, letter),
    )


def _to_who_asked(content: ReplyContent, letter: Letter) -> ReplyContent:
    """The same as an answer to what was asked without a letter, by an agency or for oneself."""
    to = with_codes(addressed(letter))
    asked = Asked(
        way=WAY_WORDS[letter.channel],
        at=to_local(letter.received_at),
        requester=None if letter.by_individual else _told(letter.requester),
    )
    return replace(content, asked=asked, incoming_sender=to, recipients=(to,))


def _outcome(request: Request, line: Line, share: Share) -> Outcome:
    if id_of(request) in share.withdrawn:
        return Outcome.WITHDRAWN
    return Outcome.PENDING if id_of(request) in share.pending else _OUTCOME_OF[line.state]


def _before(session: Session, letter: Letter) -> tuple[str, ...]:
    """The replies to the same letter that were issued already, as a letter cites them."""
    issued = session.exec(
        select(Reply)
        .where(Reply.letter_id == letter.id, Reply.state == ReplyState.ISSUED)
        .order_by(col(Reply.sequence))
    )
    return tuple(
        f"Văn bản số {two_digits(one.number)} {long_date(one.dated)}"
        for one in issued
        if one.number and one.dated
    )


def return_of(regulation: Regulation, read: ReadLetter) -> ReplyContent:
    """The content of the reply to a letter that goes back for its faults."""
    faults = tuple(
        ReplyFault(with_codes(fault.place), with_codes(fault.message)) for fault in read.faults
    )
    types = in_order([line.type for line in read.lines])
    return _content(regulation, read.header, (), (), faults, types)


def _reply_line(
    session: Session,
    number: int,
    request: Request,
    line: Line,
    outcome: Outcome,
    regulation: Regulation,
) -> ReplyLine:
    verdict = last_verdict(session, id_of(line))
    decided = outcome in (Outcome.APPROVED, Outcome.REFUSED, Outcome.RETURNED)
    article = verdict.article if verdict and decided else None
    reason = verdict.reason if verdict and decided and outcome is not Outcome.APPROVED else None
    return ReplyLine(
        number=number,
        who=with_codes(line.name or line.proposed_address or "…"),
        unit=_told(line.unit) if line.kind is Kind.PERSON else None,
        request=request_words(request.type),
        address=line.proposed_address if outcome is Outcome.APPROVED else _told(line.address),
        outcome=outcome,
        reason=_told(reason) or UNDECIDED.get(outcome),
        article=article,
        by_authority=by_authority(regulation, outcome, article),
        note=note_on(request.type, line) if outcome is Outcome.APPROVED else None,
    )


def _told(written: str | None) -> str | None:
    """What somebody wrote, as the letter can print it: a letter must not fail for a sign in it."""
    return with_codes(written) if written else written


def _remarks(
    regulation: Regulation, letter: Letter, approved: frozenset[RequestType]
) -> tuple[str, ...]:
    """What the holders must do with the password that is to come, where the regulation says so."""
    rules = in_force(regulation.passwords.rules, local_date(letter.received_at))
    return tuple(
        change_password_remark(rule.event, rule.article)
        for rule in rules
        if isinstance(rule, ChangeAt) and CHANGED_AFTER[rule.event] & approved
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
