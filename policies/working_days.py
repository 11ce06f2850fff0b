"""Working days and working hours of the state's agencies.

Holidays, days in lieu and made-up Saturdays come from PyPI ``holidays``; decisions that it lacks
stand in ``official_days.yaml``, the centre's own are added to them; the later one wins.
A year without a decision is provisional.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from policies.explain import show_date
from policies.official_days import (
    OFFICIAL_DAYS,
    OfficialDays,
    OfficialDecision,
    parse_official_days,
)

YEARS = range(2016, 2041)
#: Vietnam has kept this offset since 1975; a fixed one needs no zone files on the machine.
LOCAL_ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SATURDAY = 5
_IN_LIEU = re.compile(r"(?P<holiday>.+) \(nghỉ bù\)")
_SWAPPED = re.compile(r"Ngày nghỉ \(thay cho ngày (?P<worked>[\d/]+)\)")


def to_local(moment: datetime) -> datetime:
    """The moment in Vietnam's time (+07:00); one without a zone is taken to be in it already."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=LOCAL_ZONE)
    return moment.astimezone(LOCAL_ZONE)


def weekday_name(day: date) -> str:
    """ "thứ Hai" … "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def show_moment(moment: datetime) -> str:
    """A moment in Vietnam's time: "hết ngày 09/03/2026", or "17:00 ngày 09/03/2026"."""
    local = to_local(moment)
    day = show_date(local.date())
    return f"hết ngày {day}" if f"{local:%H:%M:%S}" == "23:59:59" else f"{local:%H:%M} ngày {day}"


class OutsideCalendar(ValueError):
    """A date in a year for which no calendar was built."""

    def __init__(self) -> None:
        super().__init__(f"lịch làm việc chỉ được lập cho các năm {YEARS[0]}–{YEARS[-1]}")


class Calendar:
    """Which days are worked, in the years ``YEARS``; any other date raises OutsideCalendar.

    ``version`` names the library and the decisions: it is stored with every deadline.
    """

    def __init__(self, official: OfficialDays, version: str) -> None:
        self.version = version
        self.decisions = official.decisions
        self.decided_years = official.decided_years
        self._decided = frozenset(decided.year for decided in official.decided_years)
        self._first = date(YEARS[0], 1, 1).toordinal()
        self._why_off, self._why_worked = _days_off(official)
        self._working: list[date] = []
        self._before = [0]  # how many working days before each day, and before the day after all
        for day in _days():
            if day not in self._why_off:
                self._working.append(day)
            self._before.append(len(self._working))

    @classmethod
    def official(
        cls,
        overlay: Path = OFFICIAL_DAYS,
        added: Iterable[tuple[str, str]] = (),
    ) -> Calendar:
        """The calendar with the decisions in that file and in the ``added`` ones, the last wins.

        ``added``: text and name of each.  Raises OfficialDaysError.
        """
        return _calendar((overlay.read_text(encoding="utf-8"), overlay.name), *added)

    def decided_between(self, start: date, end: date) -> tuple[OfficialDecision, ...]:
        """The decisions that touch a day from ``start`` to ``end``, both counted."""
        return tuple(
            decision
            for decision in self.decisions
            if any(start <= day <= end for day in (*decision.off, *decision.work))
        )

    def is_working_day(self, day: date) -> bool:
        """Whether agencies work on that day."""
        index = self._index(day)
        return self._before[index] != self._before[index + 1]

    def why_off(self, day: date) -> str:
        """Why a day is off, in Vietnamese; ValueError for a working day."""
        if self.is_working_day(day):
            raise ValueError(f"ngày {show_date(day)} là ngày làm việc")
        return self._why_off[date.fromordinal(day.toordinal())]

    def why_worked(self, day: date) -> str | None:
        """Why a day that would be off is worked, in Vietnamese; ``None`` for all others."""
        return self._why_worked.get(date.fromordinal(day.toordinal()))

    def is_provisional(self, year: int) -> bool:
        """Whether the official schedule of that year is not known yet."""
        return year not in self._decided

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day (from 1) after that day, which is itself not counted."""
        if count < 1:
            raise ValueError("số ngày làm việc phải từ 1 trở lên")
        index = day.toordinal() - self._first
        if index < 0:  # would count from the end of the list
            raise OutsideCalendar
        try:
            return self._working[self._before[index + 1] + count - 1]
        except IndexError:
            raise OutsideCalendar from None

    def next_working_day(self, day: date) -> date:
        """The first working day after that day."""
        return self.add_working_days(day, 1)

    def add_calendar_days(self, day: date, count: int) -> date:
        """The last day of a term of ``count`` days from that day, which is itself not counted.

        Where the last day is off, the next working day (Civil Code 2015 art. 147.2, 148.5).
        """
        index = day.toordinal() - self._first + count
        if index < 0:
            raise OutsideCalendar
        try:
            return self._working[self._before[index]]
        except IndexError:
            raise OutsideCalendar from None

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days there are from ``start`` on and before ``end``."""
        return self._before[self._index(end)] - self._before[self._index(start)]

    def _index(self, day: date) -> int:
        # by ordinal: a datetime passes for a date, but is found in no table of dates
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._before) - 1:
            raise OutsideCalendar
        return index


@dataclass(frozen=True)
class WorkingHours:
    """A centre's working hours: sessions of a working day, in order, local time."""

    sessions: tuple[tuple[time, time], ...] = (
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17, 0)),
    )

    def __post_init__(self) -> None:
        bounds = [bound for session in self.sessions for bound in session]
        if not bounds or any(not a < b for a, b in pairwise(bounds)):
            raise ValueError("giờ làm việc: các buổi phải nối tiếp nhau và không chồng lên nhau")

    @property
    def closing(self) -> time:
        """The end of the last session."""
        return self.sessions[-1][1]

    def hours_between(self, start: datetime, end: datetime, calendar: Calendar) -> float:
        """Working hours from ``start`` to ``end``; negative where ``end`` comes first (overdue).

        Times in any zone, or local ones without a zone.  Raises OutsideCalendar.
        """
        start, end = to_local(start), to_local(end)
        if end < start:
            return -self.hours_between(end, start, calendar)
        days = calendar.working_days_between(start.date(), end.date())
        whole = days * sum((_span(*session) for session in self.sessions), timedelta())
        worked = whole + self._worked(end, calendar) - self._worked(start, calendar)
        return worked / timedelta(hours=1)

    def _worked(self, moment: datetime, calendar: Calendar) -> timedelta:
        """Working time of its day before the moment."""
        if not calendar.is_working_day(moment.date()):
            return timedelta()
        now = moment.time()
        return sum(
            (_span(opens, min(now, closes)) for opens, closes in self.sessions if opens < now),
            timedelta(),
        )


def _span(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)


def _days() -> Iterator[date]:
    for ordinal in range(date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1], 12, 31).toordinal() + 1):
        yield date.fromordinal(ordinal)


@lru_cache(maxsize=8)
def _calendar(*files: tuple[str, str]) -> Calendar:
    from holidays.version import __version__  # the library is slow to import: only where counted

    read = [parse_official_days(text, file, YEARS) for text, file in files]
    digest = sha256("\0".join(text for text, _ in files).encode()).hexdigest()[:8]
    days = OfficialDays(
        decided_years=tuple(year for each in read for year in each.decided_years),
        decisions=tuple(decision for each in read for decision in each.decisions),
    )
    return Calendar(days, f"holidays-{__version__}+overlay-{digest}")


def _days_off(official: OfficialDays) -> tuple[dict[date, str], dict[date, str]]:
    """Every day off, and every day worked that would be off, each with why."""
    library = _vietnam()(years=YEARS, language="vi")
    off: dict[date, str] = {}
    for day in _days():
        if day.weekday() >= _SATURDAY:
            off[day] = weekday_name(day)
    for day, label in library.items():
        off[day] = f"{_why(label)} ({off[day]})" if day in off else _why(label)
    worked = dict.fromkeys(library.weekend_workdays, "ngày làm bù theo lịch chính thức")
    for decision in official.decisions:
        by = f"{decision.decision} ngày {show_date(decision.issued)}"
        made_up = ", ".join(show_date(day) for day in decision.work)
        swapped = (
            f"nghỉ hoán đổi theo {by}, làm bù ngày {made_up}" if made_up else f"nghỉ theo {by}"
        )
        for day in decision.off:
            off[day] = swapped
            worked.pop(day, None)
        worked |= dict.fromkeys(decision.work, f"ngày làm bù theo {by}")
    for day in worked:
        off.pop(day, None)
    return off, worked


def _why(label: str) -> str:
    """A label of the library as an explanation says it."""
    if swapped := _SWAPPED.fullmatch(label):
        by = "nghỉ hoán đổi theo quyết định của cơ quan có thẩm quyền"
        return f"{by}, làm bù ngày {swapped['worked']}"
    if in_lieu := _IN_LIEU.fullmatch(label):
        return f"nghỉ bù {in_lieu['holiday']}"
    # the library calls the day before the eve so, whatever its number in the lunar month
    return "nghỉ dịp Tết Nguyên Đán" if label == "29 Tết" else label


def _vietnam() -> Any:
    """The library's class for Vietnam.

    Loaded from its file: its package would import all countries, a third of a law question's time.
    """
    import holidays

    file = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = importlib.util.spec_from_file_location("holidays_of_vietnam", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file}: không có lịch Việt Nam")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Vietnam
