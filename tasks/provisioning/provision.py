"""Provisioning: the approved lines of a request, done once each whatever crashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from models.database import writing
from models.deadline import DeadlineEntry, DeadlineKind, is_running, ledger
from models.letter import Letter
from models.mailbox import Mailbox
from models.request import Line, Request
from models.step import Step, is_done, mark_done
from models.trail import record
from models.transitions import LineState, RequestState, move, move_line
from models.work_order import WorkOrder
from policies.schema import Kind, TermEnd
from policies.terms import term_rule
from tasks.connectors.errors import ConflictError
from tasks.flow_actor import FLOW
from tasks.office import Office, calendar_of, regulation_of
from tasks.provisioning.standing import objection_to_state
from tasks.provisioning.work import Answer, Case, Job, Work

_BATCH = 200  # lines a transaction: a kill loses at most the confirmation of these
# no line was approved, or none is left; a sibling's run may have drafted the reply meanwhile
_NOTHING_LEFT = (
    RequestState.PROVISIONED,
    RequestState.TO_SIGN,
    RequestState.WAITING_FOR_AGENCY,
    RequestState.CLOSED,
)


class NoWorkOrder(RuntimeError):
    """A body that acts on orders was about to act without one."""


def provision(
    office: Office, request_id: int, work: Work[Any], flow_run: str | None = None
) -> bool:
    """Carry out every approved line; whether all were confirmed by the mail system.

    Raises the connector's TransientError: what is done stays done, and the next try goes on from
    there.  Raises NoWorkOrder where the regulation wants an order and there is none.
    """
    begun = _begin(office, request_id, flow_run)
    if begun is not None:
        return begun
    while (jobs := _prepare(office, request_id, work)) is not None:
        answers = work.carry_out(office.connector, jobs, f"R{request_id}", office.clock())
        _confirm(office, request_id, work, jobs, answers)
    return _finish(office, request_id, flow_run)


def _case(session: Session, office: Office, request_id: int) -> Case:
    request = session.get_one(Request, request_id)
    letter = session.get_one(Letter, request.letter_id)
    regulation = regulation_of(session, letter)
    return Case(session, regulation, letter, request, office.clock(), calendar_of(session))


def _begin(office: Office, request_id: int, flow_run: str | None) -> bool | None:
    """None: there are lines to carry out.  Else the answer: done, or nothing of ours to do."""
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        if is_done(session, request_id, Step.PROVISIONING):
            return True
        if case.request.state in _NOTHING_LEFT:
            if LineState.DONE in _states(session, request_id):
                _end_term(case)
            mark_done(session, request_id, Step.PROVISIONING, at=case.at, flow_run_id=flow_run)
            return True
        if case.request.state not in (RequestState.APPROVED, RequestState.PROVISIONING):
            return False  # withdrawn, or failed and not retried: a late run does nothing
        if (
            case.regulation.bodies.executes.on_order
            and not session.exec(
                select(WorkOrder.id).where(WorkOrder.request_id == request_id)
            ).first()
        ):
            raise NoWorkOrder(f"R{request_id}: {case.regulation.bodies.executes.article}")
        if case.request.state is RequestState.APPROVED:
            move(case.request, RequestState.PROVISIONING, case.at)
        return None


def _states(session: Session, request_id: int) -> set[LineState]:
    return {
        LineState(state)
        for state in session.exec(select(Line.state).where(Line.request_id == request_id))
    }


def _prepare(office: Office, request_id: int, work: Work[Any]) -> list[Job[Any]] | None:
    """The next jobs; None where no approved line is left."""
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        lines = session.exec(
            select(Line)
            .where(Line.request_id == request_id, Line.state == LineState.APPROVED)
            .order_by(col(Line.number))
            .limit(_BATCH)
        ).all()
        if not lines or case.request.state is not RequestState.PROVISIONING:
            return None
        fit = []
        for line in lines:
            objection = _objection(case, line)
            if objection is None:
                fit.append(line)
            else:  # what was approved no longer fits what is there: back to a person
                _fail(case, line, line.mailbox_id, objection)
        return list(work.prepare(case, fit))


def _objection(case: Case, line: Line) -> str | None:
    """Why the mailbox, as it stands now, cannot take what was approved earlier."""
    if line.mailbox_id is None:
        return None
    mailbox = case.session.get_one(Mailbox, line.mailbox_id)
    return objection_to_state(case.request.type, mailbox.state)


def _confirm(
    office: Office,
    request_id: int,
    work: Work[Any],
    jobs: Sequence[Job[Any]],
    answers: Sequence[Answer],
) -> None:
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        wanted = select(Line).where(col(Line.id).in_([job.line_id for job in jobs]))
        lines = {line.id: line for line in session.exec(wanted)}
        done = []
        for job, answer in zip(jobs, answers, strict=True):
            line = lines[job.line_id]
            if line.state is not LineState.APPROVED:
                continue  # a run that was started twice: the other one confirmed it
            if answer is not None:
                _fail(case, line, job.mailbox_id, _failure(answer))
                continue
            done.append((line, job))
        work.confirm(case, done)
        for line, job in done:
            move_line(line, LineState.DONE)
            line.done_at = case.at
            detail = {"type": case.request.type, "address": line.proposed_address}
            _record(case, line, job.mailbox_id, "line-done", detail)


def _fail(case: Case, line: Line, mailbox_id: str | None, failure: str) -> None:
    move_line(line, LineState.FAILED)
    line.failure = failure
    _record(case, line, mailbox_id, "line-failed", {"failure": failure})


def _record(
    case: Case, line: Line, mailbox_id: str | None, action: str, detail: dict[str, Any]
) -> None:
    record(
        case.session,
        policy=case.request.policy,
        at=case.at,
        actor=FLOW,
        action=action,
        letter_id=case.letter.id,
        request_id=case.request.id,
        line_id=line.id,
        mailbox_id=mailbox_id,
        detail=detail,
    )


def _failure(answer: Answer) -> str:
    if isinstance(answer, ConflictError):
        return (
            f"hệ thống thư đã có tài khoản khác giữ địa chỉ {answer.address}:"
            " xử lý tài khoản đó rồi chạy lại (congvu retry), hoặc quyết định lại dòng này"
        )
    return f"hệ thống thư từ chối: {answer}; xử lý rồi chạy lại, hoặc quyết định lại dòng này"


def _finish(office: Office, request_id: int, flow_run: str | None) -> bool:
    """All confirmed: provisioned, and the term ended where the work ends it.  Else: failed."""
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        request = case.request
        if is_done(session, request_id, Step.PROVISIONING):
            return True
        if request.state is not RequestState.PROVISIONING:
            return False
        failed = session.exec(
            select(Line.number).where(Line.request_id == request_id, Line.state == LineState.FAILED)
        ).all()
        if failed:
            move(request, RequestState.FAILED, case.at)
            request.failure = f"chưa thực hiện được dòng {', '.join(map(str, failed))}"
            return False
        move(request, RequestState.PROVISIONED, case.at)
        _end_term(case)
        mark_done(session, request_id, Step.PROVISIONING, at=case.at, flow_run_id=flow_run)
        return True


def _end_term(case: Case) -> None:
    request_id = case.request.id or 0
    kinds = case.session.exec(select(Line.kind).where(Line.request_id == request_id)).all()
    on = case.on
    rules = [term_rule(case.regulation, case.request.type, Kind(k), on) for k in set(kinds)]
    if not all(rule and rule.ends is TermEnd.WORK_DONE for rule in rules):
        return
    if is_running(ledger(case.session, request_id)):
        case.session.add(
            DeadlineEntry(
                request_id=request_id,
                kind=DeadlineKind.ENDED,
                at=case.at,
                article=next(rule.article for rule in rules if rule),
                cause="việc đã thực hiện xong trên hệ thống thư",
                author=FLOW.name,
            )
        )
