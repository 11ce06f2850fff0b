"""The life of a mailbox: quota, retention, transfer, what a lock leaves, periods to dates."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from policies.naming import fold
from policies.schema import (
    Kind,
    LifecycleRule,
    Period,
    Quota,
    Rank,
    Regulation,
    Restoration,
    Retention,
    Transfer,
    WhileLocked,
    in_force,
)
from policies.working_days import Calendar

R = TypeVar("R", bound=LifecycleRule)
_NAMED = 3  # positions that a question names as examples


class NoQuota(ValueError):
    """The regulation file gives mailboxes of a kind no quota."""

    def __init__(self, regulation: Regulation, kind: Kind) -> None:
        super().__init__(f"{regulation.id}: không có dung lượng cho hộp thư loại «{kind.value}»")


@dataclass(frozen=True)
class RankUnknown:
    """The position does not tell the rank on which retention depends: a person must say it."""

    question: str
    article: str


def grant_mb(regulation: Regulation, kind: Kind, on: date) -> Quota:
    """The quota of mailboxes of that kind; ``grant_mb`` of it, in MiB, is what a new one gets.

    Raises NoQuota where the file has none on that local date.
    """
    for quota in in_force(regulation.quotas, on):
        if quota.kind is kind:
            return quota
    raise NoQuota(regulation, kind)


def retention(
    regulation: Regulation, position: str | None, on: date
) -> Retention | RankUnknown | None:
    """How long a revoked mailbox is kept for a holder of that position.

    ``None`` where the regulation keeps none; RankUnknown where the position is missing, or begins
    with no name that the rules list.  The longest matching name decides.
    """
    rules = _rules(regulation, Retention, on)
    if not rules:
        return None
    held = fold(position or "").split()
    matches = [
        (len(words), rule)
        for rule in rules
        for words in (fold(name).split() for name in rule.positions)
        if words and held[: len(words)] == words
    ]
    if matches:
        return max(matches, key=lambda match: match[0])[1]
    return _unknown(rules, position)


def retention_for_rank(regulation: Regulation, rank: Rank, on: date) -> Retention | None:
    """How long a revoked mailbox is kept for a holder of that rank; ``None`` where not said."""
    rules = _rules(regulation, Retention, on)
    return next((rule for rule in rules if rule.rank is rank), None)


def transfer(regulation: Regulation, on: date) -> Transfer | None:
    """What becomes of the mailbox of a person who moves inside the province, where it is said."""
    return next(iter(_rules(regulation, Transfer, on)), None)


def restoration_resets(regulation: Regulation, on: date) -> bool:
    """Whether a restored mailbox gets a new password."""
    return any(rule.new_password for rule in _rules(regulation, Restoration, on))


def while_locked(regulation: Regulation, on: date) -> WhileLocked | None:
    """What a locked mailbox can still do; ``None`` where not said."""
    return next(iter(_rules(regulation, WhileLocked, on)), None)


def date_after(start: date, period: Period, calendar: Calendar) -> date:
    """The last day of a period from that local date, which is itself not counted.

    Months end on the same day of the last month, or on its last day; a period that ends on a day
    off ends with the next working day (Civil Code 2015 art. 147.2, 148.3, 148.5).
    Raises OutsideCalendar.
    """
    if period.working_days is not None:
        return calendar.add_working_days(start, period.working_days)
    if period.days is not None:
        return calendar.add_calendar_days(start, period.days)
    years, month = divmod(start.month - 1 + (period.months or 0), 12)
    year = start.year + years
    last = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return calendar.add_calendar_days(last, 0)


def period_text(period: Period) -> str:
    """The period as the regulations write it: "06 tháng", "60 ngày", "15 ngày làm việc"."""
    if period.months is not None:
        return f"{period.months:02d} tháng"
    if period.days is not None:
        return f"{period.days:02d} ngày"
    return f"{period.working_days:02d} ngày làm việc"


def _rules(regulation: Regulation, shape: type[R], on: date) -> tuple[R, ...]:
    return tuple(
        rule for rule in regulation.lifecycle if isinstance(rule, shape) and rule.applies(on)
    )


def _unknown(rules: tuple[Retention, ...], position: str | None) -> RankUnknown:
    who = f"Chức vụ «{position}»" if position else "Người giữ hộp thư (chưa rõ chức vụ)"
    groups = " hay ".join(
        f"{period_text(rule.keep)} ({', '.join(rule.positions[:_NAMED])}"
        f"{', …' if len(rule.positions) > _NAMED else ''})"
        for rule in rules
    )
    question = f"{who} thuộc nhóm nào khi bị thu hồi hộp thư: giữ {groups}?"
    return RankUnknown(question, rules[0].article)
