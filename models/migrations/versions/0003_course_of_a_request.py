"""What happens to a request: verdicts, orders, deadlines, steps, replies, the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name="fk_verdict_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
    )
    op.create_index("ix_verdict_line_id", "verdict", ["line_id"], unique=False)
    op.create_table(
        "work_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.Column("ordered_to", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_work_order_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_work_order"),
        sa.UniqueConstraint("request_id", name="uq_work_order_request_id"),
    )
    op.create_table(
        "deadline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(32), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("calendar_version", sa.String(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name="fk_deadline_entry_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_entry"),
    )
    op.create_index("ix_deadline_entry_request_id", "deadline_entry", ["request_id"], unique=False)
    op.create_table(
        "step_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.Column("flow_run_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_step_done_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_step_done"),
        sa.UniqueConstraint("request_id", "step", name="uq_step_done_request_id_step"),
    )
    op.create_table(
        "outbox_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_outbox_entry_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_entry"),
    )
    op.create_index("ix_outbox_entry_done_at", "outbox_entry", ["done_at"], unique=False)
    op.create_index("ix_outbox_entry_request_id", "outbox_entry", ["request_id"], unique=False)
    op.create_index(
        "uq_outbox_entry_untaken",
        "outbox_entry",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL AND leased_by IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND leased_by IS NULL"),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("issued_by", sa.String(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("docx_sha256", sa.String(64), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_reply_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply"),
        sa.UniqueConstraint("letter_id", "sequence", name="uq_reply_letter_id_sequence"),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("mailbox_id", sa.String(36), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_trail_entry_letter_id"),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name="fk_trail_entry_line_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name="fk_trail_entry_mailbox_id"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_trail_entry_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trail_entry"),
    )
    op.create_index("ix_trail_entry_at", "trail_entry", ["at"], unique=False)
    op.create_index("ix_trail_entry_letter_id", "trail_entry", ["letter_id"], unique=False)
    op.create_index("ix_trail_entry_mailbox_id", "trail_entry", ["mailbox_id"], unique=False)
    op.create_index("ix_trail_entry_request_id", "trail_entry", ["request_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("trail_entry")
    op.drop_table("reply")
    op.drop_table("outbox_entry")
    op.drop_table("step_done")
    op.drop_table("deadline_entry")
    op.drop_table("work_order")
    op.drop_table("verdict")
