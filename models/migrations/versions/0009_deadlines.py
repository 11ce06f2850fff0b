"""Entries carried over from a corrected letter; which of a letter's replies answers a request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """So far a letter had one reply: it answers every request that was ready for it."""
    op.add_column("deadline_entry", sa.Column("carried_from", sa.Integer(), nullable=True))
    op.add_column("request", sa.Column("reply_sequence", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE request SET reply_sequence = 1"
        " WHERE state IN ('to_sign', 'waiting_for_agency', 'closed') AND EXISTS"
        " (SELECT 1 FROM reply WHERE reply.letter_id = request.letter_id)"
    )


def downgrade() -> None:
    """A letter has one reply again."""
    op.drop_column("request", "reply_sequence")
    op.drop_column("deadline_entry", "carried_from")
