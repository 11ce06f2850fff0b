"""A lock: why, by which article, what still works, how it ends, what comes if nobody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.mailbox import Mailbox, MailboxState
from policies.explain import as_sentence, because, show_date
from policies.lifecycle import period_text, restoration_resets, while_locked
from policies.schema import (
    Kind,
    LockedThen,
    Regulation,
    RequestType,
    Restoration,
    TermStart,
    in_force,
)
from policies.terms import term_rule, term_text
from policies.working_days import to_local

_STOPPED = (MailboxState.LOCKED, MailboxState.SEND_LOCKED, MailboxState.REVOKED)
_WORDS = {
    MailboxState.LOCKED: "tạm khóa",
    MailboxState.SEND_LOCKED: "khóa chiều gửi",
    MailboxState.REVOKED: "thu hồi",
}


def lock_note(regulation: Regulation, kind: Kind, on: date) -> str:
    """What a locked mailbox still does, and how it is restored: one paragraph for the letter."""
    return " ".join((*_works(regulation, on), *_restored(regulation, kind, on)))


def lock_sentences(regulation: Regulation, kind: Kind, on: date) -> tuple[str, ...]:
    """The same, how silent texts are read, and what comes if nobody asks for its restoration."""
    rule = while_locked(regulation, on)
    readings = [as_sentence(str(reason)) for reason in because("", rule)[1:]] if rule else []
    return (lock_note(regulation, kind, on), *readings, *_otherwise(regulation, on))


def mailbox_sentences(regulation: Regulation, mailbox: Mailbox, on: date) -> tuple[str, ...]:
    """Why a mailbox is locked or revoked, until when it is kept, and all of the above."""
    if mailbox.state not in _STOPPED:
        return ("Hộp thư đang hoạt động bình thường.",)
    article = f" ({mailbox.state_article})" if mailbox.state_article else ""
    since = show_date(to_local(mailbox.state_since).date())
    reason = (mailbox.state_reason or "").removeprefix("tạm khóa: ")
    why = f", lý do: {reason}" if reason else ""
    told = [as_sentence(f"hộp thư bị {_WORDS[mailbox.state]} từ ngày {since}{why}{article}")]
    if mailbox.state is MailboxState.SEND_LOCKED:
        told.append("Hộp thư không gửi được thư; thư gửi đến vẫn được nhận.")
    if mailbox.purge_on:
        last = show_date(mailbox.purge_on)
        told.append(f"Hộp thư được duy trì đến hết ngày {last}, sau đó bị hủy.")
    if mailbox.state is MailboxState.LOCKED:
        told += lock_sentences(regulation, mailbox.kind, on)
    else:
        told += _restored(regulation, mailbox.kind, on)
    return tuple(told)


def _works(regulation: Regulation, on: date) -> Iterator[str]:
    rule = while_locked(regulation, on)
    if rule is None:
        return
    lost = [
        words
        for works, words in ((rule.login, "đăng nhập được"), (rule.send, "gửi được thư"))
        if not works
    ]
    stops = f"không {', không '.join(lost)}; " if lost else ""
    mail = "thư gửi đến vẫn được nhận và lưu" if rule.receive else "thư gửi đến không được nhận"
    yield as_sentence(f"trong thời gian tạm khóa, hộp thư {stops}{mail} ({rule.article})")


def _restored(regulation: Regulation, kind: Kind, on: date) -> Iterator[str]:
    who = [
        words
        for name, words in (("organisation", "cơ quan, đơn vị"), ("individual", "cá nhân"))
        if any(
            rule.who == name and RequestType.RESTORE in rule.types for rule in regulation.requesters
        )
    ]
    asks = " hoặc ".join(who) or "cơ quan, đơn vị"
    rule = term_rule(regulation, RequestType.RESTORE, kind, on)
    told = f"muốn khôi phục, {asks} gửi đề nghị đến {regulation.bodies.decides.name}"
    if rule and rule.length is not None:
        start = "nhận được đề nghị" if rule.starts is TermStart.RECEIPT else "nhận đầy đủ thông tin"
        told += f"; thời hạn khôi phục là {term_text(rule.length, rule.unit)} kể từ khi {start}"
    else:
        told += "; quy chế không quy định thời hạn khôi phục"
    yield as_sentence(f"{told} ({rule.article})" if rule else told)
    if restoration_resets(regulation, on):
        article = next(
            each.article
            for each in in_force(regulation.lifecycle, on)
            if isinstance(each, Restoration) and each.new_password
        )
        yield as_sentence(f"khi khôi phục, hộp thư được cấp mật khẩu mới ({article})")


def _otherwise(regulation: Regulation, on: date) -> Iterator[str]:
    for rule in in_force(regulation.lifecycle, on):
        if isinstance(rule, LockedThen):
            then = "bị thu hồi" if rule.then == "revoke" else "bị gỡ bỏ hoàn toàn khỏi hệ thống"
            after = period_text(rule.after)
            yield as_sentence(
                f"sau {after} kể từ khi tạm khóa mà không có đề nghị mở lại thì hộp thư {then} "
                f"({rule.article})"
            )
