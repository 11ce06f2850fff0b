"""Files of what existed already, what they brought, how addresses depart, names expanded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from policies.spelling import organisation_key

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """The table, what points to it, and one organisation a code."""
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imported_file"),
        sa.UniqueConstraint(
            "policy", "subject", "sha256", name="uq_imported_file_policy_subject_sha256"
        ),
    )
    # said in words that both databases know: alembic would make SQLite's table anew
    op.execute(
        "ALTER TABLE mailbox ADD COLUMN imported_file_id INTEGER"
        " CONSTRAINT fk_mailbox_imported_file_id REFERENCES imported_file (id)"
    )
    op.add_column("address", sa.Column("departure", sa.String(), nullable=True))
    op.create_index("uq_organisation_policy_code", "organisation", ["policy", "code"], unique=True)
    _compare_expanded()


def _compare_expanded() -> None:
    """Names are compared with their abbreviations expanded.

    Where two below one superior turn out to be one, the second keeps its key: people merge them.
    """
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, policy, parent_id, name, key FROM organisation ORDER BY id")
    ).all()
    borne = {(row.policy, row.parent_id, row.key) for row in rows}
    for row in rows:
        key = organisation_key(row.name)
        if key != row.key and (row.policy, row.parent_id, key) not in borne:
            borne.add((row.policy, row.parent_id, key))
            connection.execute(
                sa.text("UPDATE organisation SET key = :key WHERE id = :id"),
                {"key": key, "id": row.id},
            )


def downgrade() -> None:
    """Without them."""
    op.drop_index("uq_organisation_policy_code", "organisation")
    op.drop_column("address", "departure")
    with op.batch_alter_table("mailbox") as table:
        table.drop_column("imported_file_id")
    op.drop_table("imported_file")
