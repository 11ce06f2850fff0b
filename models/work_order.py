"""The order of the deciding body on which the centre provisions, where the two are apart."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class WorkOrder(SQLModel, table=True):
    """The work order that an approval makes; one a request."""

    __tablename__ = "work_order"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", unique=True)
    ordered_by: str
    ordered_to: str
    article: str
    at: datetime
    author: str
