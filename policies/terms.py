"""Terms: until when a request must be answered or done, and how that was counted.

Civil Code 2015 (Bộ luật Dân sự 2015): art. 147.2, the first day is not counted; art. 148.5, a term
that ends on a day off ends with the next working day; art. 148.6, a day ends at 24:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from policies.explain import (
    Explanation,
    Reason,
    because,
    blank_date_note,
    not_in_force,
    regulation_title,
    show_date,
)
from policies.schema import (
    Kind,
    Regulation,
    RequestType,
    TermEnd,
    TermRule,
    TermStart,
    TermUnit,
    in_force,
)
from policies.working_days import (
    LOCAL_ZONE,
    Calendar,
    OutsideCalendar,
    WorkingHours,
    to_local,
    weekday_name,
)

FIRST_DAY = "Bộ luật Dân sự 2015 Điều 147 khoản 2"
DAY_OFF_AT_END = "Bộ luật Dân sự 2015 Điều 148 khoản 5"
END_OF_DAY = "Bộ luật Dân sự 2015 Điều 148 khoản 6"

# the last second of the day: 24:00 would print as the next date
_LAST_SECOND = time(23, 59, 59, tzinfo=LOCAL_ZONE)
_TYPES = {
    RequestType.NEW: "cấp mới",
    RequestType.CHANGE: "thay đổi thông tin",
    RequestType.REVOKE: "thu hồi",
    RequestType.RESET_PASSWORD: "cấp lại mật khẩu",
    RequestType.LOCK: "tạm khóa",
    RequestType.RESTORE: "khôi phục",
}
_KINDS = {Kind.PERSON: "cá nhân", Kind.ORGANISATION: "cơ quan, tổ chức"}
_STARTS = {
    TermStart.RECEIPT: "khi nhận được đề nghị",
    TermStart.COMPLETE_INFORMATION: "khi nhận đầy đủ thông tin",
}
_ENDS = {
    TermEnd.ANSWER_SENT: "khi văn bản trả lời được gửi đi",
    TermEnd.WORK_DONE: "khi việc được thực hiện xong",
}


@dataclass(frozen=True)
class SkippedDay:
    """A day off that a term passes over, and why it is off."""

    date: date
    why: str


@dataclass(frozen=True)
class TermAnswer:
    """A deadline and how it came about.

    ``due`` is the last second of the last day, +07:00; ``None`` where the regulation sets no term
    or, with ``refusal``, does not apply yet or no calendar reaches so far.  ``article`` is ``None``
    where no rule names the request, ``starts`` and ``ends`` where there is no term.
    """

    due: datetime | None
    length: int | None
    unit: TermUnit
    article: str | None
    starts: TermStart | None
    ends: TermEnd | None
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    provisional: bool
    calendar_version: str
    refusal: Reason | None
    explanation: Explanation


def term_text(length: int | None, unit: TermUnit) -> str:
    """The term as the regulations write it: "02 ngày", "03 ngày làm việc"."""
    if length is None:
        return "không quy định thời hạn"
    return f"{length:02d} ngày" + (" làm việc" if unit is TermUnit.WORKING_DAYS else "")


def term_rule(
    regulation: Regulation, request_type: RequestType, kind: Kind, on: date
) -> TermRule | None:
    """The rule for such a request on that local date; ``None`` where the text has none."""
    for rule in in_force(regulation.terms.rules, on):
        if request_type in rule.types and kind in rule.kinds:
            return rule
    return None


def deadline(
    regulation: Regulation,
    request_type: RequestType,
    kind: Kind,
    received: datetime,
    calendar: Calendar,
    hours: WorkingHours | None = None,
) -> TermAnswer:
    """When the term of a request ends, by the regulation's rule and Civil Code 2015 art. 147–148.

    ``received``: the moment that starts the term, receipt or completion; any zone, or local without
    one.  ``hours``: the centre's, for a receipt after hours.  Raises OutsideCalendar.
    """
    received = to_local(received)
    day = received.date()
    if refusal := not_in_force(regulation, day):
        return _without_due(None, calendar, (refusal,), refusal)
    rule = term_rule(regulation, request_type, kind, day)
    asked = f"{_TYPES[request_type]} hộp thư của {_KINDS[kind]}"
    if rule is None:
        silent = Reason(f"{regulation_title(regulation)} không quy định thời hạn {asked}")
        return _without_due(None, calendar, (silent, *blank_date_note(regulation)), None)
    if rule.length is None:
        silence = because(f"Quy chế không quy định thời hạn {asked}", rule)
        return _without_due(rule, calendar, (*silence, *blank_date_note(regulation)), None)

    day, receipt = _day_of_receipt(regulation, received, calendar, hours or WorkingHours())
    if rule.unit is TermUnit.WORKING_DAYS:
        last = calendar.add_working_days(day, rule.length)
        passed = _days(day, last)
        counted = tuple(each for each in passed if calendar.is_working_day(each))
        off = [each for each in passed if not calendar.is_working_day(each)]
    else:
        last = calendar.add_calendar_days(day, rule.length)
        counted = _days(day, day + timedelta(days=rule.length))
        off = [each for each in _days(day, last) if each >= counted[-1] and each != last]
    skipped = tuple(SkippedDay(each, calendar.why_off(each)) for each in off)
    provisional = [
        year for year in range(counted[0].year, last.year + 1) if calendar.is_provisional(year)
    ]
    return TermAnswer(
        due=datetime.combine(last, _LAST_SECOND),
        length=rule.length,
        unit=rule.unit,
        article=rule.article,
        starts=rule.starts,
        ends=rule.ends,
        counted=counted,
        skipped=skipped,
        provisional=bool(provisional),
        calendar_version=calendar.version,
        refusal=None,
        explanation=(
            *because(
                f"Thời hạn {asked}: {term_text(rule.length, rule.unit)}, "
                f"bắt đầu {_STARTS[rule.starts]}, kết thúc {_ENDS[rule.ends]}",
                rule,
            ),
            *receipt,
            Reason(f"Ngày đầu tiên {show_date(day)} không tính", FIRST_DAY),
            *_how_counted(rule.unit, counted, skipped, calendar),
            Reason(f"Hết hạn lúc 24 giờ {weekday_name(last)}, {show_date(last)}", END_OF_DAY),
            *_warnings(provisional, calendar),
            *blank_date_note(regulation),
        ),
    )


def beyond_calendar(
    regulation: Regulation,
    request_type: RequestType,
    kind: Kind,
    received: datetime,
    calendar: Calendar,
) -> TermAnswer:
    """The answer where ``deadline`` raises OutsideCalendar: the term, but no day of its end."""
    rule = term_rule(regulation, request_type, kind, to_local(received).date())
    refusal = Reason(f"Không tính được ngày hết hạn: {OutsideCalendar()}")
    term = because(f"Thời hạn: {term_text(rule.length, rule.unit)}", rule) if rule else ()
    return _without_due(rule, calendar, (*term, refusal), refusal)


def _without_due(
    rule: TermRule | None, calendar: Calendar, why: Explanation, refusal: Reason | None
) -> TermAnswer:
    article = rule.article if rule else (refusal.article if refusal else None)
    # of a rule without a length, start and end are defaults of its shape, not law
    term = rule if rule and rule.length is not None else None
    return TermAnswer(
        due=None,
        length=term.length if term else None,
        unit=term.unit if term else TermUnit.NONE,
        article=article,
        starts=term.starts if term else None,
        ends=term.ends if term else None,
        counted=(),
        skipped=(),
        provisional=False,
        calendar_version=calendar.version,
        refusal=refusal,
        explanation=why,
    )


def _day_of_receipt(
    regulation: Regulation, received: datetime, calendar: Calendar, hours: WorkingHours
) -> tuple[date, Explanation]:
    """The day that counts as that of receipt, and why."""
    day = received.date()
    said = Reason(f"Nhận lúc {received:%H:%M} {weekday_name(day)}, {show_date(day)}")
    if not calendar.is_working_day(day):
        when = f"Nhận vào ngày nghỉ ({calendar.why_off(day)})"
    elif received.time() > hours.closing:
        when = f"Nhận sau giờ làm việc (hết giờ lúc {hours.closing:%H:%M})"
    else:
        return day, (said,)
    after_hours = regulation.terms.after_hours
    if after_hours.counts_as == "same-date":
        return day, (said, *because(f"{when}: ngày nhận vẫn là ngày đó", after_hours))
    day = calendar.next_working_day(day)
    counts_as = (
        f"coi như nhận vào đầu ngày làm việc tiếp theo, {weekday_name(day)} {show_date(day)}"
    )
    return day, (said, *because(f"{when}: {counts_as}", after_hours))


def _how_counted(
    unit: TermUnit,
    counted: Sequence[date],
    skipped: Sequence[SkippedDay],
    calendar: Calendar,
) -> Explanation:
    reasons = [Reason(f"Các ngày được tính ({len(counted):02d}): {_ranges(counted)}")]
    worked = [(day, calendar.why_worked(day)) for day in counted]
    if unit is TermUnit.WORKING_DAYS:
        reasons += [
            Reason(f"{show_date(day)} ({weekday_name(day)}) được tính vì là {why}")
            for day, why in worked
            if why
        ]
    if skipped:
        days = "; ".join(f"{show_date(day.date)} ({day.why})" for day in skipped)
        if unit is TermUnit.WORKING_DAYS:
            reasons.append(Reason(f"Các ngày nghỉ không tính: {days}"))
        else:
            last = f"Ngày cuối của thời hạn, {show_date(counted[-1])}, được tính nhưng là ngày nghỉ"
            till = f"thời hạn kéo sang ngày làm việc tiếp theo; các ngày nghỉ: {days}"
            reasons.append(Reason(f"{last} nên {till}", DAY_OFF_AT_END))
    return tuple(reasons)


def _warnings(years: Iterable[int], calendar: Calendar) -> Explanation:
    return tuple(
        Reason(
            f"Tạm tính: chưa có quyết định về lịch nghỉ chính thức năm {year} "
            f"(lịch {calendar.version}); hạn có thể thay đổi khi có quyết định"
        )
        for year in years
    )


def _days(after: date, through: date) -> tuple[date, ...]:
    """Each day after the first date, with the last one."""
    return tuple(after + timedelta(days=n) for n in range(1, (through - after).days + 1))


def _ranges(days: Sequence[date]) -> str:
    """Days in order, runs of them joined: "03/11/2025–05/11/2025, 07/11/2025"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        show_date(run[0]) + (f"–{show_date(run[-1])}" if len(run) > 1 else "") for run in runs
    )
