"""What people would do next: chosen at random, from what the books say and by a round's seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from models.database import reading
from models.letter import Letter, LetterState
from models.mailbox import Mailbox
from models.reply import Reply, ReplyState
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState, RequestState, is_open
from models.verdict import Outcome, Verdict
from policies.loader import load
from policies.schema import Rank, RequestType
from tasks.office import local_date
from tasks.proposing.asking import main_channel
from tests.flows.any_letter import POLICIES, Holder, holders, new_row, row_about, tables_of
from tests.flows.cases import Desk
from tests.soak.place import KNOWN, Place

_L, _R = LineState, RequestState
_BRING_PASSWORDS = (RequestType.NEW, RequestType.RESET_PASSWORD, RequestType.RESTORE)
_DAYS_OFF = """
decided_years: []
decisions:
  - decision: Quyết định số 5/QĐ-TTg
    issued: 2026-03-03
    off: [2026-03-{day:02}]
    source: thử
"""


@dataclass(frozen=True)
class Act:
    """What one person does in one process: ``what`` tells it from all others of its round."""

    what: str
    given: dict[str, Any]


@dataclass
class People:
    """The agencies and the desk of one round."""

    desk: Desk  # the director's own look at the office
    place: Place
    seed: str
    unsent: list[Act] = field(default_factory=list)
    done: set[str] = field(default_factory=set)  # acts that are not repeated
    refused: set[str] = field(default_factory=set)

    def chance(self, what: object) -> Random:
        """The same for the same thing and seed, whenever it is asked."""
        return Random(f"{self.seed} {what}")

    def write_letters(self) -> None:
        """The letters of the round: of two or three provinces, with a few rows of any type."""
        chance = self.chance("letters")
        for number in range(chance.choice((1, 2, 2))):
            self._write(chance, chance.choice(POLICIES), f"letter-{number}")
        if chance.random() < 0.3:
            self._submit(b"PK\x03\x04 broken", chance.choice(POLICIES), "broken", None)

    def _write(self, chance: Random, policy: str, name: str, corrects: int | None = None) -> None:
        with reading(self.desk.office.engine) as session:
            known = holders(session, policy)
        rows = [self._row(chance, known) for _ in range(chance.randint(1, 3))]
        form, tables = tables_of(policy, rows)
        self.desk.letters += 1
        content = self.desk.file(policy, form, tables, received=self._received())
        self._submit(content, policy, name, corrects)

    def _row(self, chance: Random, known: list[Holder]) -> Any:
        if not known or chance.random() < 0.5:
            return new_row(max(KNOWN) + 1 + chance.randrange(60))
        return row_about(
            chance.choice(known), chance.choice(list(RequestType)), chance.randrange(9)
        )

    def _received(self) -> datetime:
        return self.desk.clock.now - timedelta(hours=1)

    def _submit(self, content: bytes, policy: str, name: str, corrects: int | None) -> None:
        file = self.place.letters / f"{name}.xlsx"
        file.write_bytes(content)
        given = {
            "do": "submit",
            "file": str(file),
            "policy": policy,
            "channel": main_channel(load(policy)),
            "received": self._received().isoformat(),
            "corrects": corrects,
        }
        self.unsent.append(Act(f"submit {name}", given))

    def ended(self, act: Act, refused: bool) -> None:
        """The act came to its end: it was done, or the use case said no."""
        (self.refused if refused else self.done).add(act.what)
        if act.given.get("agrees") is False:
            self.done.add(f"R{act.given['request']} sent back")
        self.unsent = [each for each in self.unsent if each.what != act.what]

    def acts(self, now: datetime) -> list[Act]:
        """All that could be done now."""
        with reading(self.desk.office.engine) as session:
            found = [*self._on_requests(session), *self._on_replies(session, now), *self.unsent]
        if self.chance("days off").random() < 0.3:
            text = _DAYS_OFF.format(day=self.chance("day").randint(4, 12))
            found.append(Act("days-off", {"do": "days-off", "text": text}))
        return [act for act in found if act.what not in self.done | self.refused]

    def _on_requests(self, session: Session) -> Iterator[Act]:
        lines: dict[int, list[Line]] = {}
        for line in session.exec(select(Line).order_by(col(Line.id))):
            lines.setdefault(line.request_id, []).append(line)
        for request in session.exec(select(Request).order_by(col(Request.id))):
            if is_open(request.state):
                yield from self._on_open(session, request, lines[id_of(request)])
            yield from self._passwords(session, request, lines[id_of(request)])

    def _on_open(self, session: Session, request: Request, lines: list[Line]) -> Iterator[Act]:
        number, chance = id_of(request), self.chance(f"R{request.id}")
        if chance.random() < 0.1:
            yield Act(f"withdraw R{number}", {"do": "withdraw", "request": number})
        if chance.random() < 0.1:
            yield Act(f"extend R{number}", {"do": "extend", "request": number})
        if request.state is _R.IN_REVIEW:
            for line in lines:
                if line.state is _L.PROPOSED:
                    yield self._verdict(session, request, line)
        elif request.state is _R.WAITING_FOR_APPROVAL:
            given = self._verdicts(session, lines)
            agrees = chance.random() < 0.7 or f"R{number} sent back" in self.done
            what = f"second level R{number} {given} {agrees}"
            yield Act(what, {"do": "second-level", "request": number, "agrees": agrees})
        elif request.state is _R.FAILED:
            yield from self._after_failure(session, request, lines)
        elif request.state is _R.WAITING_FOR_AGENCY and chance.random() < 0.5:
            what = f"correction of L{request.letter_id}"
            if what not in self.done:
                self.done.add(what)
                policy = request.policy
                self._write(chance, policy, f"correction-{request.letter_id}", request.letter_id)

    def _verdict(self, session: Session, request: Request, line: Line) -> Act:
        number = id_of(request)
        turn = len(session.exec(select(Verdict.id).where(Verdict.line_id == line.id)).all())
        chance = self.chance(f"line {line.id} {turn}")
        outcome = chance.choices(list(Outcome), (7, 2, 2))[0]
        what = f"decide R{number} line {line.number} {turn} {outcome}"
        if what in self.refused:  # it cannot be approved so: back to the agency
            outcome = Outcome.RETURNED
            what = f"decide R{number} line {line.number} {turn} {outcome}"
        if what in self.refused:
            self.refused.discard(what)
        return Act(
            what,
            {
                "do": "decide",
                "request": number,
                "line": line.number,
                "outcome": outcome,
                "settled": self._settled(session, request, line, chance),
            },
        )

    def _settled(
        self, session: Session, request: Request, line: Line, chance: Random
    ) -> dict[str, str]:
        asks, settled = " ".join(line.needs), {}
        if "--address" in asks:
            settled["address"] = f"thongnhat{chance.randrange(10_000)}"
        if "--mailbox" in asks:
            known = holders(session, request.policy)
            if known:
                settled["mailbox"] = chance.choice(known).address
        if "--rank" in asks:
            settled["rank"] = Rank.DIVISION
        return settled

    def _after_failure(
        self, session: Session, request: Request, lines: list[Line]
    ) -> Iterator[Act]:
        """Tried again twice; then what fails for good is refused."""
        number = id_of(request)
        failed = [line for line in lines if line.state is _L.FAILED]
        for turn in range(2 if failed else 50):
            what = f"retry R{number} {turn}"
            if what not in self.done | self.refused:
                yield Act(what, {"do": "retry", "request": number})
                return
        for line in failed[:1]:
            turn = len(session.exec(select(Verdict.id).where(Verdict.line_id == line.id)).all())
            given = {"line": line.number, "outcome": Outcome.REFUSED, "settled": {}}
            yield Act(
                f"refuse R{number} line {line.number} {turn}",
                {"do": "decide", "request": number, **given},
            )

    def _verdicts(self, session: Session, lines: list[Line]) -> int:
        ids = [line.id for line in lines]
        return len(session.exec(select(Verdict.id).where(col(Verdict.line_id).in_(ids))).all())

    def _passwords(self, session: Session, request: Request, lines: list[Line]) -> Iterator[Act]:
        boxes = [line.mailbox_id for line in lines if line.state is _L.DONE]
        waits = session.exec(
            select(Mailbox.id).where(
                col(Mailbox.id).in_(boxes), col(Mailbox.awaiting_handover).is_(True)
            )
        ).first()
        if (
            waits
            and request.type in _BRING_PASSWORDS
            and self.chance(f"passwords R{request.id}").random() < 0.6
        ):
            number = id_of(request)
            yield Act(f"hand over R{number}", {"do": "hand-over", "request": number})

    def _on_replies(self, session: Session, now: datetime) -> Iterator[Act]:
        drafted = select(Reply, Letter).join(Letter, col(Letter.id) == col(Reply.letter_id))
        for reply, letter in session.exec(drafted.where(Reply.state == ReplyState.DRAFTED)):
            answered = session.exec(
                select(Request.id)
                .where(Request.letter_id == letter.id, Request.reply_sequence == reply.sequence)
                .order_by(col(Request.id))
            ).first()
            if answered is None and letter.state is not LetterState.RETURNED:
                continue
            yield Act(
                f"issue reply {reply.id}",
                {
                    "do": "issue",
                    "request": answered,
                    "letter": None if answered else letter.id,
                    "number": str(1000 + id_of(reply)),
                    "dated": local_date(now).isoformat(),
                    "out": str(self.place.out),
                },
            )
