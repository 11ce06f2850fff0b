"""The five regulations that come with the project."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from policies.addresses import Addressing
from policies.examples import run_examples
from policies.loader import load, parse, policy_ids, source
from policies.passwords import check
from policies.schema import Kind, Regulation, RequestType, RevokeOn, Rule, Shape
from policies.terms import term_rule

# of Hưng Yên
_BY_LETTER = {"new", "change", "revoke", "restore"}
ALL = pytest.mark.parametrize("policy", policy_ids())


def rules_in(shape: Shape) -> list[Rule]:
    """Every rule of a regulation, however deep."""
    found: list[Rule] = [shape] if isinstance(shape, Rule) else []
    for name in type(shape).model_fields:
        value = getattr(shape, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Shape):
                found += rules_in(part)
    return found


def test_there_are_five_regulations() -> None:
    """The project comes with the five provinces of its first issue."""
    assert policy_ids() == ("bac-giang", "hung-yen", "khanh-hoa", "phu-tho", "tien-giang")


@ALL
def test_every_example_of_the_regulation_holds(policy: str) -> None:
    """Each example that a regulation prints is answered as the regulation prints it."""
    report = run_examples(load(policy))
    assert report.failed == ()
    assert report.total > 0


@ALL
def test_every_rule_cites_an_article(policy: str) -> None:
    """No rule stands without điều, or without the annex that it is from."""
    regulation = load(policy)
    uncited = [r for r in rules_in(regulation) if not re.search(r"Điều \d|Phụ lục", r.article)]
    assert uncited == []
    assert len(rules_in(regulation)) > 30


@ALL
def test_what_is_not_modelled_is_said(policy: str) -> None:
    """Clauses that the program does not act on are listed with their article and why."""
    assert all(clause.article and clause.why for clause in load(policy).not_modelled)
    assert load(policy).not_modelled


@ALL
def test_a_changed_example_is_noticed(policy: str) -> None:
    """An example that the rules do not answer is reported: the check can fail."""
    regulation = load(policy)
    levels = regulation.naming.levels
    at = next(n for n, level in enumerate(levels) if level.examples)
    wrong = levels[at].examples[0].model_copy(update={"address": f"sai@{regulation.domain}"})
    level = levels[at].model_copy(update={"examples": (wrong,)})
    naming = regulation.naming.model_copy(
        update={"levels": (*levels[:at], level, *levels[at + 1 :])}
    )
    report = run_examples(regulation.model_copy(update={"naming": naming}))
    assert [failure.expected for failure in report.failed] == [f"sai@{regulation.domain}"]


def test_what_the_text_leaves_blank_stays_blank() -> None:
    """Khánh Hòa's number and day, Phú Thọ's number are blank in the text and in the data."""
    khanh_hoa, phu_tho = load("khanh-hoa"), load("phu-tho")
    assert (khanh_hoa.number, khanh_hoa.signed, khanh_hoa.force.starts) == (None, None, None)
    assert (phu_tho.number, phu_tho.force.starts) == (None, date(2025, 11, 5))


def test_khanh_hoas_misprint_is_kept_beside_its_reading() -> None:
    """The printed ttpvhhc.suoihiiep stands with the reading taken, and bends no rule."""
    examples = [e for level in load("khanh-hoa").naming.levels for e in level.examples]
    misprints = [e for e in examples if e.printed]
    assert [(e.printed, e.address) for e in misprints] == [
        ("ttpvhhc.suoihiiep@khanhhoa.gov.vn", "ttpvhcc.suoihiep@khanhhoa.gov.vn")
    ]
    assert misprints[0].reading


def test_tien_giangs_first_form_of_a_name_is_that_of_point_a() -> None:
    """The full name is the rule of point a; point b begins with the first clash."""
    articles = [c.article for c in load("tien-giang").naming.persons.candidates]
    assert articles == ["Điều 4 khoản 2 điểm a", *["Điều 4 khoản 2 điểm b"] * 3]


def test_tien_giangs_forgotten_passwords_have_their_own_clauses() -> None:
    """Who forgot a password reports it: an agency by Điều 9, a person by Điều 10; no term."""
    regulation = load("tien-giang")
    rules = [
        term_rule(regulation, RequestType.RESET_PASSWORD, kind, date(2026, 1, 5))
        for kind in (Kind.ORGANISATION, Kind.PERSON)
    ]
    assert [(r.article, r.length) for r in rules if r] == [
        ("Điều 9 khoản 3", None),
        ("Điều 10 khoản 1", None),
    ]
    asking = {rule.article for rule in regulation.requesters}
    assert asking >= {"Điều 9 khoản 3", "Điều 10 khoản 1", "Điều 15 khoản 1"}


@pytest.mark.parametrize(
    ("policy", "channel", "taken", "excluded"),
    [
        ("phu-tho", "e-mail", set(RequestType), set()),
        ("phu-tho", "phone", {"reset-password", "lock", "restore"}, {"new", "change", "revoke"}),
        ("hung-yen", "e-mail", {"reset-password"}, set(RequestType) - {"reset-password"}),
        ("hung-yen", "phone", {"reset-password", "lock"}, _BY_LETTER),
        ("tien-giang", "phone", {"reset-password"}, set(RequestType) - {"reset-password"}),
        ("tien-giang", "fax", set(RequestType), set()),
        ("khanh-hoa", "fax", {"lock"}, set(RequestType) - {"lock"}),
        ("bac-giang", "in-person", {"lock"}, set(RequestType) - {"lock"}),
    ],
)
def test_channels(policy: str, channel: str, taken: set[str], excluded: set[str]) -> None:
    """What a text asks to be reported needs no letter, what it asks to be written does.

    Only Hưng Yên excludes e-mail.
    """
    rules = [rule for rule in load(policy).channels if rule.name == channel]
    found = [{t for r in rules if r.refused is no for t in r.types} for no in (False, True)]
    assert found == [taken, excluded]


@ALL
def test_every_way_without_a_letter_is_taken_or_refused_by_an_article(policy: str) -> None:
    """For each type, telephone, fax and a visit are read out of the text, one way or the other."""
    for way in ("phone", "fax", "in-person"):
        rules = [rule for rule in load(policy).channels if rule.name == way]
        assert sorted(RequestType) == sorted(type_ for rule in rules for type_ in rule.types)
        assert all(rule.reading or rule.article == "Điều 6 khoản 2 điểm a" for rule in rules)


def test_hung_yen_revokes_also_on_transfer() -> None:
    """Leaving the province is one of the changes after which agencies ask at once (Đ6.2a)."""
    rules = [r for r in load("hung-yen").lifecycle if isinstance(r, RevokeOn)]
    events = {event: rule for rule in rules for event in rule.events}
    assert set(events) == {"request", "transfer", "retirement", "resignation", "dissolution"}
    assert "sáp nhập" in (events["dissolution"].reading or "")


@pytest.mark.parametrize(
    ("policy", "password", "rules"),
    [
        ("phu-tho", "Hungtm!99x", ["account"]),
        ("phu-tho", "Đậu789456", ["character-classes"]),  # a–z, A–Z by the text's own words
        ("phu-tho", "Dậu789456", []),
        ("bac-giang", "ĐậuĐỏ€789", []),
        ("khanh-hoa", "ĐậuĐỏ€789", []),
        ("tien-giang", "ĐậuĐỏ€789", []),
        ("hung-yen", "ĐậuĐỏ€789", ["special"]),  # its list is closed
    ],
)
def test_passwords_of_the_five_provinces(policy: str, password: str, rules: list[str]) -> None:
    """Which letters and signs count is the text's to say."""
    verdict = check(load(policy), password, account="hungtm2", on=date(2026, 1, 5))
    assert [violation.rule for violation in verdict.violations] == rules


@pytest.mark.parametrize(
    ("policy", "articles"),
    [
        ("phu-tho", "8.2.a 8.2.b 8.2.c 11.1 11.2 11.3 11.4 11.6 11.7 11.8 12.1 12.3 12.6 12.7"),
        ("hung-yen", "2 3.1 10.1.a 11.1 11.3 12.1 12.2 12.4"),
        ("bac-giang", "1.2 2 13.1 16.1 16.2 16.3"),
        ("khanh-hoa", "2 4.1 10.1 10.2 11.1 11.2 11.3 11.6"),
        ("tien-giang", "1 2 3 15.2"),
    ],
)
def test_clauses_without_effect_are_listed(policy: str, articles: str) -> None:
    """Duties that the program does not act on are said to be so, clause by clause."""
    listed = {clause.article for clause in load(policy).not_modelled}
    words = ("Điều", "khoản", "điểm")
    asked = [
        " ".join(f"{word} {part}" for word, part in zip(words, each.split("."), strict=False))
        for each in articles.split()
    ]
    assert [article for article in asked if article not in listed] == []


def test_phu_thos_forms_say_when_each_is_used() -> None:
    """Which form goes with which case is told with the clause that says it."""
    said = {form.id: form.reading or "" for form in load("phu-tho").forms}
    cited = {
        "mau-01": "Điều 5 khoản 3 điểm a",
        "mau-02": "Điều 5 khoản 3 điểm b",
        "mau-03": "Điều 5 khoản 4 điểm a",
        "mau-04": "Điều 5 khoản 4 điểm b",
    }
    assert {form for form, article in cited.items() if article in said[form]} == set(cited)


def _sixth(tmp_path: Path) -> Regulation:
    text, _ = source("phu-tho")
    text = text.replace("phutho.gov.vn", "lamson.gov.vn").replace("id: phu-tho", "id: lam-son")
    path = tmp_path / "lam-son.yaml"
    path.write_text(text.replace('"{given}{initials}"', '"{initials}-{given}"'), encoding="utf-8")
    return load(path)


def test_a_sixth_province_is_a_yaml_file(tmp_path: Path) -> None:
    """A file elsewhere, with another domain and another order of the parts, needs no code."""
    assert _sixth(tmp_path).domain == "lamson.gov.vn"


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """A wrong key, a wrong date and an unknown placeholder are named with their lines together."""
    text, file = source("tien-giang")
    text = text.replace("domain:", "domian:", 1).replace("signed: 2016-10-31", "signed: 2016-13-31")
    with pytest.raises(ValueError, match="tien-giang") as refused:
        parse(text, file)
    paths = {fault.path: fault.expected for fault in refused.value.faults}  # type: ignore[attr-defined]
    assert paths == {
        "domain": "thiếu khóa này",
        "domian": "khóa không có trong mẫu",
        "signed": "cần một ngày có thật, dạng 2026-01-02",
    }
    lines = text.splitlines()
    for fault in refused.value.faults:  # type: ignore[attr-defined]
        if fault.path != "domain":
            assert lines[fault.line - 1].startswith(fault.path)


def test_a_rule_that_changed_holds_from_its_day() -> None:
    """Two values of one rule with dates: the day before and the day of the change."""
    regulation = load("phu-tho")
    first, numbered = regulation.naming.persons.candidates
    changed = (
        first.model_copy(update={"until": date(2026, 6, 30)}),
        first.model_copy(update={"pattern": "{initials}{given}", "since": date(2026, 7, 1)}),
        numbered,
    )
    persons = regulation.naming.persons.model_copy(update={"candidates": changed})
    naming = regulation.naming.model_copy(update={"persons": persons})
    regulation = regulation.model_copy(update={"naming": naming})
    given = {
        day: Addressing(regulation, day)
        .address(Kind.PERSON, "Trần Mạnh Hùng", taken=lambda _: False)
        .address
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(given.values()) == ["hungtm@phutho.gov.vn", "tmhung@phutho.gov.vn"]
