"""What the processes of a round do: the worker's part, and one act of somebody at the desk.

Constants of the product that make a person wait are made short here, in these processes alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import flows.worker
from flows import engine, steps
from flows.desk.approve import Approval, approve, send_back
from flows.desk.calendar_decisions import apply_decisions
from flows.desk.decide import Decision, decide
from flows.desk.extend import Extension, extend
from flows.desk.hand_over import HandedOver, hand_over
from flows.desk.issue import issue
from flows.desk.refusal import Refused
from flows.desk.settling import Settled
from flows.desk.submit import submit
from flows.desk.withdraw import retry, withdraw
from flows.surroundings import open_office, working_in
from flows.worker import Worker
from models.settings import Settings
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load, source
from policies.schema import Rank
from tasks.answer import return_of
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.embedded_mail import EmbeddedMail
from tasks.forms.reading import read_letter
from tasks.letters.word_file import word_file
from tasks.letters.wording import compose
from tasks.office import Office
from tasks.password_hash import fits
from tasks.receive import Incoming
from tests.flows.any_letter import FORMS, POLICIES
from tests.flows.points import WatchedConnector, passing
from tests.soak.kills import Journal, Kill, Killer
from tests.tasks.connectors.unreliable import Trouble, UnreliableConnector
from tests.tasks.forms.letters_made import filled

CLERK = Actor("văn thư", "command")
REVIEWER = Actor("chuyên viên", "command")
LEADER = Actor("lãnh đạo", "command")
#: how a desk's process ends where the use case said no
REFUSED = 3
_TROUBLE = 0.08  # of a call to the mail system, while there is any
_WORKER = "soak"


def _office(clock: Clock, killer: Killer, trouble: str | None) -> Office:
    """The office of this process; its mail system fails now and then, by the seed ``trouble``."""
    opened = open_office(Settings())
    connector: Any = EmbeddedDirectory(opened.engine, clock)
    chance = Random(trouble)

    def what(call: str) -> Trouble | None:
        if trouble is None or call == "get" or chance.random() >= _TROUBLE:
            return None
        return chance.choice(list(Trouble))

    connector = WatchedConnector(UnreliableConnector(connector, what), killer)
    return replace(opened, clock=clock, connector=connector)


class Clock:
    """A round's own time: ``began`` is what it was at the monotonic second ``at``."""

    def __init__(self, began: str, at: float) -> None:
        self._began = datetime.fromisoformat(began)
        self._at = at

    def __call__(self) -> datetime:
        """Now."""
        return self._began + timedelta(seconds=monotonic() - self._at)


def _begin(given: dict[str, Any]) -> tuple[Office, Killer, Journal]:
    journal = Journal(Path(given["journal"]))
    kill = given["kill"]
    killer = Killer(
        Kill(kill["seed"], frozenset(kill["spared"])) if kill else None, journal, given["who"]
    )
    office = _office(Clock(*given["clock"]), killer, given["trouble"])
    return office, killer, journal


def worker(idle: float | None = None, **given: Any) -> int:
    """Work until killed, or until idle for that many seconds."""
    setattr(flows.worker, "_LOOK", 0.03)  # noqa: B010 - a constant of the product
    setattr(flows.worker, "_MOST_PAUSE", 0.2)  # noqa: B010
    steps.provisioning_task.retry_delay_seconds = [0.05]
    office, killer, _ = _begin(given)
    with passing(killer), working_in(office):
        asyncio.run(Worker(office, _WORKER).work(idle_seconds=idle))
    return 0


def real_engine(**_: Any) -> int:
    """See that the product's own engine runs, as every command does."""
    engine.ensure_running(Settings())
    return 0


def desk(act: dict[str, Any], **given: Any) -> int:
    """One act; REFUSED where the use case says no."""
    office, killer, journal = _begin(given)
    with passing(killer):
        try:
            ACTS[act.pop("do")](office, journal, **act)
        except Refused as refused:
            journal.write(refused=list(refused.reasons), by=given["who"])
            return REFUSED
    return 0


# ── acts ────────────────────────────────────────────────────────────────────────────────────────


def _submit(
    office: Office, journal: Journal, *, file: str, policy: str, channel: str, **known: Any
) -> None:
    path = Path(file)
    incoming = Incoming(
        content=path.read_bytes(),
        file_name=path.name,
        media_type="application/octet-stream",
        channel=channel,
        received=datetime.fromisoformat(known["received"]),
        corrects=known["corrects"],
    )
    done = submit(office, CLERK, incoming, *source(policy))
    journal.write(sent=path.name, letter=done.letter_id, duplicate=done.duplicate)


def _decide(
    office: Office,
    journal: Journal,
    *,
    request: int,
    outcome: str,
    line: int | None,
    settled: dict[str, str],
) -> None:
    rank = settled.pop("rank", None)
    reason = None if outcome == Outcome.APPROVED else "chưa đủ căn cứ"
    given = Settled(**settled, rank=Rank(rank) if rank else None)
    decide(office, REVIEWER, Decision(request, Outcome(outcome), line, reason, settled=given))


def _second_level(office: Office, journal: Journal, *, request: int, agrees: bool) -> None:
    if agrees:
        approve(office, LEADER, Approval(request))
    else:
        send_back(office, LEADER, Approval(request), "xem lại căn cứ")


def _issue(
    office: Office, journal: Journal, *, number: str, dated: str, out: str, **key: int | None
) -> None:
    issue(
        office,
        CLERK,
        request_id=key.get("request"),
        letter_id=key.get("letter"),
        number=number,
        dated=date.fromisoformat(dated),
        out=Path(out),
    )


def _hand_over(office: Office, journal: Journal, *, request: int) -> None:
    mail = EmbeddedMail(office.engine, office.clock)
    for handed in hand_over(office, CLERK, request).each():
        if isinstance(handed, HandedOver):
            works = mail.log_in(handed.address, lambda known, p=handed.password: fits(known, p))
            journal.write(shown=[request, handed.line], works=works.accepted)


def _withdraw(office: Office, journal: Journal, *, request: int) -> None:
    withdraw(office, CLERK, request)


def _retry(office: Office, journal: Journal, *, request: int) -> None:
    retry(office, CLERK, request)


def _extend(office: Office, journal: Journal, *, request: int) -> None:
    extend(office, REVIEWER, Extension(request, "chờ xác minh", working_days=2))


def _days_off(office: Office, journal: Journal, *, text: str) -> None:
    apply_decisions(office, REVIEWER, text, "decision.yaml")


ACTS: dict[str, Callable[..., None]] = {
    "submit": _submit,
    "decide": _decide,
    "second-level": _second_level,
    "issue": _issue,
    "hand-over": _hand_over,
    "withdraw": _withdraw,
    "retry": _retry,
    "extend": _extend,
    "days-off": _days_off,
}
ROLES: dict[str, Callable[..., int]] = {
    "worker": worker,
    "desk": desk,
    "real-engine": real_engine,
}


def warm_up() -> None:
    """Load what every process would load for itself: regulations, forms, the letters' templates.

    No file is typeset and no database opened here: a fork must find neither threads nor locks.
    """
    for policy in POLICIES:
        regulation = load(policy)
        for form in FORMS[policy]:
            empty = filled(policy, form.id, "xlsx", [()] * len(form.tables))
            word_file(compose(return_of(regulation, read_letter(empty, "a.xlsx", regulation))))
