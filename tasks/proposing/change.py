"""The proposal for a change: what will be different, and the address where that changes too."""

from __future__ import annotations

from models.mailbox import Mailbox, addresses_of
from models.request import Line
from models.verdict import Outcome
from policies.addresses import address_for
from policies.explain import because
from policies.lifecycle import grant_mb, transfer
from policies.schema import Kind
from tasks.changes import ChangeKind, quota_asked, understand_change
from tasks.proposing.desk_view import View, explain, need, suggest


def propose_change(view: View, line: Line, mailbox: Mailbox) -> None:
    """Say what the change means; what the form doesn't tell is the reviewer's to settle."""
    change = understand_change(line.kind, line.change_what, line.former_unit)
    if change is None:
        need(line, f"không rõ thông tin cần thay đổi: «{line.change_what or ''}»")
        suggest(line, Outcome.RETURNED, "chưa rõ thông tin cần thay đổi", view.deciding_article)
        return
    to = line.change_to or (line.unit if change.kind is ChangeKind.UNIT else None)
    explain(line, change.sentence(to))
    if not to:
        need(line, "thiếu thông tin mới")
        suggest(line, Outcome.RETURNED, "thiếu thông tin mới", view.deciding_article)
    elif change.kind is ChangeKind.QUOTA:
        _check_quota(view, line, to)
    elif change.kind is ChangeKind.NAME:
        _propose_address(view, line, mailbox, to, line.unit)
    elif change.kind is ChangeKind.UNIT and line.kind is Kind.PERSON:
        _propose_transfer(view, line, mailbox, to)


def _check_quota(view: View, line: Line, to: str) -> None:
    asked = quota_asked(to)
    rule = grant_mb(view.regulation, line.kind, view.on)
    if asked is None:
        need(line, f"không đọc được dung lượng «{to}»")
        suggest(line, Outcome.RETURNED, "không đọc được dung lượng", rule.article)
    elif rule.maximum_mb and asked > rule.maximum_mb and not rule.more_on_request:
        reason = f"dung lượng đề nghị {asked} MB vượt mức tối đa {rule.maximum_mb} MB"
        suggest(line, Outcome.REFUSED, reason, rule.article)


def _propose_transfer(view: View, line: Line, mailbox: Mailbox, to: str) -> None:
    rule = transfer(view.regulation, view.on)
    if rule is None or rule.then == "keep":
        return
    explain(line, *because("chuyển công tác trong tỉnh", rule))
    other = rule.then == "new-mailbox"
    _propose_address(view, line, mailbox, line.name or mailbox.display_name, to, other=other)


def _propose_address(
    view: View, line: Line, mailbox: Mailbox, name: str, unit: str | None, *, other: bool = False
) -> None:
    """An address for a new name or unit; the present one where it still fits (unless ``other``)."""
    own = {row.address for row in addresses_of(view.session, mailbox.id)}
    while True:
        taken = view.taken if other else view.taken - own
        managing, superior = view.place(line.kind, name, unit)
        answer = address_for(
            view.regulation,
            line.kind,
            name,
            unit=managing,
            parent=superior,
            birth_date=line.birth_date,
            taken=taken.__contains__,
            on=view.on,
        )
        if answer.address is None or answer.address in own:
            break
        if view.reserve(line, answer.address):
            break
    explain(line, *answer.explanation)
    if answer.address:
        line.proposed_address = answer.address
    else:
        need(line, f"cần thống nhất địa chỉ mới ({answer.article})")
        suggest(line, Outcome.RETURNED, "cần thống nhất địa chỉ mới", answer.article)
