from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.schema import Kind, Regulation, RequestType, TermUnit
from policies.terms import SkippedDay, TermAnswer, deadline, term_text
from policies.working_days import LOCAL_ZONE, Calendar
from tests.policies.regulations_made import in_days, in_working_days

CALENDAR = Calendar.official()
NEW = RequestType.NEW


def ask(regulation: Regulation, received: str) -> TermAnswer:
    moment = datetime.fromisoformat(received)
    return deadline(regulation, NEW, Kind.PERSON, moment, CALENDAR)


def said(answer: TermAnswer) -> str:
    return "\n".join(map(str, answer.explanation))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-11-04T09:00", date(2025, 11, 6)),  # Tuesday to Thursday
        ("2025-11-05T09:00", date(2025, 11, 7)),  # Wednesday to Friday
        ("2025-11-06T09:00", date(2025, 11, 10)),  # Thursday to Saturday, hence Monday
        ("2025-11-07T09:00", date(2025, 11, 10)),  # Friday to Sunday, hence Monday
        ("2025-11-08T09:00", date(2025, 11, 10)),  # Saturday to Monday
        ("2026-02-12T09:00", date(2026, 2, 23)),  # the end falls into Tết 2026
        ("2026-02-11T09:00", date(2026, 2, 13)),  # the last that ends before it
        ("2025-01-23T09:00", date(2025, 2, 3)),  # Tết 2025
        ("2025-12-31T09:00", date(2026, 1, 5)),  # ends on the swapped Friday
        ("2026-01-08T09:00", date(2026, 1, 10)),  # ends on the worked Saturday
        ("2026-01-09T09:00", date(2026, 1, 12)),
    ],
)
def test_two_days(received: str, due: date) -> None:
    """ "02 ngày" ends on the second day after receipt, or on the next working day."""
    answer = ask(in_days(2), received)
    assert answer.due is not None
    assert answer.due.date() == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-11-04T09:00", date(2025, 11, 7)),
        ("2025-11-05T09:00", date(2025, 11, 10)),
        ("2025-11-08T09:00", date(2025, 11, 12)),
        ("2026-02-11T09:00", date(2026, 2, 23)),  # two days before Tết 2026, one after
        ("2026-02-17T09:00", date(2026, 2, 25)),
        ("2025-01-24T09:00", date(2025, 2, 5)),
        ("2025-12-31T09:00", date(2026, 1, 7)),  # over the swapped Friday
        ("2026-01-07T09:00", date(2026, 1, 10)),  # ends on the worked Saturday
        ("2026-01-08T09:00", date(2026, 1, 12)),
    ],
)
def test_three_working_days(received: str, due: date) -> None:
    """ "03 ngày làm việc" ends on the third working day after the day of receipt."""
    answer = ask(in_working_days(3), received)
    assert answer.due is not None
    assert answer.due.date() == due


def test_due_is_the_end_of_the_last_day() -> None:
    """A term ends with its last day, local time (Civil Code art. 148.6)."""
    answer = ask(in_working_days(3), "2025-11-04T09:00")
    assert answer.due is not None
    assert answer.due.isoformat() == "2025-11-07T23:59:59+07:00"


def test_days_counted_and_skipped_of_a_term_in_days() -> None:
    """The days off at the end push it, each with why; the days counted are the n after receipt."""
    answer = ask(in_days(2), "2025-11-06T09:00")
    assert (answer.counted, answer.skipped) == (
        (date(2025, 11, 7), date(2025, 11, 8)),
        (
            SkippedDay(date(2025, 11, 8), "thứ Bảy"),
            SkippedDay(date(2025, 11, 9), "Chủ nhật"),
        ),
    )
    assert "Bộ luật Dân sự 2015 Điều 148 khoản 5" in said(answer)


def test_days_off_inside_a_term_in_days_are_counted() -> None:
    """A weekend in the middle of a term in days is skipped by nobody."""
    answer = ask(in_days(4), "2025-11-06T09:00")
    assert answer.skipped == ()
    assert answer.due == datetime(2025, 11, 10, 23, 59, 59, tzinfo=LOCAL_ZONE)
    assert "148 khoản 5" not in said(answer)


def test_days_counted_and_skipped_of_a_term_in_working_days() -> None:
    """Each day off passed over is named with why, the days counted are working days."""
    answer = ask(in_working_days(3), "2025-12-31T09:00")
    swap = (
        "nghỉ hoán đổi theo quyết định của Chính phủ tại Công văn số 12729/VPCP-KGVX"
        " ngày 25/12/2025, làm bù ngày 10/01/2026"
    )
    assert (answer.counted, answer.skipped) == (
        (date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)),
        (
            SkippedDay(date(2026, 1, 1), "Tết Dương lịch"),
            SkippedDay(date(2026, 1, 2), swap),
            SkippedDay(date(2026, 1, 3), "thứ Bảy"),
            SkippedDay(date(2026, 1, 4), "Chủ nhật"),
        ),
    )


@pytest.mark.parametrize(
    ("received", "same_date", "next_working_day"),
    [
        ("2025-11-05T07:29", date(2025, 11, 6), date(2025, 11, 6)),  # early is not late
        ("2025-11-05T12:00", date(2025, 11, 6), date(2025, 11, 6)),  # noon is inside the day
        ("2025-11-05T17:00", date(2025, 11, 6), date(2025, 11, 6)),
        ("2025-11-05T17:00:01", date(2025, 11, 6), date(2025, 11, 7)),
        ("2025-11-08T09:00", date(2025, 11, 10), date(2025, 11, 11)),
        ("2025-11-07T18:00", date(2025, 11, 10), date(2025, 11, 11)),
    ],
)
def test_receipt_after_hours(received: str, same_date: date, next_working_day: date) -> None:
    """After hours or on a day off, the regulation's reading says which day is that of receipt."""
    dues = [
        ask(in_working_days(1, after_hours=reading), received).due
        for reading in ("same-date", "next-working-day")
    ]
    assert [due.date() for due in dues if due] == [same_date, next_working_day]


def test_receipt_after_hours_is_explained() -> None:
    """The explanation says when it came, what it counts as, and by which reading."""
    answer = ask(in_days(2, after_hours="next-working-day"), "2025-11-08T09:00")
    assert (
        "Nhận vào ngày nghỉ (thứ Bảy): coi như nhận vào đầu ngày làm việc tiếp theo,"
        " thứ Hai 10/11/2025 (Điều 98)"
    ) in said(answer)
    assert "Cách hiểu được chọn: cách hiểu về giờ nhận (Điều 98)" in said(answer)


def test_other_zones_are_converted() -> None:
    """20:00 UTC is the next day in Vietnam; a time without zone is Vietnam's."""
    regulation = in_days(2)
    utc = deadline(regulation, NEW, Kind.PERSON, datetime(2025, 11, 3, 20, 0, tzinfo=UTC), CALENDAR)
    assert utc == ask(regulation, "2025-11-04T03:00")


@pytest.mark.parametrize(
    ("received", "provisional"),
    [
        ("2026-12-29T09:00", False),  # ends on Thursday 31 December
        ("2026-12-30T09:00", True),  # passes New Year's Day 2027
        ("2027-03-01T09:00", True),
    ],
)
def test_years_without_a_decision_are_provisional(received: str, provisional: bool) -> None:
    """A term that touches a year without a decision says so, with the calendar's version."""
    answer = ask(in_working_days(2), received)
    warning = "Tạm tính: chưa có quyết định về lịch nghỉ chính thức năm 2027"
    assert (answer.provisional, warning in said(answer)) == (provisional, provisional)
    assert answer.calendar_version == CALENDAR.version


def test_explanation_of_a_term_in_working_days() -> None:
    """The explanation goes from the rule to the due day, each step with its article."""
    assert said(ask(in_working_days(3), "2026-01-08T09:05")).splitlines() == [
        "Thời hạn cấp mới hộp thư của cá nhân: 03 ngày làm việc, bắt đầu khi nhận được đề nghị,"
        " kết thúc khi văn bản trả lời được gửi đi (Điều 6 khoản 2 điểm b)",
        "Nhận lúc 09:05 thứ Năm, 08/01/2026",
        "Ngày đầu tiên 08/01/2026 không tính (Bộ luật Dân sự 2015 Điều 147 khoản 2)",
        "Các ngày được tính (03): 09/01/2026–10/01/2026, 12/01/2026",
        "10/01/2026 (thứ Bảy) được tính vì là ngày làm bù theo quyết định của Chính phủ tại"
        " Công văn số 12729/VPCP-KGVX ngày 25/12/2025",
        "Các ngày nghỉ không tính: 11/01/2026 (Chủ nhật)",
        "Hết hạn lúc 24 giờ thứ Hai, 12/01/2026 (Bộ luật Dân sự 2015 Điều 148 khoản 6)",
    ]


@given(
    st.datetimes(datetime(2017, 1, 1), datetime(2039, 6, 30)),  # noqa: DTZ001 - local without zone
    st.integers(1, 15),
    st.sampled_from(["same-date", "next-working-day"]),
)
def test_working_day_terms_match_a_day_by_day_count(
    received: datetime, length: int, reading: str
) -> None:
    """Walking day by day from the day of receipt finds the same days and the same end."""
    answer = deadline(
        in_working_days(length, after_hours=reading), NEW, Kind.PERSON, received, CALENDAR
    )
    day = received.date()
    late = received.time() > datetime(2025, 1, 1, 17).time()  # noqa: DTZ001 - only its time
    if reading == "next-working-day" and (late or not CALENDAR.is_working_day(day)):
        day += timedelta(days=1)
        while not CALENDAR.is_working_day(day):
            day += timedelta(days=1)
    counted: list[date] = []
    skipped: list[date] = []
    while len(counted) < length:
        day += timedelta(days=1)
        (counted if CALENDAR.is_working_day(day) else skipped).append(day)
    assert answer.due is not None
    assert (list(answer.counted), [each.date for each in answer.skipped], answer.due.date()) == (
        counted,
        skipped,
        day,
    )


@given(
    st.datetimes(datetime(2017, 1, 1), datetime(2039, 6, 30)),  # noqa: DTZ001 - local without zone
    st.integers(1, 60),
)
def test_terms_in_days_match_a_day_by_day_count(received: datetime, length: int) -> None:
    """The days off skipped are those from the nominal end up to the due day."""
    answer = deadline(in_days(length), NEW, Kind.PERSON, received, CALENDAR)
    day = received.date() + timedelta(days=length)
    skipped = []
    while not CALENDAR.is_working_day(day):
        skipped.append(day)
        day += timedelta(days=1)
    assert answer.due is not None
    assert (len(answer.counted), [each.date for each in answer.skipped], answer.due.date()) == (
        length,
        skipped,
        day,
    )


@pytest.mark.parametrize(
    ("length", "unit", "text"),
    [
        (2, TermUnit.DAYS, "02 ngày"),
        (3, TermUnit.WORKING_DAYS, "03 ngày làm việc"),
        (15, TermUnit.WORKING_DAYS, "15 ngày làm việc"),
        (None, TermUnit.NONE, "không quy định thời hạn"),
    ],
)
def test_term_text(length: int | None, unit: TermUnit, text: str) -> None:
    """Terms are written as the regulations write them."""
    assert term_text(length, unit) == text
