"""The same file may come again once it went back: each time is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count the attempts, and let the constraint count with them."""
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
        letter.drop_constraint("uq_letter_policy_sha256", type_="unique")
        letter.create_unique_constraint(
            "uq_letter_policy_sha256_attempt", ["policy", "sha256", "attempt"]
        )
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("attempt", server_default=None)


def downgrade() -> None:
    """Back to one letter a file; fails where a file came twice."""
    with op.batch_alter_table("letter") as letter:
        letter.drop_constraint("uq_letter_policy_sha256_attempt", type_="unique")
        letter.create_unique_constraint("uq_letter_policy_sha256", ["policy", "sha256"])
        letter.drop_column("attempt")
