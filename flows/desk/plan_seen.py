"""A decision is bound to the plan that was seen."""

from __future__ import annotations

from sqlmodel import Session, col, select

from flows.desk.refusal import Refused
from models.request import Line, Request
from models.user import Actor
from tasks.plan import plan_of


class PlanMoved(Refused):
    """What was seen is not so any more: it is shown again, and decided anew."""


def check_plan(session: Session, actor: Actor, request: Request, seen: str | None) -> None:
    """Compare, in the transaction that decides.  Raises PlanMoved.

    The operator at the command line may decide without having looked; a page may not.
    """
    if seen is None and actor.via != "page":
        return
    lines = session.exec(
        select(Line).where(Line.request_id == request.id).order_by(col(Line.number))
    ).all()
    if seen != plan_of(session, request, lines):
        raise PlanMoved(
            f"đề nghị R{request.id} hoặc danh bạ đã thay đổi so với khi xem:"
            " hãy xem lại phương án rồi quyết định"
        )
