"""People, and where they work from when to when."""

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import Word
from models.sealed import FindableText, SealedText
from policies.schema import Rank


class Person(SQLModel, table=True):
    """A person with or without a mailbox; ``key`` is the folded name."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_policy_key", "policy", "key"),
        Index("ix_person_policy_citizen_number", "policy", "citizen_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy: str
    full_name: str
    key: str
    birth_date: date | None = None
    citizen_number: str | None = Field(
        default=None, sa_type=FindableText("person.citizen_number"), repr=False
    )
    phone: str | None = Field(default=None, sa_type=SealedText("person.phone"), repr=False)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Only the number of the row: the rest is personal data."""
        return [("id", self.id)]


class Assignment(SQLModel, table=True):
    """A position of a person in an organisation; both dates are local, ``ends`` is the last day."""

    __tablename__ = "assignment"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    position: str | None = None
    rank: Rank | None = Field(default=None, sa_type=Word(Rank))
    starts: date
    ends: date | None = None
