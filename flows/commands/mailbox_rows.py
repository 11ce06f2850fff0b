"""A mailbox as a JSON document and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.commands.output import moment, shown
from flows.desk.look import MailboxView
from tasks.masking import masked_phone
from tasks.wording import MAILBOX_WORDS


def mailbox_document(view: MailboxView) -> dict[str, Any]:
    """A mailbox with every address it ever had."""
    box = view.mailbox
    return {
        "mailbox": box.id,
        "policy": box.policy,
        "kind": box.kind.value,
        "state": box.state.value,
        "reason": box.state_reason,
        "article": box.state_article,
        "since": moment(box.state_since),
        "holder": view.holder,
        "position": view.position,
        "organisation": view.organisation,
        "phone": masked_phone(box.phone),
        "quota_mb": box.quota_mb,
        "awaiting_handover": box.awaiting_handover,
        "purge_on": box.purge_on,
        "stops_on": box.stops_on,
        "addresses": [
            {
                "address": a.address,
                "primary": a.is_primary,
                "issued": moment(a.at),
                "departure": a.departure,
            }
            for a in view.addresses
        ],
        "imported": {
            "file": view.imported.file_name,
            "sha256": view.imported.sha256,
            "at": moment(view.imported.at),
            "by": view.imported.author,
        }
        if view.imported
        else None,
    }


def mailbox_lines(view: MailboxView) -> Iterator[str]:
    """A mailbox for people."""
    box = view.mailbox
    at = ", ".join(part for part in (view.position, view.organisation) if part)
    yield f"{view.addresses[0].address}: {MAILBOX_WORDS[box.state]} – {view.holder} ({at})"
    if box.state_reason:
        yield f"  {box.state_reason} ({box.state_article or '…'}) từ {shown(box.state_since)}"
    for address in view.addresses:
        mark = "chính" if address.is_primary else "địa chỉ khác, vẫn nhận thư"
        yield f"  {address.address} ({mark}), cấp {shown(address.at)}"
        if address.departure:
            yield f"    tên trái quy tắc: {address.departure}"
    yield f"  dung lượng {box.quota_mb} MB" + (
        "; chưa bàn giao mật khẩu" if box.awaiting_handover else ""
    )
    if view.imported:
        yield (
            f"  [{shown(view.imported.at)}] nhập từ «{view.imported.file_name}»"
            f" – {view.imported.author}"
        )
    for entry in view.trail:
        yield f"  [{shown(entry.at)}] {entry.action} – {entry.actor}"
