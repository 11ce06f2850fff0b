"""Every use case of the desk: how the matrix of rights calls it, and which role may do it where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from sqlmodel import select

from flows.desk import (
    approve,
    calendar_decisions,
    check_trail,
    decide,
    download,
    explain,
    extend,
    hand_over,
    hold,
    issue,
    lists,
    look,
    people,
    queues,
    roles,
    service_levels,
    submit,
    watching,
    withdraw,
)
from models.database import reading
from models.letter import LetterFile
from models.role import Granted, Role
from models.verdict import Outcome
from policies.loader import source
from tests.flows.cases import MONDAY
from tests.flows.use_case import (
    ADMINISTRATOR,
    AGENCY_OR_STAFF,
    ALL,
    CENTRE,
    CENTRE_SEES,
    OWN,
    PROVINCE,
    STAFF,
    Call,
    UseCase,
    listed,
    own,
    seen,
)

_DECISIONS = """
decided_years: []
decisions:
  - {decision: Quyết định số 5/QĐ-TTg, issued: 2026-03-03, off: [2026-03-05], source: thử}
"""
_LATER = datetime(2026, 6, 1, tzinfo=UTC)
_MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def _submit(c: Call, corrects: int | None = None) -> Any:
    return submit.submit(c.office, c.actor, c.incoming(corrects), *source(c.place.policy))


def _sent_before(c: Call) -> Any:
    with reading(c.office.engine) as session:
        kept = session.exec(select(LetterFile).where(LetterFile.letter_id == c.place.letter)).one()
    incoming = replace(c.incoming(), content=kept.content, file_name=kept.name)
    return submit.submitted_before(c.office, c.actor, incoming, *source(c.place.policy))


def _decide(c: Call) -> Any:
    return decide.decide(
        c.office,
        c.actor,
        decide.Decision(c.place.review, Outcome.APPROVED, plan=c.plan),
    )


def _hand_on(c: Call) -> Any:
    policy = c.place.policy
    seen = c.world.holder if policy == "phu-tho" else None
    to = c.world.colleagues[policy]
    return hold.hand_on(c.office, c.actor, c.place.failed, to, seen=seen)


def _span() -> roles.Span:
    return roles.Span(date(2026, 3, 2), date(2026, 4, 2))


USE_CASES: dict[str, UseCase] = {
    "queues.queue": listed(
        lambda c: own(c.place, queues.queue(c.office, c.actor), "request_id", "letter_id")
    ),
    "queues.queue_page": listed(
        lambda c: own(
            c.place,
            queues.queue_page(c.office, c.actor, queues.Wanted(words=f"R{c.place.review}")).rows,
            "request_id",
        )
    ),
    "queues.queue_counts": listed(
        lambda c: (
            queues.queue_counts(
                c.office, c.actor, queues.Wanted(words=f"R{c.place.waiting}")
            ).standing
        )
    ),
    "service_levels.open_terms": listed(
        lambda c: own(
            c.place,
            (one.row for one in service_levels.open_terms(c.office, c.actor, queues.Wanted(), 1)),
            "request_id",
        )
    ),
    "service_levels.ended_requests": listed(
        lambda c: own(
            c.place,
            (one.served for one in service_levels.ended_requests(c.office, c.actor, None, *_MARCH)),
            "request_id",
        ),
        CENTRE_SEES,
    ),
    "look.show_request": seen(lambda c: look.show_request(c.office, c.actor, c.place.review)),
    "look.show_letter": seen(lambda c: look.show_letter(c.office, c.actor, c.place.letter)),
    "look.show_mailbox": seen(lambda c: look.show_mailbox(c.office, c.actor, c.place.mailbox)),
    "look.trail": listed(
        lambda c: own(
            c.place, look.trail(c.office, c.actor, request_id=c.place.review), "request_id"
        ),
        CENTRE_SEES,
    ),
    "check_trail.check_trail": listed(
        lambda c: own(c.place, check_trail.check_trail(c.office, c.actor, c.place.policy), "chain"),
        CENTRE_SEES,
    ),
    "check_trail.trail_heads": listed(
        lambda c: own(c.place, check_trail.trail_heads(c.office, c.actor), "chain"), CENTRE_SEES
    ),
    "explain.explain_request": seen(
        lambda c: explain.explain_request(c.office, c.actor, c.place.review)
    ),
    "explain.explain_letter": seen(
        lambda c: explain.explain_letter(c.office, c.actor, c.place.letter)
    ),
    "explain.explain_mailbox": seen(
        lambda c: explain.explain_mailbox(c.office, c.actor, c.place.mailbox)
    ),
    "lists.letters": listed(
        lambda c: own(c.place, lists.letters(c.office, c.actor, most=1_000), "letter_id")
    ),
    "lists.mailboxes": listed(
        lambda c: own(
            c.place, lists.mailboxes(c.office, c.actor, words=c.place.mailbox[:5]), "address"
        )
    ),
    "lists.organisations": listed(
        lambda c: own(
            c.place, lists.organisations(c.office, c.actor, c.place.policy), "organisation_id"
        )
    ),
    "download.letter_file": UseCase(
        lambda c: download.letter_file(c.office, c.actor, c.place.letter),
        {"agency": OWN, **CENTRE},
    ),
    "download.reply_file": UseCase(
        lambda c: download.reply_file(c.office, c.actor, c.place.letter, 1, "pdf"),
        {"agency": OWN, **CENTRE},
    ),
    "submit.submit": UseCase(lambda c: _submit(c, c.place.returned), AGENCY_OR_STAFF),
    "submit.submitted_before": listed(
        lambda c: own(c.place, filter(None, [_sent_before(c)]), "letter_id"), AGENCY_OR_STAFF
    ),
    "decide.decide": UseCase(_decide, CENTRE),
    "approve.approve": UseCase(
        lambda c: approve.approve(
            c.office, c.actor, approve.Approval(c.place.waiting, c.plan_of(c.place.waiting))
        ),
        {"supervisor": PROVINCE},
    ),
    "approve.send_back": UseCase(
        lambda c: approve.send_back(
            c.office,
            c.actor,
            approve.Approval(c.place.waiting, c.plan_of(c.place.waiting)),
            "xem lại",
        ),
        {"supervisor": PROVINCE},
    ),
    "hold.take": UseCase(  # the operator has no account that could hold anything
        lambda c: hold.take(c.office, c.actor, c.place.review), {**CENTRE, "operator": ()}
    ),
    "hold.hand_on": UseCase(_hand_on, CENTRE),
    "issue.issue": UseCase(
        lambda c: issue.issue(
            c.office,
            c.actor,
            request_id=c.place.done,
            number=str(900 + c.place.done % 90),
            dated=MONDAY.date(),
            out=c.folder,
        ),
        CENTRE,
    ),
    "withdraw.withdraw": UseCase(
        lambda c: withdraw.withdraw(c.office, c.actor, c.place.review), AGENCY_OR_STAFF
    ),
    "withdraw.retry": UseCase(lambda c: withdraw.retry(c.office, c.actor, c.place.failed), STAFF),
    "hand_over.hand_over": UseCase(
        lambda c: list(
            hand_over.hand_over(c.office, c.actor, c.place.done, chance=Random(7)).each()
        ),
        AGENCY_OR_STAFF,
    ),
    "extend.extend": UseCase(
        lambda c: extend.extend(
            c.office, c.actor, extend.Extension(c.place.review, "chờ xác minh", _LATER)
        ),
        CENTRE,
    ),
    "calendar_decisions.apply_decisions": UseCase(
        lambda c: calendar_decisions.apply_decisions(c.office, c.actor, _DECISIONS, "a.yaml"),
        ADMINISTRATOR,
    ),
    "watching.watch_terms": UseCase(
        lambda c: watching.watch_terms(c.office, c.actor), {"flow": ALL}
    ),
    "watching.letters_to_answer_in_part": UseCase(
        lambda c: watching.letters_to_answer_in_part(c.office, c.actor), {"flow": ALL}, writes=False
    ),
    "people.add_user": UseCase(
        lambda c: people.add_user(c.office, c.actor, f"new{c.place.review}", "Người Mới"),
        ADMINISTRATOR,
    ),
    "people.set_active": UseCase(
        lambda c: people.set_active(c.office, c.actor, "colleague", False), ADMINISTRATOR
    ),
    "people.reset_password": UseCase(
        lambda c: people.reset_password(c.office, c.actor, "colleague"), ADMINISTRATOR
    ),
    "people.users": UseCase(lambda c: people.users(c.office, c.actor), ADMINISTRATOR, writes=False),
    "roles.grant_role": UseCase(
        lambda c: roles.grant_role(
            c.office, c.actor, "colleague", Granted(Role.SUPERVISOR, "phu-tho"), _span()
        ),
        ADMINISTRATOR,
    ),
    "roles.revoke_role": UseCase(
        lambda c: roles.revoke_role(c.office, c.actor, c.world.grants[c.place.name]), ADMINISTRATOR
    ),
    "roles.set_substitute": UseCase(
        lambda c: roles.set_substitute(c.office, c.actor, "nobody", "colleague", _span()),
        ADMINISTRATOR,
    ),
    "roles.end_substitute": UseCase(
        lambda c: roles.end_substitute(c.office, c.actor, c.world.substitutions[c.place.name]),
        ADMINISTRATOR,
    ),
    "roles.set_approval_levels": UseCase(
        lambda c: roles.set_approval_levels(c.office, c.actor, c.place.policy, 2), ADMINISTRATOR
    ),
}
