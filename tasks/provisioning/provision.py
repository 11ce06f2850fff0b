"""Provisioning: the approved lines of a request, done once each whatever crashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from models.database import reading, writing
from models.deadline import DeadlineEntry, DeadlineKind, is_running, ledger
from models.letter import Letter
from models.request import Line, Request
from models.step import Step, is_done, mark_done
from models.trail import record
from models.transitions import LineState, RequestState, move, move_line
from models.work_order import WorkOrder
from policies.schema import Kind, TermEnd
from policies.terms import term_rule
from tasks.connectors.errors import ConflictError
from tasks.flow_actor import FLOW
from tasks.office import Office, regulation_of
from tasks.provisioning.work import Answer, Case, Job, Work

_BATCH = 200  # lines a transaction: a kill loses at most the confirmation of these


class NoWorkOrder(RuntimeError):
    """A body that acts on orders was about to act without one."""


def provision(
    office: Office, request_id: int, work: Work[Any], flow_run: str | None = None
) -> bool:
    """Carry out every approved line; whether all were confirmed by the mail system.

    Raises the connector's TransientError: what is done stays done, and the next try goes on from
    there.  Raises NoWorkOrder where the regulation wants an order and there is none.
    """
    with reading(office.engine) as session:
        if is_done(session, request_id, Step.PROVISIONING):
            return True
    if not _begin(office, request_id, flow_run):
        return True
    while jobs := _prepare(office, request_id, work):
        answers = work.carry_out(office.connector, jobs, f"R{request_id}", office.clock())
        _confirm(office, request_id, work, jobs, answers)
    return _finish(office, request_id, flow_run)


def _case(session: Session, office: Office, request_id: int) -> Case:
    request = session.get_one(Request, request_id)
    letter = session.get_one(Letter, request.letter_id)
    return Case(session, regulation_of(session, letter), letter, request, office.clock())


def _begin(office: Office, request_id: int, flow_run: str | None) -> bool:
    """Whether there is anything to carry out; the request then says that work has begun."""
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        if case.request.state is RequestState.PROVISIONED:  # nothing was approved
            mark_done(session, request_id, Step.PROVISIONING, at=case.at, flow_run_id=flow_run)
            return False
        if (
            case.regulation.bodies.executes.on_order
            and not session.exec(
                select(WorkOrder.id).where(WorkOrder.request_id == request_id)
            ).first()
        ):
            raise NoWorkOrder(f"R{request_id}: {case.regulation.bodies.executes.article}")
        if case.request.state is RequestState.APPROVED:
            move(case.request, RequestState.PROVISIONING, case.at)
        return True


def _prepare(office: Office, request_id: int, work: Work[Any]) -> list[Job[Any]]:
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        lines = session.exec(
            select(Line)
            .where(Line.request_id == request_id, Line.state == LineState.APPROVED)
            .order_by(col(Line.number))
            .limit(_BATCH)
        ).all()
        return [work.prepare(case, line) for line in lines]


def _confirm(
    office: Office,
    request_id: int,
    work: Work[Any],
    jobs: Sequence[Job[Any]],
    answers: Sequence[Answer],
) -> None:
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        for job, answer in zip(jobs, answers, strict=True):
            line = session.get_one(Line, job.line_id)
            if line.state is not LineState.APPROVED:
                continue  # a run that was started twice: the other one confirmed it
            if answer is None:
                work.confirm(case, line, job)
                move_line(line, LineState.DONE)
                line.done_at = case.at
            else:
                move_line(line, LineState.FAILED)
                line.failure = _failure(answer)
            record(
                session,
                policy=case.request.policy,
                at=case.at,
                actor=FLOW,
                action="line-done" if answer is None else "line-failed",
                letter_id=case.letter.id,
                request_id=request_id,
                line_id=line.id,
                mailbox_id=job.mailbox_id,
                detail={"type": case.request.type, "address": line.proposed_address}
                if answer is None
                else {"failure": line.failure},
            )


def _failure(answer: Answer) -> str:
    if isinstance(answer, ConflictError):
        return (
            f"hệ thống thư đã có tài khoản khác giữ địa chỉ {answer.address}:"
            " xử lý tài khoản đó rồi chạy lại (congvu retry)"
        )
    return f"hệ thống thư từ chối: {answer}; xử lý rồi chạy lại (congvu retry)"


def _finish(office: Office, request_id: int, flow_run: str | None) -> bool:
    """All confirmed: provisioned, and the term ended where the work ends it.  Else: failed."""
    with writing(office.engine) as session:
        case = _case(session, office, request_id)
        request = case.request
        if is_done(session, request_id, Step.PROVISIONING):
            return True
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
