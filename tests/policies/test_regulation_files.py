"""The five regulations that come with the project."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from policies.addresses import address_for
from policies.examples import run_examples
from policies.loader import load, parse, policy_ids, source
from policies.schema import Kind, Regulation, Rule, Shape

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
        day: address_for(
            regulation, Kind.PERSON, "Trần Mạnh Hùng", taken=lambda _: False, on=day
        ).address
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(given.values()) == ["hungtm@phutho.gov.vn", "tmhung@phutho.gov.vn"]
