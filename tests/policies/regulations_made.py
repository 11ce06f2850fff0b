"""Small regulations made for one test: what a test does not name is the least that is allowed."""

from __future__ import annotations

from typing import Any

from policies.schema import Regulation


def made(
    *,
    terms: list[dict[str, Any]] | None = None,
    after_hours: str = "same-date",
    passwords: list[dict[str, Any]] | None = None,
    quotas: list[dict[str, Any]] | None = None,
    lifecycle: list[dict[str, Any]] | None = None,
    force: dict[str, Any] | None = None,
) -> Regulation:
    """A regulation in force from 1 November 2016 unless ``force`` says otherwise."""
    rule = {"article": "Điều 99"}
    return Regulation.model_validate(
        {
            "id": "thu-nghiem",
            "province": "Thử Nghiệm",
            "title": "Quy chế thử nghiệm",
            "number": None,
            "signed": None,
            "force": force or {"article": "Quyết định Điều 2", "starts": "2016-11-01"},
            "domain": "thunghiem.gov.vn",
            "webmail": "https://mail.thunghiem.gov.vn",
            "bodies": {
                "decides": {**rule, "name": "Sở A"},
                "executes": {**rule, "name": "Trung tâm B"},
                "answers": {**rule, "name": "Sở A"},
                "letterhead": {
                    **rule,
                    "superior": "ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM",
                    "issuer": "SỞ A",
                    "symbol": "SA",
                    "drafting_unit": "TTB",
                    "place": "Thử Nghiệm",
                    "signatory_office": "GIÁM ĐỐC",
                },
            },
            "requesters": [{**rule, "who": "organisation", "types": ["new"]}],
            "channels": [{**rule, "name": "letter"}],
            "naming": {
                "levels": [
                    {
                        **rule,
                        "id": "department",
                        "name": "Sở",
                        "matches": ["Sở {rest}"],
                        "address": "{abbreviation}",
                    }
                ],
                "organisation_clash": rule,
                "unnamed_level": rule,
                "persons": {
                    **rule,
                    "candidates": [{**rule, "pattern": "{full}"}],
                    "exhausted": rule,
                },
            },
            "terms": {
                "after_hours": {
                    "article": "Điều 98",
                    "reading": "cách hiểu về giờ nhận",
                    "counts_as": after_hours,
                },
                "returned": {**rule, "effect": "new-term-at-resubmission"},
                "rules": terms or [{**rule, "types": ["lock"], "unit": "none"}],
            },
            "passwords": {
                "rules": passwords or [{**rule, "rule": "min-length", "value": 8}],
            },
            "quotas": quotas or [{**rule, "kind": "person", "grant_mb": 500}],
            "lifecycle": lifecycle or [],
        }
    )


def in_days(length: int, **changes: Any) -> Regulation:
    """A regulation that gives new mailboxes a term in days."""
    rule = {"article": "Điều 5 khoản 3 điểm c", "types": ["new"], "unit": "days", "length": length}
    return made(terms=[rule], **changes)


def in_working_days(length: int, **changes: Any) -> Regulation:
    """A regulation that gives new mailboxes a term in working days."""
    rule = {
        "article": "Điều 6 khoản 2 điểm b",
        "types": ["new"],
        "unit": "working-days",
        "length": length,
    }
    return made(terms=[rule], **changes)
