"""Change of information: details, rename, quota, transfer, an organisation's representative."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows import steps
from tasks.provisioning.change_mailbox import CHANGE_MAILBOX


@flow(name="change", flow_run_name="thay đổi R{request_id}")
async def change(request_id: int) -> State[None]:
    """Intake → review → provisioning → reply letter; a step whose work is done is passed over."""
    await steps.intake(request_id)

    if not await steps.review(request_id):
        return steps.waiting_for_review()

    if not await steps.provisioning(request_id, CHANGE_MAILBOX):
        return steps.failed_lines()

    if not await steps.reply(request_id):
        return steps.waiting_for_siblings()
    return steps.to_be_signed()
