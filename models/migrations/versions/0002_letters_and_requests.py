"""Letters, their requests with lines, and the addresses that lines reserve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "regulation_text",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_regulation_text"),
    )
    op.create_index("ix_regulation_text_policy_id", "regulation_text", ["policy_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("regulation_sha", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("sender_organisation_id", sa.Integer(), nullable=True),
        sa.Column("superior", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("requester", sa.String(), nullable=True),
        sa.Column("requester_position", sa.String(), nullable=True),
        sa.Column("requester_unit", sa.String(), nullable=True),
        sa.Column("requester_phone", sa.String(), nullable=True),
        sa.Column("form_id", sa.String(), nullable=True),
        sa.Column("corrects_letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["corrects_letter_id"], ["letter.id"], name="fk_letter_corrects_letter_id"
        ),
        sa.ForeignKeyConstraint(
            ["regulation_sha"], ["regulation_text.sha256"], name="fk_letter_regulation_sha"
        ),
        sa.ForeignKeyConstraint(
            ["sender_organisation_id"], ["organisation.id"], name="fk_letter_sender_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("policy", "sha256", name="uq_letter_policy_sha256"),
    )
    op.create_index("ix_letter_corrects_letter_id", "letter", ["corrects_letter_id"], unique=False)
    op.create_index(
        "ix_letter_sender_organisation_id", "letter", ["sender_organisation_id"], unique=False
    )
    op.create_index("ix_letter_state", "letter", ["state"], unique=False)
    op.create_table(
        "letter_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_letter_file_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_file"),
    )
    op.create_index("ix_letter_file_letter_id", "letter_file", ["letter_id"], unique=False)
    op.create_table(
        "letter_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_letter_fault_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_fault"),
    )
    op.create_index("ix_letter_fault_letter_id", "letter_fault", ["letter_id"], unique=False)
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_request_letter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sa.UniqueConstraint("letter_id", "type", name="uq_request_letter_id_type"),
    )
    op.create_index("ix_request_letter_id", "request", ["letter_id"], unique=False)
    op.create_index("ix_request_state", "request", ["state"], unique=False)
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("former_unit", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("decision_number", sa.String(), nullable=True),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("citizen_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("representative", sa.String(), nullable=True),
        sa.Column("representative_position", sa.String(), nullable=True),
        sa.Column("change_what", sa.String(), nullable=True),
        sa.Column("change_to", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("mailbox_id", sa.String(36), nullable=True),
        sa.Column("match_note", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.String(32), nullable=True),
        sa.Column("proposed_address", sa.String(), nullable=True),
        sa.Column("needs_agreement", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("suggested_verdict", sa.String(32), nullable=True),
        sa.Column("suggested_reason", sa.String(), nullable=True),
        sa.Column("suggested_article", sa.String(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name="fk_line_mailbox_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_line_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_line_person_id"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_line_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_line"),
        sa.UniqueConstraint("request_id", "number", name="uq_line_request_id_number"),
    )
    op.create_index("ix_line_mailbox_id", "line", ["mailbox_id"], unique=False)
    op.create_index("ix_line_request_id", "line", ["request_id"], unique=False)
    op.create_table(
        "address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("mailbox_id", sa.String(36), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("state <> 'issued' OR mailbox_id IS NOT NULL", name="ck_address_issued"),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name="fk_address_line_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name="fk_address_mailbox_id"),
        sa.PrimaryKeyConstraint("address", name="pk_address"),
    )
    op.create_index("ix_address_line_id", "address", ["line_id"], unique=False)
    op.create_index("ix_address_mailbox_id", "address", ["mailbox_id"], unique=False)
    op.create_index("ix_address_policy", "address", ["policy"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("address")
    op.drop_table("line")
    op.drop_table("request")
    op.drop_table("letter_fault")
    op.drop_table("letter_file")
    op.drop_table("letter")
    op.drop_table("regulation_text")
