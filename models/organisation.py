"""Agencies and their units, as a tree."""

from sqlalchemy import Index, Select, UniqueConstraint, text
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

_ROOTS = text("parent_id IS NULL")


class Organisation(SQLModel, table=True):
    """An agency or a unit of one; ``key`` is its name as it is compared
    (``policies.spelling.organisation_key``), unique under its parent.

    ``code``: what the centre or the state numbers it by; a commune's people's committee bears that
    of the commune.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("policy", "parent_id", "key", name="uq_organisation_policy_parent_id_key"),
        # NULL parents are all distinct to a unique constraint
        Index(
            "uq_organisation_root",
            "policy",
            "key",
            unique=True,
            sqlite_where=_ROOTS,
            postgresql_where=_ROOTS,
        ),
        Index("uq_organisation_policy_code", "policy", "code", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    policy: str
    name: str
    key: str
    level: str | None = None  # null: a level that the regulation does not name
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    abbreviation: str | None = None
    code: str | None = None
    address_label: str | None = None


def find(session: Session, *, policy: str, key: str, parent_id: int | None) -> Organisation | None:
    """The organisation of that key under that parent (None: at the root)."""
    return session.exec(
        select(Organisation).where(
            Organisation.policy == policy,
            Organisation.key == key,
            Organisation.parent_id == parent_id,
        )
    ).first()


def sole(session: Session, *, policy: str, key: str) -> Organisation | None:
    """The one organisation of that key, wherever it stands; None for none or several."""
    same = select(Organisation).where(Organisation.policy == policy, Organisation.key == key)
    found = session.exec(same.limit(2)).all()
    return found[0] if len(found) == 1 else None


def find_or_add(session: Session, wanted: Organisation) -> Organisation:
    """The organisation that already bears this policy, parent and key, or ``wanted``, now added."""
    found = find(session, policy=wanted.policy, key=wanted.key, parent_id=wanted.parent_id)
    if found is not None:
        return found
    policy, key, parent_id = wanted.policy, wanted.key, wanted.parent_id
    try:
        with session.begin_nested():
            session.add(wanted)
    except IntegrityError:  # another transaction added it between the look and the insert
        found = find(session, policy=policy, key=key, parent_id=parent_id)
        if found is None:
            raise
        return found
    return wanted


def below(organisation_id: int) -> Select[tuple[int]]:
    """The numbers of an organisation and of all below it, for use inside a statement."""
    own = (
        select_columns(col(Organisation.id))
        .where(col(Organisation.id) == organisation_id)
        .cte(recursive=True)  # without a name: a statement may have several
    )
    # UNION, not UNION ALL: a tree that somebody bent into a ring ends all the same
    tree = own.union(
        select_columns(col(Organisation.id)).where(col(Organisation.parent_id) == own.c.id)
    )
    return select_columns(tree.c.id)
