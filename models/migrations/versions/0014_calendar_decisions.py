"""The centre's own decisions on days off lie in the database, for all its machines."""

from __future__ import annotations

from importlib import import_module

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_TRIGGERS = import_module("models.migrations.versions.0004_append_only")


def upgrade() -> None:
    """Make the table; what stands in it stays."""
    op.create_table(
        "calendar_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_decision"),
    )
    _TRIGGERS.forbid("calendar_decision")


def downgrade() -> None:
    """Without decisions of the centre's own."""
    _TRIGGERS.allow("calendar_decision")
    op.drop_table("calendar_decision")
