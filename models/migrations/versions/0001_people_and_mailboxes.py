"""People, agencies, mailboxes, and the embedded mail directory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("abbreviation", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("address_label", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name="fk_organisation_parent_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint(
            "policy", "parent_id", "key", name="uq_organisation_policy_parent_id_key"
        ),
    )
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"], unique=False)
    op.create_index(
        "uq_organisation_root",
        "organisation",
        ["policy", "key"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("citizen_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_policy_key", "person", ["policy", "key"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("rank", sa.String(32), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_assignment_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_assignment_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
    )
    op.create_index(
        "ix_assignment_organisation_id", "assignment", ["organisation_id"], unique=False
    )
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"], unique=False)
    op.create_table(
        "mailbox",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("state_article", sa.String(), nullable=True),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("representative", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("quota_mb", sa.Integer(), nullable=False),
        sa.Column("awaiting_handover", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=True),
        sa.Column("stops_on", sa.Date(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_mailbox_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mailbox_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("line_id", name="uq_mailbox_line_id"),
    )
    op.create_index("ix_mailbox_organisation_id", "mailbox", ["organisation_id"], unique=False)
    op.create_index("ix_mailbox_person_id", "mailbox", ["person_id"], unique=False)
    op.create_index("ix_mailbox_policy", "mailbox", ["policy"], unique=False)
    op.create_table(
        "directory_account",
        sa.Column("mailbox_id", sa.String(36), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("quota_mb", sa.Integer(), nullable=False),
        sa.Column("used_bytes", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("login_lock", sa.String(), nullable=True),
        sa.Column("send_lock", sa.String(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("last_login", MOMENT, nullable=True),
        sa.Column("last_sent", MOMENT, nullable=True),
        sa.Column("last_received", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("last_operation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox_id", name="pk_directory_account"),
    )
    op.create_table(
        "directory_address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mailbox_id", sa.String(36), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["directory_account.mailbox_id"], name="fk_directory_address_mailbox_id"
        ),
        sa.PrimaryKeyConstraint("address", name="pk_directory_address"),
    )
    op.create_index(
        "ix_directory_address_mailbox_id", "directory_address", ["mailbox_id"], unique=False
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("directory_address")
    op.drop_table("directory_account")
    op.drop_table("mailbox")
    op.drop_table("assignment")
    op.drop_table("person")
    op.drop_table("organisation")
