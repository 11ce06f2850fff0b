"""Explain: a request, a letter or a mailbox in sentences that a clerk can send on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.desk.outside import final
from flows.desk.refusal import Refused
from flows.desk.rights import Act, Reach, require
from models.database import reading
from models.deadline import ledger
from models.letter import Letter
from models.regulation_text import RegulationText
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState, RequestState
from models.user import Actor
from models.verdict import Outcome as Decided
from models.verdict import last_verdict
from policies.explain import as_sentence, blank_date_note
from policies.loader import load, parse
from policies.schema import Kind, Regulation, RequestType
from tasks.citing import addressed, cited
from tasks.explaining.address import address_sentences
from tasks.explaining.lock import lock_sentences, mailbox_sentences
from tasks.explaining.outcome import by_authority, grounds, note_on, restart_note, what_to_do
from tasks.explaining.term import term_sentences
from tasks.letters.content import Outcome
from tasks.letters.wording import cite
from tasks.office import Office, local_date, regulation_of
from tasks.wording import TYPE_WORDS

_OPENS = {
    Outcome.APPROVED: "Kết quả: đồng ý",
    Outcome.REFUSED: "Kết quả: không đồng ý",
    Outcome.RETURNED: "Kết quả: trả lại để bổ sung",
}


@dataclass(frozen=True)
class Section:
    """A heading, and whole sentences under it."""

    heading: str
    sentences: tuple[str, ...]


Explained = tuple[Section, ...]


def paragraphs(explained: Explained) -> list[str]:
    """Headings and sentences one after the other, as command and page show them."""
    return [text for section in explained for text in (section.heading, *section.sentences)]


def explain_request(
    office: Office, actor: Actor, request_id: int, line: int | None = None
) -> Explained:
    """Term, and each line (or the one of that number).

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        request = reach.request(session, request_id)
        sections = tuple(_of_request(session, reach, request, line))
        if line is not None and len(sections) == 1:
            raise Refused(f"đề nghị R{request_id} không có dòng {line}")
        return sections


def explain_letter(office: Office, actor: Actor, letter_id: int) -> Explained:
    """All requests of a letter.  Raises Refused where there is none in reach, NotAllowed."""
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        reach.letter(session, letter_id)
        requests = session.exec(
            select(Request).where(Request.letter_id == letter_id).order_by(col(Request.id))
        ).all()
        if not requests:
            raise Refused(f"văn bản L{letter_id} có lỗi nên được trả lại, chưa có đề nghị nào")
        return tuple(
            part for request in requests for part in _of_request(session, reach, request, None)
        )


def explain_mailbox(office: Office, actor: Actor, address: str) -> Explained:
    """Why a mailbox is locked or revoked, and what can be done.

    Raises Refused where there is none in reach, NotAllowed.
    """
    reach = require(office, actor, Act.LOOK)
    with reading(office.engine) as session:
        row, mailbox = reach.mailbox(session, address)
        on = local_date(office.clock())
        told = mailbox_sentences(_newest_regulation(session, mailbox.policy), mailbox, on)
        return (Section(f"Hộp thư {row.address}", told),)


def _newest_regulation(session: Session, policy: str) -> Regulation:
    """As it read when the last letter under it came."""
    kept = session.exec(
        select(RegulationText)
        .where(RegulationText.policy_id == policy)
        .order_by(col(RegulationText.stored_at).desc())
    ).first()
    return parse(kept.text, kept.file_name) if kept else load(policy)


def _of_request(
    session: Session, reach: Reach, request: Request, line: int | None
) -> Iterator[Section]:
    letter = session.get_one(Letter, request.letter_id)
    regulation = regulation_of(session, letter)
    asked = TYPE_WORDS[request.type]
    named = cited(letter)
    at = f" {named.removeprefix('đề nghị ')}" if letter.without_letter else f" tại {named}"
    basis = f"{regulation.title} ban hành kèm theo {cite(regulation)}"
    yield Section(
        f"Đề nghị {asked} hộp thư điện tử công vụ{at} của {addressed(letter)}",
        (
            f"Các điều, khoản dẫn dưới đây là của {basis}, trừ khi ghi rõ văn bản khác.",
            *_to_send(regulation, term_sentences(ledger(session, id_of(request)), asked)),
        ),
    )
    lines = select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
    for each in session.exec(lines):
        if line in (None, each.number):
            who = ", ".join(part for part in (each.name, each.unit) if part) or "…"
            known = final(request) or (reach.inside and request.state is RequestState.IN_REVIEW)
            told = _to_send(regulation, _of_line(session, regulation, letter, request, each, known))
            yield Section(f"Trường hợp {each.number}: {who}", told)


def _to_send(regulation: Regulation, sentences: Iterable[str]) -> tuple[str, ...]:
    """Without what only reminds the centre to fill in a blank of the regulation."""
    reminders = {as_sentence(str(reason)) for reason in blank_date_note(regulation)}
    return tuple(sentence for sentence in sentences if sentence not in reminders)


def _of_line(
    session: Session,
    regulation: Regulation,
    letter: Letter,
    request: Request,
    line: Line,
    known: bool,
) -> Iterator[str]:
    verdict = last_verdict(session, id_of(line))
    if request.state is RequestState.WITHDRAWN:
        yield "Đề nghị này đã được rút."
        return
    if not known or verdict is None or line.state in (LineState.RECEIVED, LineState.PROPOSED):
        yield "Trường hợp này đang được thẩm định, chưa có kết quả."
        yield from address_sentences(line.explanation)
        return
    outcome = Outcome(Decided(verdict.outcome).value)
    told = grounds(
        outcome,
        verdict.reason,
        verdict.article,
        by_authority=by_authority(regulation, outcome, verdict.article),
    )
    yield f"{_OPENS[outcome]}. {told}." if told else f"{_OPENS[outcome]}."
    if outcome is Outcome.APPROVED:
        note = note_on(request.type, line)
        yield from [note] if note else []
        yield from (s for s in address_sentences(line.explanation) if s not in (note or ""))
        yield from [] if line.state is LineState.DONE else ["Việc này đang được thực hiện."]
        if request.type is RequestType.LOCK:
            yield from lock_sentences(regulation, Kind(line.kind), local_date(letter.received_at))
    else:
        issuer = regulation.bodies.letterhead.issuer
        yield from [what_to_do(outcome, issuer) or ""]
        yield from [restart_note(regulation)] if outcome is Outcome.RETURNED else []
