"""The trail: who did what and when; never edited."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Session, SQLModel

from models.append_only import append_only
from models.user import Actor


@append_only
class TrailEntry(SQLModel, table=True):
    """One thing done.  ``detail`` holds no password and no whole citizen number."""

    __tablename__ = "trail_entry"

    id: int | None = Field(default=None, primary_key=True)
    policy: str | None = None
    at: datetime = Field(index=True)
    actor: str
    via: str
    action: str
    letter_id: int | None = Field(default=None, foreign_key="letter.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    line_id: int | None = Field(default=None, foreign_key="line.id")
    mailbox_id: str | None = Field(
        default=None, foreign_key="mailbox.id", max_length=36, index=True
    )
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


def record(
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    action: str,
    policy: str | None = None,
    letter_id: int | None = None,
    request_id: int | None = None,
    line_id: int | None = None,
    mailbox_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> TrailEntry:
    """Append an entry in the caller's transaction; ``at`` is time-zone-aware."""
    entry = TrailEntry(
        policy=policy,
        at=at,
        actor=actor.name,
        via=actor.via,
        action=action,
        letter_id=letter_id,
        request_id=request_id,
        line_id=line_id,
        mailbox_id=mailbox_id,
        detail=detail or {},
    )
    session.add(entry)
    return entry
