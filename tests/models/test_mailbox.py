"""Addresses: reserved by one line, issued for ever."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import reading, writing
from models.mailbox import (
    Address,
    AddressState,
    AddressTaken,
    Mailbox,
    addresses_of,
    ever_issued,
    issue,
    release,
    reserve,
    taken,
)
from policies.schema import Kind
from tests.models.rows_made import NOON, add_request, request_ids


def add_mailbox(session: Session, line_id: int | None = None) -> Mailbox:
    mailbox = Mailbox(
        policy="p",
        kind=Kind.PERSON,
        state_since=NOON,
        display_name="Nguyễn Văn Mẫu",
        quota_mb=100,
        created_at=NOON,
        line_id=line_id,
    )
    session.add(mailbox)
    session.flush()
    return mailbox


def give(session: Session, mailbox: Mailbox, address: str, primary: bool = True) -> Address:
    return issue(
        session,
        address,
        policy="p",
        mailbox_id=mailbox.id,
        line_id=None,
        primary=primary,
        at=NOON,
    )


def test_race_for_one_address(engine: Engine) -> None:
    """Of eight requests that race for one address exactly one gets it, each time."""
    lines = request_ids(engine, 8)
    wanted = [f"mau{number}@p.gov.vn" for number in range(10)]
    winners: dict[str, list[int]] = {address: [] for address in wanted}
    start = Barrier(len(lines))

    def race(line_id: int) -> None:
        for address in wanted:
            start.wait()
            with writing(engine) as session:
                if reserve(session, address, policy="p", line_id=line_id, at=NOON):
                    winners[address].append(line_id)

    racers = [Thread(target=race, args=(line_id,)) for line_id in lines]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    with reading(engine) as session:
        held = {address: [session.get_one(Address, address).line_id] for address in wanted}
    assert held == winners


def test_two_requests_get_two_addresses(engine: Engine) -> None:
    """The line that comes second is refused the address, and gets the next one."""
    first, second = request_ids(engine, 2)
    with writing(engine) as session:
        answers = [
            reserve(session, "Mau@p.gov.vn", policy="p", line_id=first, at=NOON),
            reserve(session, "mau@p.gov.vn", policy="p", line_id=second, at=NOON),
            reserve(session, "mau2@p.gov.vn", policy="p", line_id=second, at=NOON),
            reserve(session, "mau@p.gov.vn", policy="p", line_id=first, at=NOON),
        ]
    assert [True, False, True, True] == answers


def test_release(engine: Engine) -> None:
    """A released reservation is free for another line; what was issued stays."""
    first, second = request_ids(engine, 2)
    with writing(engine) as session:
        mailbox = add_mailbox(session, line_id=first)
        for address in ("kept@p.gov.vn", "freed@p.gov.vn"):
            reserve(session, address, policy="p", line_id=first, at=NOON)
        issue(
            session,
            "kept@p.gov.vn",
            policy="p",
            mailbox_id=mailbox.id,
            line_id=first,
            primary=True,
            at=NOON,
        )
        release(session, first)
        assert [False, True] == [
            reserve(session, address, policy="p", line_id=second, at=NOON)
            for address in ("kept@p.gov.vn", "freed@p.gov.vn")
        ]


def test_unknown_line_is_no_taken_address(engine: Engine) -> None:
    """A reservation for a line that does not exist is an error, not a taken address."""
    with pytest.raises(IntegrityError), writing(engine) as session:
        reserve(session, "mau@p.gov.vn", policy="p", line_id=99, at=NOON)


def test_issue_to_another_line(engine: Engine) -> None:
    """An address that a line reserved is not issued for another line."""
    first, second = request_ids(engine, 2)
    with writing(engine) as session:
        mailbox = add_mailbox(session)
        reserve(session, "mau@p.gov.vn", policy="p", line_id=first, at=NOON)
        with pytest.raises(AddressTaken):
            issue(
                session,
                "mau@p.gov.vn",
                policy="p",
                mailbox_id=mailbox.id,
                line_id=second,
                primary=True,
                at=NOON,
            )


def test_issue_to_another_mailbox(engine: Engine) -> None:
    """An address once issued is not issued to another mailbox."""
    with writing(engine) as session:
        give(session, add_mailbox(session), "mau@p.gov.vn")
        with pytest.raises(AddressTaken):
            give(session, add_mailbox(session), "mau@p.gov.vn")


def test_new_primary_keeps_the_old_one(engine: Engine) -> None:
    """After a rename a mailbox has both addresses, the new one first; again is nothing."""
    with writing(engine) as session:
        mailbox = add_mailbox(session)
        for address in ("old@p.gov.vn", "new@p.gov.vn", "new@p.gov.vn"):
            give(session, mailbox, address)
        assert [("new@p.gov.vn", True), ("old@p.gov.vn", False)] == [
            (address.address, address.is_primary) for address in addresses_of(session, mailbox.id)
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM address",
        "UPDATE address SET mailbox_id = (SELECT id FROM mailbox WHERE id <> mailbox_id)",
        "UPDATE address SET state = 'reserved'",
        "UPDATE address SET address = 'other@p.gov.vn'",
    ],
)
def test_database_keeps_issued_addresses(engine: Engine, statement: str) -> None:
    """The database refuses to delete, rename or hand over an issued address."""
    with writing(engine) as session:
        give(session, add_mailbox(session), "mau@p.gov.vn")
        add_mailbox(session)
    with pytest.raises(IntegrityError, match="issued address"), writing(engine) as session:
        session.connection().execute(text(statement))


def test_taken_and_ever_issued(engine: Engine) -> None:
    """A reserved address is taken, an issued one was ever issued, a free one neither."""
    with writing(engine) as session:
        request = add_request(session)
        assert request.id is not None
        give(session, add_mailbox(session), "issued@p.gov.vn")
        reserve(session, "reserved@p.gov.vn", policy="p", line_id=request.id, at=NOON)
        asked = [f"free{number}@p.gov.vn" for number in range(2500)]
        asked += ["Issued@p.gov.vn", "reserved@p.gov.vn"]
        assert {"issued@p.gov.vn", "reserved@p.gov.vn"} == taken(session, asked)
        assert {"issued@p.gov.vn"} == ever_issued(session, asked)


def test_one_line_makes_one_mailbox(engine: Engine) -> None:
    """A second mailbox for the same line is refused by the database."""
    with writing(engine) as session:
        add_mailbox(session, line_id=7)
    with pytest.raises(IntegrityError), writing(engine) as session:
        add_mailbox(session, line_id=7)


def test_reservation_state(engine: Engine) -> None:
    """An issued address without a mailbox cannot be kept."""
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(Address(address="mau@p.gov.vn", policy="p", state=AddressState.ISSUED, at=NOON))
