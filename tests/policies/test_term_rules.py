from __future__ import annotations

from datetime import date, datetime

import pytest

from policies.schema import Kind, Regulation, RequestType, TermEnd, TermStart, TermUnit
from policies.terms import TermAnswer, deadline, term_rule
from policies.working_days import LOCAL_ZONE, Calendar
from tests.policies.regulations_made import in_days, made

CALENDAR = Calendar.official()
NEW = RequestType.NEW


def ask(regulation: Regulation, received: str) -> TermAnswer:
    moment = datetime.fromisoformat(received)
    return deadline(regulation, NEW, Kind.PERSON, moment, CALENDAR)


def said(answer: TermAnswer) -> str:
    return "\n".join(map(str, answer.explanation))


def test_a_term_that_the_regulation_does_not_set() -> None:
    """Where a rule says that there is no term, none is guessed and its article is named."""
    rule = {"article": "Điều 12 khoản 3", "reading": "kịp thời", "types": ["new"], "unit": "none"}
    answer = ask(made(terms=[rule]), "2025-11-04T09:00")
    assert (answer.due, answer.length, answer.unit, answer.article, answer.refusal) == (
        None,
        None,
        TermUnit.NONE,
        "Điều 12 khoản 3",
        None,
    )
    assert (answer.starts, answer.ends) == (None, None)
    assert said(answer) == (
        "Quy chế không quy định thời hạn cấp mới hộp thư của cá nhân (Điều 12 khoản 3)\n"
        "Cách hiểu được chọn: kịp thời (Điều 12 khoản 3)"
    )


def test_a_request_that_no_rule_names() -> None:
    """Where no rule names the request there is no term, and no article is made up."""
    regulation = in_days(2)
    moment = datetime(2025, 11, 4, 9, tzinfo=LOCAL_ZONE)
    answer = deadline(regulation, RequestType.LOCK, Kind.PERSON, moment, CALENDAR)
    assert (answer.due, answer.article, answer.starts, answer.ends) == (None, None, None, None)
    assert said(answer) == (
        "Quy chế thư điện tử công vụ tỉnh Thử Nghiệm (số …) không quy định thời hạn"
        " tạm khóa hộp thư của cá nhân"
    )


@pytest.mark.parametrize(
    ("received", "refused"),
    [
        ("2025-11-04T23:59", True),
        ("2025-11-05T00:00", False),
        ("2025-11-04T17:00+00:00", False),  # midnight in Vietnam
    ],
)
def test_before_its_date_a_regulation_does_not_apply(received: str, refused: bool) -> None:
    """Before its first local day the regulation is refused, with the article that says when."""
    force = {"article": "Quyết định Điều 2", "starts": "2025-11-05"}
    answer = ask(in_days(2, force=force), received)
    assert (answer.refusal is not None, answer.due is None) == (refused, refused)
    assert answer.article == ("Quyết định Điều 2" if refused else "Điều 5 khoản 3 điểm c")


def test_a_value_that_changed_applies_by_its_dates() -> None:
    """The rule of the day of receipt decides: the old one through its last day."""
    rule = {"article": "Điều 6", "types": ["new"], "unit": "working-days"}
    regulation = made(
        terms=[
            {**rule, "length": 5, "until": "2025-11-04"},
            {**rule, "length": 3, "since": "2025-11-05"},
        ]
    )
    assert [
        ask(regulation, received).length for received in ("2025-11-04T09:00", "2025-11-05T09:00")
    ] == [5, 3]


def test_the_rule_of_the_kind_asked_for() -> None:
    """A rule for organisations is not used for persons."""
    rule = {"types": ["new"], "unit": "days"}
    regulation = made(
        terms=[
            {**rule, "article": "Điều 5 khoản 3", "kinds": ["organisation"], "length": 2},
            {**rule, "article": "Điều 5 khoản 4", "kinds": ["person"], "length": 3},
        ]
    )
    found = [term_rule(regulation, NEW, kind, date(2025, 11, 5)) for kind in Kind]
    assert [rule.article for rule in found if rule] == ["Điều 5 khoản 4", "Điều 5 khoản 3"]


def test_what_starts_and_ends_a_term() -> None:
    """The answer carries the start and the end of the rule, and says them."""
    rule = {
        "article": "Điều 5 khoản 3 điểm c",
        "types": ["new"],
        "unit": "days",
        "length": 2,
        "starts": "complete-information",
        "ends": "work-done",
    }
    answer = ask(made(terms=[rule]), "2025-11-04T09:00")
    assert (answer.starts, answer.ends) == (TermStart.COMPLETE_INFORMATION, TermEnd.WORK_DONE)
    assert "khi nhận đầy đủ thông tin, kết thúc khi việc được thực hiện xong" in said(answer)
