"""The register of numbers that bodies gave to replies, and how each body numbers its letters."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_TRIGGERS = import_module("models.migrations.versions.0004_append_only")
_REPLY = sa.table(
    "reply",
    *map(sa.column, ("id", "letter_id", "state", "number")),
    sa.column("dated", sa.Date()),
    sa.column("content", sa.JSON()),
)
_LETTER = sa.table("letter", sa.column("id"), sa.column("policy"))


def upgrade() -> None:
    """Create both tables, and write into the register what was issued before it was kept."""
    numbers = op.create_table(
        "letter_number",
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_letter_number_reply_id"),
        sa.PrimaryKeyConstraint("policy", "issuer", "year", "number", name="pk_letter_number"),
        sa.UniqueConstraint("reply_id", name="uq_letter_number_reply_id"),
    )
    op.create_index("ix_letter_number_dated", "letter_number", ["policy", "issuer", "dated"])
    numberings = op.create_table(
        "numbering",
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("policy", "issuer", name="pk_numbering"),
    )
    rows = _given(op.get_bind())
    bodies = sorted({(row["policy"], row["issuer"]) for row in rows})
    op.bulk_insert(numbers, rows)
    op.bulk_insert(
        numberings,
        [{"policy": policy, "issuer": issuer, "year": 0, "next": 1} for policy, issuer in bodies],
    )
    _TRIGGERS.forbid("letter_number")


def _given(connection: sa.Connection) -> list[dict[str, Any]]:
    """What was issued.  Of two letters that bear one number the first has it in the register."""
    issued = (
        sa.select(_REPLY, _LETTER.c.policy)
        .join(_LETTER, _LETTER.c.id == _REPLY.c.letter_id)
        .where(_REPLY.c.state == "issued")
        .order_by(_REPLY.c.id)
    )
    register: dict[tuple[Any, ...], dict[str, Any]] = {}
    for reply in connection.execute(issued).mappings():
        key = {
            "policy": reply["policy"],
            "issuer": reply["content"]["issuer"],
            "year": reply["dated"].year,
            "number": int(reply["number"]),
        }
        row = {**key, "dated": reply["dated"], "reply_id": reply["id"]}
        register.setdefault(tuple(key.values()), row)
    return list(register.values())


def downgrade() -> None:
    """The replies alone know their numbers again, and clerks type them."""
    _TRIGGERS.allow("letter_number")
    op.drop_table("numbering")
    op.drop_table("letter_number")
