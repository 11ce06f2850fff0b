"""What was asked without a letter (by telephone, fax, e-mail, in person) says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All that is there came as a letter."""
    with op.batch_alter_table("letter") as letter:
        letter.add_column(
            sa.Column("without_letter", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("without_letter", server_default=None)


def downgrade() -> None:
    """What was asked without a letter is told from one no more."""
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("without_letter")
