"""The main job on the project's sample letters, decided by the proposals themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlmodel import select

from flows import engine
from flows.desk import look
from flows.desk.decide import Decision, decide
from flows.desk.going_on import wait_until_settled
from flows.desk.issue import issue
from flows.desk.refusal import Refused
from flows.desk.settling import Settled
from flows.desk.submit import Submitted, submit, submitted_before
from models.database import reading
from models.letter import Letter
from models.letter_number import IssuingBody, highest
from models.numbering import numbering
from models.reply import Reply, ReplyState
from models.request import Line
from models.transitions import LineState, RequestState
from models.user import Actor
from models.verdict import Outcome
from policies.loader import load, source
from policies.schema import Rank
from tasks.forms.sampling import Sample, shipped
from tasks.office import Office, local_date, regulation_of
from tasks.proposing.asking import main_channel
from tasks.receive import Incoming

_CLERK = Actor("văn thư (mẫu)", "command")
_REVIEWER = Actor("chuyên viên (mẫu)", "command")
_PATIENCE = 300.0  # seconds a letter


@dataclass(frozen=True)
class DemoRow:
    """What became of one sample letter."""

    letter_id: int
    policy: str
    title: str
    lines: int
    outcomes: Counter[str]
    due: datetime | None
    files: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The row as JSON."""
        return {
            "letter": self.letter_id,
            "policy": self.policy,
            "title": self.title,
            "lines": self.lines,
            "outcomes": dict(self.outcomes),
            "due": self.due.isoformat() if self.due else None,
            "files": list(self.files),
        }


def run_demo(office: Office, quiet: bool) -> list[DemoRow]:
    """Submit every sample, follow the proposals, issue the replies; again: find it all done."""
    console = Console(stderr=quiet)
    rows = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=False) as progress:
        start = progress.add_task("khởi động bộ máy quy trình Prefect", total=1)
        engine.ensure_running(office.settings)
        progress.update(start, completed=1)
        for sample in shipped():
            bar = progress.add_task(sample.title, total=1)

            def tell(step: str, bar: TaskID = bar, title: str = sample.title) -> None:
                progress.update(bar, description=f"{step} · {title}")

            rows.append(_one_letter(office, sample, tell))
            tell("xong" if sample.decided else "để lại trong hàng đợi")
            progress.update(bar, completed=1)
    return rows


def _one_letter(office: Office, sample: Sample, tell: Callable[[str], None]) -> DemoRow:
    incoming = Incoming(
        content=sample.path.read_bytes(),
        file_name=sample.path.name,
        media_type="application/octet-stream",
        channel=main_channel(load(sample.policy)),
        received=sample.received,
    )
    tell("tiếp nhận")
    text = source(sample.policy)
    taken = submitted_before(office, _CLERK, incoming, *text) or submit(
        office, _CLERK, incoming, *text
    )
    ids = [number for number, _ in taken.requests]
    wait_until_settled(office, ids, _PATIENCE)
    if not sample.decided:
        return _row(office, sample, taken, ())
    tell("thẩm định")
    for request_id in ids:
        _follow_proposals(office, request_id, load(sample.policy).domain)
    tell("cấp hộp thư, soạn văn bản trả lời")
    wait_until_settled(office, ids, _PATIENCE)
    return _issued(office, sample, taken)


def _follow_proposals(office: Office, request_id: int, domain: str) -> None:
    """The reviewer of the samples does what is proposed, and agrees names where that is asked."""
    view = look.show_request(office, _REVIEWER, request_id)
    if view.request.state is not RequestState.IN_REVIEW:
        return
    for one in view.lines:
        line = one.line
        if line.state is not LineState.PROPOSED:
            continue
        if line.needs_agreement:
            _agree(office, request_id, line, domain)
        elif line.suggested_verdict is not Outcome.APPROVED:
            outcome = line.suggested_verdict or Outcome.RETURNED
            decide(office, _REVIEWER, Decision(request_id, outcome, line.number))
        elif line.needs:
            decision = Decision(
                request_id, Outcome.RETURNED, line.number, reason="; ".join(line.needs)
            )
            if any("--rank" in question for question in line.needs):
                settled = Settled(rank=Rank.DIVISION)
                decision = Decision(request_id, Outcome.APPROVED, line.number, settled=settled)
            decide(office, _REVIEWER, decision)
    if look.show_request(office, _REVIEWER, request_id).request.state is RequestState.IN_REVIEW:
        decide(office, _REVIEWER, Decision(request_id, Outcome.APPROVED))


def _agree(office: Office, request_id: int, line: Line, domain: str) -> None:
    """A name that is short and holds the holder's name: with the birth year, or a number."""
    for local in _names(line):
        settled = Settled(address=f"{local}@{domain}")
        decision = Decision(request_id, Outcome.APPROVED, line.number, settled=settled)
        try:
            decide(office, _REVIEWER, decision)
        except Refused:
            continue
        return


def _names(line: Line) -> Iterator[str]:
    tried = [s.split("@")[0] for s in " ".join(line.explanation).split() if "@" in s]
    head, dot, tail = (tried[0] if tried else "hopthu").partition(".")
    if line.birth_date:
        yield f"{head}{line.birth_date:%y}{dot}{tail}"
    for number in range(2, 1000):
        yield f"{head}{number}{dot}{tail}"


def _issued(office: Office, sample: Sample, taken: Submitted) -> DemoRow:
    out = office.settings.home / "letters"
    number, dated = _number_and_date(office, taken.letter_id)
    done = issue(office, _CLERK, letter_id=taken.letter_id, number=number, dated=dated, out=out)
    return _row(office, sample, taken, (str(done.docx), str(done.pdf)))


def _row(office: Office, sample: Sample, taken: Submitted, files: tuple[str, ...]) -> DemoRow:
    views = [look.show_request(office, _REVIEWER, request_id) for request_id, _ in taken.requests]
    outcomes = Counter(
        one.verdict.outcome.value for view in views for one in view.lines if one.verdict
    )
    return DemoRow(
        letter_id=taken.letter_id,
        policy=sample.policy,
        title=sample.title,
        lines=sum(len(view.lines) for view in views),
        outcomes=outcomes,
        due=min((view.due for view in views if view.due), default=None),
        files=files,
    )


def _number_and_date(office: Office, letter_id: int) -> tuple[str | None, date]:
    """What the letter was issued with, or today with the next number; None: by a series."""
    today = local_date(office.clock())
    with reading(office.engine) as session:
        own = session.exec(select(Reply).where(Reply.letter_id == letter_id)).first()
        if own is not None and own.state is ReplyState.ISSUED:
            return own.number, own.dated or today
        letter = session.get_one(Letter, letter_id)
        issuer = regulation_of(session, letter).bodies.letterhead.issuer
        body = IssuingBody(letter.policy, issuer)
        found = numbering(session, body)
        if found is not None and found.counts(today.year):
            return None, today
        return str(highest(session, body, today.year) + 1), today


def table_of(rows: list[DemoRow]) -> None:
    """Print what became of the letters."""
    table = Table(title="Văn bản mẫu đã xử lý")
    for name in (
        "VB",
        "Tỉnh",
        "Nội dung",
        "Dòng",
        "Đồng ý",
        "Từ chối",
        "Trả lại",
        "Hạn",
        "Trả lời",
    ):
        table.add_column(name, justify="right" if name in ("Dòng", "Đồng ý") else "left")
    for row in rows:
        table.add_row(
            f"L{row.letter_id}",
            row.policy,
            row.title,
            str(row.lines) if row.lines else "lỗi mẫu",
            str(row.outcomes["approved"]),
            str(row.outcomes["refused"]),
            str(row.outcomes["returned"]),
            f"{local_date(row.due):%d/%m/%Y}" if row.due else "không có",
            Path(row.files[1]).name if row.files else "chờ thẩm định",
        )
    Console(width=140).print(table)
