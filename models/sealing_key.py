"""Which key sealed what the database holds: never the key, only its name."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SealingKey(SQLModel, table=True):
    """The key in use.  ``traces_erased``: no page still holds what stood there before sealing."""

    __tablename__ = "sealing_key"

    id: str = Field(primary_key=True, max_length=16)
    since: datetime
    traces_erased: bool
