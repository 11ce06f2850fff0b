"""The database itself refuses to change what is written once, and to take addresses back."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("verdict", "deadline_entry", "trail_entry")

ADDRESS_KEPT = """OLD.state = 'issued' AND (
    NEW.state <> 'issued' OR NEW.address <> OLD.address OR NEW.mailbox_id <> OLD.mailbox_id
    OR NEW.mailbox_id IS NULL
)"""
ADDRESS_GONE = "OLD.state = 'issued'"


def upgrade() -> None:
    """Create the triggers, in the words of the database at hand."""
    for table in APPEND_ONLY:
        forbid(table)
    _forbid("address", "UPDATE", "an issued address stays with its mailbox", ADDRESS_KEPT)
    _forbid("address", "DELETE", "an issued address is never deleted", ADDRESS_GONE)


def downgrade() -> None:
    """Drop the triggers."""
    for table in (*APPEND_ONLY, "address"):
        allow(table)


def forbid(table: str) -> None:
    """Refuse every change of the table's rows; also where a later revision rebuilt the table."""
    for event in ("UPDATE", "DELETE"):
        _forbid(table, event, f"{table} is append-only")


def allow(table: str) -> None:
    """Drop the table's triggers, for a revision that changes what stands."""
    for event in ("update", "delete"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER no_{event}_{table} ON {table}")
            op.execute(f"DROP FUNCTION no_{event}_{table}()")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS no_{event}_{table}")


def _forbid(table: str, event: str, message: str, when: str | None = None) -> None:
    name = f"no_{event.lower()}_{table}"
    condition = f"WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} "
            f"EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
