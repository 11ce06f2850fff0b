"""How a body numbers its letters: by hand, or by a series without gaps."""

from datetime import date

from sqlmodel import Field, Session, SQLModel, select

from models.insert_once import insert_once
from models.letter_number import IssuingBody


class Numbering(SQLModel, table=True):
    """How a body numbers its letters; its row is the lock of those who issue.

    ``since``: the first year whose letters a series numbers; None: a clerk types each number.
    ``year`` and ``next``: the year in which the series counts, and what number comes next in it.
    """

    __tablename__ = "numbering"

    policy: str = Field(primary_key=True)
    issuer: str = Field(primary_key=True)
    since: int | None = None
    year: int = 0
    next: int = 1

    @property
    def body(self) -> IssuingBody:
        """Whose it is."""
        return IssuingBody(self.policy, self.issuer)

    def counts(self, year: int) -> bool:
        """Whether the series numbers the letters of that year."""
        return self.since is not None and self.since <= year

    def next_in(self, year: int) -> int:
        """The number that comes next in that year; every year begins with 1.

        Raises ValueError for a year that is over for the series.
        """
        if year < self.year:
            raise ValueError(f"the series counts in {self.year}, not in {year} any more")
        return self.next if year == self.year else 1

    def take(self, dated: date) -> int:
        """The number of a letter of that local date: from now on it is given.

        Raises ValueError as ``next_in``.
        """
        number = self.next_in(dated.year)
        self.year, self.next = dated.year, number + 1
        return number


def numbering(session: Session, body: IssuingBody) -> Numbering | None:
    """How the body numbers its letters; None: by hand, and it gave no number yet."""
    return session.get(Numbering, (body.policy, body.issuer))


def locked_numbering(session: Session, body: IssuingBody) -> Numbering:
    """The same, made where missing, locked until the transaction ends."""
    first = {"policy": body.policy, "issuer": body.issuer, "year": 0, "next": 1}
    session.execute(insert_once(session, Numbering).values(first))
    return session.exec(
        select(Numbering)
        .where(Numbering.policy == body.policy, Numbering.issuer == body.issuer)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
