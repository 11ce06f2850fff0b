"""What alembic runs: on the connection of ``models.database.upgrade``, or on the installation's."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from models.database import engine_for
from models.settings import Settings
from models.tables import metadata


def migrate(connection: Connection) -> None:
    """Run the revisions that are missing, all in one transaction."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with engine_for(Settings()).begin() as own:
        migrate(own)
