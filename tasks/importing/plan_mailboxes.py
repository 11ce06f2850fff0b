"""A list of mailboxes held against the directory, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlmodel import Session

from models.mailbox import Address, AddressState, Mailbox, MailboxState
from models.person import Person
from policies.conformity import Conformity, Judged, Judging
from policies.naming import fold
from policies.schema import Kind
from tasks.importing.differences import differences, other_holder
from tasks.importing.held import Held
from tasks.importing.list_rows import CellFault
from tasks.importing.mailbox_list import ListedMailbox
from tasks.importing.places import Place, Places
from tasks.importing.plan import Change, Effect, RowPlan
from tasks.importing.repeated import Repeated
from tasks.masking import masked
from tasks.wording import MAILBOX_WORDS

# an address is issued once: the mailbox that an import makes of it has the same id, whenever it is
_IDS = UUID("5d0c9c0e-6f0b-4a53-9a4c-3c1d6a1f2b70")


@dataclass(frozen=True)
class PlannedMailbox:
    """A row that can be taken: its plan, and what the directory has of it.

    ``mailbox_id``: of the one that is there, or that is made of the address.
    ``mailbox``: None for a new one; one that is ``RESERVED`` was begun by an import that did not
    end.  ``person``: the holder, where known.  ``missing``: addresses that nobody has yet.
    """

    listed: ListedMailbox
    plan: RowPlan
    place: Place
    mailbox_id: str
    mailbox: Mailbox | None
    person: Person | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Planning:
    """Plans rows.  ``file_id``: of the same file, where something of it was imported before.

    ``telling``: whether the notes are wanted too, which only people read.
    """

    session: Session
    policy: str
    places: Places
    judging: Judging
    repeated: Repeated
    file_id: int | None
    telling: bool = True

    def plan(self, rows: Sequence[ListedMailbox]) -> list[PlannedMailbox | RowPlan]:
        """What each row does; a bare ``RowPlan`` for one that is refused."""
        held = Held(self.session, self.policy, rows)
        alike = held.namesakes(self.policy, rows) if self.telling else set()
        return [self._row(row, held, (fold(row.name), row.birth_date) in alike) for row in rows]

    def _row(self, row: ListedMailbox, held: Held, has_namesake: bool) -> PlannedMailbox | RowPlan:
        found = held.addresses.get(row.address)
        mailbox = held.mailboxes.get(found.mailbox_id or "") if found else None
        faults = list(self.repeated.faults.get(row.row, ()))
        place = self._place(row)
        if isinstance(place, CellFault):
            faults.append(place)
            return _refused(row, faults)
        faults += self._faults(row, held, mailbox)
        judged = self._judged(row, place)
        changes: tuple[Change, ...] = ()
        notes = [*self.repeated.notes.get(row.row, ())]
        if mailbox is not None and found is not None and not faults:
            ours = mailbox.imported_file_id is not None
            departure = str(judged.reason) if judged.conformity is Conformity.DEPARTS else None
            known = differences(row, held, mailbox, place, self.places)
            if ours and (departure is None) != (found.departure is None):
                known.append(Change("departure", "lưu ý tên hộp thư", found.departure, departure))
            if self._is_done(mailbox):
                notes += _kept(known, row, mailbox)
            else:
                changes = tuple(known)
                faults += _state_faults(row, mailbox)
        if faults:
            return _refused(row, faults)
        same = held.by_number[row.citizen_number] if row.citizen_number else []
        person = held.people.get(mailbox.person_id or 0) if mailbox else next(iter(same), None)
        if self.telling and mailbox is None:
            notes += _notes_on_new(row, held, same, has_namesake)
        if judged.conformity is Conformity.UNJUDGED and judged.reason:
            notes.append(f"không xét được tên hộp thư: {judged.reason}")
        plan = RowPlan(
            row=row.row,
            what=row.address,
            name=row.name,
            effect=_effect(mailbox, changes),
            changes=changes,
            notes=tuple(notes),
            departure=judged.reason if judged.conformity is Conformity.DEPARTS else None,
        )
        missing = tuple(address for address in row.addresses if address not in held.addresses)
        if mailbox is not None and self._is_done(mailbox):
            missing = ()
        made = str(uuid5(_IDS, f"{self.policy}:{row.address}"))
        id_ = mailbox.id if mailbox else made
        return PlannedMailbox(row, plan, place, id_, mailbox, person, missing)

    def _is_done(self, mailbox: Mailbox) -> bool:
        """Whether this very file brought the mailbox: what was done to it since then stands."""
        same = self.file_id is not None and mailbox.imported_file_id == self.file_id
        return same and mailbox.state is not MailboxState.RESERVED

    def _place(self, row: ListedMailbox) -> Place | CellFault:
        name = row.unit if row.kind is Kind.PERSON else row.name
        return self.places.place(row.organisation_code, name, row.superior)

    def _judged(self, row: ListedMailbox, place: Place) -> Judged:
        person = row.kind is Kind.PERSON
        unit, parent = row.unit, row.superior
        if row.organisation_code and place.known and not (unit or parent):
            chain = self.places.names_of(place.known)
            unit, parent = chain[0] if person else None, " thuộc ".join(chain[1:]) or None
        return self.judging.judge(
            row.kind,
            row.address,
            row.name,
            unit=unit if person else None,
            parent=parent,
            birth_date=row.birth_date,
        )

    def _faults(
        self, row: ListedMailbox, held: Held, mailbox: Mailbox | None
    ) -> Iterator[CellFault]:
        for address in row.addresses:
            other = held.addresses.get(address)
            if other is not None and (mailbox is None or other.mailbox_id != mailbox.id):
                column = "Địa chỉ thư" if address == row.address else "Địa chỉ khác"
                yield CellFault(column, _held_by(other, held))
        if mailbox is not None:
            if mailbox.policy != self.policy:
                yield CellFault("Địa chỉ thư", f"{row.address} thuộc quy chế {mailbox.policy}")
            yield from other_holder(row, held, mailbox)
        if row.citizen_number and any(
            person.key != fold(row.name) for person in held.by_number[row.citizen_number]
        ):
            number = masked(row.citizen_number)
            yield CellFault("Số CCCD/CMND", f"{number} đã gắn với người khác trong danh bạ")


def _effect(mailbox: Mailbox | None, changes: Sequence[Change]) -> Effect:
    if mailbox is None or mailbox.state is MailboxState.RESERVED:
        return Effect.NEW
    return Effect.CHANGED if changes else Effect.UNCHANGED


def _refused(row: ListedMailbox, faults: Sequence[CellFault]) -> RowPlan:
    return RowPlan(row.row, row.address, row.name, Effect.REFUSED, faults=tuple(faults))


def _held_by(other: Address, held: Held) -> str:
    if other.state is AddressState.RESERVED:
        return f"{other.address} đang giữ chỗ cho một đề nghị chưa xong"
    box = held.mailboxes.get(other.mailbox_id or "")
    whose = f" cho «{box.display_name}» ({held.primary(box)})" if box else ""
    return f"{other.address} đã cấp{whose}; địa chỉ đã cấp không cấp lại cho người khác"


def _state_faults(row: ListedMailbox, mailbox: Mailbox) -> Iterator[CellFault]:
    if mailbox.state is MailboxState.RESERVED:
        if mailbox.imported_file_id is None:
            yield CellFault("Địa chỉ thư", f"{row.address} đang được tạo theo một đề nghị")
    elif mailbox.state is not row.state:
        yield CellFault(
            "Trạng thái",
            f"danh bạ ghi {MAILBOX_WORDS[mailbox.state]}, danh sách ghi {MAILBOX_WORDS[row.state]}:"
            " trạng thái chỉ đổi theo đề nghị",
        )


def _kept(known: Sequence[Change], row: ListedMailbox, mailbox: Mailbox) -> Iterator[str]:
    """What the directory has otherwise since this file was imported."""
    titles = [change.title for change in known if change.field != "departure"]
    titles += ["trạng thái"] if mailbox.state is not row.state else []
    if titles:
        yield f"đã đổi sau khi nhập tệp này: {', '.join(titles)}; giữ theo danh bạ"


def _notes_on_new(
    row: ListedMailbox, held: Held, same: Sequence[Person], has_namesake: bool
) -> Iterator[str]:
    boxes = held.boxes_of(same) if same else []
    if boxes:
        yield f"người này đã có hộp thư {', '.join(boxes)}: thêm một hộp thư"
    elif has_namesake and not row.citizen_number:
        yield "danh bạ đã có người cùng họ tên, ngày sinh: nhập thành người khác"
