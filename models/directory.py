"""The embedded mail directory's own tables: a mail system, apart from our records."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DirectoryAccount(SQLModel, table=True):
    """An account as the embedded mail system knows it; a null hash lets nobody in."""

    __tablename__ = "directory_account"

    mailbox_id: str = Field(primary_key=True, max_length=36)
    display_name: str
    quota_mb: int
    used_bytes: int = 0
    password_hash: str | None = Field(default=None, repr=False)
    login_lock: str | None = None  # the reason; null where not locked
    send_lock: str | None = None
    revoked_at: datetime | None = None
    last_login: datetime | None = None
    last_sent: datetime | None = None
    last_received: datetime | None = None
    created_at: datetime
    changes: int = 0  # calls that changed something, the creation not counted
    last_operation: str


class DirectoryAddress(SQLModel, table=True):
    """An address at which an account receives; the primary key keeps it unique."""

    __tablename__ = "directory_address"

    address: str = Field(primary_key=True)
    mailbox_id: str = Field(foreign_key="directory_account.mailbox_id", max_length=36, index=True)
    is_primary: bool
