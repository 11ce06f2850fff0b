"""What a row of a list tells otherwise than the directory, of one mailbox."""

from __future__ import annotations

from collections.abc import Iterator

from models.mailbox import Mailbox
from policies.explain import show_date
from policies.naming import clean, fold
from policies.schema import Kind
from policies.spelling import organisation_key
from tasks.importing.held import Held
from tasks.importing.list_rows import CellFault
from tasks.importing.mailbox_list import ListedMailbox
from tasks.importing.places import Place, Places
from tasks.importing.plan import Change
from tasks.masking import masked, masked_phone
from tasks.wording import KIND_WORDS


def other_holder(row: ListedMailbox, held: Held, mailbox: Mailbox) -> Iterator[CellFault]:
    """Why the row cannot mean the mailbox that has its address: somebody else holds it."""
    if mailbox.kind is not row.kind:
        yield CellFault("Loại", f"{row.address} là hộp thư {KIND_WORDS[mailbox.kind]}")
        return
    key = fold if row.kind is Kind.PERSON else organisation_key
    if key(mailbox.display_name) != key(row.name):
        yield CellFault(
            "Họ tên hoặc tên cơ quan",
            f"{row.address} là hộp thư của «{mailbox.display_name}»: địa chỉ đã cấp không cấp lại"
            " cho người khác; đổi tên thì theo đề nghị thay đổi thông tin",
        )
    primary = held.primary(mailbox)
    if primary not in (None, row.address):
        reason = f"địa chỉ chính của hộp thư này là {primary}, {row.address} là địa chỉ khác"
        yield CellFault("Địa chỉ thư", reason)
    person = held.people.get(mailbox.person_id or 0)
    known = person.citizen_number if person else None
    if known and row.citizen_number and known != row.citizen_number:
        reason = f"danh bạ ghi {masked(known)}, danh sách ghi {masked(row.citizen_number)}"
        yield CellFault("Số CCCD/CMND", reason)


def differences(
    row: ListedMailbox, held: Held, mailbox: Mailbox, place: Place, places: Places
) -> list[Change]:
    """What would change; an empty cell says nothing and changes nothing."""
    found = [*_of_holder(row, held, mailbox), *_of_place(row, held, mailbox, place, places)]
    if row.phone and row.phone != mailbox.phone:
        old, new = masked_phone(mailbox.phone), masked_phone(row.phone)
        found.append(Change("phone", "số điện thoại", old, new))
    if row.representative and row.representative != mailbox.representative:
        old = mailbox.representative
        found.append(Change("representative", "người đại diện", old, row.representative))
    if row.quota_mb and row.quota_mb != mailbox.quota_mb:
        old, new = f"{mailbox.quota_mb} MB", f"{row.quota_mb} MB"
        found.append(Change("quota_mb", "dung lượng", old, new))
    more = [address for address in row.aliases if address not in held.addresses]
    if more:
        found.append(Change("aliases", "thêm địa chỉ", None, ", ".join(more)))
    return found


def _of_holder(row: ListedMailbox, held: Held, mailbox: Mailbox) -> Iterator[Change]:
    name = clean(row.name)
    if name != mailbox.display_name:  # other marks, the same letters
        yield Change("name", "cách viết tên", mailbox.display_name, name)
    person = held.people.get(mailbox.person_id or 0)
    if person is None:
        return
    if row.birth_date and row.birth_date != person.birth_date:
        old = show_date(person.birth_date) if person.birth_date else None
        yield Change("birth_date", "ngày sinh", old, show_date(row.birth_date))
    if row.citizen_number and row.citizen_number != person.citizen_number:
        yield Change("citizen_number", "số CCCD/CMND", None, masked(row.citizen_number))


def _of_place(
    row: ListedMailbox, held: Held, mailbox: Mailbox, place: Place, places: Places
) -> Iterator[Change]:
    person = row.kind is Kind.PERSON
    post = held.posts.get(mailbox.person_id or 0) if person else None
    at = (post.organisation_id if post else None) if person else mailbox.organisation_id
    if at is None or place.known is None or at != place.known.id:
        old = places.by_id[at].name if at is not None else None
        yield Change("place", "đơn vị" if person else "cơ quan", old, str(place))
    position = post.position if post else None
    if row.position and row.position != position:
        yield Change("position", "chức vụ", position, row.position)
