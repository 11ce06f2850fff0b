"""What an agency sees of its own requests: where they stand, and what is decided for good.

Proposals, doubts and what stood in the way are the centre's own: they may speak of other agencies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.reply import Reply, ReplyState
from models.request import Request
from models.transitions import LineState, RequestState
from models.verdict import Outcome

if TYPE_CHECKING:
    from flows.desk.look import LetterView, LineView, RequestView

_UNDECIDED = (RequestState.NEW, RequestState.IN_REVIEW, RequestState.WAITING_FOR_APPROVAL)


def final(request: Request) -> bool:
    """Whether what was decided on its lines counts: all are decided and, if need be, approved."""
    return request.state not in _UNDECIDED


def request_from_outside(view: RequestView) -> RequestView:
    """A request as its agency sees it.  The rows must not belong to a session any more."""
    view.request.failure = None
    return replace(
        view,
        lines=tuple(_line(each, final(view.request)) for each in view.lines),
        reply=_issued(view.reply),
        order=None,
        holder=None,
        plan="",
    )


def letter_from_outside(view: LetterView) -> LetterView:
    """A letter as its agency sees it: a reply is one once it is issued."""
    for request in view.requests:
        request.failure = None
    return replace(view, reply=_issued(view.reply))


def _line(view: LineView, decided: bool) -> LineView:
    line, verdict = view.line, view.verdict if decided else None
    line.needs, line.explanation = [], []
    line.suggested_verdict = line.suggested_reason = line.suggested_article = None
    line.match_note = line.failure = None
    if verdict is None or verdict.outcome is not Outcome.APPROVED:
        line.proposed_address = line.mailbox_id = None
    if not decided and line.state is not LineState.RECEIVED:
        line.state = LineState.PROPOSED
    return replace(view, verdict=verdict)


def _issued(reply: Reply | None) -> Reply | None:
    return reply if reply and reply.state is ReplyState.ISSUED else None
