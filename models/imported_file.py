"""Files of what existed already, by whose rows mailboxes and organisations came into the tables."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from models.columns import Word
from models.row import id_of


class Subject(StrEnum):
    """What a file lists."""

    ORGANISATIONS = "organisations"
    MAILBOXES = "mailboxes"


class ImportedFile(SQLModel, table=True):
    """One file, named by its SHA-256; importing it again goes on with the same row."""

    __tablename__ = "imported_file"
    __table_args__ = (
        UniqueConstraint(
            "policy", "subject", "sha256", name="uq_imported_file_policy_subject_sha256"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy: str
    subject: Subject = Field(sa_type=Word(Subject))
    file_name: str
    sha256: str = Field(max_length=64)
    at: datetime
    author: str


def imported(session: Session, policy: str, subject: Subject, sha256: str) -> int | None:
    """The number of a file of which something was imported before."""
    return session.exec(
        select(ImportedFile.id).where(
            ImportedFile.policy == policy,
            ImportedFile.subject == subject,
            ImportedFile.sha256 == sha256,
        )
    ).first()


def begin_import(
    session: Session,
    *,
    policy: str,
    subject: Subject,
    file_name: str,
    sha256: str,
    at: datetime,
    author: str,
) -> int:
    """The number of a file, given now where it had none; ``at`` is time-zone-aware."""
    known = imported(session, policy, subject, sha256)
    if known is not None:
        return known
    new = ImportedFile(
        policy=policy, subject=subject, file_name=file_name, sha256=sha256, at=at, author=author
    )
    session.add(new)
    session.flush()
    return id_of(new)
