"""The steps as Prefect tasks: one task run a step over all lines, never one a line.

A step whose row says that it is done is passed over without a task run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from prefect import task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import get_run_context
from prefect.states import Completed
from prefect.tasks import Task, exponential_backoff

from flows.stack import without_values
from flows.surroundings import office
from models.database import reading
from models.step import Step, is_done
from tasks.connectors.errors import TransientError
from tasks.intake import take_in
from tasks.office import Office
from tasks.provisioning.provision import provision
from tasks.provisioning.work import Work
from tasks.reply import draft_reply
from tasks.review import review as review_lines

_LOG = logging.getLogger("congvu.steps")
_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class StepBroke(RuntimeError):
    """A step raised; the message names the request and the class of the error, nothing else."""


async def _carry_out(
    step: Callable[Concatenate[Office, int, _Given], _Answer],
    request_id: int,
    *given: _Given.args,
    **named: _Given.kwargs,
) -> _Answer:
    """Run a step beside the loop; what it raises leaves it without its message.

    The engine keeps the message of an error, and that may quote a letter.  Raises StepBroke, or
    TransientError for a connector's passing trouble.
    """
    try:
        return await asyncio.to_thread(step, office(), request_id, *given, **named)
    except Exception as error:  # noqa: BLE001 - told on by its class, logged with its stack
        _LOG.error("%s of R%s\n%s", step.__name__, request_id, without_values(error))
        told = f"R{request_id}: {type(error).__name__}"
        if isinstance(error, TransientError):
            raise TransientError(told) from None
        raise StepBroke(told) from None


def _run_id() -> str | None:
    """The flow run that this task belongs to, for the row that says that the step is done."""
    run = getattr(get_run_context(), "task_run", None)
    return str(run.flow_run_id) if run and run.flow_run_id else None


async def _is_transient(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Only a connector's passing trouble is worth another try."""
    result = await state.aresult(raise_on_failure=False)
    return isinstance(result, TransientError)


async def _stands(step: Step, request_id: int) -> bool:
    """Whether the step is done: then it costs the engine no task run at all."""

    def look() -> bool:
        with reading(office().engine) as session:
            return is_done(session, request_id, step)

    return await asyncio.to_thread(look)


async def intake(request_id: int) -> None:
    """Hold each line against the directory."""
    if not await _stands(Step.INTAKE, request_id):
        await intake_task(request_id)


@task(name="intake", task_run_name="tiếp nhận R{request_id}")
async def intake_task(request_id: int) -> None:
    """As ``intake``, whether or not it is done."""
    await _carry_out(take_in, request_id, _run_id())


async def review(request_id: int) -> bool:
    """Propose; whether every line has its verdict."""
    return await _stands(Step.REVIEW, request_id) or await review_task(request_id)


@task(name="review", task_run_name="thẩm định R{request_id}")
async def review_task(request_id: int) -> bool:
    """As ``review``, whether or not it is done."""
    return await _carry_out(review_lines, request_id, _run_id())


async def provisioning(request_id: int, work: Work[Any]) -> bool:
    """Carry out the approved lines in the mail system; whether all of them were confirmed."""
    return await _stands(Step.PROVISIONING, request_id) or await provisioning_task(request_id, work)


@task(
    name="provisioning",
    task_run_name="thực hiện R{request_id}",
    retries=5,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.3,
    retry_condition_fn=_is_transient,
)
async def provisioning_task(request_id: int, work: Work[Any]) -> bool:
    """As ``provisioning``, whether or not it is done."""
    return await _carry_out(provision, request_id, work, _run_id())


async def reply(request_id: int) -> bool:
    """Draft the reply, once the letter's other requests are done too."""
    return await _stands(Step.REPLY, request_id) or await reply_task(request_id)


@task(name="reply", task_run_name="văn bản trả lời R{request_id}")
async def reply_task(request_id: int) -> bool:
    """As ``reply``, whether or not it is done."""
    return await _carry_out(draft_reply, request_id, _run_id())


def waiting_for_review() -> State[None]:
    """The run ends here; the decision will start another that passes over what is done."""
    return Completed(name="Chờ thẩm định", message="chờ người thẩm định quyết định từng dòng")


def failed_lines() -> State[None]:
    """The run ends here; somebody looks at the lines that failed or met a conflict."""
    return Completed(name="Có dòng lỗi", message="có dòng chưa thực hiện được, xem hàng đợi")


def waiting_for_siblings() -> State[None]:
    """The run ends here; the last of the letter's requests drafts the reply."""
    return Completed(name="Chờ đề nghị khác", message="chờ các đề nghị khác của cùng văn bản")


def to_be_signed() -> State[None]:
    """All done but the signature."""
    return Completed(name="Chờ phát hành", message="dự thảo văn bản trả lời đã sẵn sàng")
