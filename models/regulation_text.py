"""The text of a regulation as it stood when a letter came."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Field, Session, SQLModel


class RegulationText(SQLModel, table=True):
    """One version of a regulation's YAML file, named by its SHA-256."""

    __tablename__ = "regulation_text"

    sha256: str = Field(primary_key=True, max_length=64)
    policy_id: str = Field(index=True)
    file_name: str
    text: str
    stored_at: datetime


def keep(
    session: Session, *, policy_id: str, file_name: str, text: str, at: datetime
) -> RegulationText:
    """The kept copy of this text, written now where there was none; ``at`` is time-zone-aware."""
    digest = sha256(text.encode()).hexdigest()
    kept = session.get(RegulationText, digest)
    if kept is None:
        kept = RegulationText(
            sha256=digest, policy_id=policy_id, file_name=file_name, text=text, stored_at=at
        )
        session.add(kept)
        session.flush()
    return kept
