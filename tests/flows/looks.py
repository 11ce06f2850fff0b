"""The use cases that look: how the matrix of rights calls them, and what each role sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import select

from flows.desk import (
    check_trail,
    explain,
    lists,
    look,
    number_series,
    queues,
    service_levels,
    submit,
)
from models.database import reading
from models.letter import LetterFile
from policies.loader import source
from tests.flows.use_case import (
    AGENCY_OR_STAFF,
    CENTRE_SEES,
    Call,
    UseCase,
    listed,
    own,
    seen,
)

_MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def _sent_before(c: Call) -> Any:
    with reading(c.office.engine) as session:
        kept = session.exec(select(LetterFile).where(LetterFile.letter_id == c.place.letter)).one()
    incoming = replace(c.incoming(), content=kept.content, file_name=kept.name)
    return submit.submitted_before(c.office, c.actor, incoming, *source(c.place.policy))


LOOKING: dict[str, UseCase] = {
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
    "submit.submitted_before": listed(
        lambda c: own(c.place, filter(None, [_sent_before(c)]), "letter_id"), AGENCY_OR_STAFF
    ),
    "number_series.numberings": listed(
        lambda c: own(
            c.place,
            (one.body for one in number_series.numberings(c.office, c.actor)),
            "policy",
        ),
        CENTRE_SEES,
    ),
}
