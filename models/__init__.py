"""What is kept: SQLModel tables, one noun a file; ``models.tables`` imports them all."""

from sqlmodel import SQLModel

# Constraints get names before the first table is declared: a later migration can then drop them.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
