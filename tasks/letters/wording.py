"""Puts the content of a reply letter into words: the only place where its wording is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from policies.explain import cite as cite_article
from policies.schema import Regulation, RequestType
from policies.working_days import to_local
from tasks.explaining.outcome import grounds
from tasks.letters.annex import faults_annex, results_annex
from tasks.letters.characters import printable
from tasks.letters.content import Outcome, ReplyContent, ReplyLine
from tasks.letters.measures import balanced, width_mm
from tasks.letters.printed import LEFT_HEAD_MM, Printed

ChangeEvent = Literal["first-login", "after-issue", "after-reset", "after-restore"]
HEAD_POINTS = 12


@dataclass(frozen=True)
class Tally:
    """How many lines came to which outcome."""

    approved: int
    refused: int
    returned: int
    withdrawn: int
    pending: int

    @property
    def total(self) -> int:
        return self.approved + self.refused + self.returned + self.withdrawn + self.pending


def compose(content: ReplyContent) -> Printed:
    """The letter in words.

    Raises ContentError, naming the field, where a field cannot be printed.
    """
    letter = printable(content)
    head = _texts("head.j2")
    superior = balanced(letter.superior.upper(), HEAD_POINTS, LEFT_HEAD_MM)
    issuer = balanced(letter.issuer.upper(), HEAD_POINTS, LEFT_HEAD_MM)
    widest = max(width_mm(line, HEAD_POINTS, bold_capitals=True) for line in issuer)
    annex = faults_annex if letter.faults else results_annex
    return Printed(
        superior=superior,
        issuer=issuer,
        issuer_rule_mm=round(0.42 * min(widest, LEFT_HEAD_MM), 1),
        country=head.COUNTRY,
        motto=head.MOTTO,
        number=head.number_line(letter),
        subject=head.subject_line(letter),
        place=head.place_line(letter),
        greeting=head.greeting(letter),
        recipients=_items(head.recipients(letter)),
        paragraphs=_paragraphs(letter),
        copies_title=head.COPIES,
        copies=_items(head.copies(letter)),
        signatory=_items(head.signatory(letter)),
        signatory_name=letter.signatory_name,
        annex=annex(letter, _texts("annex.j2")),
    )


def subject_for(
    types: Sequence[RequestType], *, faulty: bool = False, partial: bool = False
) -> str:
    """The subject of a reply, without "V/v".

    ``faulty``: the form could not be processed; ``partial``: another letter answers the rest.
    """
    return str(_texts("words.j2").subject(in_order(types), faulty, partial))


def request_words(request_type: RequestType) -> str:
    """What was asked, for the annex: "Cấp mới"."""
    words = str(_texts("words.j2").TYPES[request_type.value])
    return words[0].upper() + words[1:]


def outcome_words(outcome: Outcome) -> str:
    """ "Đồng ý", "Không đồng ý" or "Trả lại để bổ sung"."""
    return str(_texts("words.j2").OUTCOMES[outcome.value])


def cite(regulation: Regulation) -> str:
    """The decision that issued the regulation, for ``regulation_cite``; blanks stay "…"."""
    province = regulation.province
    return str(_texts("words.j2").cite(regulation.number, regulation.signed, province))


def change_password_remark(event: ChangeEvent, article: str) -> str:
    """The duty to change the password, with the article that sets it; a remark of the letter."""
    return str(_texts("words.j2").change_password_remark(event, article))


def in_order(types: Sequence[RequestType]) -> tuple[RequestType, ...]:
    """The types once each, in the order in which a letter names them."""
    return tuple(member for member in RequestType if member in types)


def _paragraphs(letter: ReplyContent) -> tuple[str, ...]:
    body = _texts("body.j2")
    count = Counter(line.outcome for line in letter.lines)
    tally = Tally(*(count[outcome] for outcome in Outcome))
    paragraphs = [body.opening(letter), body.before(letter)]
    paragraphs += [body.faults(letter)] if letter.faults else [body.results(letter, tally)]
    paragraphs += [body.returned(letter, tally)] if tally.returned else []
    paragraphs += [body.later(letter)]
    return _items("\n".join((*paragraphs, *letter.remarks, body.closing(letter))))


def _items(text: str) -> tuple[str, ...]:
    """The lines of a rendered text.  Only U+000A divides: U+00A0 is a blank for the clerk."""
    return tuple(line.strip(" ") for line in text.split("\n") if line.strip(" "))


def long_date(day: date) -> str:
    """ "ngày 05 tháng 01 năm 2026": a zero before days below 10 and months 1 and 2.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4.  A word and its number stay on one line.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày\u00a0{day.day:02} tháng\u00a0{month} năm\u00a0{day.year}"


def two_digits(number: int | str) -> str:
    """ "08": a number below 10 with a leading zero; what is no number stays as it is."""
    return str(number).zfill(2) if str(number).isdecimal() else str(number)


def cases(count: int) -> str:
    """ "08 trường hợp"."""
    return f"{two_digits(count)} trường hợp"


def _grounds(line: ReplyLine) -> str | None:
    """The cell "Lý do, căn cứ", in the words in which a line is explained anywhere."""
    told = grounds(line.outcome, line.reason, line.article, by_authority=line.by_authority)
    return f"{told}. {line.note}" if told and line.note else told or line.note


def _without_comma(parts: str) -> str:
    return parts.strip(", ")


def blank(width: int) -> str:
    """Space for the clerk to write in; no-break, so that neither layout folds it."""
    return "\u00a0" * width


@cache
def environment() -> SandboxedEnvironment:
    """Where the wording is read: sandboxed, and a misspelt mark is an error."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(Path(__file__).parent / "wording"),
        undefined=StrictUndefined,
        autoescape=False,  # plain text; each layout escapes in its own way
    )
    made.filters |= {
        "long_date": long_date,
        "local_date": lambda at: to_local(at).date(),
        "local_time": lambda at: f"{to_local(at):%H:%M}",
        "two_digits": two_digits,
        "cases": cases,
        "clause": cite_article,
        "grounds": _grounds,
        "without_comma": _without_comma,
    }
    made.globals["blank"] = blank
    return made


@cache
def _texts(name: str) -> Any:
    """The macros and constants of one template file."""
    return environment().get_template(name).module
