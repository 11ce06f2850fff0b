"""Letters of all five provinces put together from numbers, for tests that send any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.mailbox import Mailbox, MailboxState
from models.organisation import Organisation
from models.person import Person
from policies.schema import Kind, RequestType
from tasks.directory import assignment_of
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.matching import primary_address

POLICIES = ("bac-giang", "hung-yen", "khanh-hoa", "phu-tho", "tien-giang")
SENDER = "Sở Nội vụ"
_UNITS = ("Phòng Pháp chế", "Văn phòng")
#: few names, some alike without their signs, so that addresses clash
_NAMES = (
    *("Trần Mạnh Hùng", "Trần Minh Hưng", "Lê Thị Lan", "Nguyễn Văn An", "Nguyễn Văn Ân"),
    *("Lê Thu Lan", "Phạm Đức Quân", "Trần Mạnh Hùng"),
)
_ORGANISATIONS = ("Thanh tra", "Phòng Tài chính", "Chi cục Văn thư")
_T = RequestType
_CHANGES = (
    ("Số điện thoại", "0912345678"),
    ("Họ và tên", "Trần Mạnh Hưng"),
    ("Dung lượng", "3 GB"),
    ("Chức vụ", "Phó Trưởng phòng"),
    ("Đơn vị công tác", "Sở Tài chính"),
    ("Tuổi", "40"),
)
_CHANGES_OF_ORGANISATION = (
    ("Họ tên người đại diện", "Đỗ Văn Nam"),
    ("Tên cơ quan", "Phòng Kế hoạch"),
    ("Điện thoại", "0912345678"),
)


@dataclass(frozen=True)
class Holder:
    """Whose mailbox a row speaks of, as an agency would write it."""

    mailbox_id: str
    kind: Kind
    name: str
    unit: str
    address: str
    birth_date: date | None


@dataclass(frozen=True)
class Form:
    """A form of a province: for each of its tables, of which kind and types its rows may be."""

    id: str
    tables: tuple[tuple[Kind, frozenset[RequestType]], ...]


def _standard(*types: RequestType) -> Form:
    """The project's own form, for what a regulation has none."""
    own = frozenset(types)
    return Form("mau-chuan", ((Kind.PERSON, own), (Kind.ORGANISATION, own)))


_STANDARD = (_standard(*RequestType),)
_KHANH_HOA = frozenset({_T.NEW, _T.RESET_PASSWORD, _T.REVOKE, _T.CHANGE})
FORMS: dict[str, tuple[Form, ...]] = {
    "bac-giang": _STANDARD,
    "hung-yen": _STANDARD,
    "tien-giang": _STANDARD,
    "khanh-hoa": (
        Form("phu-luc", ((Kind.ORGANISATION, _KHANH_HOA), (Kind.PERSON, _KHANH_HOA))),
        _standard(_T.LOCK, _T.RESTORE),
    ),
    "phu-tho": (
        Form("mau-01", tuple((Kind.ORGANISATION, frozenset({t})) for t in (_T.NEW, _T.REVOKE))),
        Form("mau-02", ((Kind.ORGANISATION, frozenset({_T.CHANGE})),)),
        Form("mau-03", tuple((Kind.PERSON, frozenset({t})) for t in (_T.NEW, _T.REVOKE))),
        Form("mau-04", ((Kind.PERSON, frozenset({_T.CHANGE})),)),
        _standard(_T.LOCK, _T.RESTORE, _T.RESET_PASSWORD),
    ),
}


def tables_of(
    policy: str, rows: Sequence[tuple[Kind, FilledRow]]
) -> tuple[str, list[list[FilledRow]]]:
    """The province's form that takes most of the rows, and the rows in its tables."""

    def filled(form: Form) -> list[list[FilledRow]]:
        return [
            [row for of, row in rows if of is kind and row.type in types]
            for kind, types in form.tables
        ]

    best = max(FORMS[policy], key=lambda form: sum(map(len, filled(form))))
    return best.id, filled(best)


def new_row(number: int) -> tuple[Kind, FilledRow]:
    """A row that asks for a new mailbox: of one of a few people, or of an organisation."""
    if number % 4 == 3:
        name = _ORGANISATIONS[number // 4 % len(_ORGANISATIONS)]
        return Kind.ORGANISATION, _row(_T.NEW, number, name=name, unit=SENDER, birth_date=None)
    at = number % len(_NAMES)
    return Kind.PERSON, _row(
        _T.NEW,
        at,
        name=_NAMES[at],
        unit=_UNITS[number % len(_UNITS)],
        birth_date=date(1980, 1, 1 + at),
    )


def row_about(holder: Holder, type_: RequestType, number: int) -> tuple[Kind, FilledRow]:
    """A row about a mailbox that stands."""
    told: dict[str, Any] = {
        "name": holder.name,
        "unit": holder.unit,
        "address": holder.address,
        "birth_date": holder.birth_date,
        "citizen_number": None,
        "representative": None,
    }
    if type_ is _T.CHANGE:
        person = holder.kind is Kind.PERSON
        changes = _CHANGES if person else _CHANGES_OF_ORGANISATION
        told["change_what"], told["change_to"] = changes[number % len(changes)]
        if person and told["change_what"] == "Đơn vị công tác":
            told["former_unit"], told["unit"] = holder.unit, told["change_to"]
    return holder.kind, _row(type_, number, **told)


def _row(type_: RequestType, number: int, **fields: Any) -> FilledRow:
    given = {
        "position": "Trưởng phòng" if number % 3 == 1 else "Chuyên viên",
        "decision_number": "123/QĐ-SNV",
        "decision_date": date(2026, 2, 27),
        "citizen_number": f"001099{number:06}",
        "phone": f"09{number:08}",
        "representative": "Trần Bình",
        "representative_position": "Chánh Văn phòng",
        "note": "theo đề nghị",
        **fields,
    }
    return FilledRow(type_, LineFields(**given))


def holders(session: Session, policy: str) -> list[Holder]:
    """Whose mailboxes stand in a province, in the order in which they were made."""
    gone = (MailboxState.RESERVED, MailboxState.PURGED)
    boxes = session.exec(
        select(Mailbox)
        .where(Mailbox.policy == policy, col(Mailbox.state).not_in(gone))
        .order_by(col(Mailbox.created_at), col(Mailbox.line_id))
    ).all()
    found = []
    for box in boxes:
        person = session.get(Person, box.person_id) if box.person_id else None
        post = assignment_of(session, box.person_id) if box.person_id else None
        place = session.get(Organisation, post.organisation_id) if post else None
        found.append(
            Holder(
                mailbox_id=box.id,
                kind=Kind(box.kind),
                name=person.full_name if person else box.display_name,
                unit=place.name if place else SENDER,
                address=primary_address(session, box) or "",
                birth_date=person.birth_date if person else None,
            )
        )
    return found
