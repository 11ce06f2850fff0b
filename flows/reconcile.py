"""Reconcile: what could go on and has nobody going on with it is taken up again."""

from __future__ import annotations

import asyncio

from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import State, StateType
from prefect.context import get_run_context
from prefect.states import Crashed
from sqlmodel import col, select

from flows.surroundings import office
from models.database import reading, writing
from models.outbox import enqueue, requests_waiting
from models.request import Request
from models.row import id_of
from models.transitions import RequestState
from tasks.office import Office
from tasks.provisioning.drop_mailbox import clear_dropped, dropped
from tasks.reply import ready_to_reply

#: tag of every run of ours that stands for a request; the second part is its number
REQUEST_TAG = "request"

#: what the worker runs beside the requests, one after the other
_OWN_FLOWS = ("reconcile", "term-watch")
_GOES_ON = (RequestState.NEW, RequestState.APPROVED, RequestState.PROVISIONING)


@flow(name="reconcile", flow_run_name="đối soát")
async def reconcile() -> int:
    """Take up what was lost: requests without an order to go on, runs without a worker."""
    taken_up = await take_up()
    if await asyncio.to_thread(dropped, office()):  # hardly ever: then it costs no task run
        await clear_away()
    await mark_crashed()
    return taken_up


@task(name="take-up", task_run_name="tiếp tục việc bị bỏ dở")
async def take_up() -> int:
    """Order the continuation of every request that could go on and is not waiting for anybody."""
    return await asyncio.to_thread(take_up_lost, office())


def take_up_lost(office: Office) -> int:
    """How many requests were taken up.  Safe at any time: a run passes over what is done."""
    with writing(office.engine) as session:
        waiting = requests_waiting(session)
        lost = [
            request
            for request in session.exec(
                select(Request).where(col(Request.state).in_((*_GOES_ON, RequestState.PROVISIONED)))
            )
            if id_of(request) not in waiting
            and (
                request.state is not RequestState.PROVISIONED
                or ready_to_reply(session, request.letter_id)
            )
        ]
        for request in lost:
            enqueue(session, id_of(request), office.clock(), "reconciled")
        return len(lost)


@task(name="clear-away", task_run_name="dọn hộp thư bị bỏ")
async def clear_away() -> int:
    """Mailboxes that nobody confirmed and nobody wants any more go from the mail system too."""
    return await asyncio.to_thread(clear_dropped, office())


@task(name="mark-crashed", task_run_name="đánh dấu lượt chạy đã chết")
async def mark_crashed() -> None:
    """Runs that a kill left RUNNING are marked crashed, so that the engine's pages tell the truth.

    A request's run is dead when the request has no order any more that is not done.  The runs are
    read before the orders: one that starts meanwhile is not seen, one that ends is left as it
    ended by the engine itself.  Of the runs that no request stands behind, a worker has one at a
    time: any other than this one is dead.
    """
    async with get_client() as client:
        running = [
            *await client.read_flow_runs(flow_run_filter=_running(tagged=REQUEST_TAG)),
            *await client.read_flow_runs(
                flow_filter=FlowFilter(name=FlowFilterName(any_=[*_OWN_FLOWS])),
                flow_run_filter=_running(),
            ),
        ]
        held = await asyncio.to_thread(_requests_held, office())
        this_run = getattr(get_run_context(), "task_run", None)
        for run in running:
            numbers = {tag.partition(":")[2] for tag in run.tags if tag.startswith("request:")}
            if not numbers & held and not (this_run and run.id == this_run.flow_run_id):
                dead: State[None] = Crashed(
                    message="tiến trình chạy lượt này đã chết; việc của nó được làm tiếp"
                )
                await client.set_flow_run_state(run.id, dead)


def _running(tagged: str | None = None) -> FlowRunFilter:
    return FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])),
        tags=FlowRunFilterTags(all_=[tagged]) if tagged else None,
    )


def _requests_held(office: Office) -> set[str]:
    with reading(office.engine) as session:
        return {str(number) for number in requests_waiting(session)}
