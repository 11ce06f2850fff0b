"""The proposal for a line, by the type of its request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from sqlmodel import Session

from models.letter import Letter
from models.mailbox import Mailbox
from models.request import Line
from models.verdict import Outcome
from policies.lifecycle import RankUnknown, date_after, retention
from policies.schema import (
    Kind,
    LockForCause,
    Regulation,
    RequestType,
    Restoration,
    Retention,
    in_force,
)
from policies.working_days import Calendar, OutsideCalendar
from tasks.matching import position_of, primary_address
from tasks.proposing.asking import Who, objection_to, why_admitted
from tasks.proposing.change import propose_change
from tasks.proposing.desk_view import View, explain, need, release_reservation, suggest
from tasks.proposing.new_mailbox import NewMailboxes
from tasks.provisioning.standing import objection_to_state


class Proposals:
    """Proposals for the lines of one request, which see each other's addresses."""

    def __init__(
        self,
        session: Session,
        regulation: Regulation,
        letter: Letter,
        lines: Sequence[Line],
        calendar: Calendar,
    ) -> None:
        self._view = View(session, regulation, letter, calendar)
        self._lines = lines

    @cached_property
    def _new(self) -> NewMailboxes:
        return NewMailboxes(self._view, self._lines)

    def propose(self, type_: RequestType, lines: Sequence[Line]) -> None:
        """Fill in what the regulation says to each line, and what must still be settled."""
        for line in lines:
            self._propose(type_, line)
        while lost := self._view.reserve_held():
            for line in lost:  # another request was quicker: the next address
                line.needs, line.explanation = [], []
                self._propose(type_, line)

    def _propose(self, type_: RequestType, line: Line) -> None:
        if type_ is RequestType.NEW:
            self._new.propose(line)
        else:
            self._propose_for_existing(type_, line)
        view = self._view
        who: Who = "individual" if view.letter.by_individual else "organisation"
        objection = objection_to(view.regulation, type_, view.letter.channel, who)
        self._tell_way(type_, line)
        if objection and line.suggested_verdict is Outcome.APPROVED:
            explain(line, f"{objection.reason} ({objection.article})")
            suggest(line, Outcome.RETURNED, objection.reason, objection.article)

    def _tell_way(self, type_: RequestType, line: Line) -> None:
        """What came without a letter says by which rule it was taken."""
        view = self._view
        if view.letter.without_letter:
            explain(line, *why_admitted(view.regulation, type_, view.letter.channel))

    def settle_mailbox(self, type_: RequestType, line: Line, mailbox: Mailbox, note: str) -> None:
        """The reviewer says which mailbox is meant: what follows from that is proposed anew."""
        release_reservation(self._view.session, line)
        line.mailbox_id, line.match_note = mailbox.id, note
        line.needs, line.explanation, line.rank = [], [], None
        self._propose_for_existing(type_, line)
        self._tell_way(type_, line)

    def _propose_for_existing(self, type_: RequestType, line: Line) -> None:
        view = self._view
        mailbox = view.session.get(Mailbox, line.mailbox_id) if line.mailbox_id else None
        if mailbox is None:
            note = line.match_note or "không xác định được hộp thư"
            need(line, f"chọn hộp thư (--mailbox): {note}")
            suggest(line, Outcome.RETURNED, note, view.deciding_article)
            return
        line.proposed_address = primary_address(view.session, mailbox)
        explain(line, f"đề nghị nói đến {line.match_note}")
        objection = objection_to_state(type_, mailbox.state)
        if objection:
            suggest(line, Outcome.REFUSED, objection, view.deciding_article)
            return
        suggest(line, Outcome.APPROVED, None, _article(view, type_))
        if type_ is RequestType.REVOKE:
            _propose_revocation(view, line)
        elif type_ is RequestType.CHANGE:
            propose_change(view, line, mailbox)


def _article(view: View, type_: RequestType) -> str:
    """The rule that the work on an existing mailbox rests on."""
    shapes = {RequestType.LOCK: LockForCause, RequestType.RESTORE: Restoration}
    rules = in_force(view.regulation.lifecycle, view.on)
    fitting = [rule for rule in rules if isinstance(rule, shapes.get(type_, ()))]
    return fitting[0].article if fitting else view.deciding_article


def _propose_revocation(view: View, line: Line) -> None:
    """Where the regulation keeps a revoked mailbox, its term depends on rank and decision."""
    if line.kind is not Kind.PERSON:
        return
    # Phú Thọ's Mẫu 03 has no position for those who leave: the directory knows it
    position = line.position or position_of(view.session, line.mailbox_id)
    kept = retention(view.regulation, position, view.on)
    if isinstance(kept, RankUnknown):
        need(line, f"xác định chức vụ (--rank head hoặc division): {kept.question}")
    elif kept is not None:
        line.rank = kept.rank
        line.suggested_article = kept.article
        kept_for = f"được duy trì {kept.keep.days} ngày kể từ ngày quyết định, sau đó bị hủy"
        told = f"hộp thư bị khóa chiều gửi, {kept_for}"
        explain(line, f"{told} ({kept.article})")
    if kept is not None and line.decision_date is None:
        need(line, f"cần ngày của quyết định nghỉ, chuyển ({kept.article})")
        suggest(line, Outcome.RETURNED, "thiếu ngày của quyết định nghỉ, chuyển", kept.article)
    elif isinstance(kept, Retention) and line.decision_date is not None:
        _check_date(view, line, line.decision_date, kept)


def _check_date(view: View, line: Line, decided: date, kept: Retention) -> None:
    try:
        date_after(decided, kept.keep, view.calendar)
    except OutsideCalendar as error:
        need(line, f"ngày quyết định {decided:%d/%m/%Y}: {error}")
        suggest(line, Outcome.RETURNED, "ngày quyết định không tính được thời hạn", kept.article)
