"""The places in the queues, the term of a letter that goes back, and the ends of terms.

The rows are derived: whoever opens the installation next puts in what is missing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables, empty."""
    op.add_column("letter", sa.Column("return_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("letter", sa.Column("return_term", sa.String(32), nullable=True))
    op.create_table(
        "queue_entry",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=True),
        sa.Column("letter_id", sa.Integer(), sa.ForeignKey("letter.id"), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("type", sa.String(32), nullable=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_law", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("no_term", sa.Boolean(), nullable=False),
        sa.Column("uncounted", sa.Boolean(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("search", sa.String(), nullable=False),
    )
    op.create_index("ix_queue_entry_letter_id", "queue_entry", ["letter_id"])
    op.create_index("ix_queue_entry_organisation_id", "queue_entry", ["organisation_id"])
    op.create_index("ix_queue_entry_place", "queue_entry", ["policy", "queue", "due", "received"])
    op.create_index("ix_queue_entry_due", "queue_entry", ["due", "received"])
    op.create_table(
        "served",
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_law", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_served_organisation_id", "served", ["organisation_id"])
    op.create_index("ix_served_policy_ended", "served", ["policy", "ended"])


def downgrade() -> None:
    """Without them; the rows say nothing new."""
    op.drop_table("served")
    op.drop_table("queue_entry")
    op.drop_column("letter", "return_term")
    op.drop_column("letter", "return_due")
