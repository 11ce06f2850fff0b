"""Where a round happens: an installation of its own, copied from one with a few mailboxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from flows.desk.roles import set_approval_levels
from models.database import reading, writing
from models.outbox import OutboxEntry
from policies.loader import load
from policies.schema import Kind, RequestType
from tasks.forms.filling import FilledRow
from tasks.proposing.asking import main_channel
from tests.databases import copy_installation, environment_of
from tests.flows.any_letter import FORMS, POLICIES, holders, new_row, row_about, tables_of
from tests.flows.books import watch_moves
from tests.flows.cases import CLERK, Desk, desk_in
from tests.soak.kills import Journal

#: where a second level approves
TWO_LEVELS = "khanh-hoa"
#: the people and the organisation that have a mailbox in each province before a round begins
KNOWN = (0, 2, 3, 6)


def prepare(folder: Path) -> None:
    """The installation that all rounds are copied from."""
    desk = desk_in(folder)
    for at, policy in enumerate(POLICIES):
        _carry_out(desk, policy, [new_row(number) for number in KNOWN], at)
        locked = {t for form in FORMS[policy] for _, types in form.tables for t in types}
        if RequestType.LOCK in locked:
            with reading(desk.office.engine) as session:
                first = holders(session, policy)[0]
            _carry_out(desk, policy, [row_about(first, RequestType.LOCK, 0)], 100 + at)
    with writing(desk.office.engine) as session:  # nobody goes on with what is closed
        for order in session.exec(select(OutboxEntry)):
            order.done_at = desk.clock()
    set_approval_levels(desk.office, CLERK, TWO_LEVELS, 2)
    watch_moves(desk.office.engine)
    desk.office.engine.dispose()


def _carry_out(
    desk: Desk, policy: str, rows: Sequence[tuple[Kind, FilledRow]], number: int
) -> None:
    form, tables = tables_of(policy, rows)
    done = desk.send(policy, form, tables, channel=main_channel(load(policy)))
    for request, _ in done.requests:
        desk.approve(request)
    desk.issue(done.letter_id, str(100 + number), desk.office.settings.home / "out")


@dataclass(frozen=True)
class Place:
    """The folders of one round."""

    folder: Path

    @classmethod
    def made(cls, prepared: Path, folder: Path) -> Place:
        """A copy of the prepared installation."""
        place = cls(folder)
        for each in (place.home, place.letters, place.out):
            each.mkdir(parents=True)
        copy_installation(prepared, place.home)
        return place

    @property
    def home(self) -> Path:
        """The installation."""
        return self.folder / "home"

    @property
    def letters(self) -> Path:
        """The files that agencies send."""
        return self.folder / "letters"

    @property
    def out(self) -> Path:
        """Where the issued letters are wanted."""
        return self.folder / "out"

    @property
    def log(self) -> Path:
        """What the round's processes complain of."""
        return self.folder / "log"

    @property
    def journal(self) -> Journal:
        """What the round's processes tell."""
        return Journal(self.folder / "journal")

    @property
    def environment(self) -> Mapping[str, str]:
        """Of every process of the round."""
        return environment_of(self.home)
