"""Trail entries are chained by hash; those that stand, in the order they were written."""

from __future__ import annotations

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from models.chain import GENESIS, chain_of, entry_hash
from models.trail import TrailEntry

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

_TRIGGERS = import_module("models.migrations.versions.0004_append_only")
_NEW = ("chain", "sequence", "previous", "hash")
_ENTRY = sa.table(
    "trail_entry",
    *(
        sa.column(name, TrailEntry.metadata.tables["trail_entry"].c[name].type)
        for name in (
            *("id", "policy", "at", "actor", "via", "action", "detail", *_NEW),
            *("letter_id", "request_id", "line_id", "mailbox_id"),
        )
    ),
)


def upgrade() -> None:
    """Add the chain's columns, fill them in, and forbid changes again."""
    _TRIGGERS.allow("trail_entry")
    op.create_table(
        "trail_head",
        sa.Column("chain", sa.String(), primary_key=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.add_column("trail_entry", sa.Column("chain", sa.String()))
    op.add_column("trail_entry", sa.Column("sequence", sa.Integer()))
    op.add_column("trail_entry", sa.Column("previous", sa.String(64)))
    op.add_column("trail_entry", sa.Column("hash", sa.String(64)))
    _chain_what_stands(op.get_bind())
    with op.batch_alter_table("trail_entry") as entry:
        for name in _NEW:
            entry.alter_column(name, nullable=False)
        entry.create_unique_constraint("uq_trail_entry_chain_sequence", ["chain", "sequence"])
    _TRIGGERS.forbid("trail_entry")


def _chain_what_stands(connection: sa.Connection) -> None:
    heads: dict[str, tuple[int, str]] = {}
    for row in connection.execute(sa.select(_ENTRY).order_by(_ENTRY.c.id)).mappings().all():
        chain = chain_of(row["policy"])
        before, previous = heads.get(chain, (0, GENESIS))
        entry = {**row, "chain": chain, "sequence": before + 1, "previous": previous}
        entry["hash"] = entry_hash(entry, previous)
        connection.execute(
            _ENTRY.update()
            .where(_ENTRY.c.id == row["id"])
            .values({name: entry[name] for name in _NEW})
        )
        heads[chain] = (before + 1, entry["hash"])
    head = sa.table("trail_head", sa.column("chain"), sa.column("sequence"), sa.column("hash"))
    for chain, (sequence, hash_) in heads.items():
        connection.execute(head.insert().values(chain=chain, sequence=sequence, hash=hash_))


def downgrade() -> None:
    """Back to entries that nothing ties together."""
    _TRIGGERS.allow("trail_entry")
    with op.batch_alter_table("trail_entry") as entry:
        entry.drop_constraint("uq_trail_entry_chain_sequence", type_="unique")
        for name in _NEW:
            entry.drop_column(name)
    op.drop_table("trail_head")
    _TRIGGERS.forbid("trail_entry")
