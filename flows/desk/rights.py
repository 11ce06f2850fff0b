"""Who may do what.  Checked by every use case, whatever page or command called it."""

from __future__ import annotations

from enum import StrEnum

from models.user import Actor


class Act(StrEnum):
    """What an actor wants to do."""

    SUBMIT = "submit"
    RECORD = "record"
    DECIDE = "decide"
    ISSUE = "issue"
    WITHDRAW = "withdraw"
    RETRY = "retry"
    HAND_OVER = "hand-over"
    EXTEND = "extend"
    CALENDAR = "calendar"
    NUMBERS = "numbers"
    IMPORT = "import"


_WORDS = {
    Act.SUBMIT: "nhập văn bản",
    Act.RECORD: "ghi nhận đề nghị",
    Act.DECIDE: "quyết định",
    Act.ISSUE: "phát hành văn bản trả lời",
    Act.WITHDRAW: "rút đề nghị",
    Act.RETRY: "chạy lại",
    Act.HAND_OVER: "bàn giao mật khẩu",
    Act.EXTEND: "gia hạn",
    Act.CALENDAR: "áp dụng quyết định về ngày nghỉ",
    Act.NUMBERS: "đặt cách đánh số văn bản",
    Act.IMPORT: "nhập danh sách có sẵn",
}


class NotAllowed(Exception):
    """The actor may not do this; the message is for the actor."""


def require(actor: Actor, act: Act) -> None:
    """Raise NotAllowed unless the actor may do it.

    Until accounts exist there is one kind of person, the operator at this machine's command line;
    flows act in nobody's name and decide nothing.
    """
    if not actor.name.strip():
        raise NotAllowed(f"cần ghi rõ ai {_WORDS[act]} (--as)")
    if actor.via != "command":
        raise NotAllowed(f"chỉ người trực tại máy này mới được {_WORDS[act]}")
