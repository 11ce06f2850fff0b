"""Numbers of letters: the register, and the count of a series."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.database import reading, upgrade, writing
from models.letter_number import IssuingBody, LetterNumber, given, highest, latest
from models.numbering import Numbering, locked_numbering, numbering
from models.row import id_of
from tests.models.rows_made import add_request, engine_in, reply_to

A, B = IssuingBody("p", "Sở A"), IssuingBody("p", "Sở B")


def give(engine: Engine, body: IssuingBody, number: int, dated: date) -> int:
    """A number to a new reply; the id of that."""
    with writing(engine) as session:
        request = add_request(session, name=f"{body.issuer} {dated} {number}")
        reply = id_of(reply_to(session, request))
        session.add(
            LetterNumber(
                policy=body.policy,
                issuer=body.issuer,
                year=dated.year,
                number=number,
                dated=dated,
                reply_id=reply,
            )
        )
        return reply


def test_a_body_gives_a_number_once_a_year(engine: Engine) -> None:
    """The database refuses the second; another year and another body may have it."""
    give(engine, A, 8, date(2026, 3, 2))
    give(engine, A, 8, date(2027, 3, 2))
    give(engine, B, 8, date(2026, 3, 2))
    with pytest.raises(IntegrityError):
        give(engine, A, 8, date(2026, 12, 31))


def test_a_reply_has_one_number(engine: Engine) -> None:
    """The database refuses a second one."""
    reply = give(engine, A, 8, date(2026, 3, 2))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(
            LetterNumber(
                policy="p",
                issuer="Sở A",
                year=2026,
                number=9,
                dated=date(2026, 3, 2),
                reply_id=reply,
            )
        )


def test_the_register_is_asked(engine: Engine) -> None:
    """By number, for the highest of a year, and for the one with the latest date."""
    with reading(engine) as session:
        assert (None, 0, None) == (
            given(session, A, 2026, 9),
            highest(session, A, 2026),
            latest(session, A),
        )
    for number, day in ((9, 5), (12, 3), (8, 5)):
        give(engine, A, number, date(2026, 3, day))
    give(engine, B, 99, date(2026, 12, 31))
    with reading(engine) as session:
        found, last = given(session, A, 2026, 9), latest(session, A)
        assert found is not None
        assert last is not None
        assert (date(2026, 3, 5), None) == (found.dated, given(session, A, 2027, 9))
        assert (12, 0) == (highest(session, A, 2026), highest(session, A, 2027))
        assert (9, date(2026, 3, 5)) == (last.number, last.dated)


def test_a_series_counts_up_and_begins_anew_every_year() -> None:
    """From where it was started; a year without a letter is passed over."""
    series = Numbering(policy="p", issuer="Sở A", since=2026, year=2026, next=8)
    days = [
        date(2026, 3, 2),
        date(2026, 3, 2),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2029, 5, 5),
    ]
    assert [8, 9, 10, 1, 1] == [series.take(day) for day in days]
    assert (2029, 2) == (series.year, series.next)


def test_a_year_that_is_over_is_over() -> None:
    """No number is taken for it, and the count stays."""
    series = Numbering(policy="p", issuer="Sở A", since=2026, year=2027, next=2)
    with pytest.raises(ValueError, match="2027"):
        series.take(date(2026, 12, 31))
    assert (2027, 2) == (series.year, series.next)


@pytest.mark.parametrize(
    ("since", "counts"), [(None, False), (2025, True), (2026, True), (2027, False)]
)
def test_the_years_of_a_series(since: int | None, counts: bool) -> None:
    """From the first on."""
    assert counts is Numbering(policy="p", issuer="Sở A", since=since).counts(2026)


def test_a_body_types_its_numbers_by_default(engine: Engine) -> None:
    """It is known from its first number on, and known once."""
    with reading(engine) as session:
        assert numbering(session, A) is None
    for _ in range(2):
        with writing(engine) as session:
            assert locked_numbering(session, A).since is None
    with reading(engine) as session:
        assert 1 == len(session.exec(select(Numbering)).all())


def test_what_was_issued_before_is_in_the_register(tmp_path: Path) -> None:
    """A filled database of revision 0010: by body and year, a number that stands twice once."""
    engine = engine_in(tmp_path)
    upgrade(engine, "0010")
    issued = [
        (1, "issued", "8", "2026-03-02", "Sở A"),
        (2, "issued", "08", "2026-05-02", "Sở A"),
        (3, "issued", "8", "2027-01-02", "Sở A"),
        (4, "issued", "8", "2026-03-02", "Sở B"),
        (5, "drafted", None, None, "Sở A"),
    ]
    with writing(engine) as session:
        connection = session.connection()
        connection.execute(
            text("INSERT INTO regulation_text VALUES ('r', 'p', 'p.yaml', 'id: p', '2026-03-02')")
        )
        connection.execute(
            text(
                "INSERT INTO letter (id, policy, regulation_sha, state, channel, received_at,"
                " recorded_at, recorded_by, file_name, sha256, attempt) VALUES (7, 'p', 'r',"
                " 'received', 'letter', '2026-03-02', '2026-03-02', 'tester', 'a.docx', 's', 1)"
            )
        )
        for sequence, state, number, dated, issuer in issued:
            connection.execute(
                text(
                    "INSERT INTO reply (id, letter_id, sequence, state, drafted_at, number, dated,"
                    " content, docx, pdf, docx_sha256, pdf_sha256) VALUES (:id, 7, :id, :state,"
                    " '2026-03-02', :number, :dated, :content, '', '', '', '')"
                ),
                {
                    "id": sequence,
                    "state": state,
                    "number": number,
                    "dated": dated and date.fromisoformat(dated),
                    "content": f'{{"issuer": "{issuer}"}}',
                },
            )
    upgrade(engine)
    with reading(engine) as session:
        rows = session.exec(select(LetterNumber)).all()
        assert {(1, 2026, 8), (3, 2027, 8), (4, 2026, 8)} == {
            (row.reply_id, row.year, row.number) for row in rows
        }
        bodies = session.exec(select(Numbering)).all()
        assert {("Sở A", None), ("Sở B", None)} == {(each.issuer, each.since) for each in bodies}
    engine.dispose()
