"""What the directory holds of the mailboxes and people of some rows, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.mailbox import Address, Mailbox
from models.person import Assignment, Person
from models.portions import portions
from models.row import id_of
from policies.naming import fold
from tasks.importing.mailbox_list import ListedMailbox


class Held:
    """Addresses, the mailboxes that have them, their holders, and who bears a citizen number."""

    def __init__(self, session: Session, policy: str, rows: Sequence[ListedMailbox]) -> None:
        self._session = session
        wanted = sorted({address for row in rows for address in row.addresses})
        self.addresses: dict[str, Address] = {
            each.address: each for each in self._among(Address, Address.address, wanted)
        }
        ids = sorted({each.mailbox_id for each in self.addresses.values() if each.mailbox_id})
        self.mailboxes: dict[str, Mailbox] = {
            each.id: each for each in self._among(Mailbox, Mailbox.id, ids)
        }
        self.addresses_of: dict[str, list[Address]] = defaultdict(list)
        for each in self._among(Address, Address.mailbox_id, ids):
            self.addresses_of[each.mailbox_id or ""].append(each)
        holders = {box.person_id for box in self.mailboxes.values() if box.person_id}
        self.people: dict[int, Person] = {
            id_of(each): each for each in self._among(Person, Person.id, sorted(holders))
        }
        self.posts: dict[int, Assignment] = {
            each.person_id: each
            for each in self._among(Assignment, Assignment.person_id, sorted(holders))
            if each.ends is None
        }
        numbers = sorted({row.citizen_number for row in rows if row.citizen_number})
        self.by_number: dict[str, list[Person]] = defaultdict(list)
        for person in self._among(Person, Person.citizen_number, numbers):
            if person.policy == policy:
                self.by_number[person.citizen_number or ""].append(person)

    def _among(self, table: type[SQLModel], column: Any, values: Collection[Any]) -> Iterator[Any]:
        """The rows whose column has one of the values."""
        for some in portions(list(values)):
            yield from self._session.exec(select(table).where(col(column).in_(some)))

    def primary(self, mailbox: Mailbox) -> str | None:
        """The primary address of one of the mailboxes."""
        own = self.addresses_of[mailbox.id]
        return next((each.address for each in own if each.is_primary), None)

    def boxes_of(self, people: Collection[Person]) -> list[str]:
        """The primary addresses of the mailboxes that those people have."""
        ids = [id_of(person) for person in people]
        wanted = (
            select(Address.address)
            .join(Mailbox, col(Mailbox.id) == col(Address.mailbox_id))
            .where(col(Mailbox.person_id).in_(ids), col(Address.is_primary).is_(True))
        )
        return sorted(self._session.exec(wanted))

    def namesakes(self, policy: str, rows: Sequence[ListedMailbox]) -> set[tuple[str, Any]]:
        """Folded name and birth date of those people of the directory who share them with a row."""
        names = sorted({fold(row.name) for row in rows if row.birth_date})
        found: set[tuple[str, Any]] = set()
        for some in portions(names):
            same = select(Person.key, col(Person.birth_date)).where(
                Person.policy == policy,
                col(Person.key).in_(some),
                col(Person.birth_date).is_not(None),
            )
            found.update((key, born) for key, born in self._session.exec(same))
        return found
