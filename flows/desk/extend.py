"""Extend: put off the moment to which the desk works; what the law says stays in the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind, ledger, standing
from models.trail import record
from models.transitions import is_open
from models.user import Actor
from policies.schema import TermUnit
from policies.working_days import LOCAL_ZONE, Calendar, OutsideCalendar, show_moment, to_local
from tasks.explaining.term import extension_sentences
from tasks.letters.characters import Unprintable, fit_for_print
from tasks.masking import mask_citizen_numbers
from tasks.office import Office, calendar_of
from tasks.wording import REQUEST_WORDS

_ARTICLE = re.compile(r"(.* )?Điều \d+.*")


@dataclass(frozen=True)
class Extension:
    """Until when: an aware moment, or working days after the day on which the term ends now.

    ``article``: the law that allows it; without one the extension is the centre's own, and the
    term by law stays.
    """

    request_id: int
    reason: str
    until: datetime | None = None
    working_days: int | None = None
    article: str | None = None


@dataclass(frozen=True)
class Extended:
    """The moments before and after; ``by_law``: by which a breach is judged."""

    before: datetime
    due: datetime
    by_law: datetime
    explanation: tuple[str, ...]


def extend(office: Office, actor: Actor, extension: Extension) -> Extended:
    """Put off a running term.  The old moment stays in the ledger, the reason is shown.

    Raises Refused (no term, clock not running, not later than now or than the present moment, no
    reason), NotAllowed.
    """
    reach = require(office, actor, Act.EXTEND)
    reason, article = _said(extension)
    at = office.clock()
    with writing(office.engine) as session:
        request = reach.request(session, extension.request_id, lock=True)
        named = f"đề nghị R{request.id}"
        if not is_open(request.state):
            state = REQUEST_WORDS[request.state]
            raise Refused(f"{named} đã kết thúc ({state}): không gia hạn được")
        before = standing(ledger(session, extension.request_id))
        if before.due is None or before.by_law is None:
            raise Refused(f"{named} không có thời hạn hoặc chưa tính được hạn: không gia hạn được")
        if not before.running:
            raise Refused(f"thời hạn của {named} không chạy (đã dừng hoặc đã kết thúc)")
        calendar = calendar_of(session)
        due = _new_due(extension, before.due, calendar)
        if due <= before.due:
            present = show_moment(before.due)
            raise Refused(f"hạn mới {show_moment(due)} không sau hạn hiện nay {present}")
        if due <= at:
            raise Refused(f"hạn mới {show_moment(due)} đã qua")
        by_law = max(due, before.by_law) if article else before.by_law
        told = extension_sentences(before.due, due, by_law, reason, article)
        session.add(
            DeadlineEntry(
                request_id=extension.request_id,
                kind=DeadlineKind.EXTENDED,
                at=at,
                due=due,
                length=extension.working_days,
                unit=TermUnit.WORKING_DAYS if extension.working_days else None,
                article=article,
                calendar_version=calendar.version,
                cause="\n".join(told),
                author=actor.name,
            )
        )
        record(
            session,
            policy=request.policy,
            at=at,
            actor=actor,
            action="deadline-extended",
            letter_id=request.letter_id,
            request_id=request.id,
            detail={
                "old": before.due.isoformat(),
                "new": due.isoformat(),
                "by_law": by_law.isoformat(),
                "reason": reason,
                "article": article,
            },
        )
        return Extended(before.due, due, by_law, told)


def _said(extension: Extension) -> tuple[str, str | None]:
    if (extension.until is None) == (extension.working_days is None):
        raise Refused("nêu thời điểm (--until) hoặc số ngày làm việc (--days), một trong hai")
    try:
        reason = mask_citizen_numbers(fit_for_print(extension.reason)) if extension.reason else ""
        article = fit_for_print(extension.article) if extension.article else None
    except Unprintable as error:
        raise Refused(str(error)) from error
    if not reason:
        raise Refused("gia hạn thì phải nêu lý do (--reason)")
    if article and not _ARTICLE.fullmatch(article):
        raise Refused(f"«{article}» không phải một căn cứ: cần nêu Điều (--article)")
    return reason, article or None


def _new_due(extension: Extension, due: datetime, calendar: Calendar) -> datetime:
    if extension.until is not None:
        return extension.until
    days = extension.working_days or 0
    if days < 1:
        raise Refused("số ngày làm việc gia hạn phải từ 1 trở lên")
    try:
        last = calendar.add_working_days(to_local(due).date(), days)
    except OutsideCalendar as error:
        raise Refused(f"không tính được hạn mới: {error}") from error
    # the last second of the day, as every term ends
    return datetime.combine(last, time(), tzinfo=LOCAL_ZONE) + timedelta(days=1, seconds=-1)
