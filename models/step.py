"""Which steps of a request are done: written in the same transaction as the step's effect."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from models.columns import Word


class Step(StrEnum):
    """The four steps of every request, in their order."""

    INTAKE = "intake"
    REVIEW = "review"
    PROVISIONING = "provisioning"
    REPLY = "reply"


class StepDone(SQLModel, table=True):
    """A step that is done; a second row for it cannot be written."""

    __tablename__ = "step_done"
    __table_args__ = (UniqueConstraint("request_id", "step", name="uq_step_done_request_id_step"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id")
    step: Step = Field(sa_type=Word(Step))
    done_at: datetime
    flow_run_id: str | None = None


def done_row(session: Session, request_id: int, step: Step) -> StepDone | None:
    """The row that says the step is done, or None."""
    return session.exec(
        select(StepDone).where(StepDone.request_id == request_id, StepDone.step == step)
    ).first()


def is_done(session: Session, request_id: int, step: Step) -> bool:
    """Whether the step of the request is done."""
    return done_row(session, request_id, step) is not None


def mark_done(
    session: Session, request_id: int, step: Step, *, at: datetime, flow_run_id: str | None
) -> StepDone:
    """Say that the step is done, in the transaction of its effect; ``at`` is time-zone-aware.

    Raises SQLAlchemy's ``IntegrityError`` where another transaction did the step first: the
    caller's effect is then undone with it.
    """
    row = StepDone(request_id=request_id, step=step, done_at=at, flow_run_id=flow_run_id)
    session.add(row)
    session.flush()
    return row
