"""Every use case of the desk: how the matrix of rights calls it, and which role may do it where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from flows.desk import (
    approve,
    calendar_decisions,
    decide,
    download,
    extend,
    hand_over,
    hold,
    import_mailboxes,
    import_organisations,
    issue,
    number_series,
    people,
    record,
    roles,
    submit,
    watching,
    withdraw,
)
from models.role import Granted, Role
from models.verdict import Outcome
from policies.administrative_units import Unit, Units
from policies.loader import load, source
from policies.schema import Kind, RequestType
from tasks.forms.told import Told, ToldLine
from tests.flows.cases import MONDAY
from tests.flows.looks import LOOKING
from tests.flows.use_case import (
    ADMINISTRATOR,
    AGENCY_OR_STAFF,
    ALL,
    CENTRE,
    OWN,
    PROVINCE,
    STAFF,
    Call,
    UseCase,
)
from tests.tasks.importing.lists_made import mailboxes, office, organisations

_DECISIONS = """
decided_years: []
decisions:
  - {decision: Quyết định số 5/QĐ-TTg, issued: 2026-03-03, off: [2026-03-05], source: thử}
"""
_LATER = datetime(2026, 6, 1, tzinfo=UTC)


def _submit(c: Call, corrects: int | None = None) -> Any:
    return submit.submit(c.office, c.actor, c.incoming(corrects), *source(c.place.policy))


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


def _record(c: Call) -> Any:
    values = {"name": c.place.sender, "address": c.place.mailbox}
    told = Told(RequestType.LOCK, "Lê Thị Hoa", c.place.sender, (ToldLine(Kind.PERSON, values),))
    call = record.Call("phone", MONDAY, told)
    return record.record(c.office, c.actor, call, *source(c.place.policy))


def _import(c: Call, how: Callable[..., Any], content: bytes) -> Any:
    """Something new each time; nothing of it was there."""
    report = how(c.office, c.actor, load(c.place.policy), content, "a.csv", apply=True)
    assert report.applied
    return report


def _span() -> roles.Span:
    return roles.Span(date(2026, 3, 2), date(2026, 4, 2))


USE_CASES: dict[str, UseCase] = {
    **LOOKING,
    "download.letter_file": UseCase(
        lambda c: download.letter_file(c.office, c.actor, c.place.letter),
        {"agency": OWN, **CENTRE},
    ),
    "download.reply_file": UseCase(
        lambda c: download.reply_file(c.office, c.actor, c.place.letter, 1, "pdf"),
        {"agency": OWN, **CENTRE},
    ),
    "submit.submit": UseCase(
        lambda c: _submit(c, c.place.returned), AGENCY_OR_STAFF, elsewhere=True
    ),
    "record.record": UseCase(_record, STAFF, elsewhere=True),
    "import_organisations.import_organisations": UseCase(
        lambda c: _import(
            c,
            import_organisations.import_organisations,
            organisations(("Tên cơ quan",), (f"Sở Số {c.place.name}",)),
        ),
        ADMINISTRATOR,
    ),
    "import_organisations.import_communes": UseCase(
        lambda c: import_organisations.import_communes(
            c.office,
            c.actor,
            load(c.place.policy),
            Units((Unit("1", "xã", "Hợp Hòa"),), "thử"),
            apply=True,
        ),
        ADMINISTRATOR,
    ),
    "import_mailboxes.import_mailboxes": UseCase(
        lambda c: _import(
            c,
            import_mailboxes.import_mailboxes,
            mailboxes(office("Sở Xây dựng", f"x{c.place.name}@{load(c.place.policy).domain}")),
        ),
        ADMINISTRATOR,
    ),
    "number_series.start_series": UseCase(
        lambda c: number_series.start_series(
            c.office, c.actor, load(c.place.policy), at=999_000, year=MONDAY.year
        ),
        {"supervisor": PROVINCE, **ADMINISTRATOR},
        elsewhere=True,
    ),
    "number_series.stop_series": UseCase(
        lambda c: number_series.stop_series(c.office, c.actor, load(c.place.policy)),
        {"supervisor": PROVINCE, **ADMINISTRATOR},
        elsewhere=True,
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
