"""Citizen numbers, phones and letter files are kept encrypted; passwords are handed over once.

The key is made here where there is none: only a database that holds nothing sealed yet may get a
new one.  What stood in free pages is erased after the commit, by ``models.unlock``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.key import Key
from models.sealed import key_holder, open_text, seal_text, seal_text_alike

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TEXTS = (
    ("letter", "requester_phone"),
    ("line", "citizen_number"),
    ("line", "phone"),
    ("line", "change_to"),
    ("line", "reason"),
    ("line", "note"),
    ("mailbox", "phone"),
    ("person", "phone"),
)
FOUND = (("person", "citizen_number"),)
FILES = (("letter_file", "content"), ("reply", "docx"), ("reply", "pdf"))
PHONE = re.compile(r"(?<![\w-])(0\d)\d{4,6}(\d{3})(?![\w-])")
AT_ONCE = 500  # rows a statement; files go one by one


def upgrade() -> None:
    """Make the tables, and seal what stands there in plain text."""
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("traces_erased", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealing_key"),
    )
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.String(36), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name="fk_hand_over_line_id"),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name="fk_hand_over_mailbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_over"),
        sa.UniqueConstraint("line_id", name="uq_hand_over_line_id"),
    )
    op.create_index("ix_hand_over_mailbox_id", "hand_over", ["mailbox_id"], unique=False)
    key = key_holder(op.get_bind().dialect).made()
    _mask_explanations()
    changed = _change_all(
        lambda text, place: seal_text(key, text, place),
        lambda text, place: seal_text_alike(key, text, place),
        key.seal,
    )
    op.create_index(
        "ix_person_policy_citizen_number", "person", ["policy", "citizen_number"], unique=False
    )
    _note_key(key, nothing_was_plain=not changed)


def downgrade() -> None:
    """Back to plain text."""
    key = key_holder(op.get_bind().dialect).key
    op.drop_index("ix_person_policy_citizen_number", "person")

    def opened(text: str, place: str) -> str:
        return open_text(key, text, place)

    _change_all(opened, opened, key.open)
    op.drop_table("hand_over")
    op.drop_table("sealing_key")


def _change_all(
    text: Callable[[str, str], str],
    found: Callable[[str, str], str],
    file: Callable[[bytes, str], bytes],
) -> int:
    """Change every value; how many there were."""
    changed = sum(_change(*place, sa.String, text) for place in TEXTS)
    changed += sum(_change(*place, sa.String, found) for place in FOUND)
    return changed + sum(_change(*place, sa.LargeBinary, file, 1) for place in FILES)


def _change(
    table_name: str,
    column: str,
    kind: type[sa.types.TypeEngine[Any]],
    change: Callable[[Any, str], Any],
    at_once: int = AT_ONCE,
) -> int:
    key_type = sa.String if table_name == "mailbox" else sa.Integer
    table = sa.table(table_name, sa.column("id", key_type), sa.column(column, kind))
    value = table.c[column]
    bind = op.get_bind()
    ids = list(bind.scalars(sa.select(table.c.id).where(value.is_not(None))))
    for start in range(0, len(ids), at_once):
        some = ids[start : start + at_once]
        rows = bind.execute(sa.select(table.c.id, value).where(table.c.id.in_(some))).all()
        place = f"{table_name}.{column}"
        bind.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values({column: sa.bindparam("now")}),
            [{"row": id_, "now": change(old, place)} for id_, old in rows],
        )
    return len(ids)


def _mask_explanations() -> None:
    """The proposals of older changes quote the new phone: it keeps its first two and last three."""
    line = sa.table(
        "line",
        sa.column("id", sa.Integer),
        sa.column("change_to", sa.String),
        sa.column("explanation", sa.JSON),
    )
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(line.c.id, line.c.explanation).where(line.c.change_to.is_not(None))
    ).all()
    for id_, sentences in rows:
        masked = [PHONE.sub(r"\1•••••\2", sentence) for sentence in sentences]
        if masked != sentences:
            bind.execute(sa.update(line).where(line.c.id == id_).values(explanation=masked))


def _note_key(key: Key, *, nothing_was_plain: bool) -> None:
    sealing_key = sa.table(
        "sealing_key",
        sa.column("id", sa.String),
        sa.column("since", MOMENT),
        sa.column("traces_erased", sa.Boolean),
    )
    op.get_bind().execute(
        sa.insert(sealing_key).values(
            id=key.id, since=datetime.now(UTC), traces_erased=nothing_was_plain
        )
    )
