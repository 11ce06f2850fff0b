"""Which password a line brought, and whether it can be handed over now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models.hand_over import HandOver, last_of_mailbox, of_line
from models.mailbox import Mailbox, MailboxState
from models.person import Person
from models.request import Line, Request
from models.row import id_of
from models.transitions import LineState
from policies.lifecycle import restoration_resets
from policies.schema import Regulation, RequestType
from policies.working_days import to_local
from tasks.changes import Change, ChangeKind, understand_change
from tasks.matching import primary_address
from tasks.wording import LINE_WORDS, MAILBOX_WORDS, TYPE_WORDS

_USABLE = (MailboxState.ACTIVE, MailboxState.SEND_LOCKED)
_RESET = "cần mật khẩu mới thì cơ quan gửi đề nghị cấp lại mật khẩu"


@dataclass(frozen=True)
class Ready:
    """A line whose password can be handed over, and whose it will be."""

    line_id: int
    mailbox_id: str
    address: str
    name: str
    birth_date: date | None


def ready_to_hand_over(
    session: Session, regulation: Regulation, on: date, request: Request, line: Line
) -> Ready | str:
    """The line whose password can be handed over; or why there is none."""
    if line.state is not LineState.DONE:
        return f"{LINE_WORDS[line.state]}, không có mật khẩu để bàn giao"
    own = session.exec(select(Mailbox).where(Mailbox.line_id == line.id)).first()
    mailbox = own or session.get_one(Mailbox, line.mailbox_id)
    address = primary_address(session, mailbox) or ""
    if before := of_line(session, id_of(line)):
        return _told(address, before)
    if own is None and not _brings_password(regulation, on, request, line):
        return f"{TYPE_WORDS[request.type]}: không sinh mật khẩu mới"
    if mailbox.state not in _USABLE:
        return f"hộp thư {address} {MAILBOX_WORDS[mailbox.state]}, không đăng nhập được"
    if not mailbox.awaiting_handover:
        last = last_of_mailbox(session, mailbox.id)
        return _told(address, last) if last else f"{address} đã có mật khẩu đang dùng; {_RESET}"
    person = session.get(Person, mailbox.person_id) if mailbox.person_id else None
    return Ready(
        line_id=id_of(line),
        mailbox_id=mailbox.id,
        address=address,
        name=person.full_name if person else mailbox.display_name,
        birth_date=person.birth_date if person else None,
    )


def _brings_password(regulation: Regulation, on: date, request: Request, line: Line) -> bool:
    if request.type is RequestType.RESTORE:
        return restoration_resets(regulation, on)
    if request.type is RequestType.CHANGE:
        change = understand_change(line.kind, line.change_what, line.former_unit)
        return change == Change(ChangeKind.REPRESENTATIVE)
    return request.type is RequestType.RESET_PASSWORD


def _told(address: str, before: HandOver) -> str:
    at = to_local(before.at)
    return (
        f"mật khẩu của {address} đã bàn giao lúc {at:%H:%M ngày %d/%m/%Y}, người bàn giao:"
        f" {before.author}; mật khẩu chỉ hiện một lần, {_RESET}"
    )
