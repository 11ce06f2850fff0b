"""Password reset: the account is left without a usable password until one is handed over."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows import steps
from tasks.provisioning.reset_password import RESET_PASSWORD


@flow(name="reset-password", flow_run_name="cấp lại mật khẩu R{request_id}")
async def password_reset(request_id: int) -> State[None]:
    """Intake → review → provisioning → reply letter; a step whose work is done is passed over."""
    await steps.intake(request_id)

    if not await steps.review(request_id):
        return steps.waiting_for_review()

    if not await steps.provisioning(request_id, RESET_PASSWORD):
        return steps.failed_lines()

    if not await steps.reply(request_id):
        return steps.waiting_for_siblings()
    return steps.to_be_signed()
