"""Revocation, with retention where the regulation keeps the mailbox for a while."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows import steps
from tasks.provisioning.revoke_mailbox import REVOKE_MAILBOX


@flow(name="revoke", flow_run_name="thu hồi R{request_id}")
async def revocation(request_id: int) -> State[None]:
    """Intake → review → provisioning → reply letter; a step whose work is done is passed over."""
    await steps.intake(request_id)

    if not await steps.review(request_id):
        return steps.waiting_for_review()

    if not await steps.provisioning(request_id, REVOKE_MAILBOX):
        return steps.failed_lines()

    if not await steps.reply(request_id):
        return steps.waiting_for_siblings()
    return steps.to_be_signed()
