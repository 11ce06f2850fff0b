"""Accounts, roles, substitutes, sessions; who has a request in hand; levels of approval."""

from __future__ import annotations

from importlib import import_module

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)
_NAMED = (("letter", "recorded_by_id"), ("verdict", "author_id"), ("verdict", "acts_for_id"))
_TRIGGERS = import_module("models.migrations.versions.0004_append_only")


def upgrade() -> None:
    """Create the tables, and let letters and verdicts name the account that made them."""
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_set_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("login", name="uq_user_account_login"),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("login", name="pk_sign_in_try"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(role = 'administrator') = (policy IS NULL)", name="ck_role_grant_policy"
        ),
        sa.CheckConstraint(
            "(role = 'agency') = (organisation_id IS NOT NULL)", name="ck_role_grant_organisation"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_role_grant_user_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_role_grant_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_user_id", "role_grant", ["user_id"], unique=False)
    op.create_table(
        "substitute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("for_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_substitute_user_id"),
        sa.ForeignKeyConstraint(["for_id"], ["user_account.id"], name="fk_substitute_for_id"),
        sa.PrimaryKeyConstraint("id", name="pk_substitute"),
    )
    op.create_index("ix_substitute_user_id", "substitute", ["user_id"], unique=False)
    op.create_index("ix_substitute_for_id", "substitute", ["for_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_web_session_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_web_session"),
        sa.UniqueConstraint("token_hash", name="uq_web_session_token_hash"),
    )
    op.create_index("ix_web_session_user_id", "web_session", ["user_id"], unique=False)
    op.create_table(
        "province",
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("approval_levels", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("policy", name="pk_province"),
    )
    op.create_table(
        "holding",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_holding_request_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_holding_user_id"),
        sa.PrimaryKeyConstraint("request_id", name="pk_holding"),
    )
    op.create_index("ix_holding_user_id", "holding", ["user_id"], unique=False)
    for table, column in _NAMED:
        op.add_column(
            table,
            sa.Column(
                column,
                sa.Integer(),
                sa.ForeignKey("user_account.id"),
                nullable=True,
            ),
            inline_references=True,
        )


def downgrade() -> None:
    """Drop them."""
    _TRIGGERS.allow("verdict")
    for table, column in reversed(_NAMED):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(column)
    _TRIGGERS.forbid("verdict")
    for table in ("holding", "province", "web_session", "substitute", "role_grant"):
        op.drop_table(table)
    for table in ("sign_in_try", "user_account"):
        op.drop_table(table)
