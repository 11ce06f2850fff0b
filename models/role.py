"""What an account was granted: a role, where, and from when until when."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, and_, or_
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import Word


class Role(StrEnum):
    """What somebody may be.  What each may do: ``flows.desk.rights``."""

    AGENCY = "agency"  # writes letters of its organisation and of those below it
    STAFF = "staff"  # works the queues of a province's centre, its numbers too
    SUPERVISOR = "supervisor"  # of a province's centre: approves, signs, looks after terms
    ADMINISTRATOR = "administrator"  # of the installation: sets up people, sees every province


@dataclass(frozen=True)
class Granted:
    """A role at a place.  ``policy`` None: everywhere; ``organisation_id`` None: its province."""

    role: Role
    policy: str | None = None
    organisation_id: int | None = None


class RoleGrant(SQLModel, table=True):
    """A role given to an account; both dates are local, ``ends`` is the last day.

    Taken back by a moment, never deleted: who was what when can be told for ever.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(role = 'administrator') = (policy IS NULL)", name="ck_role_grant_policy"),
        CheckConstraint(
            "(role = 'agency') = (organisation_id IS NOT NULL)", name="ck_role_grant_organisation"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    role: Role = Field(sa_type=Word(Role))
    policy: str | None = None
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    starts: date
    ends: date | None = None
    granted_at: datetime
    granted_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    @property
    def granted(self) -> Granted:
        """What it gives while it holds."""
        return Granted(self.role, self.policy, self.organisation_id)


def holds_on(on: date) -> ColumnElement[bool]:
    """Whether a grant holds on a local date."""
    return and_(
        col(RoleGrant.revoked_at).is_(None),
        col(RoleGrant.starts) <= on,
        or_(col(RoleGrant.ends).is_(None), col(RoleGrant.ends) >= on),
    )


def granted_to(session: Session, user_id: int, on: date) -> tuple[Granted, ...]:
    """What an account may be on a local date."""
    wanted = select(RoleGrant).where(RoleGrant.user_id == user_id, holds_on(on))
    return tuple(grant.granted for grant in session.exec(wanted.order_by(col(RoleGrant.id))))


def provinces_of(session: Session, user_id: int, on: date) -> set[str]:
    """The provinces to which an account belongs, on that local date or from a later one on."""
    wanted = select(RoleGrant.policy).where(
        RoleGrant.user_id == user_id,
        col(RoleGrant.policy).is_not(None),
        col(RoleGrant.revoked_at).is_(None),
        or_(col(RoleGrant.ends).is_(None), col(RoleGrant.ends) >= on),
    )
    return {policy for policy in session.exec(wanted) if policy}
