"""What is set for one province's centre, beside its regulation."""

from sqlmodel import Field, Session, SQLModel

#: One: a verdict counts at once.  Two: a supervisor approves what was decided.
LEVELS = (1, 2)


class Province(SQLModel, table=True):
    """The settings of a province; one that has no row has the defaults."""

    __tablename__ = "province"

    policy: str = Field(primary_key=True)
    approval_levels: int = LEVELS[0]


def approval_levels(session: Session, policy: str) -> int:
    """How many levels approve there."""
    found = session.get(Province, policy)
    return found.approval_levels if found else LEVELS[0]
