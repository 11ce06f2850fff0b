"""Letters of every province on its blank forms, in both layouts: from the file to the request."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date

import pytest

from flows.desk.submit import Submitted
from models.mailbox import Mailbox, MailboxState
from models.request import Line
from models.transitions import RequestState
from policies.forms import forms_of, section_for
from policies.loader import load, policy_ids
from policies.schema import FormField, Kind, RequestType, Section
from tasks.forms.archive import Layout
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tasks.proposing.asking import main_channel
from tests.flows.cases import MONDAY, Desk
from tests.tasks.forms.blanks_filled import Rows, fill
from tests.tasks.forms.letters_made import HEADER

LAYOUTS: tuple[Layout, ...] = ("docx", "xlsx")
HEAD = replace(HEADER, dated=MONDAY.date())


def row(section: Section, type_: RequestType, **told: object) -> FilledRow:
    """A row that holds what the section has columns for."""
    held = {column.field.value.replace("-", "_") for column in section.columns}
    if FormField.DECISION.value in held:
        held |= {"decision_number", "decision_date"}
    whole = LineFields(**told)  # type: ignore[arg-type]  # by name
    return FilledRow(
        type_, replace(whole, **{f.name: None for f in fields_of(whole) if f.name not in held})
    )


def brought(desk: Desk, policy: str, form_id: str, layout: Layout, rows: Rows) -> Submitted:
    """A blank form filled and submitted by the regulation's own way; each has its own number."""
    desk.letters += 1
    at = [form.id for form in forms_of(load(policy))].index(form_id)
    head = replace(HEAD, number=f"{desk.letters}/SNV-VP")
    content = fill(policy, at, layout, head, rows, as_dates=False)
    channel = main_channel(load(policy))
    return desk.submit(content, policy, file_name=f"de-nghi.{layout}", channel=channel)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("policy", policy_ids())
def test_whatever_is_asked_becomes_a_request(desk: Desk, policy: str, layout: Layout) -> None:
    """Each kind and type has a form on which it is read, taken in and proposed."""
    domain = load(policy).domain
    asked = []
    for form in forms_of(load(policy)):
        rows = [
            [
                row(
                    section,
                    type_,
                    name="Lê An" if section.kind is Kind.PERSON else "Phòng Pháp chế",
                    unit="Phòng Pháp chế" if section.kind is Kind.PERSON else "Sở Nội vụ",
                    former_unit="Văn phòng",
                    address=f"an@{domain}",
                    citizen_number="001099000001",
                    representative="Lê An",
                    change_what="Số điện thoại",
                    change_to="0900000002",
                )
                for type_ in section.types
            ]
            for section in form.sections
        ]
        done = brought(desk, policy, form.id, layout, rows)
        assert done.faults == ()
        for request_id, type_ in done.requests:
            desk.run(request_id)
            assert RequestState.IN_REVIEW is desk.request(request_id).state
            asked += [(line.kind, type_) for line in desk.lines(request_id)]
    assert sorted((kind, type_) for kind in Kind for type_ in RequestType) == sorted(asked)
    assert all(line.suggested_verdict for line in desk.all(Line))


@pytest.mark.parametrize(("policy", "first"), list(zip(policy_ids(), (0, 1, 0, 1, 0), strict=True)))
def test_a_mailbox_lives_by_letters(desk: Desk, policy: str, first: int) -> None:
    """Made, locked, restored, its password reset, changed and revoked; layouts in turn."""
    person = {
        "name": "Lê Minh An",
        "birth_date": date(1990, 5, 4),
        "position": "Chuyên viên",
        "unit": "Phòng Pháp chế",
        "citizen_number": "001099000001",
        "phone": "0900000001",
        "decision_number": "12/QĐ-SNV",
        "decision_date": date(2026, 2, 27),
        "change_what": "Chức vụ",
        "change_to": "Phó Trưởng phòng",
    }
    states = []
    life = (
        *(RequestType.NEW, RequestType.LOCK, RequestType.RESTORE, RequestType.RESET_PASSWORD),
        *(RequestType.CHANGE, RequestType.REVOKE),
    )
    for turn, type_ in enumerate(life):
        found = section_for(load(policy), Kind.PERSON, type_)
        assert found is not None
        form, section = found
        moved = {"unit": "Phòng Tổ chức", "former_unit": "Phòng Pháp chế"}
        without_words = FormField.CHANGE_WHAT not in {column.field for column in section.columns}
        told = {**person, **(moved if type_ is RequestType.CHANGE and without_words else {})}
        if type_ is not RequestType.NEW:
            told["address"] = desk.lines(1)[0].proposed_address
        if policy == "khanh-hoa" and type_ is RequestType.REVOKE:
            told["unit"] = "Phòng Tổ chức"
        rows = [[row(section, type_, **told)] if part is section else [] for part in form.sections]
        done = brought(desk, policy, form.id, LAYOUTS[(first + turn) % 2], rows)
        ((request_id, made),) = done.requests
        assert type_ is made
        desk.approve(request_id)
        assert RequestState.TO_SIGN is desk.request(request_id).state, desk.lines(request_id)
        (box,) = desk.all(Mailbox)
        states.append(box.state)
    ends = MailboxState.SEND_LOCKED if policy == "phu-tho" else MailboxState.REVOKED
    active = [MailboxState.ACTIVE] * 3
    assert [MailboxState.ACTIVE, MailboxState.LOCKED, *active, ends] == states
