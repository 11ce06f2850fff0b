"""Accounts of people, and who acts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel import Field, Session, SQLModel, col, select

from models.role import Granted


class User(SQLModel, table=True):
    """The account of a person; never deleted, and its login is never given to another.

    ``password_hash``: Argon2id; None for an account that signs in elsewhere.
    """

    __tablename__ = "user_account"  # "user" is a word of PostgreSQL's own

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)  # a–z, 0–9, dot, hyphen: in lower case
    name: str
    password_hash: str | None = Field(default=None, repr=False)
    must_change: bool = True  # the password was made by somebody else
    active: bool = True
    password_set_at: datetime
    created_at: datetime
    created_by: str


def with_login(session: Session, login: str, *, lock: bool = False) -> User | None:
    """The account of that login, however it is capitalised."""
    wanted = select(User).where(col(User.login) == login.strip().lower())
    return session.exec(wanted.with_for_update() if lock else wanted).first()


@dataclass(frozen=True)
class Actor:
    """A person or a flow that does something, and by which way.

    ``via`` "command": the operator at this machine's command line, who has no account and is named
    as he says; "page": the account ``user_id``, signed in.  What an account may do is read from
    the database each time (``flows.desk.rights``): ``granted`` is how it stood when it was read
    last, for pages to know what to show.
    """

    name: str
    via: Literal["command", "flow", "page"]
    login: str | None = None
    user_id: int | None = None
    session_id: int | None = None  # the web session
    acts_for_id: int | None = None  # the account in whose place a substitute acts
    acts_for_login: str | None = None
    must_change: bool = False  # the temporary password first
    granted: tuple[Granted, ...] = field(default=())

    @property
    def accounts(self) -> frozenset[int]:
        """The accounts in whose name something is done: the own one, and the one stood in for."""
        return frozenset(one for one in (self.user_id, self.acts_for_id) if one is not None)
