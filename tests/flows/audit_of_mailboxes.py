"""The audit of mailboxes: one for each approved line, and an address never for two people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from models.mailbox import UNBORN, AddressState, Mailbox, MailboxState
from models.request import Line
from models.row import id_of
from models.transitions import LineState, RequestState, is_open
from policies.schema import RequestType
from tests.flows.books import Books

_M, _L, _R = MailboxState, LineState, RequestState
_GONE = (_M.REVOKED, _M.DROPPED, _M.PURGED)
_GOES_ON = (_L.PROPOSED, _L.APPROVED, _L.FAILED)
_NOT_FINAL = (_R.IN_REVIEW, _R.WAITING_FOR_APPROVAL)


def mailboxes(books: Books) -> Iterator[str]:
    """All of it."""
    yield from _one_each(books)
    yield from _as_in_the_mail_system(books)
    yield from _addresses(books)
    yield from _no_address_twice(books)
    yield from _one_a_person(books)


def _one_each(books: Books) -> Iterator[str]:
    """An approved new line that is done made one mailbox; any other made none."""
    made: dict[int | None, list[Mailbox]] = defaultdict(list)
    for box in books.mailboxes.values():
        made[box.line_id].append(box)
    for line in books.lines:
        request = books.request_of[line.request_id]
        own = made[id_of(line)]
        if len(own) > 1:
            yield f"line {line.id} made {len(own)} mailboxes"
        if line.state is _L.DONE and request.type is RequestType.NEW:
            if [box.id for box in own] != [line.mailbox_id]:
                yield f"line {line.id} is done, its mailbox is {line.mailbox_id}, it made {own}"
            elif own[0].state in (*UNBORN, _M.PURGED):
                yield f"line {line.id} is done, its mailbox {own[0].state}"
        for box in own:
            if line.state is not _L.DONE and not (
                box.state is _M.RESERVED and _may_hold(books, line)
            ):
                yield (
                    f"line {line.id} is {line.state} of a request {request.state},"
                    f" its mailbox {box.state}"
                )
    for box in made[None]:
        if box.imported_file_id is None and box.state not in (_M.DROPPED, _M.PURGED):
            yield f"mailbox {box.id} is {box.state}, and no line asked for it"


def _may_hold(books: Books, line: Line) -> bool:
    """Whether an address or a mailbox may wait for it: with two levels a verdict may come back."""
    state = books.request_of[line.request_id].state
    if line.state in (_L.REFUSED, _L.RETURNED):
        return state in _NOT_FINAL
    return line.state in _GOES_ON and is_open(state)


def _as_in_the_mail_system(books: Books) -> Iterator[str]:
    """What we keep of a mailbox is what the mail system has, unless its work is half way."""
    for box in books.mailboxes.values():
        account = books.accounts.get(box.id)
        # of one that is dropped the mail system may have an account until somebody looks
        if box.id in books.half_way or box.state is _M.DROPPED:
            continue
        if (account is None) != (box.state in (_M.RESERVED, _M.PURGED)):
            yield f"mailbox {box.id} is {box.state}, its account {account and 'stands'}"
        if account is None:
            continue
        locks = (bool(account.login_lock), bool(account.send_lock), bool(account.revoked_at))
        fitting = {
            _M.ACTIVE: locks == (False, False, False),
            _M.LOCKED: locks[0] and not locks[2],
            _M.SEND_LOCKED: locks == (False, True, False),
            _M.REVOKED: locks[2],
        }
        if not fitting.get(box.state, True):
            yield f"mailbox {box.id} is {box.state}, its account has the locks {locks}"
        if (account.display_name, account.quota_mb) != (box.display_name, box.quota_mb):
            yield f"mailbox {box.id} is not named or not sized as its account"
    known = set(books.mailboxes)
    yield from (f"account {id_} is of no mailbox" for id_ in books.accounts if id_ not in known)


def _addresses(books: Books) -> Iterator[str]:
    """Ours and the mail system's are the same; what is reserved is reserved for an open line."""
    lines = {id_of(line): line for line in books.lines}
    for address, row in books.addresses.items():
        theirs = books.directory.get(address)
        if row.state is AddressState.RESERVED:
            line = lines.get(row.line_id or 0)
            if line is None or not _may_hold(books, line):
                yield f"{address} is reserved for line {row.line_id}: {line and line.state}"
            continue
        if row.mailbox_id in books.half_way:
            continue
        if theirs is None or theirs.mailbox_id != row.mailbox_id:
            yield f"{address} is issued to {row.mailbox_id}, the mail system has {theirs}"
        elif theirs.is_primary != row.is_primary:
            yield f"{address} is not primary alike on both sides"
    for address, held in books.directory.items():
        ours = books.addresses.get(address)
        if held.mailbox_id in books.half_way or _is_dropped(books, held.mailbox_id):
            continue
        if ours is None or ours.mailbox_id != held.mailbox_id:
            yield f"the mail system has {address} for {held.mailbox_id}, we {ours}"
    primary = Counter(
        row.mailbox_id
        for row in books.addresses.values()
        if row.is_primary and row.state is AddressState.ISSUED
    )
    yield from (f"mailbox {id_} has {n} primary addresses" for id_, n in primary.items() if n > 1)


def _is_dropped(books: Books, mailbox_id: str) -> bool:
    box = books.mailboxes.get(mailbox_id)
    return box is not None and box.state is _M.DROPPED


def _no_address_twice(books: Books) -> Iterator[str]:
    """Over all of the trail, an address was given to one new mailbox."""
    given: dict[str, set[str | None]] = defaultdict(set)
    for entry in books.trail:
        if entry.action == "line-done" and entry.detail["type"] == RequestType.NEW:
            given[entry.detail["address"]].add(entry.mailbox_id)
    yield from (f"{address} went to {boxes}" for address, boxes in given.items() if len(boxes) > 1)


def _one_a_person(books: Books) -> Iterator[str]:
    """A person has one mailbox that stands; of one who moved the old one is to stop."""
    types = {id_of(line): books.request_of[line.request_id].type for line in books.lines}
    held: Counter[str] = Counter()
    for box in books.mailboxes.values():
        person = books.people.get(box.person_id or 0)
        if person is None or box.state in _GONE or box.line_id is None:
            continue
        if person.citizen_number and types[box.line_id] is RequestType.NEW:
            held[f"{box.policy} person {person.id}"] += 1
    yield from (f"{who} has {n} mailboxes" for who, n in held.items() if n > 1)
