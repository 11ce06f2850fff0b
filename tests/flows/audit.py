"""The audit: what must be true of an installation's books at any moment, whatever crashed.

Each check yields what it finds wrong, in a sentence; an audit that finds nothing yields nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from models.deadline import DeadlineEntry, DeadlineKind
from models.letter import LetterState
from models.reply import ReplyState
from models.request import Request
from models.row import id_of
from models.step import Step
from models.transitions import (
    NEXT,
    NEXT_OF_LINE,
    QUEUE_OF,
    LineState,
    Queue,
    RequestState,
    is_open,
)
from models.verdict import Outcome
from tasks.letters.characters import with_codes
from tests.flows.books import Books

_R, _L = RequestState, LineState
_DECIDED = frozenset({_L.APPROVED, _L.REFUSED, _L.RETURNED, _L.DONE, _L.FAILED})
_FINAL = frozenset({_L.REFUSED, _L.RETURNED, _L.DONE})
#: the states in which the lines of a request may be
_LINES: dict[RequestState, frozenset[LineState]] = {
    _R.NEW: frozenset({_L.RECEIVED}),
    _R.IN_REVIEW: frozenset(_L) - {_L.RECEIVED, _L.FAILED},
    _R.WAITING_FOR_APPROVAL: _DECIDED - {_L.FAILED},
    _R.APPROVED: _DECIDED - {_L.FAILED},
    _R.PROVISIONING: _DECIDED,
    _R.PROVISIONED: _FINAL,
    _R.TO_SIGN: _FINAL,
    _R.WAITING_FOR_AGENCY: _FINAL,
    _R.FAILED: _DECIDED,
    _R.CLOSED: _FINAL,
    _R.WITHDRAWN: frozenset(_L) - {_L.DONE, _L.FAILED},
}
#: of which there is at least one
_ONE_AT_LEAST = {
    _R.IN_REVIEW: _L.PROPOSED,
    _R.APPROVED: _L.APPROVED,
    _R.WAITING_FOR_AGENCY: _L.RETURNED,
}
_VERDICT_OF = {
    _L.APPROVED: Outcome.APPROVED,
    _L.DONE: Outcome.APPROVED,
    _L.FAILED: Outcome.APPROVED,
    _L.REFUSED: Outcome.REFUSED,
    _L.RETURNED: Outcome.RETURNED,
}
_STEPS_BEFORE: dict[RequestState, frozenset[Step]] = {
    _R.IN_REVIEW: frozenset({Step.INTAKE}),
    _R.WAITING_FOR_APPROVAL: frozenset({Step.INTAKE}),
    _R.APPROVED: frozenset({Step.INTAKE}),
    _R.PROVISIONING: frozenset({Step.INTAKE, Step.REVIEW}),
    _R.TO_SIGN: frozenset({Step.INTAKE, Step.REPLY}),
    _R.WAITING_FOR_AGENCY: frozenset({Step.INTAKE, Step.REPLY}),
    _R.CLOSED: frozenset({Step.INTAKE, Step.REPLY}),
}
_STEPS_NOT_YET: dict[RequestState, frozenset[Step]] = {
    _R.NEW: frozenset({Step.REVIEW, Step.PROVISIONING, Step.REPLY}),
    _R.IN_REVIEW: frozenset({Step.REVIEW, Step.REPLY}),
    _R.WAITING_FOR_APPROVAL: frozenset({Step.REVIEW, Step.REPLY}),
    _R.APPROVED: frozenset({Step.PROVISIONING, Step.REPLY}),
    _R.PROVISIONING: frozenset({Step.PROVISIONING, Step.REPLY}),
    _R.PROVISIONED: frozenset({Step.REPLY}),
    _R.FAILED: frozenset({Step.REPLY}),
}
_ANSWERED = (_R.TO_SIGN, _R.WAITING_FOR_AGENCY, _R.CLOSED)


def audit(books: Books) -> list[str]:
    """What is wrong; empty where all is well."""
    from tests.flows.audit_of_mailboxes import mailboxes

    checks = (queues, moves, requests, lines, orders, replies, letters, trail, deadlines, mailboxes)
    return [problem for check in checks for problem in check(books)]


def queues(books: Books) -> Iterator[str]:
    """Every open request is in exactly one queue, the one of its state; closed ones in none."""
    seen = Counter(row.request_id for row in books.queue if row.request_id is not None)
    for request in books.requests:
        wanted = 1 if is_open(request.state) else 0
        if seen[id_of(request)] != wanted:
            yield f"R{request.id} ({request.state}) is in {seen[id_of(request)]} queues"
    for row in books.queue:
        if row.request_id is not None and row.queue is not QUEUE_OF.get(
            books.request_of[row.request_id].state
        ):
            yield f"R{row.request_id} is in the queue {row.queue}"
    returned = Counter(row.letter_id for row in books.queue if row.request_id is None)
    for letter in books.letters:
        signed = any(
            reply.letter_id == letter.id and reply.state is ReplyState.ISSUED
            for reply in books.replies
        )
        wanted = 1 if letter.state is LetterState.RETURNED and not signed else 0
        if returned[id_of(letter)] != wanted:
            yield f"L{letter.id} ({letter.state}) is in {returned[id_of(letter)]} queues"
    if any(row.queue is not Queue.TO_SIGN for row in books.queue if row.request_id is None):
        yield "a returned letter waits elsewhere than for its signature"


def moves(books: Books) -> Iterator[str]:
    """No move that the tables of transitions do not allow, as the database itself saw them."""
    # two moves of one transaction: a retry where only the reply had failed
    together = {(_R.FAILED, _R.PROVISIONED)}
    for move in books.moves:
        if move.table == "request":
            old, new = RequestState(move.old), RequestState(move.new)
            legal = new in NEXT[old] or (old, new) in together
        else:
            legal = LineState(move.new) in NEXT_OF_LINE[LineState(move.old)]
        if not legal:
            yield f"{move.table} {move.row} went from {move.old} to {move.new}"


def requests(books: Books) -> Iterator[str]:
    """State, lines and steps of a request tell one story."""
    for request in books.requests:
        states = {line.state for line in books.lines_of[id_of(request)]}
        done = books.done[id_of(request)]
        if not states <= _LINES[request.state]:
            yield f"R{request.id} is {request.state}, its lines {sorted(states)}"
        least = _ONE_AT_LEAST.get(request.state)
        if least is not None and least not in states:
            yield f"R{request.id} is {request.state}, and no line is {least}"
        if not _STEPS_BEFORE.get(request.state, frozenset()) <= done:
            yield f"R{request.id} is {request.state}, and done is only {sorted(done)}"
        if _STEPS_NOT_YET.get(request.state, frozenset()) & done:
            yield f"R{request.id} is {request.state}, and done is {sorted(done)}"
        if request.state is _R.FAILED and not request.failure:
            yield f"R{request.id} failed, and nobody is told why"
    twice = Counter((row.request_id, row.step) for row in books.steps)
    yield from (f"step {step} of R{number} twice" for (number, step), n in twice.items() if n > 1)
    orders_ = Counter(order.request_id for order in books.work_orders)
    yield from (f"R{number} has {n} work orders" for number, n in orders_.items() if n > 1)


def lines(books: Books) -> Iterator[str]:
    """Each line's state is its last verdict's, and the trail tells each thing once."""
    for line in books.lines:
        given = [verdict.outcome for verdict in books.verdicts_of[id_of(line)]]
        wanted = _VERDICT_OF.get(line.state)
        if wanted is not None and (not given or given[-1] is not wanted):
            yield f"line {line.id} is {line.state}, its verdicts {given}"
        told = Counter(entry.action for entry in books.entries_of_line[id_of(line)])
        for outcome in Outcome:
            if told[f"line-{outcome}"] != given.count(outcome):
                yield f"line {line.id}: verdicts {given}, on the trail {dict(told)}"
        done = 1 if line.state is _L.DONE else 0
        if told["line-done"] != done or (line.done_at is not None) != bool(done):
            yield f"line {line.id} is {line.state}, done {told['line-done']} times by the trail"
        # a new verdict comes only after a failure, or where the second level did not agree
        back = sum(
            entry.action == "request-sent-back" for entry in books.entries_of[line.request_id]
        )
        if len(given) > 1 + told["line-failed"] + back:
            yield f"line {line.id} has verdicts {given} after {told['line-failed']} failures"


def orders(books: Books) -> Iterator[str]:
    """At most one order of a request is neither taken nor done."""
    untaken = Counter(
        order.request_id
        for order in books.orders
        if order.done_at is None and order.leased_by is None
    )
    yield from (f"R{number} has {n} untaken orders" for number, n in untaken.items() if n > 1)


def replies(books: Books) -> Iterator[str]:
    """Each answered request is told in one reply, as it was decided; a number is given once."""
    used: Counter[tuple[str, int, str]] = Counter()
    policy_of = {id_of(letter): letter.policy for letter in books.letters}
    issued = Counter(
        (entry.letter_id, entry.detail["number"], entry.detail["pdf_sha256"])
        for entry in books.trail
        if entry.action == "reply-issued"
    )
    for reply in books.replies:
        if reply.state is ReplyState.DRAFTED and (reply.number or reply.dated or reply.issued_at):
            yield f"reply {reply.id} is a draft and has number {reply.number}"
        if reply.state is ReplyState.ISSUED:
            if not (reply.number and reply.dated and reply.issued_at and reply.issued_by):
                yield f"reply {reply.id} is issued without number or date"
                continue
            used[policy_of[reply.letter_id], reply.dated.year, reply.number] += 1
            if issued[reply.letter_id, reply.number, reply.pdf_sha256] != 1:
                yield f"reply {reply.id} is not on the trail once as issued"
        if (sha256(reply.docx).hexdigest(), sha256(reply.pdf).hexdigest()) != (
            reply.docx_sha256,
            reply.pdf_sha256,
        ):
            yield f"the files of reply {reply.id} are not those that were kept"
        told = Counter((row["who"], row["outcome"]) for row in reply.content["lines"])
        for key in [key for key in told if key[1] == "pending"]:
            del told[key]
        if not reply.content["faults"] and told != _told_in(books, reply.letter_id, reply.sequence):
            yield f"reply {reply.id} tells {dict(told)}"
    if sum(issued.values()) != sum(used.values()):
        yield f"{sum(issued.values())} replies issued by the trail, {sum(used.values())} by the book"
    yield from (f"number {number} was given {n} times" for number, n in used.items() if n > 1)
    yield from _answered(books)


def _told_in(books: Books, letter_id: int, sequence: int) -> Counter[tuple[str, str]]:
    """What the reply of that sequence must tell: each line of its requests once."""
    told: Counter[tuple[str, str]] = Counter()
    for request in books.requests_of[letter_id]:
        if request.reply_sequence == sequence:
            for line in books.lines_of[id_of(request)]:
                outcome = "withdrawn" if request.state is _R.WITHDRAWN else _VERDICT_OF[line.state]
                told[with_codes(line.name or line.proposed_address or "…"), str(outcome)] += 1
    return told


def _answered(books: Books) -> Iterator[str]:
    found = {(reply.letter_id, reply.sequence): reply for reply in books.replies}
    for request in books.requests:
        reply = found.get((request.letter_id, request.reply_sequence or 0))
        if request.state in _ANSWERED:
            drafted = request.state is _R.TO_SIGN
            if reply is None or (reply.state is ReplyState.DRAFTED) != drafted:
                yield f"R{request.id} is {request.state}, its reply {reply and reply.state}"
        elif request.reply_sequence is not None and request.state is not _R.WITHDRAWN:
            yield f"R{request.id} is {request.state} and answered already"


def letters(books: Books) -> Iterator[str]:
    """A letter is answered when, and only when, nothing in it waits for an answer."""
    for letter in books.letters:
        states = {request.state for request in books.requests_of[id_of(letter)]}
        waits = bool(states - {_R.WITHDRAWN, _R.CLOSED, _R.WAITING_FOR_AGENCY})
        wanted = {
            LetterState.RECEIVED: waits,
            LetterState.ANSWERED: not waits,
            LetterState.RETURNED: not states,
            LetterState.WITHDRAWN: states == {_R.WITHDRAWN},
        }
        if not wanted[letter.state]:
            yield f"L{letter.id} is {letter.state}, its requests {sorted(states)}"


def trail(books: Books) -> Iterator[str]:
    """The chains are whole, and each letter, request and step is told once."""
    for chain in books.chains:
        yield from (f"the trail of {chain.chain}: {place.message}" for place in chain.broken)
    come = Counter(
        entry.letter_id
        for entry in books.trail
        if entry.action in ("letter-received", "letter-returned")
    )
    yield from (
        f"L{letter.id} came {come[letter.id]} times"
        for letter in books.letters
        if come[letter.id] != 1
    )
    for request in books.requests:
        told = Counter(entry.action for entry in books.entries_of[id_of(request)])
        steps = books.done[id_of(request)]
        never_proposed = request.state is _R.NEW or (
            request.state is _R.WITHDRAWN and told["request-proposed"] == 0
        )
        wanted = {
            "request-made": 1,
            "request-taken-in": int(Step.INTAKE in steps),
            "request-proposed": int(not never_proposed),
            "request-withdrawn": int(request.state is _R.WITHDRAWN),
            "work-ordered": sum(order.request_id == request.id for order in books.work_orders),
        }
        for action, times in wanted.items():
            if told[action] != times:
                yield f"R{request.id} ({request.state}): {action} {told[action]} times"
    handed = Counter(
        entry.line_id for entry in books.trail if entry.action == "password-handed-over"
    )
    given_back = Counter(
        entry.line_id for entry in books.trail if entry.action == "hand-over-failed"
    )
    claimed = Counter(hand_over.line_id for hand_over in books.hand_overs)
    for line_id in {*handed, *given_back, *claimed}:
        if claimed[line_id] != handed[line_id] - given_back[line_id]:
            yield f"line {line_id}: handed over {claimed[line_id]} times, not so on the trail"


def deadlines(books: Books) -> Iterator[str]:
    """What the queue shows is what the ledger says; a closed request's clock stands."""
    due_of = {row.request_id: row.due for row in books.queue if row.request_id is not None}
    for request in books.requests:
        entries = books.ledger_of[id_of(request)]
        own = Counter(entry.kind for entry in entries if entry.carried_from is None)
        running, due = _counted(entries)
        if own[DeadlineKind.STARTED] != 1:
            yield f"the term of R{request.id} started {own[DeadlineKind.STARTED]} times"
        if own[DeadlineKind.ENDED] + own[DeadlineKind.RETURNED] > 1:
            yield f"the term of R{request.id} ended more than once: {dict(own)}"
        if request.id in due_of and due_of[request.id] != (due if running else None):
            yield f"R{request.id} is due {due_of[request.id]}, by its ledger {due}"
        if not is_open(request.state) and running:
            yield f"R{request.id} is {request.state}, and its clock runs"
        told = Counter(entry.action for entry in books.entries_of[id_of(request)])
        for kind, action in (
            (DeadlineKind.EXTENDED, "deadline-extended"),
            (DeadlineKind.RECOMPUTED, "deadline-recounted"),
        ):
            if own[kind] != told[action]:
                yield f"R{request.id}: {action} {told[action]} times, {own[kind]} in the ledger"


def _counted(entries: list[DeadlineEntry]) -> tuple[bool, datetime | None]:
    """Whether the clock runs, and until when: plainly, from the entries alone."""
    running, due, put_off = False, None, None
    for entry in entries:
        if entry.kind is DeadlineKind.STARTED:
            running, due, put_off = True, entry.due, None
        elif entry.kind is DeadlineKind.RECOMPUTED:
            due = entry.due
        elif entry.kind is DeadlineKind.EXTENDED and entry.due:
            put_off = max(put_off or entry.due, entry.due)
        elif entry.kind in (DeadlineKind.RETURNED, DeadlineKind.ENDED):
            running = False
    return running, max(due, put_off) if due and put_off else due


def at_rest(books: Books) -> Iterator[str]:
    """Where no order is left, every open request waits for somebody: nothing was lost."""
    for request in books.requests:
        states = {line.state for line in books.lines_of[id_of(request)]}
        if request.state in (_R.NEW, _R.APPROVED, _R.PROVISIONING):
            yield f"R{request.id} is {request.state}, and nobody goes on with it"
        if request.state is _R.IN_REVIEW and _L.PROPOSED not in states:
            yield f"R{request.id} is in review, and there is nothing to decide"
        if request.state is _R.PROVISIONED and not _sibling_waits(books, request):
            yield f"R{request.id} is done, and its reply is not drafted"
        if request.state in (_R.TO_SIGN, _R.CLOSED, _R.WAITING_FOR_AGENCY):
            missing = set(Step) - books.done[id_of(request)]
            if missing:
                yield f"R{request.id} is {request.state}, and {sorted(missing)} not done"


def _sibling_waits(books: Books, request: Request) -> bool:
    return any(
        other.state in (_R.IN_REVIEW, _R.WAITING_FOR_APPROVAL, _R.FAILED)
        for other in books.requests_of[request.letter_id]
    )
