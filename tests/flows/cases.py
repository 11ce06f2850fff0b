"""An office of a test, letters for it, and the steps without the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlmodel import select

from flows.desk.decide import Decision, decide
from flows.desk.issue import Issued, issue
from flows.desk.settling import Settled
from flows.desk.submit import Submitted, submit
from models.database import engine_for, reading, upgrade, writing
from models.directory import DirectoryAccount, DirectoryAddress
from models.request import Line, Request
from models.user import Actor
from models.verdict import Outcome
from policies.loader import source
from policies.schema import RequestType
from tasks.connectors.embedded import EmbeddedDirectory
from tasks.forms.content import LetterHeader, LineFields
from tasks.forms.filling import FilledRow
from tasks.intake import take_in
from tasks.office import Office
from tasks.provisioning.change_mailbox import CHANGE_MAILBOX
from tasks.provisioning.create_mailbox import CREATE_MAILBOX
from tasks.provisioning.lock_mailbox import LOCK_MAILBOX
from tasks.provisioning.provision import provision
from tasks.provisioning.reset_password import RESET_PASSWORD
from tasks.provisioning.restore_mailbox import RESTORE_MAILBOX
from tasks.provisioning.revoke_mailbox import REVOKE_MAILBOX
from tasks.provisioning.work import Work
from tasks.receive import Incoming
from tasks.reply import draft_reply
from tasks.review import review
from tests.models.rows_made import settings_in
from tests.tasks.forms.letters_made import filled

#: the command, by its words: exit code, output, errors
Call = Callable[..., tuple[int, str, str]]
CLERK = Actor("clerk", "command")
REVIEWER = Actor("reviewer", "command")
#: a Monday on which all five regulations apply
MONDAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
WORK: dict[RequestType, Work[Any]] = {
    RequestType.NEW: CREATE_MAILBOX,
    RequestType.CHANGE: CHANGE_MAILBOX,
    RequestType.REVOKE: REVOKE_MAILBOX,
    RequestType.RESET_PASSWORD: RESET_PASSWORD,
    RequestType.LOCK: LOCK_MAILBOX,
    RequestType.RESTORE: RESTORE_MAILBOX,
}


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = MONDAY + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    """An office with a clock of its own and a counter of letters."""

    office: Office
    clock: Clock
    letters: int = field(default=0)

    def send(
        self,
        policy: str,
        form: str,
        rows: Sequence[Sequence[FilledRow]],
        *,
        sender: str = "Sở Nội vụ",
        channel: str = "form",
        received: datetime = MONDAY,
        corrects: int | None = None,
        replace: tuple[str, str] | None = None,
    ) -> Submitted:
        """Submit a filled form; each letter has a number of its own.

        ``replace``: a text of the form, and what stands in its place.
        """
        self.letters += 1
        content = self.file(policy, form, rows, sender=sender, received=received)
        if replace:
            content = with_text(content, *replace)
        return self.submit(content, policy, channel=channel, received=received, corrects=corrects)

    def file(
        self,
        policy: str,
        form: str,
        rows: Sequence[Sequence[FilledRow]],
        *,
        sender: str = "Sở Nội vụ",
        received: datetime = MONDAY,
    ) -> bytes:
        """A filled form; its number is that of the desk's counter."""
        header = LetterHeader(
            sender=sender, number=f"{self.letters}/SNV-VP", dated=received.date(), subject="đề nghị"
        )
        return filled(policy, form, "xlsx", rows, header)

    def submit(self, content: bytes, policy: str, **known: Any) -> Submitted:
        """Submit a file as it is."""
        incoming = Incoming(
            content=content,
            file_name=known.pop("file_name", "letter.xlsx"),
            media_type="application/octet-stream",
            channel=known.pop("channel", "form"),
            received=known.pop("received", MONDAY),
            **known,
        )
        return submit(self.office, CLERK, incoming, *source(policy))

    def run(self, request_id: int) -> None:
        """What a run of the flow does, as far as it goes."""
        type_ = self.request(request_id).type
        take_in(self.office, request_id)
        if review(self.office, request_id) and provision(self.office, request_id, WORK[type_]):
            draft_reply(self.office, request_id)

    def decide(
        self,
        request_id: int,
        outcome: Outcome = Outcome.APPROVED,
        line: int | None = None,
        reason: str | None = None,
        **settled: Any,
    ) -> None:
        """A verdict."""
        decision = Decision(request_id, outcome, line, reason, settled=Settled(**settled))
        decide(self.office, REVIEWER, decision)

    def issue(
        self, letter_id: int, number: str | None, out: Path, dated: date | None = None
    ) -> Issued:
        """Issue the reply to a letter, dated on the test's Monday unless another day is named."""
        on = dated or MONDAY.date()
        return issue(self.office, CLERK, letter_id=letter_id, number=number, dated=on, out=out)

    def approve(self, request_id: int, **settled: Any) -> None:
        """Run, approve all, run again."""
        self.run(request_id)
        self.decide(request_id, line=1 if settled else None, **settled)
        self.run(request_id)

    def occupy(self, address: str) -> None:
        """Somebody else has the address in the mail system."""
        with writing(self.office.engine) as session:
            session.add(
                DirectoryAccount(
                    mailbox_id="stranger",
                    display_name="?",
                    quota_mb=1,
                    created_at=MONDAY,
                    last_operation="test",
                )
            )
            session.flush()
            session.add(DirectoryAddress(address=address, mailbox_id="stranger", is_primary=True))

    def request(self, request_id: int) -> Request:
        """The request as it stands."""
        with reading(self.office.engine) as session:
            return session.get_one(Request, request_id)

    def lines(self, request_id: int) -> list[Line]:
        """Its lines in order."""
        with reading(self.office.engine) as session:
            wanted = select(Line).where(Line.request_id == request_id).order_by(Line.number)  # type: ignore[arg-type] # a column
            return list(session.exec(wanted))

    def all(self, table: type[Any]) -> list[Any]:
        """Every row of a table."""
        with reading(self.office.engine) as session:
            return list(session.exec(select(table)))


def desk_in(folder: Path) -> Desk:
    """An office in a folder, on SQLite and the embedded directory."""
    settings = settings_in(folder)
    engine = engine_for(settings)
    upgrade(engine)
    clock = Clock()
    return Desk(Office(engine, settings, EmbeddedDirectory(engine, clock), clock), clock)


def with_text(workbook: bytes, old: str, new: str) -> bytes:
    """A workbook in whose cells one text is replaced by another."""
    book = load_workbook(BytesIO(workbook))
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(old, new)
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def new_person(name: str, number: int, **more: Any) -> FilledRow:
    """A row that asks for a new mailbox; ``number`` makes the citizen number."""
    fields = {
        "name": name,
        "unit": "Phòng Pháp chế",
        "position": "Chuyên viên",
        "decision_number": "123/QĐ-SNV",
        "decision_date": date(2026, 2, 27),
        "citizen_number": f"001099{number:06}",
        "phone": f"09{number:08}",
    }
    return FilledRow(RequestType.NEW, LineFields(**{**fields, **more}))


def new_people(*names: str) -> list[FilledRow]:
    """Rows that ask for new mailboxes."""
    return [new_person(name, number) for number, name in enumerate(names)]
