"""What every step works with: database, clock, connector, settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from models.calendar_decision import applied
from models.database import reading
from models.letter import Letter
from models.regulation_text import RegulationText
from models.settings import Settings
from policies.loader import parse
from policies.schema import Regulation
from policies.working_days import Calendar, WorkingHours, to_local
from tasks.connectors.port import Connector


@dataclass(frozen=True)
class Office:
    """The surroundings of a step.  ``clock`` gives an aware moment; nothing else tells the time."""

    engine: Engine
    settings: Settings
    connector: Connector
    clock: Callable[[], datetime]

    @property
    def calendar(self) -> Calendar:
        """The working days as they are decided now, by a look of its own at the database."""
        with reading(self.engine) as session:
            return calendar_of(session)

    @property
    def hours(self) -> WorkingHours:
        """The centre's working hours."""
        return WorkingHours(self.settings.working_hours)


def calendar_of(session: Session) -> Calendar:
    """The working days as this transaction sees them decided.

    From the library, the decisions that come with the program, and the centre's own over them.
    """
    return Calendar.official(added=applied(session))


def regulation_of(session: Session, letter: Letter) -> Regulation:
    """The regulation as it read when the letter came: a later edit of the file changes no case."""
    stored = session.get_one(RegulationText, letter.regulation_sha)
    return parse(stored.text, stored.file_name)


def local_date(moment: datetime) -> date:
    """The date in Việt Nam of an aware moment."""
    return to_local(moment).date()
