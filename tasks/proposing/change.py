"""The proposal for a change: what will be different, and the address where that changes too."""

from __future__ import annotations

from models.mailbox import Mailbox, MailboxState, addresses_of
from models.request import Line
from models.verdict import Outcome
from policies.explain import because
from policies.lifecycle import date_after, grant_mb, transfer
from policies.naming import NameRefused, clean, clean_name, clean_organisation_name
from policies.schema import Kind
from policies.working_days import OutsideCalendar
from tasks.changes import ChangeKind, Unclear, phone_asked, quota_asked, understand_change
from tasks.masking import masked_phone
from tasks.proposing.desk_view import View, explain, need, suggest


def propose_change(view: View, line: Line, mailbox: Mailbox) -> None:
    """Say what the change means; what the form doesn't tell is the reviewer's to settle."""
    change = understand_change(line.kind, line.change_what, line.former_unit)
    if isinstance(change, Unclear):
        _return(view, line, change.reason)
        return
    to = clean(line.change_to or (line.unit if change.kind is ChangeKind.UNIT else None) or "")
    explain(line, change.sentence(to))
    if not to:
        _return(view, line, "thiếu thông tin mới")
    elif change.kind is ChangeKind.QUOTA:
        _check_quota(view, line, to)
    elif change.kind is ChangeKind.PHONE and phone_asked(to) is None:
        _return(view, line, f"«{masked_phone(to)}» không phải một số điện thoại")
    elif change.kind is ChangeKind.REPRESENTATIVE:
        _check_representative(view, line, mailbox, to)
    elif change.kind is ChangeKind.NAME:
        _propose_name(view, line, mailbox, to)
    elif change.kind is ChangeKind.UNIT:
        _propose_transfer(view, line, mailbox, to)


def _return(view: View, line: Line, reason: str, article: str | None = None) -> None:
    """The agency has something to put right first."""
    need(line, reason)
    suggest(line, Outcome.RETURNED, reason, article or view.deciding_article)


def _propose_name(view: View, line: Line, mailbox: Mailbox, to: str) -> None:
    name = clean_name(to) if line.kind is Kind.PERSON else clean_organisation_name(to)
    if isinstance(name, NameRefused):
        _return(view, line, name.reason)
        return
    asked = view.asked[mailbox.id]
    asked.name = name
    _propose_address(view, line, mailbox, name, asked.unit or line.unit)


def _check_representative(view: View, line: Line, mailbox: Mailbox, to: str) -> None:
    name = clean_name(to)
    if isinstance(name, NameRefused):
        _return(view, line, name.reason)
    elif mailbox.state is MailboxState.ACTIVE:
        explain(line, "người đại diện mới nhận mật khẩu mới: mật khẩu đang dùng hết hiệu lực")


def _check_quota(view: View, line: Line, to: str) -> None:
    asked = quota_asked(to)
    rule = grant_mb(view.regulation, line.kind, view.on)
    if asked is None:
        _return(view, line, f"không đọc được dung lượng «{to}»", rule.article)
    elif rule.maximum_mb and asked > rule.maximum_mb and not rule.more_on_request:
        reason = f"dung lượng đề nghị {asked} MB vượt mức tối đa {rule.maximum_mb} MB"
        suggest(line, Outcome.REFUSED, reason, rule.article)


def _propose_transfer(view: View, line: Line, mailbox: Mailbox, to: str) -> None:
    rule = transfer(view.regulation, view.on)
    if rule is None or rule.then == "keep":
        return
    explain(line, *because("chuyển công tác trong tỉnh", rule))
    if rule.old_stops_within:
        since = line.decision_date or view.on
        try:
            date_after(since, rule.old_stops_within, view.calendar)
        except OutsideCalendar as error:
            _return(view, line, f"ngày quyết định {since:%d/%m/%Y}: {error}", rule.article)
            return
    other = rule.then == "new-mailbox"
    asked = view.asked[mailbox.id]
    if not other:
        asked.unit = to
    name = asked.name or line.name or mailbox.display_name
    _propose_address(view, line, mailbox, name, to, other=other)


def _propose_address(
    view: View, line: Line, mailbox: Mailbox, name: str, unit: str | None, *, other: bool = False
) -> None:
    """An address for a new name or unit; the present one where it still fits (unless ``other``)."""
    asked = view.asked[mailbox.id].addresses
    own = asked | {row.address for row in addresses_of(view.session, mailbox.id)}
    kept = set() if other else own
    managing, superior = view.place(line.kind, name, unit)
    while True:
        answer = view.addressing.address(
            line.kind,
            name,
            unit=managing,
            parent=superior,
            birth_date=line.birth_date,
            taken=lambda address: None if address in kept else view.taken.get(address),
        )
        if answer.address is None or answer.address in own:
            break
        if view.reserve(line, answer.address):
            if not other:
                asked.add(answer.address)
            break
    explain(line, *answer.explanation)
    if answer.address:
        line.proposed_address = answer.address
    else:
        need(line, f"cần thống nhất địa chỉ mới ({answer.article})")
        suggest(line, Outcome.RETURNED, "cần thống nhất địa chỉ mới", answer.article)
