"""Why: the sentences that every answer carries, each with its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policies.schema import Regulation, Rule


@dataclass(frozen=True)
class Reason:
    """One sentence in Vietnamese and the article that it rests on."""

    text: str
    article: str | None = None

    def __str__(self) -> str:
        return f"{self.text} ({self.article})" if self.article else self.text


Explanation = tuple[Reason, ...]
_ARTICLE = re.compile(
    r"(?P<text>Quyết định|Bộ luật Dân sự 2015)? ?\b(?P<article>Điều \d+)"
    r"(?: (?P<clause>khoản \d+\w?))?(?: (?P<point>điểm \w+))?"
)
# where several clauses are cited in one breath the order is left as it is
_ARTICLE_IN_TEXT = re.compile(
    r"(?<!của )(?P<text>Bộ luật Dân sự 2015 )?\b(?P<article>Điều \d+)"
    r"(?P<clause> khoản \d+)(?P<point> điểm [a-zđ]\b)?(?!(?:,| và) (?:khoản|điểm))"
)
_STOP_BEFORE_ARTICLE = re.compile(r"\.( \([^()]*\))$")  # a reading ends with its own full stop
_ADDRESS = re.compile(r"[a-z0-9._-]+@")


def cite(article: str) -> str:
    """ "Điều 5 khoản 4 điểm d" as a letter cites it: "điểm d khoản 4 Điều 5".

    A word and its number stay on one line.
    """
    match = _ARTICLE.fullmatch(article)
    return _ordered(match) if match else article


def as_sentence(text: str) -> str:
    """What a reason says as a whole sentence: articles cited as letters cite them, a full stop."""
    told = _ARTICLE_IN_TEXT.sub(_ordered, _STOP_BEFORE_ARTICLE.sub(r"\1", text.strip()))
    told = f"Địa chỉ {told}" if _ADDRESS.match(told) else told[:1].upper() + told[1:]
    return told if told.endswith((".", "!", "?", "…", ".”")) else f"{told}."


def _ordered(match: re.Match[str]) -> str:
    parts = [match[part] for part in ("point", "clause", "article") if match[part]]
    told = " ".join(part.strip().replace(" ", "\u00a0") for part in parts)
    return f"{told} {match['text'].strip()}" if match["text"] else told


def because(text: str, rule: Rule) -> tuple[Reason, ...]:
    """The sentence with the rule's article, and the rule's reading where it has one."""
    reasons = [Reason(text, rule.article)]
    if rule.reading:
        reasons.append(Reason(f"Cách hiểu được chọn: {rule.reading}", rule.article))
    return tuple(reasons)


def show_date(day: date) -> str:
    """A date the Vietnamese way, dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def regulation_title(regulation: Regulation) -> str:
    """Number and province as a letter cites them; what the text leaves blank prints as "…"."""
    return f"Quy chế thư điện tử công vụ tỉnh {regulation.province} (số {regulation.number or '…'})"


def not_in_force(regulation: Regulation, on: date) -> Reason | None:
    """Why the regulation does not apply on that local date; ``None`` where it does.

    Where the text leaves its date blank (``force.starts`` null), it is refused only before
    ``force.not_before``, the day before which it cannot have been signed.
    """
    force = regulation.force
    title = regulation_title(regulation)
    starts = force.earliest
    if on < starts:
        since = (
            f"có hiệu lực từ ngày {show_date(starts)}"
            if force.starts
            else f"để trống ngày ký và không thể có hiệu lực trước ngày {show_date(starts)}"
        )
        return Reason(f"{title} {since}; ngày {show_date(on)} chưa áp dụng", force.article)
    if force.ends is not None and on > force.ends:
        return Reason(
            f"{title} hết hiệu lực sau ngày {show_date(force.ends)}; "
            f"ngày {show_date(on)} không áp dụng",
            force.article,
        )
    return None


def blank_date_note(regulation: Regulation) -> tuple[Reason, ...]:
    """A reminder where the day of entry into force is blank in the text."""
    if regulation.force.starts is not None:
        return ()
    return (
        Reason(
            f"{regulation_title(regulation)} để trống ngày có hiệu lực; "
            "trung tâm cần điền khi văn bản được ký",
            regulation.force.article,
        ),
    )
